"""``delegation``: the best N applicants for the needs of an event or a file."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.match import JSON, NEEDS_OF_SOURCE, SOURCE, Ranked, ranked

if TYPE_CHECKING:
    from matcher.delegation import Choice, Delegation, Quota
    from matcher.participants import ParticipantMatches

_QUOTA = re.compile(r"^(sector|country|maturity|organization):(.+)=(\d+)\.\.(\d*)$")


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
    from matcher.participants import participants

    event = ranked(source, needs)
    matches = event.matches
    found = participants(matches)
    choice = Choice(
        found.suppliers,
        tuple(need.id for need in matches.needs),
        _value(found),
        places,
        must_take=frozenset(must_take),
        must_not=frozenset(must_not),
        quotas=tuple(_quota(text, found) for text in quota),
        costs=_costs(costs) if costs else {},
        budget=budget,
    )
    chosen = choose(choice, seconds=seconds)
    report = _report(choice, chosen, curve, language, seconds)
    if as_json:
        from api.cli.event import print_json

        print_json(report)
    else:
        _print(report, event)
    if chosen.status == "impossible":
        raise typer.Exit(1)


def _value(found: ParticipantMatches) -> Any:
    """Return applicants x needs: the best score of an applicant's solutions where it is at least possible, else 0."""
    import numpy as np

    matches = found.matches
    value = np.zeros((len(found.suppliers), len(matches.needs)))
    for row, solution in enumerate(matches.solutions):
        applicant = found.suppliers.index(solution.organization or solution.id)
        value[applicant] = np.maximum(value[applicant], matches.score[row])
    return np.where(value >= matches.thresholds.possible, value, 0.0)


def _quota(text: str, found: ParticipantMatches) -> Quota:
    from matcher.delegation import Quota
    from matcher.sectors import sector_key

    parts = _QUOTA.match(text)
    if parts is None:
        raise typer.BadParameter(f"{text!r} is no quota; write one like sector:water=1..3 or country:KR=2..")
    attribute, wanted, least, most = parts.groups()
    wanted = sector_key(wanted) if attribute == "sector" else wanted
    members = frozenset(
        solution.organization or solution.id
        for solution in found.matches.solutions
        if (getattr(solution, attribute) or "").casefold() == wanted.casefold()
    )
    return Quota(f"{attribute} {wanted}", members, int(least), int(most) if most else None)


def _costs(path: Path) -> dict[str, float]:
    import csv
    import io

    from matcher.files import decode

    found: dict[str, float] = {}
    reader = csv.DictReader(io.StringIO(decode(path.read_bytes(), path.name)))
    if not {"organization", "cost"} <= set(reader.fieldnames or ()):
        raise ValueError(f"{path.name}: the header needs the columns organization and cost")
    for number, row in enumerate(reader, start=2):
        try:
            found[row["organization"].strip()] = float(row["cost"].replace(",", ""))
        except ValueError as error:
            raise ValueError(f"{path.name}: row {number}, column cost: {row['cost']!r} is not a number") from error
    return found


def _report(choice: Choice, chosen: Delegation, curve: int, language: str, seconds: float) -> dict[str, Any]:
    from matcher import delegation_report as reporting

    report: dict[str, Any] = {
        "status": chosen.status,
        "value": round(chosen.value, 4),
        "bound": round(chosen.bound, 4),
        "gap": round(chosen.gap, 6),
        "chosen": list(chosen.chosen),
        "coverage": {need: list(names) for need, names in chosen.coverage.items()},
        "uncovered": [need for need, names in chosen.coverage.items() if not names],
    }
    if chosen.status != "impossible":
        report["reasons"] = {name: reporting.reasons(choice, chosen, name, language) for name in choice.applicants}
        report["next_in_line"] = [
            {"applicant": name, "adds": round(gain, 4)} for name, gain in reporting.next_in_line(choice, chosen)
        ]
        report["replacements"] = {
            name: None if stand_in is None else {"applicant": stand_in[0], "loses": round(stand_in[1], 4)}
            for name, stand_in in reporting.replacements(choice, chosen).items()
        }
    if curve:
        sizes = range(1, min(curve, len(choice.applicants)) + 1)
        report["curve"] = [asdict(size) for size in reporting.trade_off(choice, sizes, seconds=seconds)]
    return report


def _print(report: dict[str, Any], event: Ranked) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(
        f"{report['status']}: value {report['value']}, bound {report['bound']}, "
        f"{len(report['uncovered'])} of {len(report['coverage'])} needs uncovered"
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
            f"  {size['places']} places: {size['value']:.2f}, {size['covered']} needs covered ({size['status']})"
        )
