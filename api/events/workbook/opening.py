"""Bytes of an XLSX file to raw grids: cells by row and column, merged cells filled, nothing interpreted."""

from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from api.events.workbook.cells import Cell
from api.events.workbook.faults import Fault, Message

_ZIP_SIGNATURE = b"PK\x03\x04"
_MOST_CELLS = 5_000_000


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
    if not data.startswith(_ZIP_SIGNATURE):
        return _not_a_workbook("not-xlsx", "XLSX 파일이 아닙니다.", "This is not an XLSX file.")
    try:
        with ZipFile(BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > 500 * 1024 * 1024:
            return _not_a_workbook("too-large", "압축을 푼 크기가 500MB를 넘습니다.", "It unpacks to more than 500 MB.")
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return [_grid(book, name) for name in book.sheet_names]
    except (CalamineError, BadZipFile, OSError, ValueError, KeyError) as error:
        detail = f" ({error})" if str(error) else ""
        return _not_a_workbook(
            "unreadable-file", f"파일을 열 수 없습니다.{detail}", f"The file cannot be opened.{detail}"
        )


def _not_a_workbook(code: str, what_ko: str, what_en: str) -> Fault:
    return Message(
        code,
        what_ko,
        what_en,
        "엑셀에서 열어 '다른 이름으로 저장 > Excel 통합 문서(*.xlsx)'로, 암호 없이 저장하세요.",
        "Open it in Excel and save it as 'Excel Workbook (*.xlsx)' without a password.",
    ).at("")


def _grid(book: CalamineWorkbook, name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    last_row, last_column = sheet.end or (0, 0)
    if (last_row + 1) * (last_column + 1) > _MOST_CELLS:
        raise ValueError(f"sheet {name} spans {last_row + 1} x {last_column + 1} cells")
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                rows[row][column] = rows[top][left]
    return Grid(name, rows)
