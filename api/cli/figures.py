"""``figures`` and ``record``: the figures of an event or of a workbook of results, and bringing such a workbook in."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.plain import console_of, counted, print_json, tell

if TYPE_CHECKING:
    from api.figures.nouns import Sheet
    from api.ground.db import Connection


class Unit(StrEnum):
    """In which unit amounts are shown."""

    won = "won"
    eok = "eok"
    usd = "usd"


def figures(
    source: str = typer.Argument(help="A workbook of results (.xlsx), or an event's name in the database."),
    base: str | None = typer.Option(None, help="The leg with which the others are compared; '' for none."),
    unit: Unit = typer.Option(Unit.eok, help="won, eok (hundred million won) or usd."),
    language: str = typer.Option("ko", help="Language of the table: ko or en."),
    passport: str = typer.Option("", help="Print what stands behind one figure, like 'pursued 2022'."),
    xlsx: Path | None = typer.Option(None, help="Write the table and every record to this file."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object instead of a table."),
) -> None:
    """Print the figures of an event: amounts by tier, exhibitors, visitors, by leg, with growth and definitions."""
    from api.papers.figures_xlsx import figures_xlsx

    found = _sheet(source, base)
    if xlsx is not None:
        xlsx.write_bytes(figures_xlsx(found, unit.value, language))
        tell(f"{xlsx}: {counted(len(found.rows), 'figure')}", err=True)
    if as_json:
        print_json({f"{key} {leg}".strip(): f"{one.value:f}" for (key, leg), one in found.numbers.items() if one.shown})
    elif passport:
        _tell_passport(found, passport, unit, language)
    else:
        _tell_table(found, unit, language)


def _sheet(source: str, base: str | None) -> Sheet:
    from api.access.nouns import TERMINAL

    path = Path(source)
    if path.is_file():
        from api.figures.reading import sheet_of
        from api.ledger.bringing import entries_of
        from api.ledger.sheets import read_results

        results = read_results(path.read_bytes())
        entries = entries_of(results, path.name)
        return sheet_of(results.event, results.legs, entries, (), base=base, as_of=datetime.now(UTC))
    from api.cli.database import in_database
    from api.events import finding
    from api.figures.reading import sheet

    async def read(db: Connection) -> Sheet:
        return await sheet(db, await finding.event(db, source, by=TERMINAL), base=base, by=TERMINAL)

    return in_database(read)


def _tell_table(found: Sheet, unit: Unit, language: str) -> None:
    from rich.table import Table

    from api.papers.figures_xlsx import definitions, rules, table

    head, *rows = table(found, unit.value, language)
    shown = Table(title=found.event.name_ko if language == "ko" else found.event.name_en)
    for at, heading in enumerate(head):
        shown.add_column(heading, justify="left" if at == 0 else "right")
    for row in rows:
        shown.add_row(*row)
    console_of().print(shown)
    for line in [*rules(found, language), *definitions(found, language)]:
        tell(f"- {line}")


def _tell_passport(found: Sheet, what: str, unit: Unit, language: str) -> None:
    from api.figures.counting import rounded
    from api.figures.reading import passport
    from api.figures.showing import shown

    key, _, leg = what.partition(" ")
    number = passport(found, key, leg)
    tell(f"{what}: {shown(found, number, unit.value, language)} ({rounded(number.value):,f})")
    tell(number.of.says.said(language))
    tell(f"{counted(len(number.entries), 'record')}, {len(number.left)} left out; {found.as_of:%Y-%m-%d %H:%M:%S} UTC")
    for figure, same in number.said:
        mark = {True: "=", False: "≠", None: "?"}[same]
        tell(f"{mark} {figure.said}: {figure.source}{f' ({figure.note})' if figure.note else ''}")
    for entry in number.entries:
        value = entry.amount_said or f"{entry.quantity:,f}"
        tell(
            f"  {entry.book} {entry.id}: {entry.who}{f' × {entry.whom}' if entry.whom else ''}: {value} [{entry.source}]"
        )


def record(
    file: Path = typer.Argument(exists=True, dir_okay=False, help="A workbook of results (.xlsx)."),
) -> None:
    """Bring a workbook of results into the ledger: all of it, or nothing and every fault; its event is begun if need be."""
    from api.access.nouns import TERMINAL
    from api.cli.database import in_database
    from api.ledger.bringing import bring

    content = file.read_bytes()
    found = in_database(lambda db: bring(db, content, filename=file.name, by=TERMINAL))
    tell(f"{found.event.slug}: {counted(found.added, 'record')} came in, {found.there:,} were there already")
