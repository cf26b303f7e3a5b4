"""What a sheet's XML says beside the values of its cells: cells without a value, hidden rows and columns."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from api.events.workbook.parts import counts_from_1904, local_name, sheet_members

ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA)")
"""What a spreadsheet shows in the place of a value that it could not calculate."""


@dataclass(slots=True)
class Facts:
    """What is known of one tab beside its values; rows and columns are counted from 0.

    ``valueless`` has the cells that show an error (its text) or hold a formula whose result was never stored (empty
    text). ``from_1904`` says that the file counts days from 1904 instead of 1900.
    """

    hidden_rows: list[int] = field(default_factory=list[int])
    hidden_columns: list[int] = field(default_factory=list[int])
    valueless: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    from_1904: bool = False


def inspect(data: bytes) -> dict[str, Facts]:
    """The facts of every tab of an XLSX file; of a file whose XML cannot be followed, none."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            from_1904 = counts_from_1904(archive)
            return {tab: _facts(archive, member, from_1904) for tab, member in sheet_members(archive).items()}
    except (BadZipFile, OSError, KeyError, ValueError, ElementTree.ParseError, NotImplementedError, RuntimeError):
        return {}


def _facts(archive: ZipFile, member: str, from_1904: bool) -> Facts:
    facts, number = Facts(from_1904=from_1904), -1
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
                _row(facts, element, number)
            elif name == "col" and element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", "0")), int(element.get("max", "0"))
                facts.hidden_columns.extend(range(first - 1, min(last, first + 200)))
            if name == "row" and parents:
                parents[-1].clear()
    return facts


def _number(given: str | None, before: int) -> int:
    return int(given) - 1 if given else before + 1


def _row(facts: Facts, row: ElementTree.Element, number: int) -> None:
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


def column_number(name: str) -> int:
    """The column, from 0, of a cell's name: ``D17`` is in column 3."""
    number = 0
    for letter in re.sub(r"[^A-Z]", "", name.upper()):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
