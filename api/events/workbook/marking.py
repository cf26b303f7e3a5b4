"""The same file back, with an 오류 column that says in each faulty row what to mend."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from xml.dom.minidom import Document, Element, parseString
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from api.events.workbook.faults import Fault
from api.events.workbook.inspecting import column_number
from api.events.workbook.looking import MOST_COLUMNS
from api.events.workbook.opening import column_letters
from api.events.workbook.parts import members_of, sheet_members
from api.ground.texts import clean

_TITLE = "오류 / Error"
_MOST_CELL_CHARACTERS = 32_000


def mark_faults(original: bytes, faults: Sequence[Fault]) -> bytes:
    """The file as it came, with an 오류 column to the right of each sheet that has faults.

    Everything else (formats, other sheets, formulas) stays as it was; an 오류 column of an earlier round is replaced.
    A fault without a row, or of a sheet that is missing, stands in the heading of the 오류 column of its sheet, or of
    the first sheet. It takes a time that grows with the file, not with the faults.

    Parameters
    ----------
    original
        The bytes of the XLSX file that was read.
    faults
        What `read_workbook` found in it.

    Raises
    ------
    ValueError
        When ``original`` is not a sound XLSX file: then nothing can be marked, and the faults say so themselves.
    """
    try:
        return _marked(original, faults)
    except (BadZipFile, ExpatError, ParseError, KeyError, StopIteration, IndexError, ValueError) as error:
        raise ValueError("the file is not a sound XLSX workbook, so its faults cannot be marked in it") from error


def _marked(original: bytes, faults: Sequence[Fault]) -> bytes:
    with ZipFile(BytesIO(original)) as archive:
        order = archive.infolist()
        members = {info.filename: archive.read(info) for info in order}
        paths = sheet_members(archive)
        shared = _shared_strings(members.get(members_of(archive).get("xl/sharedStrings.xml", ""), b""))
    by_path: dict[str, list[Fault]] = {}
    for fault in faults:
        by_path.setdefault(paths.get(fault.sheet) or next(iter(paths.values())), []).append(fault)
    for path, found in by_path.items():
        members[path] = _Sheet(members[path], shared).marked(found)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for info in order:
            archive.writestr(info, members[info.filename], ZIP_DEFLATED)
    return buffer.getvalue()


def _elements(parent: Document | Element, name: str) -> list[Element]:
    return list(parent.getElementsByTagNameNS("*", name))


def _shared_strings(data: bytes) -> list[str]:
    if not data:
        return []
    # The file was already read once; expat itself refuses exponential entity expansion.
    items = _elements(parseString(data), "si")  # noqa: S318
    return ["".join(_text(t) for t in _elements(item, "t")) for item in items]


def _text(element: Element) -> str:
    return "".join(getattr(node, "data", "") for node in element.childNodes)


def _named(element: Element, name: str) -> list[Element]:
    """The children of an element that have a name; unlike a search of everything below it, as fast as they are few."""
    return [child for child in element.childNodes if isinstance(child, Element) and child.localName == name]


class _Sheet:
    """One sheet's XML while it is marked: its rows by number, the column for the faults, and where that is headed."""

    def __init__(self, data: bytes, shared: list[str]) -> None:
        self.document = parseString(data)  # noqa: S318
        self.data = _elements(self.document, "sheetData")[0]
        self.rows = self._numbered_rows()
        cells = [cell for row in self.rows.values() for cell in _named(row, "c")]
        titles = [cell for cell in cells if _shown(cell, shared).startswith("오류")]
        used = (place for cell in cells if (place := _column(cell)) < MOST_COLUMNS)  # a stray cell is no column
        self.column = min((_column(cell) for cell in titles), default=max(used, default=-1) + 1)
        for cell in cells if titles else []:
            if _column(cell) == self.column and cell.parentNode is not None:
                cell.parentNode.removeChild(cell)
        self.heading = int(re.sub(r"\D", "", titles[0].getAttribute("r"))) if titles else self._first_seen_row()

    def marked(self, faults: Iterable[Fault]) -> bytes:
        """The XML with the faults written beside their rows."""
        messages: dict[int, list[str]] = {}
        for fault in faults:
            number = int(re.sub(r"\D", "", fault.cell) or self.heading)
            messages.setdefault(number, []).append(_sentence(fault))
        messages[self.heading] = [_TITLE, *messages.get(self.heading, [])]
        self._add_rows([number for number in messages if number not in self.rows])
        for number, lines in messages.items():
            self._add_cell(number, clean("\n".join(lines))[:_MOST_CELL_CHARACTERS])
        for dimension in _elements(self.document, "dimension"):
            dimension.setAttribute("ref", f"A1:{column_letters(self.column)}{max(self.rows)}")
        return self.document.toxml(encoding="UTF-8")

    def _numbered_rows(self) -> dict[int, Element]:
        """Rows by number; rows and cells of writers that leave their places out get them."""
        rows: dict[int, Element] = {}
        number = 0
        for row in _named(self.data, "row"):
            number = int(row.getAttribute("r") or number + 1)
            row.setAttribute("r", str(number))
            rows[number] = row
            column = -1
            for cell in _named(row, "c"):
                column = _column(cell) if cell.getAttribute("r") else column + 1
                cell.setAttribute("r", f"{column_letters(column)}{number}")
        return rows

    def _first_seen_row(self) -> int:
        """The first row that is not hidden."""
        seen = (number for number, row in self.rows.items() if row.getAttribute("hidden") not in ("1", "true"))
        return min(seen, default=1)

    def _add_rows(self, numbers: Sequence[int]) -> None:
        before = sorted(self.rows)
        for number in numbers:
            at = bisect_left(before, number)
            row = self._element("row", r=str(number))
            self.data.insertBefore(row, self.rows[before[at]] if at < len(before) else None)
            before.insert(at, number)
            self.rows[number] = row

    def _add_cell(self, number: int, text: str) -> None:
        row = self.rows[number]
        if row.hasAttribute("spans"):
            row.removeAttribute("spans")
        content = self._element("t")
        content.setAttribute("xml:space", "preserve")
        content.appendChild(self.document.createTextNode(text))
        inline = self._element("is")
        inline.appendChild(content)
        cell = self._element("c", r=f"{column_letters(self.column)}{number}", t="inlineStr")
        cell.appendChild(inline)
        after = next((other for other in _named(row, "c") if _column(other) > self.column), None)
        row.insertBefore(cell, after)

    def _element(self, name: str, **attributes: Any) -> Element:
        prefix = f"{self.data.prefix}:" if self.data.prefix else ""
        element = self.document.createElementNS(self.data.namespaceURI, f"{prefix}{name}")
        for key, value in attributes.items():
            element.setAttribute(key, value)
        return element


def _shown(cell: Element, shared: list[str]) -> str:
    value = "".join(_text(v) for v in _named(cell, "v"))
    if cell.getAttribute("t") == "s" and value.isdigit() and int(value) < len(shared):
        return shared[int(value)]
    return "".join(_text(t) for t in _elements(cell, "t")) or value


def _column(cell: Element) -> int:
    return column_number(cell.getAttribute("r"))


def _sentence(fault: Fault) -> str:
    place = fault.cell or fault.sheet
    korean, english = (f"{fault.what.said(language)} {fault.mend.said(language)}" for language in ("ko", "en"))
    return f"[{place}] {korean} / {english}"
