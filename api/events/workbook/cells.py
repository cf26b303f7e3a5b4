"""One type per kind of cell: how a typed value is read, and how a value is written back."""

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from api.events.workbook.codes import LANGUAGES, CodeList
from api.events.workbook.countries import COUNTRIES
from api.events.workbook.faults import Message, UnreadableCellError

Cell = str | int | float | bool | date | time | datetime | timedelta
"""What a spreadsheet cell can hold; the empty string is an empty cell."""


@dataclass(frozen=True, slots=True)
class CellType:
    """How cells are read (`parse` never gets an empty cell) and shown; ``empty`` is what an empty cell means."""

    parse: Callable[[Cell], Any]
    show: Callable[[Any], Cell]
    empty: Any = ""
    wide: bool = False
    list_of: CodeList | None = None


def as_text(cell: Cell) -> str:
    """The text a person sees in a cell: whole numbers without ``.0``, NFC, outer blanks and carriage returns gone."""
    if isinstance(cell, bool):
        return "O" if cell else "X"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFC", str(cell)).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\u00a0", " ").strip()


def as_code(cell: Cell) -> str:
    """A code as people type it: full-width digits narrowed, spaces dropped, upper case (`` s01`` is ``S01``)."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", as_text(cell)))
    return re.sub(r"[a-z]", lambda letter: letter[0].upper(), text)


def split_list(cell: Cell) -> tuple[str, ...]:
    """The members of a cell that lists several things, separated by ``;`` ``,`` ``/`` or a line break."""
    parts = re.split(r"[;,/、\n]", unicodedata.normalize("NFKC", as_text(cell)))
    return tuple(part.strip() for part in parts if part.strip())


def _whole_number(cell: Cell) -> int:
    text = unicodedata.normalize("NFKC", as_text(cell)).replace(",", "")
    matched = re.fullmatch(r"(\d+)(?:\.0+)?\s*(?:개사|개|건|명|회|지망|순위)?", text)
    if matched is None or (isinstance(cell, float) and not math.isfinite(cell)):
        raise UnreadableCellError(
            Message(
                "not-a-number",
                f"'{as_text(cell)}'은(는) 0 이상의 정수가 아닙니다.",
                f"'{as_text(cell)}' is not a whole number of 0 or more.",
                "숫자만 적으세요. 제한이 없으면 비워 두세요.",
                "Type digits only, or leave the cell empty for no limit.",
            )
        )
    return int(matched[1])


_YES = {"o", "○", "◯", "●", "y", "yes", "예", "네", "true", "1", "v", "✓", "✔", "가능", "동의", "evet", "ใช่"}
_NO = {"x", "×", "✕", "✗", "n", "no", "아니오", "아니요", "false", "0", "-", "불가", "미동의", "hayır", "ไม่"}


def as_flag(cell: Cell) -> bool:
    """O or X in the spellings people use; anything else is an `UnreadableCellError`."""
    word = as_text(cell).strip().lower()
    for spelling in (word, unicodedata.normalize("NFKC", word)):
        if spelling in _YES:
            return True
        if spelling in _NO:
            return False
    raise UnreadableCellError(
        Message(
            "not-a-flag",
            f"'{as_text(cell)}'은(는) O 또는 X가 아닙니다.",
            f"'{as_text(cell)}' is neither O nor X.",
            "O(예) 또는 X(아니오)를 적으세요.",
            "Type O for yes or X for no.",
        )
    )


def as_phone(cell: Cell) -> str:
    """A phone number; the leading 0 that a spreadsheet dropped is put back where only a national number can be meant.

    >>> as_phone(1012345678.0)
    '01012345678'
    """
    text = unicodedata.normalize("NFKC", as_text(cell))
    return f"0{text}" if re.fullmatch(r"[1-9]\d{7,9}", text) else text


def as_business_number(cell: Cell) -> str:
    """The letters and digits of a registration number, whatever separates them.

    >>> as_business_number("１２３-45-67890")
    '1234567890'
    """
    return re.sub(r"[^0-9A-Za-z]", "", unicodedata.normalize("NFKC", as_text(cell)))


def _language(text: str) -> str:
    tag = text.strip().replace("_", "-")
    base, dash, rest = tag.partition("-")
    if dash and base.lower() in LANGUAGES.labels and re.fullmatch(r"[A-Za-z0-9]{2,8}(-[A-Za-z0-9]{2,8})*", rest):
        return f"{base.lower()}-{rest}"
    return LANGUAGES.find(text)


def _many(find: Callable[[str], str]) -> Callable[[Cell], tuple[str, ...]]:
    return lambda cell: tuple(dict.fromkeys(find(part) for part in split_list(cell)))


def _joined(values: tuple[str, ...]) -> str:
    return "; ".join(values)


def choice(codes: CodeList) -> CellType:
    """A cell that holds one code, or one label, of a closed list."""
    return CellType(lambda cell: codes.find(as_text(cell)), str, empty=None, list_of=codes)


TEXT = CellType(as_text, str)
LONG_TEXT = CellType(as_text, str, wide=True)
CODE = CellType(as_code, str)
CODES = CellType(_many(as_code), _joined, empty=())
TEXTS = CellType(split_list, _joined, empty=())
NUMBER = CellType(_whole_number, int, empty=None)
FLAG = CellType(as_flag, lambda value: "O" if value else "X", empty=False)
PHONE = CellType(as_phone, str)
BUSINESS_NUMBER = CellType(as_business_number, str)
LANGUAGE = CellType(lambda cell: _language(as_text(cell)), str)
LANGUAGES_CELL = CellType(_many(_language), _joined, empty=())
COUNTRY = CellType(lambda cell: COUNTRIES.find(as_text(cell)), str, list_of=COUNTRIES)
COUNTRIES_CELL = CellType(_many(COUNTRIES.find), _joined, empty=())
