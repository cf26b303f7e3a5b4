"""A grid to rows of typed values, each value remembering its cell, with a fault for every cell that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from api.events.workbook.accounting import said_of_cells, said_of_columns, said_of_rows
from api.events.workbook.cells import seen
from api.events.workbook.faults import Fault, placed, titled
from api.events.workbook.headers import KeyOf, column_names, find_header, missing_columns, missing_header
from api.events.workbook.inspecting import ERROR
from api.events.workbook.layout import Column, Sheet
from api.events.workbook.moments import DATE
from api.events.workbook.opening import Grid, cell_name
from api.ground.code_form import same_code
from api.ground.marks import read_mark
from api.ground.typed import Message, Typed, Unreadable


@dataclass(frozen=True, slots=True)
class Row:
    """A data row: tab, row number (from 0), typed values by machine key, column positions, unreadable keys."""

    tab: str
    number: int
    values: dict[str, Any]
    positions: Mapping[str, int]
    unreadable: frozenset[str] = frozenset()

    def fault(self, key: str, message: Message) -> Fault:
        """A message about one cell of this row."""
        return placed(message, self.tab, self._cell(key))

    def where(self, key: str) -> str:
        """The place of one cell of this row as people write it: ``기업!D17``."""
        return f"{self.tab}!{self._cell(key)}"

    def _cell(self, key: str) -> str:
        return cell_name(self.number, self.positions.get(key, 0))


@dataclass(slots=True)
class SheetRows:
    """What was read from one sheet: its rows, its faults, warnings that block nothing, and the keys that have a column."""

    rows: list[Row] = field(default_factory=list[Row])
    faults: list[Fault] = field(default_factory=list[Fault])
    warnings: list[Fault] = field(default_factory=list[Fault])
    keys: frozenset[str] = frozenset()


def readable(row: Row, *keys: str) -> bool:
    """Whether these cells were read and hold something, so that a check on them says something new."""
    return all(key not in row.unreadable and row.values.get(key) not in (None, "", ()) for key in keys)


def read_rows(grid: Grid | None, sheet: Sheet, slot_of: KeyOf | None = None) -> SheetRows:
    """The rows of a sheet.

    Parameters
    ----------
    grid
        The tab that carries the sheet, or None: then there are no rows.
    sheet
        Which sheet to read.
    slot_of
        For a sheet with one column per slot: which slot a heading names (``slot T01``). Values of slot columns are marks
        under the key ``"slots"``: slot code to ``True`` (can meet) or ``False``.
    """
    result = SheetRows()
    if grid is None:
        return result
    names = column_names(sheet)

    def key_of(cell: Typed) -> str | None:
        return names(cell) or (slot_of(cell) if slot_of else None)

    required = sum(column.required for column in sheet.columns)
    header = find_header(grid, key_of, min(2, required, len(sheet.columns)), look_above=sheet.by_slot)
    if header is None:
        if sheet.required or any(seen(cell) for cells in grid.rows for cell in cells):
            result.faults.append(missing_header(sheet, grid))
        return result
    result.faults.extend(missing_columns(sheet, grid, header))
    result.keys = frozenset(header.columns)
    for number in range(header.first_row, len(grid.rows)):
        row = _read_row(sheet, grid, number, header.columns, result.faults)
        if row is not None:
            result.rows.append(row)
    faults, warnings = said_of_columns(sheet, grid, header)
    result.faults.extend(faults)
    read = [row.number for row in result.rows]
    result.warnings.extend([*warnings, *said_of_rows(grid, header, read), *said_of_cells(grid, header, read)])
    if sheet.by_slot and result.rows and not any(key.startswith("slot ") for key in header.columns) and not faults:
        result.faults.append(placed(_NO_SLOT, grid.name, cell_name(header.first_row - 1, 0)))
    if sheet.required and not result.rows:
        result.faults.append(placed(_NO_ROWS, grid.name, cell_name(header.first_row, 0)))
    return result


def _read_row(sheet: Sheet, grid: Grid, number: int, positions: Mapping[str, int], faults: list[Fault]) -> Row | None:
    cells = grid.rows[number]
    present = {key: cells[at] for key, at in positions.items() if at < len(cells) and seen(cells[at])}
    valueless = {key: text for key, at in positions.items() if (text := _valueless(grid, number, at)) is not None}
    if not present and not valueless:
        return None
    row = Row(grid.name, number, {}, positions)
    unreadable: set[str] = set()
    for column in sheet.columns:
        problem = _valueless_message(valueless[column.key]) if column.key in valueless else None
        row.values[column.key] = column.type.empty
        if problem is None:
            problem = _read_cell(row.values, column, present.get(column.key), column.key in positions)
        if problem is None and grid.from_1904 and column.type is DATE and isinstance(present.get(column.key), float):
            problem = _two_epochs(row.values[column.key])
        if problem is not None:
            unreadable.add(column.key)
            faults.append(row.fault(column.key, problem))
    if sheet.by_slot:
        row.values["slots"] = _read_marks(row, present, valueless, faults)
    return Row(grid.name, number, row.values, positions, frozenset(unreadable))


def _valueless(grid: Grid, row: int, column: int) -> str | None:
    """The error that a cell shows in the place of a value, empty for a formula without a result; None if it has one."""
    if (row, column) in grid.valueless:
        return grid.valueless[row, column]
    cell = grid.rows[row][column] if column < len(grid.rows[row]) else ""
    return cell.strip() if isinstance(cell, str) and ERROR.fullmatch(cell.strip()) else None


def _read_cell(values: dict[str, Any], column: Column, cell: Typed | None, has_column: bool) -> Message | None:
    if cell is None:
        return _required(column) if column.required and has_column else None
    try:
        values[column.key] = column.type.parse(cell)
    except Unreadable as error:
        if error.message.code == "bad-code" and isinstance(cell, str):
            values[column.key] = same_code(cell)  # so that what refers to it has no fault of its own
        return error.message
    return _required(column) if column.required and values[column.key] in ("", ()) else None


def _two_epochs(day: date) -> Message:
    since_1904 = day + timedelta(days=1462)
    return Message(
        "not-a-date",
        "This file counts days from 1904, so that the number can be {since_1904} or {day}.",
        "Format the cell as text and type the day, like {since_1904}.",
        since_1904=since_1904,
        day=day,
    )


def _read_marks(
    row: Row, present: Mapping[str, Typed], valueless: Mapping[str, str], faults: list[Fault]
) -> dict[str, bool]:
    marks: dict[str, bool] = {}
    for key in sorted({*present, *valueless}, key=lambda key: row.positions[key]):
        if not key.startswith("slot "):
            continue
        try:
            if key in valueless:
                raise Unreadable(_valueless_message(valueless[key]))
            marks[key.removeprefix("slot ")] = read_mark(present[key])
        except Unreadable as error:
            faults.append(row.fault(key, error.message))
    return marks


def _required(column: Column) -> Message:
    return Message(
        "empty-cell",
        "{column} is empty.",
        "Fill it in, or clear the whole row if it is not used.",
        column=titled(column.ko, column.en),
    )


def _valueless_message(error: str) -> Message:
    if error:
        return Message(
            "error-cell",
            "The cell shows the error {error}.",
            "Mend the formula, or type the value.",
            error=error,
        )
    return Message(
        "formula-without-result",
        "The result of the formula is not stored in the file.",
        "Open the file in Excel and save it, or type the value.",
    )


_NO_SLOT = Message(
    "no-slot-column",
    "No column of any slot was found.",
    "Head the columns with the slots' codes, or their day and start (such as T01 or 2022-10-10 13:00).",
)
_NO_ROWS = Message("no-rows", "There is no row of data.", "Add at least one row below the header.")
