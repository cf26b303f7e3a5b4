"""What is said of a file that cannot be opened as an event workbook: another format, damaged, or far too large."""

from collections.abc import Container

from api.events.workbook.faults import Fault, placed
from api.ground.typed import Message

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_KO = "엑셀에서 열어 '다른 이름으로 저장 > Excel 통합 문서(*.xlsx)'로, 암호 없이 저장하세요."
_SAVE_EN = "Open it in Excel and save it as 'Excel Workbook (*.xlsx)' without a password."


def signature(data: bytes) -> Fault | None:
    """The fault of a file whose first bytes are not those of an XLSX file."""
    if data.startswith(_ZIP):
        return None
    if data.startswith(_OLE):
        return _file(
            "old-or-locked",
            "예전 엑셀 형식(.xls)이거나 암호가 걸린 파일입니다.",
            "This is a file of the old Excel format (.xls), or one with a password.",
        )
    return _file("not-xlsx", "XLSX 파일이 아닙니다.", "This is not an XLSX file.")


def other_format(parts: Container[str]) -> Fault:
    """The fault of an archive without a workbook inside."""
    if "mimetype" in parts and "content.xml" in parts:
        return _file("not-xlsx", "ODS 파일이지 XLSX 파일이 아닙니다.", "This is an ODS file, not an XLSX file.")
    if "xl/workbook.bin" in parts:
        return _file("not-xlsx", "XLSB 파일이지 XLSX 파일이 아닙니다.", "This is an XLSB file, not an XLSX file.")
    return _file("not-xlsx", "안에 엑셀 문서가 없는 압축 파일입니다.", "This is an archive without a workbook inside.")


def unreadable(detail: str) -> Fault:
    """The fault of a damaged file."""
    said = f" ({detail})" if detail else ""
    return _file("unreadable-file", f"파일을 열 수 없습니다.{said}", f"The file cannot be opened.{said}")


def too_large() -> Fault:
    """The fault of a file that unpacks to more than any workbook."""
    return placed(
        Message(
            "too-large",
            "압축을 풀면 200MB가 넘거나, 부분이 너무 많은 파일입니다.",
            "The file unpacks to more than 200 MB, or to far too many parts.",
            "그림과 쓰지 않는 시트를 지우고 다시 저장하세요.",
            "Remove pictures and unused sheets, and save it again.",
        ),
        "",
    )


def too_costly() -> Fault:
    """The fault of a file on which the reader ran out of memory or time."""
    return placed(
        Message(
            "too-costly",
            "이 파일을 읽는 데 메모리나 시간이 너무 많이 듭니다.",
            "Reading this file takes too much memory or time.",
            "자료만 새 양식에 옮겨 붙여 다시 저장하세요.",
            "Copy the data alone into a fresh template and save that.",
        ),
        "",
    )


def declares_types(part: str) -> Fault:
    """The fault of a file that brings its own XML declarations, which no spreadsheet program writes."""
    return _file(
        "declares-types",
        f"{part}에 엑셀이 쓰지 않는 XML 선언(DOCTYPE)이 있습니다.",
        f"{part} holds an XML declaration (DOCTYPE) that no spreadsheet program writes.",
    )


def far_cell(rows: int, columns: int) -> Message:
    """Something stands so far from the data that the sheet cannot be laid out."""
    return Message(
        "far-cell",
        f"자료에서 아주 먼 칸에 값이 있습니다(시트는 {rows:,}행, {columns:,}열까지 읽습니다).",
        f"A value stands very far from the data (a sheet is read up to {rows:,} rows and {columns:,} columns).",
        "자료 아래의 모든 행과 오른쪽의 모든 열을 선택해 삭제하고 다시 저장하세요. 빈칸 하나도 값입니다.",
        "Select all rows below and all columns to the right of the data, delete them and save again; a blank counts too.",
    )


def too_many_cells(most: int) -> Message:
    """More filled cells than any event has."""
    return Message(
        "too-many-cells",
        f"채워진 칸이 {most:,}개를 넘습니다.",
        f"There are more than {most:,} filled cells.",
        "행사 자료가 아닌 시트를 지우고 다시 저장하세요.",
        "Remove the sheets that are not about the event and save again.",
    )


def too_much_text(longest: int) -> Message:
    """A text longer than a cell can hold, or more text than any event has."""
    return Message(
        "too-much-text",
        f"한 칸의 글이 {longest:,}자를 넘거나, 파일 전체의 글이 너무 많습니다.",
        f"The text of one cell is longer than {longest:,} characters, or the file holds far too much text.",
        "글을 줄이거나 나누어 적으세요.",
        "Shorten the text or divide it.",
    )


def too_many_merges(most: int) -> Message:
    """Merged ranges that lie over each other, or are more than anyone draws by hand."""
    return Message(
        "too-many-merges",
        f"병합한 칸이 {most:,}개를 넘거나 서로 겹칩니다.",
        f"There are more than {most:,} merged ranges, or they lie over each other.",
        "병합을 풀고 다시 저장하세요.",
        "Unmerge the cells and save again.",
    )


def _file(code: str, what_ko: str, what_en: str) -> Fault:
    return placed(Message(code, what_ko, what_en, _SAVE_KO, _SAVE_EN), "")
