"""Finds where a sheet's header ends and which column is which, in files that people rearranged."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest

from api.events.workbook.cells import seen
from api.events.workbook.faults import Fault, placed, titled
from api.events.workbook.layout import Sheet
from api.events.workbook.opening import Grid, cell_name
from api.ground.texts import folded
from api.ground.typed import Message, Typed
from api.ground.words import Name

KeyOf = Callable[[Typed], str | None]
"""A heading to the machine key of its column, or None."""

_SEARCHED_ROWS = 30
_HEADER_ROWS = 4
_LANGUAGE_TITLES = {"국문", "영문", "현지어", "한글", "영어", "korean", "english", "local"}
_COUNTING = {"번호", "연번", "순번", "일련번호", "no", "number", "sıra", "ลำดับ"}
_NEUTRAL = re.compile(r"[\[(（]?\s*(필수|선택|required|optional)\s*(입력)?\s*[)）\]]?|\*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header of a sheet stands (``top_row``) and its data start (``first_row``), both from 0.

    ``columns`` has the position of each column found, by machine key; ``repeated`` the machine key of every further
    column of the same name, by position.
    """

    top_row: int
    first_row: int
    columns: dict[str, int]
    repeated: dict[int, str] = field(default_factory=dict[int, str])


def find_header(grid: Grid, key_of: KeyOf, enough: int, *, look_above: bool = False) -> Header | None:
    """The header of a grid: the first run of rows in which at least ``enough`` cells are names of columns.

    A title over several columns is read together with what stands below it: 기업명 over 국문 and 영문 are 기업명(국문)
    and 기업명(영문).

    Parameters
    ----------
    grid
        The cells.
    key_of
        What a heading names.
    enough
        Rows with fewer known names are notes above the header, or data below it.
    look_above
        The row above the header may hold the first half of headings: days above hours.
    """
    texts = [[seen(cell) for cell in cells] for cells in grid.rows[:_SEARCHED_ROWS]]
    known = [len({key for text in row if text and (key := key_of(text))}) >= enough for row in texts]
    if True not in known:
        return None
    first = known.index(True)
    last = first
    while last + 1 < min(len(texts), first + _HEADER_ROWS) and (
        known[last + 1] or _says_language_only(texts[last + 1])
    ):
        last += 1
    rows = texts[first : last + 1]
    above = [_joined(texts[first - 1 : last + 1])] if look_above and first else []
    keys: dict[int, str] = {}
    for row in [_joined(rows), *rows, *above]:
        for position, text in enumerate(row):
            key = key_of(text) if text else None
            if key is not None:
                keys.setdefault(position, key)
    counting = _counting(keys, rows)
    keys = {position: key for position, key in keys.items() if position not in counting}
    columns: dict[str, int] = {}
    for position, key in sorted(keys.items()):
        columns.setdefault(key, position)
    repeated = {position: key for position, key in keys.items() if columns[key] != position}
    return Header(first, last + 1, columns, repeated)


def _counting(keys: dict[int, str], rows: list[list[str]]) -> set[int]:
    """The columns that only number the rows (연번, No.), where another column has the codes that they could be taken for."""
    counting = {
        position
        for position in keys
        if {folded(row[position]) for row in rows if position < len(row) and row[position]} <= _COUNTING
    }
    coded = {key for position, key in keys.items() if position not in counting}
    return {position for position in counting if keys[position] in coded}


def _says_language_only(row: list[str]) -> bool:
    texts = {folded(text) for text in row if text}
    return bool(texts) and texts <= _LANGUAGE_TITLES


def _joined(rows: list[list[str]]) -> list[str]:
    """Per column the different texts of the header rows, from above, as one."""
    columns = zip_longest(*rows, fillvalue="")
    return [" ".join(dict.fromkeys(text for text in column if text)) for column in columns]


def column_names(sheet: Sheet) -> KeyOf:
    """What the headings of a sheet name: machine keys, Korean and English names, other spellings, several of one column
    in one cell (``기업 코드 / Supplier code``). The columns' own names win over other spellings."""
    names: dict[str, str] = {}
    for column in sheet.columns:
        for name in (column.key, column.ko, column.en):
            names.setdefault(folded(name), column.key)
    for column in sheet.columns:
        for name in column.also:
            names.setdefault(folded(name), column.key)

    def named(text: str) -> str | None:
        plain = _NEUTRAL.sub("", text)
        if found := names.get(folded(plain)):
            return found
        inside = re.fullmatch(r"\s*([^()]+)\(([^()]+)\)\s*", plain)
        both = {names.get(folded(part)) for part in inside.groups()} if inside else set[str | None]()
        return both.pop() if len(both) == 1 else None

    @cache
    def key_of_text(text: str) -> str | None:
        if found := named(text):
            return found
        keys = {key for part in re.split(r"[\n/|]| - ", text) if (key := named(part))}
        return keys.pop() if len(keys) == 1 else None

    return lambda cell: key_of_text(seen(cell))


def missing_header(sheet: Sheet, grid: Grid) -> Fault:
    """The fault of a sheet in which no header row was found; it quotes the row that may be meant as one."""
    wanted = [Name(column.ko, column.en) for column in sheet.columns if column.required]
    fullest = max(range(min(len(grid.rows), _SEARCHED_ROWS)), key=lambda at: _filled(grid, at), default=0)
    quoted = ", ".join(filter(None, map(seen, grid.rows[fullest][:6] if grid.rows else [])))[:120]
    message = Message(
        "missing-header",
        "No header row was found. Row {row} says '{quoted}'." if quoted else "No header row was found.",
        "Put a header row right above the data: {wanted}.",
        row=fullest + 1,
        quoted=quoted,
        wanted=wanted,
    )
    return placed(message, grid.name)


def _filled(grid: Grid, row: int) -> int:
    return sum(seen(cell) != "" for cell in grid.rows[row])


def missing_columns(sheet: Sheet, grid: Grid, header: Header) -> list[Fault]:
    """One fault per column that the sheet needs and its header lacks, placed on the last header row."""
    return [
        placed(
            Message(
                "missing-column",
                "The column {column} is missing.",
                "Add the column {column} to the header and fill it in.",
                column=titled(column.ko, column.en),
            ),
            grid.name,
            cell_name(header.first_row - 1, 0),
        )
        for column in sheet.columns
        if column.required and column.key not in header.columns
    ]
