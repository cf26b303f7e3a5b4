"""Read profiles from CSV, XLSX or JSON lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.codes import country_code, language_code
from matcher.decoding import decode
from matcher.profiles import Profile

TEXT_FIELDS = ("id", "text", "language", "title", "country", "sector", "organization", "maturity")
LIST_FIELDS: Mapping[str, Callable[[str], str]] = {
    "languages": language_code,
    "presence": country_code,
    "references": country_code,
    "markets": country_code,
    "certificates": str,
}
MOST_FAULTS = 20
_SEPARATOR = re.compile(r"\s*[,;/|、]\s*")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Characters that nobody sees and that would tell equal ids apart."""
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?[^\S\r\n]*(?:\r\n?|\n)", re.IGNORECASE)
_VERSION = re.compile(r"^text[_ -]([a-z]{2,3})$")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: where its cells stand, its values by column, and what is wrong with the row as a whole."""

    place: str
    values: Mapping[str, Any]
    cells: Mapping[str, str]
    fault: str = ""

    def where(self, column: str) -> str:
        """Return where a column of this row stands, in the words of its format."""
        return self.cells.get(column, f"{self.place}, {column}")


def read_profiles(path: str | Path) -> list[Profile]:
    """Return the profiles of a file.

    Columns ``id`` and ``text`` are needed; ``title``, ``language``, ``country``, ``sector``, ``organization``,
    ``maturity``, ``languages``, ``presence``, ``references``, ``markets``, ``certificates`` (lists, separated by commas) and
    ``text_en``, ``text_ko`` and so on (the same text in other languages) may be given. Other columns are left alone.

    Parameters
    ----------
    path
        ``.csv`` or ``.tsv`` (UTF-8, UTF-16, CP949, TIS-620 or CP1254), ``.xlsx`` or ``.xls`` (first sheet),
        ``.jsonl``, ``.ndjson`` or ``.json`` (one object a line, or one array).

    Raises
    ------
    ValueError
        When the file cannot be read as its name says, a needed column is missing, or a row is wrong; every
        fault is named with its row and column.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path}: there is no such file")
    profiles: list[Profile] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for row in _rows(path):
        try:
            if row.fault:
                raise ValueError(row.fault)
            profile = _profile(row)
            if profile.id in seen:
                raise ValueError(f"{row.where('id')}: id {profile.id} was used in {seen[profile.id]}; ids must differ")
        except ValueError as error:
            faults.append(str(error))
            continue
        seen[profile.id] = row.place
        profiles.append(profile)
    if faults:
        more = f"\n... and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise ValueError(f"{path.name}: " + f"\n{path.name}: ".join(faults[:MOST_FAULTS]) + more)
    if not profiles:
        raise ValueError(f"{path.name}: holds no profile; it needs columns id and text and at least one row")
    return profiles


def _profile(row: Row) -> Profile:
    values = {name: _string(row.values.get(name)) for name in TEXT_FIELDS}
    versions = {
        match[1]: _string(value) for name, value in row.values.items() if (match := _VERSION.match(name)) and value
    }
    texts = row.values.get("texts") or {}
    if not isinstance(texts, Mapping):
        raise ValueError(f"{row.where('texts')}: must be an object of texts by language")
    versions |= {str(language): _string(text) for language, text in texts.items()}
    if not values["id"]:
        raise ValueError(f"{row.where('id')}: is empty; give every row an id of its own")
    if not (values["text"] or values["title"] or versions):
        raise ValueError(f"{row.where('text')}: is empty; describe {values['id']} in a few sentences")
    lists = {
        name: tuple(_known(row, name, one, code) for one in _list(row.values.get(name)))
        for name, code in LIST_FIELDS.items()
    }
    return Profile(
        id=values["id"],
        text=values["text"],
        language=_known(row, "language", values["language"], language_code) or None,
        title=values["title"],
        country=_known(row, "country", values["country"], country_code) or None,
        sector=_known(row, "sector", values["sector"], _sector_key) or None,
        organization=values["organization"] or None,
        texts=versions,
        maturity=values["maturity"].lower() or None,
        **lists,
    )


def _known(row: Row, column: str, name: str, code: Callable[[str], str]) -> str:
    """Return the code of what a cell names; an empty cell stays empty."""
    try:
        return code(name) if name else ""
    except ValueError as error:
        raise ValueError(f"{row.where(column)}: {error}") from error


def _sector_key(name: str) -> str:
    from matcher.sectors import sector_key

    return sector_key(name)


