"""``replan``: mend a published schedule, on files."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.event import JSON, SOURCE, problem_of
from api.cli.named import named
from api.cli.plain import plain, print_json, tell

if TYPE_CHECKING:
    from scheduler import Meeting, Problem
    from scheduler.replan import Offer, Replan

SCHEDULE = typer.Argument(None, help="The published schedule (.json); left out with an event's name: its own.")
LANGUAGE = typer.Option("en", help="Language of the sentences: ko or en.")


def replan(
    source: str = SOURCE,
    schedule: Path | None = SCHEDULE,
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

    The changes come from the options, or SOURCE is the problem as it is now. With an event's name alone, its published
    schedule is mended as the event is now, and saved as the next version.
    """
    from api.cli.schedule import writable

    if schedule is None:
        from api.cli.deciding import replan_event

        if gone or late or no_table or no_interpreter or wish or now or out or problem_out or picture:
            raise ValueError("name the published schedule (.json): without it an event is re-planned as it is now")
        replan_event(source, limit=limit, freeze_minutes=freeze, language=language)
        return

    if freeze and now is None:
        raise ValueError("--freeze counts from a moment: give --now too, for example --now 2026-11-03T10:40")
    writable(out, problem_out, picture)
    problem = _changed(problem_of(source), gone, late, no_table, no_interpreter, wish)
    published, moment = meetings_of(schedule), _local(problem, now)
    found = _mended(problem, published, moment, freeze=freeze, max_loss=max_loss, limit=limit)
    _write(problem, found, out, problem_out, picture)
    if as_json:
        print_json(_as_json(problem, found, moment))
    else:
        _show_replan(problem, found, language)
        if offer:
            _show_offers(problem, found, moment, language)


def _mended(
    problem: Problem,
    published: tuple[Meeting, ...],
    now: datetime | None,
    *,
    freeze: int,
    max_loss: float,
    limit: float,
) -> Replan:
    """The best that is found; Ctrl-C ends the search, and ``freeze`` minutes count only where ``now`` is known."""
    from api.cli.schedule import Line, until_stopped
    from scheduler.replan import replan as mend

    return until_stopped(
        lambda stop: mend(
            problem,
            published,
            now=now,
            freeze=timedelta(minutes=freeze) if now is not None else None,
            max_value_loss=max_loss,
            limit_seconds=limit,
            progress=Line(),
            stop=stop,
        )
    )


def _write(problem: Problem, found: Replan, out: Path | None, problem_out: Path | None, picture: Path | None) -> None:
    if problem_out is not None:
        from scheduler.files import write_problem

        problem_out.write_text(write_problem(problem), encoding="utf-8")
    if out is not None:
        from scheduler.files import write_schedule

        out.write_text(write_schedule(found.result, problem=problem.name), encoding="utf-8")
    if picture is not None:
        from scheduler.picture import picture as draw

        picture.write_text(draw(problem, found.result.meetings), encoding="utf-8")


def meetings_of(schedule: Path) -> tuple[Meeting, ...]:
    """The meetings of a schedule file; ValueError names the file and what is wrong in it."""
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
    from api.ground.words import Sentence, say
    from scheduler.answers.steps import local_time

    who = {one.id: " – ".join(one.participants) for one in problem.requests}
    waiting = _offers(problem, found, now)
    if not waiting:
        tell(say(language, "No waiting request fits into a free slot."))
    for one in waiting:
        times = ", ".join(local_time(problem, slot) for slot in one.slots)
        owed = [Sentence("{owed} promised", owed=one.owed)] if one.owed else []
        worth = [Sentence("value {value:,}", value=one.value), *owed]
        tell(say(language, "{who} ({worth}): {times}", who=who[one.request], worth=worth, times=times))


def _as_json(problem: Problem, found: Replan, now: datetime | None) -> dict[str, Any]:
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
                "before": None if change.before is None else plain(change.before),
                "after": None if change.after is None else plain(change.after),
                "en": change.words(problem, "en"),
                "ko": change.words(problem, "ko"),
            }
            for change in found.changes
        ],
        "offers": [plain(one) for one in _offers(problem, found, now)],
        "affected": {who: dict(counts) for who, counts in affected(found.changes).items()},
        "schedule": schedule_json(found.result, problem=problem.name),
    }


def _show_replan(problem: Problem, found: Replan, language: str) -> None:
    for sentence in found.words(problem, language):
        tell(sentence)
    from api.ground.words import Sentence, say
    from api.schedules.quality import quality_of

    result = found.result
    quality = quality_of(result)
    tell(quality.said(language))
    changes = found.layer("changes")
    proven = Sentence("no schedule as good moves fewer")
    if not changes.proven:
        proven = Sentence("at least {least} must move", least=changes.bound)
    tell(
        say(
            language,
            "{n:meeting survives|meetings survive}, {moved} of them leave their slot ({proven}); value {value:,} of at most "
            "{most:,}, {seconds:.1f} s",
            n=found.survivors,
            moved=found.moved,
            proven=proven,
            value=result.value,
            most=result.bound,
            seconds=result.seconds,
        )
    )
