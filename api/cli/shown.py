"""Matches of an event on the terminal: a table with reasons, or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.cli.plain import console_of, print_json

if TYPE_CHECKING:
    from api.events.nouns import EventWorkbook
    from api.matches.scoring import PairMatch


def show_pairs(workbook: EventWorkbook, pairs: list[PairMatch], *, top: int, language: str, as_json: bool) -> None:
    """Print the best ``top`` buyers of every supplier, with the reasons in a language."""
    from matcher.reasons import reasons

    shown = {
        supplier.code: [pair for pair in pairs if pair.supplier == supplier.code][:top]
        for supplier in workbook.suppliers
    }
    if as_json:
        print_json(
            {
                "event": workbook.event.slug,
                "matches": [
                    {
                        "supplier": pair.supplier,
                        "buyer": pair.buyer,
                        "solution": pair.match.solution.id,
                        "need": pair.match.need.id,
                        "score": round(pair.match.score, 4),
                        "band": pair.match.band,
                        "components": pair.components(),
                        "evidence": pair.evidence(),
                        "reasons": reasons(pair.match, language),
                    }
                    for own in shown.values()
                    for pair in own
                ],
            }
        )
        return
    _print(workbook, shown, language)


def names_of(workbook: EventWorkbook) -> dict[str, str]:
    """What the participants of an event are called, by code."""
    return {person.code: person.name_ko or person.name_en for person in workbook.participants}


def _print(workbook: EventWorkbook, shown: dict[str, list[PairMatch]], language: str) -> None:
    from rich.table import Table

    from matcher.reasons import reasons

    names = names_of(workbook)
    console = console_of()
    for supplier, own in shown.items():
        table = Table(title=f"{supplier} {names[supplier]}", title_justify="left")
        for head in ("Buyer", "Score", "Band", "Why"):
            table.add_column(head, vertical="top")
        for pair in own:
            why = "\n".join(reasons(pair.match, language))
            table.add_row(f"{pair.buyer} {names[pair.buyer]}", f"{pair.match.score:.2f}", pair.match.band, why)
        console.print(table)
