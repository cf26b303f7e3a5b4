"""``why`` and ``whatif``: questions about a published schedule, on files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.event import JSON, SOURCE, problem_of
from api.cli.named import named
from api.cli.plain import counted, plain, print_json, tell, with_words
from api.cli.replan import LANGUAGE, meetings_of
from api.cli.schedule import until_stopped

if TYPE_CHECKING:
    from scheduler import Meeting, Problem
    from scheduler.answers.why import Why


def why(
    source: str = SOURCE,
    schedule: str | None = typer.Argument(None, help="The schedule (.json). With an event's name: the request."),
    request: str | None = typer.Argument(None, help="A request that is not held; left out, all of them with reasons."),
    give_way: float = typer.Option(2.0, min=0, help="Seconds to find what it costs that others give way; 0 for not."),
    language: str = LANGUAGE,
    as_json: bool = JSON,
) -> None:
    """Why a request is not held, and the smallest changes that would let it in, each verified by making it.

    An event's published schedule is asked about the facts that it was made for.
    """
    from scheduler.answers.why import why as ask
    from scheduler.check import check

    if schedule is not None and Path(schedule).is_file():
        problem, meetings = problem_of(source), meetings_of(Path(schedule))
    else:
        from api.cli.event import published_of

        (problem, meetings), request = published_of(source), schedule or request
    violations = check(problem, meetings)
    for one in violations:
        tell(f"{one.rule}: {one.sentence}")
    if violations:
        tell("This schedule does not fit the problem: re-plan it first.", err=True)
        raise typer.Exit(1)
    if request is None:
        _all_reasons(problem, tuple(meetings), language, as_json=as_json)
        return
    wanted = named(problem, "request", request)
    answer = until_stopped(lambda stop: ask(problem, meetings, wanted, give_way_seconds=give_way or None, stop=stop))
    if as_json:
        print_json(_why_json(problem, answer))
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
    from api.ground.words import say
    from scheduler.answers.conflicts import contradicting
    from scheduler.answers.whatif import one_more

    problem = problem_of(source)
    conflict, gains, (minima, note) = until_stopped(
        lambda stop: (
            contradicting(problem, musts=True, limit_seconds=limit, stop=stop),
            one_more(problem, limit_seconds=limit, stop=stop),
            _minima(problem, limit, stop),
        )
    )
    if as_json:
        print_json(
            {
                "conflict": None if conflict is None else with_words(conflict),
                "one_more": [with_words(gain) for gain in gains],
                "fewest": [{"what": what, "aim": aim, **plain(found)} for what, aim, found in minima],
                "note": note,
            }
        )
    else:
        _show_whatif(gains, minima, note, language)
        if conflict is not None:
            tell(conflict.words(language))
        else:
            tell(say(language, "No decisions were found that contradict each other."))
    if conflict is not None:
        raise typer.Exit(1)


def _all_reasons(problem: Problem, meetings: tuple[Meeting, ...], language: str, *, as_json: bool) -> None:
    from scheduler.instance import instance_of
    from scheduler.reasons import reasons

    found = reasons(instance_of(problem), meetings)
    if as_json:
        print_json({"unscheduled": [{"request": one.request, **with_words(one.reason)} for one in found]})
        return
    for one in found:
        tell(f"{one.request}: {one.reason.words(language)}")
    tell(f"{counted(len(found), 'request is', 'requests are')} not held")


def _why_json(problem: Problem, answer: Why) -> dict[str, Any]:
    given = answer.displacement
    return {
        "request": answer.request,
        "reason": with_words(answer.reason),
        "remedies": [
            {
                "price": one.price,
                "slot": one.slot,
                "steps": [plain(step) for step in one.steps],
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
    from api.ground.words import say

    tell(answer.reason.words(language))
    for number, one in enumerate(answer.remedies, 1):
        tell(f"{number}. {one.words(language)}")
    if not answer.remedies:
        tell(say(language, "No change lets it in."))
    if answer.displacement is not None:
        for sentence in answer.displacement.words(problem, language):
            tell(sentence)


def _minima(problem: Problem, limit: float, stop: Callable[[], bool]) -> tuple[list[tuple[str, str, Any]], str]:
    """The fewest tables and interpreters for the best and for full value, or why not."""
    from scheduler.answers.minimum import fewest_interpreters, fewest_tables

    try:
        return [
            ("tables", "best", fewest_tables(problem, "best", limit_seconds=limit, stop=stop)),
            ("tables", "full", fewest_tables(problem, "full", limit_seconds=limit, stop=stop)),
            ("interpreters", "best", fewest_interpreters(problem, "best", limit_seconds=limit, stop=stop)),
            ("interpreters", "full", fewest_interpreters(problem, "full", limit_seconds=limit, stop=stop)),
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
