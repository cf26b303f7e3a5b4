"""A look at an XLSX file before anything opens it: what kind it is, how large it unpacks, how far its cells reach.

Whoever opens a workbook lays every sheet out as a grid, so one cell in the last corner of a sheet costs as much as a full
sheet. Here the file is streamed instead, its own parts counted as they unpack and nothing kept but numbers.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType
from zipfile import BadZipFile, ZipFile, ZipInfo

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from api.events.workbook import wrong_files as wrong
from api.events.workbook.faults import Fault, placed

MOST_BYTES = 200 * 1024 * 1024
"""What a workbook may unpack to; real ones of 2,000 participants stay below 20 MB."""
MOST_PARTS = 5_000
MOST_ROWS, MOST_COLUMNS = 100_000, 1_000
MOST_PLACES = 5_000_000
"""Rows times columns of all sheets together, however few of them are filled."""
MOST_CELLS = 1_000_000
MOST_CHARACTERS = 50_000_000
LONGEST_TEXT = 32_767
"""What a cell can hold in Excel."""
MOST_MERGES = 20_000
DEEPEST = 64
_CHUNK = 1 << 16
_STRINGS = "xl/sharedstrings.xml"
_OPENED_BY_NOBODY = ("docProps/", "customXml/", "xl/drawings/", "xl/charts/", "xl/theme/", "xl/media/")
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")


class _FaultFound(Exception):
    """Ends the look; never seen outside."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


@dataclass(slots=True)
class Extent:
    """How far the filled cells of a sheet reach, counted from 0; ``last`` and ``rightmost`` are (row, column)."""

    rows: int = 0
    columns: int = 0
    last: tuple[int, int] = (0, 0)
    rightmost: tuple[int, int] = (0, 0)
    merges: list[tuple[int, int, int, int, str]] = field(default_factory=list[tuple[int, int, int, int, str]])

    def take(self, row: int, column: int) -> None:
        """Reach as far as this cell."""
        if row >= self.rows:
            self.rows, self.last = row + 1, (row, column)
        if column >= self.columns:
            self.columns, self.rightmost = column + 1, (row, column)


def look(data: bytes) -> Fault | None:
    """What keeps a file from being opened as an event workbook, or None.

    The file may be anything: another format, damaged, or made to exhaust whoever opens it.
    """
    if wrong_kind := wrong.signature(data):
        return wrong_kind
    try:
        with ZipFile(BytesIO(data)) as archive:
            _Look(archive).all()
    except _FaultFound as found:
        return found.fault
    except ExpatError as error:
        return wrong.unreadable(str(error))
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        return wrong.unreadable(str(error))
    except Exception as error:  # zlib and its like have errors of their own
        return wrong.unreadable(type(error).__name__)
    return None


