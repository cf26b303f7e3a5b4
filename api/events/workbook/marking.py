"""The same file back, with an 오류 column that says in each faulty row what to mend."""

import posixpath
import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.dom.minidom import Document, Element, parseString
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from api.events.workbook.faults import Fault
from api.events.workbook.looking import MOST_COLUMNS
from api.events.workbook.opening import column_letters

_TITLE = "오류 / Error"
_MOST_CELL_CHARACTERS = 32_000


def mark_faults(original: bytes, faults: Sequence[Fault]) -> bytes:
    """The file as it came, with an 오류 column to the right of each sheet that has faults.

    Everything else (formats, other sheets, formulas) stays as it was; an 오류 column of an earlier round is replaced.
    A fault without a row, or of a sheet that is missing, stands in the heading of the 오류 column of its sheet, or of
    the first sheet.

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
    except (BadZipFile, ExpatError, KeyError, StopIteration, IndexError, ValueError) as error:
        raise ValueError("the file is not a sound XLSX workbook, so its faults cannot be marked in it") from error


def _marked(original: bytes, faults: Sequence[Fault]) -> bytes:
    with ZipFile(BytesIO(original)) as archive:
        order = archive.infolist()
        members = {info.filename: archive.read(info) for info in order}
    paths = _sheet_paths(members)
    by_path: dict[str, list[Fault]] = {}
    for fault in faults:
        by_path.setdefault(paths.get(fault.sheet) or next(iter(paths.values())), []).append(fault)
    shared = _shared_strings(members.get("xl/sharedStrings.xml", b""))
    for path, found in by_path.items():
        members[path] = _mark_sheet(members[path], found, shared)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for info in order:
            archive.writestr(info, members[info.filename], ZIP_DEFLATED)
    return buffer.getvalue()


def _parse(data: bytes) -> Document:
    # The file was already read once; expat itself refuses exponential entity expansion.
    return parseString(data)  # noqa: S318


def _elements(parent: Document | Element, name: str) -> list[Element]:
    return list(parent.getElementsByTagNameNS("*", name))


def _sheet_paths(members: dict[str, bytes]) -> dict[str, str]:
    """Tab name to the member of the archive that holds the sheet, in the order of the tabs."""
    relations = _parse(members["xl/_rels/workbook.xml.rels"])
    targets = {
        relation.getAttribute("Id"): relation.getAttribute("Target")
        for relation in _elements(relations, "Relationship")
    }
    paths: dict[str, str] = {}
    for sheet in _elements(_parse(members["xl/workbook.xml"]), "sheet"):
        identity = next(value for name, value in sheet.attributes.items() if name.endswith(":id"))
        target = targets[identity]
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if path in members and "worksheets" in path:
            paths[sheet.getAttribute("name")] = path
    return paths


def _shared_strings(data: bytes) -> list[str]:
    if not data:
        return []
    return ["".join(_text(t) for t in _elements(item, "t")) for item in _elements(_parse(data), "si")]


def _text(element: Element) -> str:
    return "".join(getattr(node, "data", "") for node in element.childNodes)


def _mark_sheet(data: bytes, faults: Iterable[Fault], shared: list[str]) -> bytes:
    document = _parse(data)
    rows = _numbered_rows(document)
    cells = [cell for row in rows.values() for cell in _elements(row, "c")]
    titles = [cell for cell in cells if _shown(cell, shared).startswith("오류")]
    used = (place for cell in cells if (place := _column(cell)) < MOST_COLUMNS)  # a stray cell far away is no column
    column = min((_column(cell) for cell in titles), default=max(used, default=-1) + 1)
    for cell in cells:
        if titles and _column(cell) == column and cell.parentNode is not None:
            cell.parentNode.removeChild(cell)
    messages: dict[int, list[str]] = {}
    heading = _heading_row(rows, titles)
    for fault in faults:
        number = int(re.sub(r"\D", "", fault.cell) or heading)
        messages.setdefault(number, []).append(_sentence(fault))
    messages[heading] = [_TITLE, *messages.get(heading, [])]
    sheet = _elements(document, "sheetData")[0]
    _add_rows(document, sheet, rows, messages)
    for number, lines in messages.items():
        _add_cell(document, sheet, rows[number], number, column, "\n".join(lines)[:_MOST_CELL_CHARACTERS])
    for dimension in _elements(document, "dimension"):
        document_corner = f"A1:{column_letters(column)}{max([*rows, *messages])}"
        dimension.setAttribute("ref", document_corner)
    return document.toxml(encoding="UTF-8")


def _numbered_rows(document: Document) -> dict[int, Element]:
    """Rows by number; rows and cells of writers that leave their places out get them."""
    rows: dict[int, Element] = {}
    for row in _elements(document, "row"):
        number = int(row.getAttribute("r") or max(rows, default=0) + 1)
        row.setAttribute("r", str(number))
        rows[number] = row
        column = -1
        for cell in _elements(row, "c"):
            column = _column(cell) if cell.getAttribute("r") else column + 1
            cell.setAttribute("r", f"{column_letters(column)}{number}")
    return rows


def _shown(cell: Element, shared: list[str]) -> str:
    value = "".join(_text(v) for v in _elements(cell, "v"))
    if cell.getAttribute("t") == "s" and value.isdigit() and int(value) < len(shared):
        return shared[int(value)]
    return "".join(_text(t) for t in _elements(cell, "t")) or value


def _column(cell: Element) -> int:
    letters = re.sub(r"\d", "", cell.getAttribute("r"))
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _heading_row(rows: dict[int, Element], titles: list[Element]) -> int:
    """The row of the 오류 title: where it stood before, else the first row that is not hidden."""
    if titles:
        return int(re.sub(r"\D", "", titles[0].getAttribute("r")))
    return min((number for number, row in rows.items() if row.getAttribute("hidden") not in ("1", "true")), default=1)


def _sentence(fault: Fault) -> str:
    place = fault.cell or fault.sheet
    return f"[{place}] {fault.what_ko} {fault.mend_ko} / {fault.what_en} {fault.mend_en}"


def _add_cell(document: Document, data: Element, row: Element, number: int, column: int, text: str) -> None:
    prefix = f"{data.prefix}:" if data.prefix else ""
    if row.hasAttribute("spans"):
        row.removeAttribute("spans")
    cell = document.createElementNS(data.namespaceURI, f"{prefix}c")
    cell.setAttribute("r", f"{column_letters(column)}{number}")
    cell.setAttribute("t", "inlineStr")
    inline = document.createElementNS(data.namespaceURI, f"{prefix}is")
    content = document.createElementNS(data.namespaceURI, f"{prefix}t")
    content.setAttribute("xml:space", "preserve")
    content.appendChild(document.createTextNode(text))
    inline.appendChild(content)
    cell.appendChild(inline)
    after = next((other for other in _elements(row, "c") if _column(other) > column), None)
    row.insertBefore(cell, after)


def _add_rows(document: Document, data: Element, rows: dict[int, Element], wanted: Iterable[int]) -> None:
    """Add the rows that are missing, each before the next higher one: from the highest down, one pass."""
    prefix = f"{data.prefix}:" if data.prefix else ""
    after: Element | None = None
    for number in sorted({*rows, *wanted}, reverse=True):
        if number not in rows:
            rows[number] = document.createElementNS(data.namespaceURI, f"{prefix}row")
            rows[number].setAttribute("r", str(number))
            data.insertBefore(rows[number], after)
        after = rows[number]
