"""Bytes of an XLSX file to raw grids: cells by row and column, merged cells filled, nothing interpreted."""

from dataclasses import dataclass
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from api.events.workbook.cells import Cell
from api.events.workbook.faults import Fault
from api.events.workbook.looking import look
from api.events.workbook.wrong_files import unreadable


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it stands in the file: its tab's name and its cells; row 0, column 0 is cell A1."""

    name: str
    rows: list[list[Cell]]


def column_letters(index: int) -> str:
    """The letters of a column, counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The name of a cell, both counted from 0: ``cell_name(16, 3)`` is ``D17``."""
    return f"{column_letters(column)}{row + 1}"


def open_grids(data: bytes) -> list[Grid] | Fault:
    """The sheets of an XLSX file in the order of their tabs, or the fault that says why it cannot be read."""
    if fault := look(data):
        return fault
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return [_grid(book, name) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError, KeyError) as error:
        return unreadable(str(error))


def _grid(book: CalamineWorkbook, name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                rows[row][column] = rows[top][left]
    return Grid(name, rows)