class _Look:
    """One pass over the parts of an archive."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.parts = {info.filename.replace("\\", "/"): info for info in archive.infolist()}
        self.unpacked = 0
        self.strings: list[int] = []
        self.places = self.cells = self.characters = 0

    def all(self) -> None:
        infos = self.archive.infolist()
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES:
            raise _FaultFound(wrong.too_large())
        if len(self.parts) != len(infos):
            raise _FaultFound(wrong.unreadable("two parts of one name"))
        if not any(name.lower() == "xl/workbook.xml" for name in self.parts):
            raise _FaultFound(wrong.other_format(self.parts))
        tabs = self._tabs()
        for name in sorted(self.parts, key=lambda name: name.lower() != _STRINGS):
            if name.lower() in tabs or (name.endswith((".xml", ".rels")) and not name.startswith(_OPENED_BY_NOBODY)):
                self._part(name, tabs.get(name.lower(), posixpath.basename(name)))

    def _tabs(self) -> dict[str, str]:
        """Part (in small letters) to the name of its tab."""
        targets: dict[str, str] = {}
        names: list[tuple[str, str]] = []

        def relation(name: str, about: dict[str, str]) -> None:
            if name == "Relationship":
                targets[about.get("Id", "")] = about.get("Target", "")

        def sheet(name: str, about: dict[str, str]) -> None:
            if name == "sheet":
                identity = next((value for key, value in about.items() if key.endswith(":id")), "")
                names.append((identity, about.get("name", "")))

        for name, hear in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
            if part := next((part for part in self.parts if part.lower() == name), None):
                self._parse(self.parts[part], hear)
        folder = "xl"
        return {
            (target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")).lower(): name
            for identity, name in names
            if (target := targets.get(identity, "").replace("\\", "/"))
        }

    def _part(self, name: str, tab: str) -> None:
        if name.lower() == _STRINGS:
            self._shared_strings(name)
            return
        sheet = _SheetLook(self, tab)
        root: list[str] = []

        def start(local: str, about: dict[str, str]) -> None:
            if not root:
                root.append(local)
            if root[0] == "worksheet":
                sheet.start(local, about)

        self._parse(self.parts[name], start, sheet.end, sheet.text)
        if root and root[0] == "worksheet":
            sheet.judge()

    def _shared_strings(self, name: str) -> None:
        self.strings = []
        inside = [False]

        def start(local: str, _: dict[str, str]) -> None:
            if local == "si":
                self.strings.append(0)
            inside[0] = local == "t"

        def end(_: str) -> None:
            inside[0] = False

        def text(said: str) -> None:
            if inside[0] and self.strings:
                self.strings[-1] += len(said)

        self._parse(self.parts[name], start, end, text)

    def _parse(
        self,
        part: ZipInfo,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        depth = 0

        def opened(name: str, about: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > DEEPEST:
                raise _FaultFound(wrong.unreadable(f"{part.filename} is nested deeper than {DEEPEST}"))
            start(name.rpartition(":")[2], about)

        def closed(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(name.rpartition(":")[2])

        def declares(*_: object) -> None:
            raise _FaultFound(wrong.declares_types(part.filename))

        parser: XMLParserType = ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = opened, closed
        parser.StartDoctypeDeclHandler = declares
        if text is not None:
            parser.CharacterDataHandler = text
        with self.archive.open(part) as stream:
            for chunk in self._counted(stream):
                parser.Parse(chunk)
            parser.Parse(b"", True)

    def _counted(self, stream: IO[bytes]) -> Iterator[bytes]:
        """The chunks of a part; what it really unpacks to counts, whatever the archive says of itself."""
        while chunk := stream.read(_CHUNK):
            self.unpacked += len(chunk)
            if self.unpacked > 2 * MOST_BYTES:  # tabs are read twice
                raise _FaultFound(wrong.too_large())
            yield chunk


class _SheetLook:
    """What a sheet's cells and merged ranges come to."""

    def __init__(self, book: _Look, tab: str) -> None:
        self.book, self.tab, self.extent = book, tab, Extent()
        self.row, self.column = -1, -1
        self.kind, self.value, self.listening, self.filled = "", "", False, False

    def start(self, name: str, about: dict[str, str]) -> None:
        if name == "c":
            self._cell(about)
        elif name == "row":
            self.row, self.column = _number(about.get("r"), self.row + 2) - 1, -1
        elif name in ("v", "t"):
            self.listening, self.value, self.filled = True, "", True
        elif name == "f":
            self.filled = True  # a formula without a result takes its place too
        elif name == "mergeCell":
            self._merge(about.get("ref", ""))

    def _cell(self, about: dict[str, str]) -> None:
        place = about.get("r")
        if place is None:
            self.column += 1
        elif matched := _CELL.fullmatch(place):
            self.column, self.row = _column(matched[1]), int(matched[2]) - 1
        else:
            raise _FaultFound(wrong.unreadable(f"a cell is called {place[:20]!r}"))
        self.kind, self.filled = about.get("t", ""), False

    def text(self, said: str) -> None:
        if self.listening and len(self.value) <= LONGEST_TEXT:
            self.value += said

    def end(self, name: str) -> None:
        if name in ("v", "t") and self.listening:
            self.listening = False
            self._count()
        elif name == "c" and self.filled:
            self.book.cells += 1
            self.extent.take(self.row, self.column)
            if self.book.cells > MOST_CELLS:
                raise _FaultFound(placed(wrong.too_many_cells(MOST_CELLS), self.tab))

    def _count(self) -> None:
        length = len(self.value)
        if self.kind == "s" and self.value.isdecimal() and len(self.value) < 10:
            number = int(self.value)
            length = self.book.strings[number] if number < len(self.book.strings) else 0
        self.book.characters += length
        if length > LONGEST_TEXT or self.book.characters > MOST_CHARACTERS:
            raise _FaultFound(
                placed(wrong.too_much_text(LONGEST_TEXT), self.tab, xl_rowcol_to_cell(self.row, self.column))
            )

    def _merge(self, area: str) -> None:
        matched = _AREA.fullmatch(area)
        if matched is None:
            raise _FaultFound(wrong.unreadable(f"a merged range is called {area[:20]!r}"))
        top, left = int(matched[2]) - 1, _column(matched[1])
        bottom = int(matched[4]) - 1 if matched[4] else top
        right = _column(matched[3]) if matched[3] else left
        self.extent.merges.append((top, left, bottom, right, area))
        if len(self.extent.merges) > MOST_MERGES:
            raise _FaultFound(placed(wrong.too_many_merges(MOST_MERGES), self.tab))

    def judge(self) -> None:
        """Whether the sheet can be laid out as a grid, once it was read to its end."""
        reach = self.extent
        for place, far in ((reach.last, reach.rows > MOST_ROWS), (reach.rightmost, reach.columns > MOST_COLUMNS)):
            if far:
                raise _FaultFound(placed(wrong.far_cell(MOST_ROWS, MOST_COLUMNS), self.tab, xl_rowcol_to_cell(*place)))
        self.book.places += reach.rows * reach.columns
        if self.book.places > MOST_PLACES:
            place = reach.last if reach.rows > reach.columns else reach.rightmost
            raise _FaultFound(placed(wrong.far_cell(MOST_ROWS, MOST_COLUMNS), self.tab, xl_rowcol_to_cell(*place)))
        covered = 0
        for top, left, bottom, right, area in reach.merges:
            covered += max(0, min(bottom + 1, reach.rows) - top) * max(0, min(right + 1, reach.columns) - left)
            if covered > 2 * reach.rows * reach.columns + MOST_MERGES:
                raise _FaultFound(placed(wrong.too_many_merges(MOST_MERGES), self.tab, area))


def _column(letters: str) -> int:
    return xl_cell_to_rowcol(f"{letters}1")[1]


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise
