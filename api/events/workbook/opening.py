"""Bytes of an XLSX file to raw grids: cells by row and column, merged cells filled, nothing interpreted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from api.events.workbook.faults import Fault
from api.events.workbook.inspecting import Facts, inspect
from api.events.workbook.looking import look
from api.events.workbook.wrong_files import unreadable
from api.ground.typed import Typed


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it stands in the file: its tab's name, its cells, and what the file says beside their values.

    Row 0, column 0 is cell A1. ``valueless`` has the cells that show an error (its text) or a formula without a stored
    result (empty text); their value in ``rows`` is empty. ``struck``, ``commented`` and ``links`` are cells with a line
    through their text, with a comment, and with a link to this address. ``from_1904`` says that a bare number counts days
    from 1904.
    """

    name: str
    rows: list[list[Typed]]
    valueless: Mapping[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    hidden: bool = False
    from_1904: bool = False
    struck: tuple[tuple[int, int], ...] = ()
    commented: tuple[tuple[int, int], ...] = ()
    links: Mapping[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])


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
        facts = inspect(data)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return [
            _grid(book, sheet.name, facts.get(sheet.name, Facts()), hidden=sheet.visible != SheetVisibleEnum.Visible)
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, OSError, ValueError, KeyError) as error:
        return unreadable(str(error))


def _grid(book: CalamineWorkbook, name: str, facts: Facts, *, hidden: bool) -> Grid:
    sheet = book.get_sheet_by_name(name)
    rows: list[list[Typed]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    valueless = dict(facts.valueless)
    for row, column in valueless:
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend([""] * (column + 1 - len(rows[row])))
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                rows[row][column] = rows[top][left]
                if (top, left) in valueless:
                    valueless[row, column] = valueless[top, left]
    return Grid(
        name,
        rows,
        valueless,
        tuple(facts.hidden_rows),
        tuple(facts.hidden_columns),
        hidden,
        facts.from_1904,
        tuple(facts.struck),
        tuple(facts.commented),
        facts.links,
    )
