"""What people type: the values that a cell or a field can hold, and the words for one that cannot be read."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from api.ground.words import Spoken, Value, as_spoken

Typed = str | int | float | bool | date | time | datetime | timedelta
"""A value as it was typed: a text of a form, or whatever a spreadsheet cell holds. The empty string is an empty cell."""


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """What is wrong and how to mend it, before it is known where; ``code`` is for programs.

    >>> str(Message("bad", "'{typed}' is no number.", "Write digits.", typed="x").what)
    "'x' is no number."
    """

    code: str
    what: Spoken
    mend: Spoken

    def __init__(self, code: str, what: str | Spoken, mend: str | Spoken, /, **values: Value) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "what", as_spoken(what, values))
        object.__setattr__(self, "mend", as_spoken(mend, values))


class Unreadable(ValueError):
    """A value does not say what its place asks for; the text is the English what, ``message`` holds all words."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message.what))
        self.message = message


def shown(value: Typed) -> str:
    """A value as its writer sees it, in short, on one line, to be quoted in a message."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else f"{text[:77]}..."
