"""What the log may hold: when, where and what kind of thing went wrong; never a key, never a person's data.

Messages of exceptions quote what people typed and what the database holds, so a traceback is written with its places and
the kinds of its errors, and of a database error with its code and the names of table and constraint. Addresses lose what
signs somebody in.
"""

import logging
import re
import sys
import traceback
from types import TracebackType

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_SECRETS = (
    (re.compile(r"(/(?:sign-in|unsubscribe)/)[^\s?#\"']+"), r"\1…"),
    (re.compile(r"(?i)\b(bearer\s+)[\w.~+/=-]+"), r"\1…"),
    (re.compile(r"(?i)\b((?:mannam_key|token|key|password|secret)\s*[=:]\s*)[^\s;,&\"']+"), r"\1…"),
    (re.compile(r"(://[^\s:/@]+:)[^\s@]+@"), r"\1…@"),
    (re.compile(r"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])"), "…"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "…@…"),
    (re.compile(r"(?<![\w.:-])(?!\d{4}-\d\d-\d\d|\d+\.\d+(?![\d.]))\+?\(?\d[\d ()./-]{7,}\d(?![\w:])"), "…"),
)
_OF_THE_DATABASE = ("sqlstate", "table_name", "column_name", "constraint_name")


class Discreet(logging.Formatter):
    """Formats a record without what must not be written down."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        record.message = discreet(record.message)
        return super().formatMessage(record)

    def formatException(  # noqa: N802
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return told(ei[1]) if ei[1] is not None else ""


def discreet(text: str) -> str:
    """A text without keys, addresses and numbers of people.

    >>> discreet("GET /sign-in/abc123 from kim@example.org, +82 2 1234 5678")
    'GET /sign-in/… from …@…, …'
    """
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def told(error: BaseException) -> str:
    """An error and what caused it: kinds and places, no messages."""
    lines: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        about = [f"{name}={value}" for name in _OF_THE_DATABASE if (value := getattr(one, name, None))]
        lines.append(" ".join([f"{type(one).__module__}.{type(one).__qualname__}", *about]))
        frames = traceback.extract_tb(one.__traceback__)
        lines.extend(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        lines.extend(f"  {line}" for note in getattr(one, "__notes__", ()) for line in _places(str(note)))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join(lines)


def _places(note: str) -> list[str]:
    """The lines of a note that name a place in the code."""
    return [line.strip() for line in note.splitlines() if line.lstrip().startswith('File "')]


def write_discreetly(level: int = logging.WARNING) -> None:
    """Make everything that this process logs go through `Discreet`, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
