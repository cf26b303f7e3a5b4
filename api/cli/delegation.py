"""``delegation``: the best N applicants for the needs of an event or a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.match import JSON, NEEDS_OF_SOURCE, SOURCE, Ranked, ranked
from api.cli.plain import console_of, counted, print_json

if TYPE_CHECKING:
    from matcher.delegation import Quota
    from matcher.profiles import Profile


def delegation(
    source: str = SOURCE,
    needs: Path | None = NEEDS_OF_SOURCE,
    places: int = typer.Option(..., min=1, help="How many applicants may travel."),
    must_take: list[str] = typer.Option([], help="An applicant who travels in any case; may be given again."),
    must_not: list[str] = typer.Option([], help="An applicant who stays in any case; may be given again."),
    quota: list[str] = typer.Option([], help="Least and most of a group, like sector:water=1..3 or country:KR=2.."),
    costs: Path | None = typer.Option(None, exists=True, dir_okay=False, help="A CSV file: organization, cost."),
    budget: float | None = typer.Option(None, min=0, help="What all may cost together."),
    curve: int = typer.Option(0, min=0, help="Also show the best delegation of each size up to this."),
    language: str = typer.Option("en", help="Language of the reasons: ko or en."),
    seconds: float = typer.Option(60.0, min=0.1, help="Seconds to search at most."),
    as_json: bool = JSON,
) -> None:
    """Choose the best applicants for the needs, proven optimal; exit code 1 if the rules contradict each other."""
    from matcher.delegation import Choice, choose
    from matcher.delegation.applicants import read_costs, served
    from matcher.delegation.report import as_object
    from matcher.participants import participants

    event = ranked(source, needs)
    matches = event.matches
    found = participants(matches)
    choice = Choice(
        found.suppliers,
        tuple(need.id for need in matches.needs),
        served(found),
        places,
        must_take=frozenset(must_take),
        must_not=frozenset(must_not),
        quotas=tuple(_quota(text, matches.solutions) for text in quota),
        costs=read_costs(costs.read_bytes(), costs.name) if costs else {},
        budget=budget,
    )
    chosen = choose(choice, seconds=seconds)
    sizes = range(1, min(curve, len(choice.applicants)) + 1)
    report = as_object(choice, chosen, language=language, sizes=sizes, seconds=seconds)
    if as_json:
        print_json(report)
    else:
        _print(report, event)
    if chosen.status == "impossible":
        raise typer.Exit(1)


def _quota(text: str, solutions: Iterable[Profile]) -> Quota:
    from matcher.delegation.applicants import read_quota

    try:
        return read_quota(text, solutions)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _print(report: dict[str, Any], event: Ranked) -> None:
    from rich.table import Table

    console = console_of()
    console.print(
        f"{report['status']}: value {report['value']}, bound {report['bound']}, "
        f"{len(report['uncovered'])} of {counted(len(report['coverage']), 'need')} uncovered"
    )
    if report["status"] == "impossible":
        console.print("The rules contradict each other: no choice keeps all of them.")
        return
    table = Table(title="Who travels", title_justify="left")
    for name in ("Applicant", "Why", "If it drops out"):
        table.add_column(name, vertical="top")
    for name in report["chosen"]:
        stand_in = report["replacements"][name]
        instead = (
            "nobody may replace it"
            if stand_in is None
            else f"{event.called(stand_in['applicant'])} (-{stand_in['loses']:.2f})"
        )
        table.add_row(event.called(name), "\n".join(report["reasons"][name]), instead)
    console.print(table)
    line = ", ".join(f"{event.called(one['applicant'])} (+{one['adds']:.2f})" for one in report["next_in_line"])
    console.print(f"Next in line: {line or 'nobody'}", markup=False)
    for size in report.get("curve", []):
        console.print(
            f"  {counted(size['places'], 'place')}: {size['value']:.2f}, "
            f"{counted(size['covered'], 'need')} covered ({size['status']})"
        )
