"""What people type: the values that a cell or a field can hold, and the words for one that cannot be read."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Typed = str | int | float | bool | date | time | datetime | timedelta
"""A value as it was typed: a text of a form, or whatever a spreadsheet cell holds. The empty string is an empty cell."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is wrong and how to mend it, in Korean and English, before it is known where; ``code`` is for programs."""

    code: str
    what_ko: str
    what_en: str
    mend_ko: str
    mend_en: str


class Unreadable(ValueError):
    """A value does not say what its place asks for; the text is the English what, ``message`` holds all words."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.what_en)
        self.message = message


def shown(value: Typed) -> str:
    """A value as its writer sees it, in short, on one line, to be quoted in a message."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else f"{text[:77]}..."
