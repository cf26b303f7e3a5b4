"""The figures of an event as XLSX: the table, the definitions under it, and every record that each number is made of."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from api.figures.counting import won
from api.figures.nouns import Number, Sheet, Unit
from api.figures.showing import growth, shown
from api.ground.words import both, named, say


def figures_xlsx(found: Sheet, unit: Unit, language: str) -> bytes:
    """The bytes of the workbook."""
    target = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True})
        _table(book.add_worksheet(both("Figures")), found, unit, language, bold)
        _records(book.add_worksheet(both("Records")), found, language, bold)
    return target.getvalue()


def table(found: Sheet, unit: Unit, language: str) -> list[list[str]]:
    """The table as rows of texts, headings first; figures beside another stand in brackets."""
    head = [say(language, "Figure"), *(leg or say(language, "All") for leg in found.columns)]
    last = found.columns[-1] if found.columns else ""
    if found.base:
        head.append(say(language, "{leg} against {base}", leg=last, base=found.base))
    rows = [head]
    for row in found.rows:
        cells = [_cell(found, row.main, row.beside, leg, unit, language) for leg in found.columns]
        grown = [growth(found.growth(row.main, last))] if found.base else []
        rows.append([named(language, "figure", row.main), *cells, *grown])
    return rows


def _cell(found: Sheet, main: str, beside: tuple[str, ...], leg: str, unit: Unit, language: str) -> str:
    number = found.numbers[main, leg]
    said = [
        f"{named(language, 'figure', key)} {shown(found, found.numbers[key, leg], unit, language)}"
        for key in beside
        if found.numbers[key, leg].value
    ]
    return shown(found, number, unit, language) + (f" ({', '.join(said)})" if said else "")


def _table(tab: Any, found: Sheet, unit: Unit, language: str, bold: Any) -> None:
    rows = table(found, unit, language)
    tab.set_column(0, 0, 28)
    tab.set_column(1, len(rows[0]), 24)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            tab.write_string(at, column, text, bold if at == 0 else None)
    lines = [say(language, "As of {when}", when=f"{found.as_of:%Y-%m-%d %H:%M:%S} UTC"), *rules(found, language)]
    for at, line in enumerate([*lines, *definitions(found, language)], len(rows) + 1):
        tab.write_string(at, 0, line)


def rules(found: Sheet, language: str) -> list[str]:
    """How the numbers are made."""
    said = [
        say(language, "A range counts with its lower end."),
        say(language, "Numbers are rounded to whole units, halves up, where shown; growth is of unrounded ones."),
        say(language, "Currencies are added only at a rate: that of the record, else the one stated for the event."),
    ]
    said += [
        say(
            language,
            "1 {currency} = {rate} KRW of {day} ({source})",
            currency=one.currency,
            rate=f"{one.rate:,f}",
            day=str(one.rate_on),
            source=one.source,
        )
        for one in found.rates
    ]
    return said


def definitions(found: Sheet, language: str) -> list[str]:
    """What every figure of the table counts."""
    keys = [key for row in found.rows for key in (row.main, *row.beside)]
    return [f"{named(language, 'figure', key)}: {found.numbers[key, ''].of.says.said(language)}" for key in keys]


def _records(tab: Any, found: Sheet, language: str, bold: Any) -> None:
    head = (
        *(both("Figure"), both("Leg"), both("Book"), both("No."), both("Who"), both("Counterpart"), both("Tier")),
        *(both("Number"), both("As it was said"), both("Source"), both("Recorded")),
    )
    for column, text in enumerate(head):
        tab.write_string(0, column, text, bold)
    tab.set_column(0, len(head), 18)
    tab.freeze_panes(1, 0)
    at, rates = 1, {rate.currency: rate.rate for rate in found.rates}
    for row in found.rows:
        for leg in (leg.code for leg in found.legs):
            at = _lines(tab, at, found.numbers[row.main, leg], rates, language)


def _lines(tab: Any, at: int, number: Number, rates: dict[str, Decimal], language: str) -> int:
    """The records of a number; amounts in won, so that the column adds up to it, and none where no rate is known."""
    for entry in number.entries:
        value = won(entry, rates) if number.of.measure == "won" else entry.quantity
        cells = (
            named(language, "figure", number.of.key),
            entry.leg,
            named(language, "book", entry.book),
            entry.id,
            entry.who,
            entry.whom,
            named(language, "tier", entry.tier),
            "" if value is None else value,
            entry.amount_said,
            entry.source,
            f"{entry.recorded_by} {entry.recorded_at:%Y-%m-%d}",
        )
        for column, cell in enumerate(cells):
            (tab.write_string if isinstance(cell, str) else tab.write_number)(at, column, cell)
        at += 1
    return at