def _string(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _UNSEEN.sub("", str(value)).strip()


def _list(value: Any) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(_string(item) for item in value if _string(item))
    return tuple(item for item in _SEPARATOR.split(_string(value)) if item)


def _rows(path: Path) -> Iterator[Row]:
    suffix = path.suffix.lower()
    if suffix in {".jsonl", ".ndjson", ".json"}:
        return _json_rows(path)
    if suffix in {".xlsx", ".xls", ".xlsm", ".ods"}:
        return _sheet_rows(path)
    if suffix in {".csv", ".tsv", ".txt"}:
        return _csv_rows(path)
    raise ValueError(f"{path.name}: cannot read {suffix or 'a file without an ending'}; use .csv, .xlsx or .jsonl")


def _json_rows(path: Path) -> Iterator[Row]:
    text = decode(path.read_bytes(), path.name)
    if text.lstrip().startswith("["):
        items = [(f"item {number}", item) for number, item in enumerate(_json(text, path.name, "the file"), start=1)]
    else:
        lines = ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
        items = [(f"line {number}", _json(line, path.name, f"line {number}")) for number, line in lines]
    for place, item in items:
        if not isinstance(item, dict):
            raise ValueError(f"{path.name}: {place} is not an object with id and text")
        values = {_column(name): value for name, value in item.items()}
        _need_columns(values, f"{path.name}: {place}")
        yield Row(place, values, {})


def _json(text: str, name: str, place: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise ValueError(f"{name}: {place} is not JSON ({error.msg} at character {error.pos + 1})") from error
    except ValueError as error:
        raise ValueError(f"{name}: {place}: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of which no name stands twice, since one of the two values would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice} stands twice in one object; keep one of them")
    return found


def _sheet_rows(path: Path) -> Iterator[Row]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheet = workbook.sheet_names[0]
        table = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise ValueError(f"{path.name}: is not a workbook that can be read ({error})") from error
    yield from _table(path.name, ((number, list(cells)) for number, cells in enumerate(table, start=1)), sheet)


def _csv_rows(path: Path) -> Iterator[Row]:
    text = decode(path.read_bytes(), path.name)
    said = _SEP_LINE.match(text)
    if said:
        # Excel writes the separator above the header; the line stays in the count, as people see it in an editor.
        text, delimiter = "\n" + text[said.end() :], said[1]
    else:
        first = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)

    def numbered() -> Iterator[tuple[int, list[Any]]]:
        try:
            while True:
                number = reader.line_num + 1
                if (cells := next(reader, None)) is None:
                    return
                yield number, list(cells)
        except csv.Error as error:
            raise ValueError(
                f"{path.name}: row {reader.line_num} cannot be read ({error}); check its quotes"
            ) from error

    yield from _table(path.name, numbered(), None)


def _table(name: str, table: Iterator[tuple[int, list[Any]]], sheet: str | None) -> Iterator[Row]:
    """Return the rows below the first row that is not blank, which names the columns."""
    header: list[str] = []
    for number, cells in table:
        if not any(_string(cell) for cell in cells):
            continue
        if not header:
            header = _header([_column(_string(cell)) for cell in cells], f"{name}: the header in row {number}")
            continue
        places = {
            column: f"{sheet}!{_letters(place)}{number}" if sheet else f"row {number}, column {column}"
            for place, column in enumerate(header)
        }
        yield Row(
            f"row {number}", dict(zip(header, cells, strict=False)), places, _beyond(header, cells, sheet, number)
        )


def _header(header: list[str], where: str) -> list[str]:
    """Return the names of the columns, blank ones at the end left out; a name that stands twice is refused."""
    while header and not header[-1]:
        header = header[:-1]
    _need_columns(header, where)
    twice = [column for column in dict.fromkeys(header) if column and header.count(column) > 1]
    if twice:
        raise ValueError(f"{where} names column {twice[0]} twice; keep one of them")
    return header


def _beyond(header: list[str], cells: list[Any], sheet: str | None, number: int) -> str:
    """Return what is wrong where a row has filled cells beyond the last heading; empty if nothing is."""
    filled = [place for place, cell in enumerate(cells) if _string(cell)]
    if not filled or filled[-1] < len(header):
        return ""
    if sheet:
        return f"{sheet}!{_letters(filled[-1])}{number}: stands under no heading; name the column or clear the cell"
    return (
        f"row {number}: has {filled[-1] + 1} cells under {len(header)} headings;"
        " put quotes around a text that holds the separator"
    )


def _need_columns(found: Any, where: str) -> None:
    if "id" not in found:
        raise ValueError(f"{where} has no column id; it needs id and text")
    if "text" not in found and "texts" not in found and not any(_VERSION.match(name) for name in found):
        raise ValueError(f"{where} has no column text; it needs id and text")


def _column(name: str) -> str:
    return name.strip().lower()


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
