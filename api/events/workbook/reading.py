"""Bytes of an XLSX file to an `EventWorkbook`, or to everything that is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from api.events.nouns import EventWorkbook
from api.events.workbook import checks, layout, references
from api.events.workbook.advice import advice
from api.events.workbook.faults import Fault
from api.events.workbook.opening import Grid, open_grids
from api.events.workbook.records import to_workbook
from api.events.workbook.resolving import resolve, tell_legs_apart
from api.events.workbook.rows import Row, SheetRows, read_rows
from api.events.workbook.tabs import said_of_tabs, tabs_of_sheets
from api.events.workbook.timetable import slot_headings, slots_of_rows


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file: no ``workbook`` exactly when there are ``faults``; ``warnings`` block nothing."""

    workbook: EventWorkbook | None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def read_workbook(data: bytes) -> Reading:
    """Read an event workbook, all or nothing.

    Parameters
    ----------
    data
        The bytes of an XLSX file: the template of `write_workbook`, or one that people have rearranged (notes above the
        header, no machine-key row, Korean or English header only, merged cells, O/X in any spelling).

    Returns
    -------
    Reading
        The workbook, or every fault of every sheet in the order of sheets, rows and columns.
    """
    grids = open_grids(data)
    return Reading(None, (grids,)) if isinstance(grids, Fault) else read_grids(grids)


def read_grids(grids: list[Grid]) -> Reading:
    """Read the tabs of a file that could be opened, as `read_workbook` does."""
    tabs = tabs_of_sheets(grids)
    faults, warnings = said_of_tabs(grids, tabs)
    sheets, told = _read_sheets(tabs)
    rows = {key: sheet.rows for key, sheet in sheets.items()}
    for sheet in sheets.values():
        faults.extend(sheet.faults)
        warnings.extend(sheet.warnings)
    faults.extend(_cross_check(rows))
    warnings.extend([*told, *advice(rows)])
    if faults:
        return Reading(None, tuple(_in_order(faults, grids)), tuple(_in_order(warnings, grids)))
    values = {key: [row.values for row in read] for key, read in rows.items()}
    workbook = replace(to_workbook(values), unsaid=frozenset(_unsaid(sheets)))
    return Reading(workbook, (), tuple(_in_order(warnings, grids)))


def _unsaid(sheets: Mapping[str, SheetRows]) -> Iterator[tuple[str, str]]:
    """The columns that sheets with rows do not have, and slots that have no column of availability."""
    for sheet in layout.SHEETS:
        read = sheets[sheet.key]
        if read.rows:
            wanted = {column.key: column.key for column in sheet.columns}
            if sheet.by_slot:
                wanted |= {f"slot {row.values['code']}": row.values["code"] for row in sheets["slots"].rows}
            yield from ((sheet.key, code) for key, code in wanted.items() if key not in read.keys)


def _read_sheets(tabs: Mapping[str, Grid]) -> tuple[dict[str, SheetRows], list[Fault]]:
    """The rows of every sheet, references resolved, and what is said of codes that two legs share."""
    plain = {sheet.key: read_rows(tabs.get(sheet.key), sheet) for sheet in layout.SHEETS if not sheet.by_slot}
    rows = {key: sheet.rows for key, sheet in plain.items()}
    resolve(rows, "slots", "tables", "interpreters")
    told = list(tell_legs_apart(rows))
    slots = slots_of_rows(rows["slots"], rows["legs"])
    slot_of = slot_headings(slots)
    sheets = {
        sheet.key: read_rows(tabs.get(sheet.key), sheet, slot_of) if sheet.by_slot else plain[sheet.key]
        for sheet in layout.SHEETS
    }
    rows |= {key: sheet.rows for key, sheet in sheets.items() if key not in rows}
    resolve(rows, *(key for key in sheets if key not in ("slots", "tables", "interpreters")))
    for key, sheet in sheets.items():
        sheet.rows = rows[key]
    if len(slots) < len(rows["slots"]):  # a heading may name a slot that has a fault of its own
        sheets["availability"].faults = [
            fault for fault in sheets["availability"].faults if fault.code not in ("unknown-slot", "no-slot-column")
        ]
    return sheets, told


def _cross_check(rows: dict[str, list[Row]]) -> list[Fault]:
    legs, tables = references.by_code(rows["legs"]), references.by_code(rows["tables"])
    suppliers, buyers = references.by_code(rows["suppliers"]), references.by_code(rows["buyers"])
    everyone = suppliers | buyers
    sides = (layout.SUPPLIERS, layout.BUYERS)
    faults = [
        *checks.check_event(rows["event"]),
        *checks.check_legs(rows["legs"]),
        *checks.check_slots(rows["slots"], legs),
        *checks.check_participants([*rows["suppliers"], *rows["buyers"]]),
        *checks.check_interpreters(rows["interpreters"], legs),
        *checks.check_preferences(rows["wishes"]),
        *checks.duplicate_codes(rows["suppliers"], rows["buyers"]),
        *references.repeated(rows["availability"], "participant"),
        *references.check_wishes(rows["wishes"], suppliers, buyers),
        *references.unknown_codes(rows["solutions"], "supplier", suppliers, layout.SUPPLIERS),
        *references.unknown_codes(rows["needs"], "buyer", buyers, layout.BUYERS),
    ]
    for key in ("legs", "slots", "solutions", "needs", "interpreters", "tables"):
        faults.extend(checks.duplicate_codes(rows[key]))
    for key in ("slots", "tables", "interpreters", "organizers", "figures"):
        faults.extend(references.unknown_codes(rows[key], "leg", legs, layout.LEGS))
    for key in ("suppliers", "buyers"):
        faults.extend(references.unknown_codes(rows[key], "legs", legs, layout.LEGS))
        faults.extend(references.unknown_codes(rows[key], "table", tables, layout.TABLES))
    for key, column in (
        ("delegates", "participant"),
        ("availability", "participant"),
        ("wishes", "participant"),
        ("wishes", "counterpart"),
    ):
        faults.extend(references.unknown_codes(rows[key], column, everyone, *sides))
    return faults


def _in_order(faults: list[Fault], grids: list[Grid]) -> list[Fault]:
    tabs = {grid.name: number for number, grid in enumerate(grids)}

    def place(fault: Fault) -> tuple[int, int, int, str]:
        letters = fault.cell.rstrip("0123456789")
        row = int(fault.cell[len(letters) :] or 0)
        return tabs.get(fault.sheet, -1), row, len(letters), letters

    return sorted(faults, key=place)
