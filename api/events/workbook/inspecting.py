"""What a file says beside the values of its cells: cells without a value, hidden rows and columns, remarks on cells."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from api.events.workbook.parts import counts_from_1904, local_name, sheet_members
from api.events.workbook.remarks import Remarks, Struck, remarks_of

ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA)")
"""What a spreadsheet shows in the place of a value that it could not calculate."""
_CELL = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")


@dataclass(slots=True)
class Facts:
    """What is known of one tab beside its values; rows and columns are counted from 0.

    ``valueless`` has the cells that show an error (its text) or hold a formula whose result was never stored (empty
    text). ``struck`` has the cells with a line through their text, ``commented`` those with a comment, ``links`` where
    links on cells lead. ``from_1904`` says that the file counts days from 1904 instead of 1900.
    """

    hidden_rows: list[int] = field(default_factory=list[int])
    hidden_columns: list[int] = field(default_factory=list[int])
    valueless: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    struck: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    commented: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    links: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    from_1904: bool = False


def inspect(data: bytes) -> dict[str, Facts]:
    """The facts of every tab of an XLSX file; of a file whose XML cannot be followed, none."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            from_1904, struck = counts_from_1904(archive), Struck(archive)
            return {
                tab: _facts(archive, member, Facts(from_1904=from_1904), struck)
                for tab, member in sheet_members(archive).items()
            }
    except (BadZipFile, OSError, KeyError, ValueError, ElementTree.ParseError, NotImplementedError, RuntimeError):
        return {}


def _facts(archive: ZipFile, member: str, facts: Facts, struck: Struck) -> Facts:
    remarks, number = remarks_of(archive, member), -1
    facts.commented.extend(sorted(_place(name) for name in remarks.commented if _CELL.fullmatch(name)))
    with archive.open(member) as stream:
        parents: list[ElementTree.Element] = []
        for event, element in ElementTree.iterparse(stream, ("start", "end")):  # noqa: S314
            name = local_name(element)
            if event == "start":
                parents.append(element)
                if name == "row":
                    number = _number(element.get("r"), number)
                continue
            parents.pop()
            if name == "row":
                _row(facts, element, number, struck)
            elif name == "hyperlink":
                _link(facts, element, remarks)
            elif name == "col" and element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", "0")), int(element.get("max", "0"))
                facts.hidden_columns.extend(range(first - 1, min(last, first + 200)))
            if name == "row" and parents:
                parents[-1].clear()
    return facts


def _number(given: str | None, before: int) -> int:
    return int(given) - 1 if given else before + 1


def _link(facts: Facts, link: ElementTree.Element, remarks: Remarks) -> None:
    identity = next((value for name, value in link.attrib.items() if name.endswith("}id")), "")
    if _CELL.fullmatch(link.get("ref", "")) and (target := remarks.links.get(identity)):
        facts.links[_place(link.get("ref", ""))] = target


def _row(facts: Facts, row: ElementTree.Element, number: int, struck: Struck) -> None:
    column = -1
    if row.get("hidden") in ("1", "true"):
        facts.hidden_rows.append(number)
    for cell in row:
        if local_name(cell) != "c":
            continue
        column = column_number(cell.get("r", "")) if cell.get("r") else column + 1
        parts = {local_name(part): part.text or "" for part in cell}
        kind, value = cell.get("t", ""), parts.get("v", "")
        if kind == "e":
            facts.valueless[number, column] = value or "#N/A"
        elif "f" in parts and not value and kind != "str":
            facts.valueless[number, column] = ""
        if struck.has(cell, value) and (value or kind == "inlineStr"):
            facts.struck.append((number, column))


def _place(name: str) -> tuple[int, int]:
    return int(re.sub(r"[^0-9]", "", name)) - 1, column_number(name)


def column_number(name: str) -> int:
    """The column, from 0, of a cell's name: ``D17`` is in column 3."""
    number = 0
    for letter in re.sub(r"[^A-Z]", "", name.upper()):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
