"""A grid to rows of typed values, each value remembering its cell, with a fault for every cell that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.events.workbook.cells import Cell, as_flag, as_text
from api.events.workbook.codes import folded
from api.events.workbook.faults import Fault, Message, UnreadableCellError
from api.events.workbook.headers import (
    column_names,
    find_grid,
    find_header,
    missing_columns,
    missing_header,
    missing_sheet,
)
from api.events.workbook.layout import Column, Sheet
from api.events.workbook.opening import Grid, cell_name


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
        return message.at(self.tab, cell_name(self.number, self.positions.get(key, 0)))


@dataclass(slots=True)
class SheetRows:
    """What was read from one sheet: its rows, its faults, and warnings that block nothing."""

    rows: list[Row] = field(default_factory=list[Row])
    faults: list[Fault] = field(default_factory=list[Fault])
    warnings: list[Fault] = field(default_factory=list[Fault])


def read_rows(grids: list[Grid], sheet: Sheet, slot_names: Mapping[str, str] | None = None) -> SheetRows:
    """The rows of a sheet.

    Parameters
    ----------
    grids
        All tabs of the file.
    sheet
        Which sheet to read.
    slot_names
        For a sheet with one column per slot: folded header text to slot code. Values of slot columns are flags under the
        key ``"slots"``: slot code to ``True`` (can meet) or ``False``.
    """
    result = SheetRows()
    grid = find_grid(grids, sheet)
    if grid is None:
        if sheet.required:
            result.faults.append(missing_sheet(sheet))
        return result
    slots = dict(slot_names or {}) if sheet.by_slot else {}
    names = column_names(sheet) | {name: f"slot {code}" for name, code in slots.items()}
    required = sum(column.required for column in sheet.columns)
    header = find_header(grid, names, min(2, required, len(sheet.columns)))
    if header is None:
        if sheet.required or any(cell != "" for cells in grid.rows for cell in cells):
            result.faults.append(missing_header(sheet, grid))
        return result
    result.faults.extend(missing_columns(sheet, grid, header))
    result.warnings.extend(_unknown_columns(grid, header.first_row, names))
    for number, cells in enumerate(grid.rows[header.first_row :], header.first_row):
        row = _read_row(sheet, grid.name, number, cells, header.columns, result.faults)
        if row is not None:
            result.rows.append(row)
    if sheet.required and not result.rows:
        result.faults.append(_no_rows().at(grid.name, cell_name(header.first_row, 0)))
    return result


def _read_row(
    sheet: Sheet, tab: str, number: int, cells: list[Cell], positions: Mapping[str, int], faults: list[Fault]
) -> Row | None:
    present = {key: cells[at] for key, at in positions.items() if at < len(cells) and as_text(cells[at]) != ""}
    if not present:
        return None
    row = Row(tab, number, {}, positions)
    unreadable: set[str] = set()
    for column in sheet.columns:
        if column.key in present:
            problem = _read_cell(row.values, column, present[column.key])
        else:
            row.values[column.key] = column.type.empty
            problem = _required(column) if column.required and column.key in positions else None
        if problem is not None:
            unreadable.add(column.key)
            faults.append(row.fault(column.key, problem))
    if sheet.by_slot:
        row.values["slots"] = _read_flags(row, present, faults)
    return Row(tab, number, row.values, positions, frozenset(unreadable))


def _read_cell(values: dict[str, Any], column: Column, cell: Cell) -> Message | None:
    values[column.key] = column.type.empty
    try:
        values[column.key] = column.type.parse(cell)
    except UnreadableCellError as error:
        return error.message
    return _required(column) if column.required and values[column.key] in ("", ()) else None


def _read_flags(row: Row, present: Mapping[str, Cell], faults: list[Fault]) -> dict[str, bool]:
    flags: dict[str, bool] = {}
    for key, cell in present.items():
        if key.startswith("slot "):
            try:
                flags[key.removeprefix("slot ")] = as_flag(cell)
            except UnreadableCellError as error:
                faults.append(row.fault(key, error.message))
    return flags


def _required(column: Column) -> Message:
    return Message(
        "empty-cell",
        f"'{column.ko}' 칸이 비어 있습니다.",
        f"'{column.en}' is empty.",
        f"'{column.ko}' 값을 적거나, 쓰지 않는 행이면 행 전체를 지우세요.",
        "Fill it in, or clear the whole row if it is not used.",
    )


def _no_rows() -> Message:
    return Message(
        "no-rows",
        "자료가 한 줄도 없습니다.",
        "There is no row of data.",
        "제목 행 아래에 한 줄 이상 적으세요.",
        "Add at least one row below the header.",
    )


def _unknown_columns(grid: Grid, first_row: int, names: Mapping[str, str]) -> list[Fault]:
    """A warning per column whose header says nothing we know although cells below it are filled."""
    warnings: list[Fault] = []
    header = grid.rows[max(0, first_row - 4) : first_row]
    for position in range(max((len(cells) for cells in grid.rows), default=0)):
        titles = [as_text(cells[position]) for cells in header if position < len(cells)]
        known = any(folded(title) in names for title in titles if title)
        filled = any(as_text(cells[position]) for cells in grid.rows[first_row:] if position < len(cells))
        title = next((title for title in reversed(titles) if title), "")
        if filled and not known and not is_fault_title(title):
            warnings.append(_ignored(title).at(grid.name, cell_name(first_row - 1, position)))
    return warnings


def is_fault_title(title: str) -> bool:
    """Whether a header is that of the column in which an earlier import wrote its faults."""
    return title.startswith("오류")


def _ignored(title: str) -> Message:
    return Message(
        "ignored-column",
        f"'{title or '제목 없는'}' 열은 읽지 않았습니다.",
        f"The column '{title or 'without a title'}' was not read.",
        "필요한 내용이면 양식의 열로 옮기세요.",
        "If it matters, move its content to a column of the template.",
    )
