"""Finds which sheet is which, where its header ends and which column is which, in files that people rearranged."""

from dataclasses import dataclass
from itertools import zip_longest

from api.events.workbook.cells import as_text
from api.events.workbook.codes import folded
from api.events.workbook.faults import Fault, Message
from api.events.workbook.layout import Sheet
from api.events.workbook.opening import Grid, cell_name

_SEARCHED_ROWS = 30
_HEADER_ROWS = 4
_LANGUAGE_TITLES = {"국문", "영문", "현지어", "한글", "영어", "korean", "english", "local"}


@dataclass(frozen=True, slots=True)
class Header:
    """Where the data of a sheet start (row, from 0) and the position of each column found, by machine key."""

    first_row: int
    columns: dict[str, int]


def find_grid(grids: list[Grid], sheet: Sheet) -> Grid | None:
    """The tab that carries a sheet: by its Korean, English or machine name."""
    names = {folded(name) for name in (sheet.ko, sheet.en, sheet.key)}
    return next((grid for grid in grids if folded(grid.name) in names), None)


def find_header(grid: Grid, names: dict[str, str], enough: int) -> Header | None:
    """The header of a grid: the first run of rows in which at least ``enough`` cells are names of columns.

    A title over several columns is read together with what stands below it: 기업명 over 국문 and 영문 are 기업명(국문)
    and 기업명(영문).

    Parameters
    ----------
    grid
        The cells.
    names
        Folded name (machine key, Korean, English, other spellings) to machine key.
    enough
        Rows with fewer known names are notes above the header, or data below it.
    """
    texts = [[folded(as_text(cell)) for cell in cells] for cells in grid.rows[:_SEARCHED_ROWS]]
    known = [len({names[text] for text in row if text in names}) >= enough for row in texts]
    if True not in known:
        return None
    first = known.index(True)
    last = first
    while last + 1 < min(len(texts), first + _HEADER_ROWS) and (
        known[last + 1] or _says_language_only(texts[last + 1])
    ):
        last += 1
    rows = texts[first : last + 1]
    columns: dict[str, int] = {}
    for row in [_joined(rows), *rows]:
        for position, text in enumerate(row):
            if text in names:
                columns.setdefault(names[text], position)
    return Header(last + 1, columns)


def _says_language_only(row: list[str]) -> bool:
    texts = {text for text in row if text}
    return bool(texts) and texts <= _LANGUAGE_TITLES


def _joined(rows: list[list[str]]) -> list[str]:
    """Per column the different texts of the header rows, from above, as one."""
    columns = zip_longest(*rows, fillvalue="")
    return ["".join(dict.fromkeys(text for text in column if text)) for column in columns]


def column_names(sheet: Sheet) -> dict[str, str]:
    """Every folded name of a sheet's columns, to machine keys; the columns' own names win over other spellings."""
    names: dict[str, str] = {}
    for column in sheet.columns:
        for name in (column.key, column.ko, column.en):
            names.setdefault(folded(name), column.key)
    for column in sheet.columns:
        for name in column.also:
            names.setdefault(folded(name), column.key)
    return names


def missing_sheet(sheet: Sheet) -> Fault:
    """The fault of a workbook that lacks a sheet it needs."""
    return Message(
        "missing-sheet",
        f"'{sheet.ko}' 시트가 없습니다.",
        f"The sheet '{sheet.ko}' ({sheet.en}) is missing.",
        f"양식의 '{sheet.ko}' 시트를 추가하고 채우세요.",
        f"Add the sheet '{sheet.ko}' of the template and fill it in.",
    ).at(sheet.ko)


def missing_header(sheet: Sheet, grid: Grid) -> Fault:
    """The fault of a sheet in which no header row was found."""
    wanted = ", ".join(column.ko for column in sheet.columns if column.required)
    return Message(
        "missing-header",
        "제목 행을 찾을 수 없습니다.",
        "No header row was found.",
        f"자료 바로 위에 제목 행을 두세요: {wanted}.",
        f"Put a header row right above the data: {', '.join(c.en for c in sheet.columns if c.required)}.",
    ).at(grid.name)


def missing_columns(sheet: Sheet, grid: Grid, header: Header) -> list[Fault]:
    """One fault per column that the sheet needs and its header lacks, placed on the last header row."""
    return [
        Message(
            "missing-column",
            f"'{column.ko}' 열이 없습니다.",
            f"The column '{column.en}' is missing.",
            f"제목 행에 '{column.ko}' 열을 추가하고 채우세요.",
            f"Add the column '{column.ko}' ({column.en}) to the header and fill it in.",
        ).at(grid.name, cell_name(header.first_row - 1, 0))
        for column in sheet.columns
        if column.required and column.key not in header.columns
    ]
