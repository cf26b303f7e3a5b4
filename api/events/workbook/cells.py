"""One type per kind of cell: how a typed value is read, and how a value is written back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from api.events.workbook.codes import AND, EVERY_LEG, NOTHING
from api.ground.code_form import read_code
from api.ground.countries import COUNTRIES, read_country
from api.ground.languages import read_language
from api.ground.mailboxes import read_address
from api.ground.marks import read_mark
from api.ground.numbers import read_count
from api.ground.texts import clean, folded, narrow
from api.ground.typed import Message, Typed, Unreadable, shown
from api.ground.wordlists import CodeList

MOST_AT_ONCE = 99
"""Meetings that a participant can hold at a time: far more than anybody brings delegates for."""
_EXACT_BELOW = 10**15
"""A spreadsheet keeps 15 digits of a number; longer ones were changed when they were typed."""


@dataclass(frozen=True, slots=True)
class CellType:
    """How cells are read (`parse` never gets an empty cell) and shown; ``empty`` is what an empty cell means."""

    parse: Callable[[Typed], Any]
    show: Callable[[Any], Typed]
    empty: Any = ""
    wide: bool = False
    list_of: CodeList | None = None


def seen(cell: Typed) -> str:
    """What a person sees in any cell, as a clean text; empty where nothing is seen."""
    return clean(shown(cell) if not isinstance(cell, str) else cell)


def as_text(cell: Typed) -> str:
    """The text of a cell that holds a text, or a number typed where a text belongs (``17`` for a code).

    Raises
    ------
    Unreadable
        A date, a time or a truth value: a spreadsheet made it of what was typed (``1-2`` becomes 2 January). A number of
        more than 15 digits: the spreadsheet changed its last ones.
    """
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, (bool, date, time, timedelta)) or abs(cell) >= _EXACT_BELOW or cell != cell:
        raise Unreadable(
            Message(
                "not-a-text",
                "The spreadsheet turned what was typed into '{typed}'.",
                "Format the cell as text and type it again.",
                typed=shown(cell),
            )
        )
    return shown(cell)


def as_code(cell: Typed) -> str:
    """A code as people type it (`api.ground.code_form.read_code`)."""
    return read_code(as_text(cell))


def split_list(cell: Typed) -> tuple[str, ...]:
    """The members of a cell that lists several things, separated by ``;`` ``,`` ``/`` or a line break."""
    parts = re.split(r"[;,/、\n]", narrow(as_text(cell)))
    return tuple(part.strip() for part in parts if part.strip())


def as_digits(cell: Typed) -> str:
    """The letters and digits of a registration number, whatever separates them.

    >>> as_digits("１２３-45-67890")
    '1234567890'
    """
    if digits := re.sub(r"[^0-9A-Za-z]", "", narrow(as_text(cell))):
        return digits
    raise Unreadable(
        Message(
            "no-digits",
            "'{typed}' is no registration number.",
            "Type its digits, or leave the cell empty.",
            typed=shown(cell),
        )
    )


def _many(find: Callable[[str], str]) -> Callable[[Typed], tuple[str, ...]]:
    """A reader of several codes or words of a closed list; blanks separate them where the whole is none of them."""

    def read(cell: Typed) -> tuple[str, ...]:
        found: list[str] = []
        for part in re.split(r"[;,/、·ㆍ|+\n]", narrow(as_text(cell))):
            if part.strip():
                found.extend(_found(find, part.strip()))
        return tuple(dict.fromkeys(found))

    return read


def _found(find: Callable[[str], str], part: str) -> list[str]:
    try:
        return [find(part)]
    except Unreadable as error:
        words = [word for word in part.split() if word.casefold() not in AND]
        if len(words) < 2:
            raise
        try:
            return [find(word) for word in words]
        except Unreadable:
            raise error from None


def _at_once(cell: Typed) -> int:
    """How many meetings a participant holds at a time."""
    if not 1 <= (number := read_count(cell)) <= MOST_AT_ONCE:
        raise Unreadable(
            Message(
                "bad-at-once",
                "A participant holds 1 to {most} meetings at a time, not {number}.",
                "Type how many, or leave the cell empty for one at a time.",
                most=MOST_AT_ONCE,
                number=number,
            )
        )
    return number


def _joined(values: tuple[str, ...]) -> str:
    return "; ".join(values)


def choice(codes: CodeList) -> CellType:
    """A cell that holds one code, or one label, of a closed list."""
    return CellType(lambda cell: codes.find(as_text(cell)), str, empty=None, list_of=codes)


def _if_any(parse: Callable[[Typed], Any], empty: Any = "") -> Callable[[Typed], Any]:
    """A reader of cells into which people write that there is nothing."""
    return lambda cell: empty if folded(seen(cell)) in NOTHING else parse(cell)


TEXT = CellType(as_text, str)
LONG_TEXT = CellType(as_text, str, wide=True)
CODE = CellType(as_code, str)
REFERENCE = CellType(lambda cell: narrow(as_text(cell)), str)
LEGS_CELL = CellType(lambda cell: () if folded(as_text(cell)) in EVERY_LEG else split_list(cell), _joined, empty=())
TEXTS = CellType(_if_any(split_list, ()), _joined, empty=())
NUMBER = CellType(read_count, int, empty=None)
AT_ONCE = CellType(_at_once, int, empty=1)
FLAG = CellType(read_mark, lambda value: "O" if value else "X", empty=False)
EMAIL = CellType(_if_any(lambda cell: read_address(as_text(cell))), str)
WEBSITE = CellType(_if_any(as_text), str)
PHONE = CellType(_if_any(lambda cell: narrow(as_text(cell))), str)
BUSINESS_NUMBER = CellType(_if_any(as_digits), str)
LANGUAGE = CellType(lambda cell: read_language(as_text(cell)), str)
LANGUAGES_CELL = CellType(_many(read_language), _joined, empty=())
COUNTRY = CellType(lambda cell: read_country(as_text(cell)), str, list_of=COUNTRIES)
COUNTRIES_CELL = CellType(_many(read_country), _joined, empty=())
