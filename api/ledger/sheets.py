"""A workbook of results: the sheets 행사, 방문지 and 수치 of an event workbook, and a sheet of records."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from api.events import nouns
from api.events.importing import in_words
from api.events.workbook.faults import Fault as WorkbookFault
from api.events.workbook.layout import EVENT, FIGURES, LEGS, Column, Sheet
from api.events.workbook.opening import open_grids
from api.events.workbook.records import shown
from api.events.workbook.rows import Row, SheetRows, read_rows
from api.events.workbook.tabs import tabs_of_sheets
from api.events.workbook.writing import UNDATED
from api.ground.errors import Fault, Invalid
from api.ground.texts import folded
from api.ledger.nouns import RecordFields

_NAMES = {
    "kind": ("구분", "Kind"),
    "leg": ("방문지 코드", "Leg code"),
    "source": ("출처", "Source"),
    "who": ("기업·기관", "Who"),
    "whom": ("상대", "Counterpart"),
    "country": ("국가", "Country"),
    "city": ("도시", "City"),
    "sector": ("분야", "Sector"),
    "product": ("품목", "Product"),
    "tier": ("성과 단계", "Tier"),
    "quantity": ("수량", "Quantity"),
    "amount": ("금액", "Amount"),
    "rate": ("환율", "Rate"),
    "rate_on": ("환율 기준일", "Rate of"),
    "rate_source": ("환율 출처", "Source of the rate"),
    "held_on": ("일자", "Day"),
    "evidence": ("증빙", "Evidence"),
}
RECORDS = Sheet(
    "records",
    "기록",
    "Records",
    tuple(Column(key, ko, en, required=key in ("kind", "leg", "source")) for key, (ko, en) in _NAMES.items()),
    required=True,
)
_SHEETS = (EVENT, LEGS, FIGURES, RECORDS)


@dataclass(frozen=True, slots=True)
class Results:
    """What a workbook of results says: an event, its legs, and records with the cells where they stand."""

    event: nouns.Event
    legs: tuple[nouns.Leg, ...]
    drafts: tuple[RecordFields, ...]
    places: tuple[Mapping[str, str], ...] = ()


def read_results(content: bytes) -> Results:
    """The results in the bytes of an XLSX file.

    Raises
    ------
    Invalid
        With every fault and its cell; or the file is no such workbook.
    """
    grids = open_grids(content)
    if isinstance(grids, WorkbookFault):
        raise _refused([in_words(grids)])
    tabs = tabs_of_sheets(grids)
    records = next((grid for grid in grids if folded(grid.name) in (folded(RECORDS.ko), folded(RECORDS.en))), None)
    sheets = {sheet.key: read_rows(records if sheet is RECORDS else tabs.get(sheet.key), sheet) for sheet in _SHEETS}
    faults = [in_words(fault) for sheet in sheets.values() for fault in sheet.faults]
    faults += [
        Fault(sheet.ko, "The sheet is missing or empty.", "Take a workbook of results as its template.")
        for sheet in (EVENT, LEGS, RECORDS)
        if not sheets[sheet.key].rows and not sheets[sheet.key].faults
    ]
    if faults:
        raise _refused(faults)
    return _results(sheets)


def _results(sheets: Mapping[str, SheetRows]) -> Results:
    rows = {key: [row.values for row in sheet.rows] for key, sheet in sheets.items()}
    event = nouns.Event(**_only(nouns.Event, rows["event"][0]))
    figures = tuple(nouns.Figure(**_only(nouns.Figure, values)) for values in rows["figures"])
    return Results(
        replace(event, figures=figures),
        tuple(nouns.Leg(**_only(nouns.Leg, values)) for values in rows["legs"]),
        tuple(RecordFields(**_texts(row)) for row in sheets["records"].rows),
        tuple({key: row.where(key) for key in _NAMES} for row in sheets["records"].rows),
    )


def _only(noun: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(noun)}
    return {name: value for name, value in values.items() if name in names}


def _texts(row: Row) -> Any:
    return {key: str(row.values.get(key) or "") for key in _NAMES}


def _refused(faults: Sequence[Fault]) -> Invalid:
    return Invalid(
        "The workbook has {n:fault|faults}; nothing was imported.", faults, code="workbook-faults", n=len(faults)
    )


def write_results(results: Results) -> bytes:
    """The XLSX file of results, which reads back equal; the same results always give the same bytes."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": results.event.name_ko, "created": UNDATED.replace(tzinfo=None)})
    bold, day = book.add_format({"bold": True, "bg_color": "#E8EEF4"}), book.add_format({"num_format": "yyyy-mm-dd"})
    rows = {
        "event": [asdict(results.event)],
        "legs": [asdict(leg) for leg in results.legs],
        "figures": [asdict(figure) for figure in results.event.figures],
        "records": [asdict(draft) for draft in results.drafts],
    }
    for sheet in _SHEETS:
        tab = book.add_worksheet(sheet.ko)
        for position, column in enumerate(sheet.columns):
            for at, name in enumerate((column.key, column.ko, column.en)):
                tab.write_string(at, position, name, bold)
            tab.set_column(position, position, 18)
        for number, values in enumerate(rows[sheet.key], 3):
            for position, column in enumerate(sheet.columns):
                value = shown(sheet, values).get(column.key, "")
                if hasattr(value, "year"):
                    tab.write_datetime(number, position, value, day)
                elif value != "":
                    tab.write(number, position, value)
        tab.set_row(0, None, None, {"hidden": True})
        tab.freeze_panes(3, 1)
    book.close()
    return buffer.getvalue()
