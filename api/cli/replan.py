"""``replan``, ``why`` and ``whatif``: mend a published schedule, and ask about it, on files."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.event import JSON, SOURCE
from api.cli.named import named

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler import Meeting, Problem
    from scheduler.answers.why import Why
    from scheduler.replan import Offer, Replan

SCHEDULE = typer.Argument(exists=True, dir_okay=False, help="The published schedule (.json).")
LANGUAGE = typer.Option("en", help="Language of the sentences: ko or en.")


def replan(
    source: str = SOURCE,
    schedule: Path = SCHEDULE,
    gone: list[str] = typer.Option([], help="A participant who is gone: ID, or ID@SLOT from that slot on."),
    late: list[str] = typer.Option([], help="A participant who comes late: ID@SLOT, the first slot they can meet."),
    no_table: list[str] = typer.Option([], help="A table that is lost: ID, or ID@SLOT from that slot on."),
    no_interpreter: list[str] = typer.Option([], help="An interpreter who is lost: ID, or ID@SLOT from that slot on."),
    wish: list[str] = typer.Option([], help="A new wish: SUPPLIER:BUYER:VALUE."),
    now: datetime | None = typer.Option(None, help="The moment of the change, in local time of the stop of that day."),
    freeze: int = typer.Option(0, min=0, help="Minutes from now in which nothing moves."),
    max_loss: float = typer.Option(0.01, min=0, max=1, help="Share of the value that may be given up for stability."),
    limit: float = typer.Option(5.0, min=0.1, help="Seconds to search at most."),
    offer: bool = typer.Option(
        False, "--offers", help="List who could be asked into the free slots, instead of those added."
    ),
    out: Path | None = typer.Option(None, help="Write the new schedule to this file (.json)."),
    problem_out: Path | None = typer.Option(None, help="Write the changed problem to this file (.json)."),
    picture: Path | None = typer.Option(None, help="Draw the new schedule to this file (.svg)."),
    language: str = LANGUAGE,
    as_json: bool = JSON,
) -> None:
    """Mend a published schedule after a change, with as few meetings moved as possible, and say who is affected.

    The changes come from the options, or SOURCE is the problem as it is now.
    """
    from api.cli.schedule import until_stopped, writable
    from scheduler.replan import replan as mend

    if freeze and now is None:
        raise ValueError("--freeze counts from a moment: give --now too, for example --now 2026-11-03T10:40")
    writable(out, problem_out, picture)
    problem = _changed(_problem(source), gone, late, no_table, no_interpreter, wish)
    published, moment = _meetings(schedule), _local(problem, now)
    found = until_stopped(
        lambda stop: mend(
            problem,
            published,
            now=moment,
            freeze=timedelta(minutes=freeze) if moment is not None else None,
            max_value_loss=max_loss,
            limit_seconds=limit,
            stop=stop,
        )
    )
    if problem_out is not None:
        from scheduler.files import write_problem

        problem_out.write_text(write_problem(problem), encoding="utf-8")
    if out is not None:
        from scheduler.files import write_schedule

        out.write_text(write_schedule(found.result, problem=problem.name), encoding="utf-8")
    if picture is not None:
        from scheduler.picture import picture as draw

        picture.write_text(draw(problem, found.result.meetings), encoding="utf-8")
    if as_json:
        _json(_replan_json(problem, found, moment))
    else:
        _show_replan(problem, found, language)
        if offer:
            _show_offers(problem, found, moment, language)


def why(
    source: str = SOURCE,
    schedule: Path = SCHEDULE,
    request: str | None = typer.Argument(None, help="A request that is not held; left out, all of them with reasons."),
    give_way: float = typer.Option(2.0, min=0, help="Seconds to find what it costs that others give way; 0 for not."),
    language: str = LANGUAGE,
    as_json: bool = JSON,
) -> None:
    """Why a request is not held, and the smallest changes that would let it in, each verified by making it."""
    from scheduler.answers.why import why as ask
    from scheduler.check import check

    problem, meetings = _problem(source), _meetings(schedule)
    violations = check(problem, meetings)
    if violations:
        raise ValueError(f"{schedule.name} does not fit the problem: {violations[0].sentence} Re-plan it first.")
    if request is None:
        _all_reasons(problem, meetings, language, as_json=as_json)
        return
    answer = ask(problem, meetings, named(problem, "request", request), give_way_seconds=give_way or None)
    if as_json:
        _json(_why_json(problem, answer))
    else:
        _show_why(problem, answer, language)


def whatif(
    source: str = SOURCE,
    limit: float = typer.Option(30.0, min=1, help="Seconds for each question."),
    language: str = LANGUAGE,
    as_json: bool = JSON,
) -> None:
    """What one more of each resource would buy, how few would do, and which decisions contradict each other.

    Exit code 1 if decisions contradict each other.
    """
    from scheduler.answers.conflicts import contradicting
    from scheduler.answers.whatif import one_more

    problem = _problem(source)
    conflict = contradicting(problem, musts=True, limit_seconds=limit)
    gains = one_more(problem, limit_seconds=limit)
    minima, note = _minima(problem, limit)
    if as_json:
        _json(
            {
                "conflict": None if conflict is None else _with_words(conflict),
                "one_more": [_with_words(gain) for gain in gains],
                "fewest": [{"what": what, "aim": aim, **_plain(found)} for what, aim, found in minima],
                "note": note,
            }
        )
    else:
        _show_whatif(gains, minima, note, language)
        if conflict is not None:
            typer.echo(conflict.words(language))
        else:
            typer.echo("정한 것끼리 어긋나지 않습니다." if language == "ko" else "No decisions contradict each other.")
    if conflict is not None:
        raise typer.Exit(1)


def bench_replan(
    event: list[str] = typer.Option(
        [], help="An event, as 300x104; may be given again. The five of the target if left out."
    ),
    seed: list[int] = typer.Option([], help="A seed of the events; may be given again. 1 if left out."),
    as_json: bool = JSON,
) -> None:
    """1, 3, 8 and 20% of the buyers vanish: what stays, what it costs, how long it takes, beside starting over.

    Exit code 1 if a schedule breaks a rule, fewer than 98% of the survivors stay as they were, more than 1% of the value
    is lost against starting over, or it takes more than 1 s for a roadshow or 5 s for an expo.
    """
    from scheduler.bench.replan import EVENTS
    from scheduler.bench.replan import bench_replan as measure

    rows = []
    for row in measure(event or EVENTS, seeds=tuple(seed) or (1,)):
        rows.append(row)
        typer.echo(f"{row.event} seed {row.seed} {row.share:.0%}: {row.stable:.2%} in {row.seconds:.2f} s", err=True)
    if as_json:
        _json({"rows": [row.plain() for row in rows]})
    else:
        _show_rows(rows)
    if any(row.violations or row.stable < 0.98 or row.loss > 0.01 or not row.in_time for row in rows):
        raise typer.Exit(1)


def _problem(source: str) -> Problem:
    from api.cli.event import problem_of

    return problem_of(source)


def _meetings(schedule: Path) -> tuple[Meeting, ...]:
    from scheduler.files import read_schedule

    try:
        return read_schedule(schedule.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise ValueError(f"{schedule.name}: {fault}") from None


def _changed(
    problem: Problem, gone: list[str], late: list[str], tables: list[str], interpreters: list[str], wishes: list[str]
) -> Problem:
    from scheduler import Request
    from scheduler import replan as module

    for word in gone:
        problem = module.without_participant(problem, *_at(problem, "participant", word))
    for word in late:
        who, slot = _at(problem, "participant", word)
        if slot is None:
            raise ValueError(f"--late {word!r} names no slot: give ID@SLOT, for example {who}@{problem.slots[-1].id}")
        problem = module.late(problem, who, slot)
    for word in tables:
        problem = module.without_table(problem, *_at(problem, "table", word))
    for word in interpreters:
        problem = module.without_interpreter(problem, *_at(problem, "interpreter", word))
    for word in wishes:
        parts = word.split(":")
        if len(parts) != 3 or not parts[2].isdigit():
            raise ValueError(f"--wish {word!r} cannot be read: give SUPPLIER:BUYER:VALUE, for example S01:B02:700")
        supplier, buyer = (named(problem, "participant", part) for part in parts[:2])
        problem = module.with_request(problem, Request(f"{supplier}-{buyer}", supplier, buyer, int(parts[2])))
    return problem


def _at(problem: Problem, kind: str, word: str) -> tuple[str, str | None]:
    """``ID`` or ``ID@SLOT`` as people type it."""
    name, _, slot = word.partition("@")
    return named(problem, kind, name), named(problem, "slot", slot) if slot.strip() else None


def _local(problem: Problem, now: datetime | None) -> datetime | None:
    """A time without a zone is local at the stop whose slots are nearest to it."""
    from zoneinfo import ZoneInfo

    if now is None or now.tzinfo is not None:
        return now
    local = {leg.id: now.replace(tzinfo=ZoneInfo(leg.zone)) for leg in problem.legs}
    nearest = min(problem.slots, key=lambda slot: abs(slot.starts_at - local[slot.leg]), default=None)
    return local[problem.legs[0].id if nearest is None else nearest.leg]


def _offers(problem: Problem, found: Replan, now: datetime | None) -> tuple[Offer, ...]:
    """Who could come into free slots if nobody were added."""
    from scheduler.replan import offers

    added = {change.request for change in found.changes if change.kind == "added"}
    return offers(problem, [one for one in found.result.meetings if one.request not in added], now=now)


def _show_offers(problem: Problem, found: Replan, now: datetime | None, language: str) -> None:
    from scheduler.answers.steps import local_time

    korean = language == "ko"
    who = {one.id: " – ".join(one.participants) for one in problem.requests}
    waiting = _offers(problem, found, now)
    if not waiting:
        typer.echo("빈 시간에 넣을 수 있는 요청이 없습니다." if korean else "No waiting request fits into a free slot.")
    for one in waiting:
        times = ", ".join(local_time(problem, slot) for slot in one.slots)
        owed = (f", 약속 {one.owed}건" if korean else f", {one.owed} promised") if one.owed else ""
        worth = f"가치 {one.value:,}{owed}" if korean else f"value {one.value:,}{owed}"
        typer.echo(f"{who[one.request]} ({worth}): {times}")


def _replan_json(problem: Problem, found: Replan, now: datetime | None) -> dict[str, Any]:
    from scheduler.files import schedule_json
    from scheduler.replan import affected, summary

    return {
        "survivors": found.survivors,
        "kept": found.kept,
        "moved": found.moved,
        "ring": found.ring,
        "summary": {name: summary(found.changes, found.kept, name) for name in ("en", "ko")},
        "changes": [
            {
                "kind": change.kind,
                "request": change.request,
                "cause": change.cause,
                "before": None if change.before is None else _plain(change.before),
                "after": None if change.after is None else _plain(change.after),
                "en": change.words(problem, "en"),
                "ko": change.words(problem, "ko"),
            }
            for change in found.changes
        ],
        "offers": [_plain(one) for one in _offers(problem, found, now)],
        "affected": {who: dict(counts) for who, counts in affected(found.changes).items()},
        "schedule": schedule_json(found.result, problem=problem.name),
    }


def _show_replan(problem: Problem, found: Replan, language: str) -> None:
    for sentence in found.words(problem, language):
        typer.echo(sentence)
    from api.schedules.quality import quality_of

    result = found.result
    quality = quality_of(result)
    typer.echo(quality.korean if language == "ko" else quality.english)
    changes = found.layer("changes")
    if language == "ko":
        proven = "더 적게 옮길 수 없음" if changes.proven else f"적어도 {changes.bound}건은 옮겨야 함"
        typer.echo(
            f"남은 상담 {found.survivors}건 가운데 {found.moved}건이 시간을 옮깁니다({proven}). "
            f"가치 {result.value:,}, 많아야 {result.bound:,}(차이 {result.gap:.4%}), {result.seconds:.1f}초"
        )
        return
    proven = "no schedule as good moves fewer" if changes.proven else f"at least {changes.bound} must move"
    typer.echo(
        f"{found.survivors} meetings survive, {found.moved} of them leave their slot ({proven}); value {result.value:,} "
        f"of at most {result.bound:,} (gap {result.gap:.4%}), {result.seconds:.1f} s"
    )


def _all_reasons(problem: Problem, meetings: tuple[Meeting, ...], language: str, *, as_json: bool) -> None:
    from scheduler.instance import instance_of
    from scheduler.reasons import reasons

    found = reasons(instance_of(problem), meetings)
    if as_json:
        _json({"unscheduled": [{"request": one.request, **_with_words(one.reason)} for one in found]})
        return
    for one in found:
        typer.echo(f"{one.request}: {one.reason.words(language)}")
    typer.echo(f"{len(found)} requests are not held")


def _why_json(problem: Problem, answer: Why) -> dict[str, Any]:
    given = answer.displacement
    return {
        "request": answer.request,
        "reason": _with_words(answer.reason),
        "remedies": [
            {
                "price": one.price,
                "slot": one.slot,
                "steps": [_plain(step) for step in one.steps],
                "en": one.words("en"),
                "ko": one.words("ko"),
            }
            for one in answer.remedies
        ],
        "give_way": None
        if given is None
        else {"cost": given.cost, "least": given.least, "en": given.words(problem), "ko": given.words(problem, "ko")},
    }


def _show_why(problem: Problem, answer: Why, language: str) -> None:
    typer.echo(answer.reason.words(language))
    for number, one in enumerate(answer.remedies, 1):
        typer.echo(f"{number}. {one.words(language)}")
    if not answer.remedies:
        typer.echo("이 쌍은 이미 상담하므로 바꿀 것이 없습니다." if language == "ko" else "No change lets it in.")
    if answer.displacement is not None:
        for sentence in answer.displacement.words(problem, language):
            typer.echo(sentence)


def _minima(problem: Problem, limit: float) -> tuple[list[tuple[str, str, Any]], str]:
    """The fewest tables and interpreters for the best and for full value, or why not."""
    from scheduler.answers.minimum import fewest_interpreters, fewest_tables

    try:
        return [
            ("tables", "best", fewest_tables(problem, "best", limit_seconds=limit)),
            ("tables", "full", fewest_tables(problem, "full", limit_seconds=limit)),
            ("interpreters", "best", fewest_interpreters(problem, "best", limit_seconds=limit)),
            ("interpreters", "full", fewest_interpreters(problem, "full", limit_seconds=limit)),
        ], ""
    except ValueError as fault:
        return [], str(fault)


def _show_whatif(gains: Any, minima: list[tuple[str, str, Any]], note: str, language: str) -> None:
    from rich.table import Table

    from api.cli.schedule import plain_console

    console = plain_console()
    table = Table(title="One more", title_justify="left")
    table.add_column("Of")
    for head in ("value", "at most"):
        table.add_column(head, justify="right")
    for gain in gains:
        table.add_row(gain.words(language).rsplit(":", 1)[0], f"{gain.value:,}", f"{gain.most:,}")
    console.print(table)
    if gains and gains[0].value:
        console.print(f"The tightest resource: {gains[0].words(language)}", soft_wrap=True)
    if note:
        console.print(note, soft_wrap=True)
        return
    table = Table(title="The fewest", title_justify="left")
    for head in ("Of", "for"):
        table.add_column(head)
    for head in ("value", "count", "at least"):
        table.add_column(head, justify="right")
    table.add_column("of which")
    for what, aim, found in minima:
        parts = ", ".join(f"{name} {count}" for name, count in found.by.items())
        table.add_row(what, f"{aim} value", f"{found.value:,}", str(found.count), str(found.least), parts)
    console.print(table)


def _show_rows(rows: list[Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console: Console = Console()
    table = Table(title="Buyers vanish", title_justify="left")
    table.add_column("event")
    for head in (
        "seed",
        "share",
        "gone",
        "survive",
        "as they were",
        "moved",
        "added",
        "value",
        "bound",
        "s",
        "anew: value",
        "same slot",
        "s",
        "lost",
    ):
        table.add_column(head, justify="right")
    for row in rows:
        table.add_row(
            row.event,
            str(row.seed),
            f"{row.share:.0%}",
            str(row.gone),
            str(row.survivors),
            f"{row.stable:.2%}",
            str(row.moved),
            str(row.added),
            f"{row.value:,}",
            f"{row.bound:,}",
            f"{row.seconds:.2f}",
            f"{row.scratch_value:,}",
            f"{row.scratch_kept / max(row.survivors, 1):.0%}",
            f"{row.scratch_seconds:.2f}",
            f"{row.loss:.2%}",
        )
    console.print(table)


def _plain(thing: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(thing)


def _with_words(thing: Any) -> dict[str, Any]:
    return _plain(thing) | {"en": thing.words("en"), "ko": thing.words("ko")}


def _json(value: dict[str, Any]) -> None:
    from api.cli.event import print_json

    print_json(value)
