"""``demand``: what the needs of an event or a file ask for, and how far the solutions cover it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.match import JSON, NEEDS_OF_SOURCE, SOURCE, Ranked, print_unread, ranked
from api.cli.plain import console_of, print_json

if TYPE_CHECKING:
    from matcher.demand import Demand


def demand(
    source: str = SOURCE,
    needs: Path | None = NEEDS_OF_SOURCE,
    clusters: int | None = typer.Option(None, min=1, help="How many groups; judged from the needs if left out."),
    language: str = typer.Option("en", help="Language of the labels: ko or en."),
    as_json: bool = JSON,
) -> None:
    """Group needs by topic, show how far the solutions cover each group, what nobody serves, and sector by place."""
    from matcher import demand as analysis

    if language not in ("ko", "en"):
        raise typer.BadParameter(f"labels are written in ko and en, not in {language!r}", param_hint="--language")
    event = ranked(source, needs)
    found = analysis.demand(event.matches, encoder=event.encoder, clusters=clusters)
    if as_json:
        print_json(
            {
                "clusters": [asdict(one) for one in found.clusters],
                "map": {
                    "sectors": found.map.sectors,
                    "places": found.map.places,
                    "needs": found.map.needs.tolist(),
                    "covered": found.map.covered.tolist(),
                },
                "gaps": found.gaps,
                "unread": [{**asdict(one), "message": one.words(language)} for one in found.unread],
            }
        )
        return
    _print(found, language, event)
    print_unread(found.unread, language)


def _print(found: Demand, language: str, event: Ranked) -> None:
    from rich.table import Table

    from matcher.sectors import sector_label

    console = console_of()
    table = Table(title="Demand", title_justify="left")
    for name in ("Topic", "Sector", "Needs", "Covered", "Strongly", "Suppliers", "Nobody serves"):
        table.add_column(name, vertical="top")
    for one in found.clusters:
        label = one.label.ko if language == "ko" else one.label.en
        table.add_row(
            label,
            sector_label(one.sector, language),
            str(len(one.needs)),
            f"{one.covered:.0%}",
            f"{one.strong:.0%}",
            ", ".join(event.called(name) for name in one.suppliers[:5]),
            ", ".join(one.gaps),
        )
    console.print(table)
    places = Table(title="Needs by sector and place (served / all)", title_justify="left")
    places.add_column("Sector")
    for place in found.map.places:
        places.add_column(place or "not said")
    for row, sector in enumerate(found.map.sectors):
        if found.map.needs[row].any():
            pairs = zip(found.map.covered[row], found.map.needs[row], strict=True)
            places.add_row(sector_label(sector, language), *(f"{good}/{all_}" if all_ else "" for good, all_ in pairs))
    console.print(places)
