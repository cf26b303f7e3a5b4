"""What is said of a file that cannot be opened as an event workbook: another format, damaged, or far too large."""

from collections.abc import Container

from api.events.workbook.faults import Fault, placed
from api.ground.typed import Message
from api.ground.words import Sentence

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def signature(data: bytes) -> Fault | None:
    """The fault of a file whose first bytes are not those of an XLSX file."""
    if data.startswith(_ZIP):
        return None
    if data.startswith(_OLE):
        return _file(
            "old-or-locked",
            Sentence("This is a file of the old Excel format (.xls), or one with a password."),
        )
    return _file("not-xlsx", Sentence("This is not an XLSX file."))


def other_format(parts: Container[str]) -> Fault:
    """The fault of an archive without a workbook inside."""
    if "mimetype" in parts and "content.xml" in parts:
        return _file("not-xlsx", Sentence("This is an ODS file, not an XLSX file."))
    if "xl/workbook.bin" in parts:
        return _file("not-xlsx", Sentence("This is an XLSB file, not an XLSX file."))
    return _file("not-xlsx", Sentence("This is an archive without a workbook inside."))


def unreadable(detail: str) -> Fault:
    """The fault of a damaged file."""
    if detail:
        return _file("unreadable-file", Sentence("The file cannot be opened ({detail}).", detail=detail))
    return _file("unreadable-file", Sentence("The file cannot be opened."))


def too_large() -> Fault:
    """The fault of a file that unpacks to more than any workbook."""
    return placed(
        Message(
            "too-large",
            "The file unpacks to more than 200 MB, or to far too many parts.",
            "Remove pictures and unused sheets, and save it again.",
        ),
        "",
    )


def too_costly() -> Fault:
    """The fault of a file on which the reader ran out of memory or time."""
    return placed(
        Message(
            "too-costly",
            "Reading this file takes too much memory or time.",
            "Copy the data alone into a fresh template and save that.",
        ),
        "",
    )


def declares_types(part: str) -> Fault:
    """The fault of a file that brings its own XML declarations, which no spreadsheet program writes."""
    return _file(
        "declares-types",
        Sentence("{part} holds an XML declaration (DOCTYPE) that no spreadsheet program writes.", part=part),
    )


def far_cell(rows: int, columns: int) -> Message:
    """Something stands so far from the data that the sheet cannot be laid out."""
    return Message(
        "far-cell",
        "A value stands very far from the data (a sheet is read up to {rows:row|rows} and {columns:column|columns}).",
        "Select all rows below and all columns to the right of the data, delete them and save again; a blank counts too.",
        rows=rows,
        columns=columns,
    )


def too_many_cells(most: int) -> Message:
    """More filled cells than any event has."""
    return Message(
        "too-many-cells",
        "There are more than {most:filled cell|filled cells}.",
        "Remove the sheets that are not about the event and save again.",
        most=most,
    )


def too_much_text(longest: int) -> Message:
    """A text longer than a cell can hold, or more text than any event has."""
    return Message(
        "too-much-text",
        "The text of one cell is longer than {longest:character|characters}, or the file holds far too much text.",
        "Shorten the text or divide it.",
        longest=longest,
    )


def too_many_merges(most: int) -> Message:
    """Merged ranges that lie over each other, or are more than anyone draws by hand."""
    return Message(
        "too-many-merges",
        "There are more than {most:merged range|merged ranges}, or they lie over each other.",
        "Unmerge the cells and save again.",
        most=most,
    )


def _file(code: str, what: Sentence) -> Fault:
    save = "Open it in Excel and save it as 'Excel Workbook (*.xlsx)' without a password."
    return placed(Message(code, what, save), "")
