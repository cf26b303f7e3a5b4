"""Cells that hold a day, a time of day, or intervals of work; all local, without a zone."""

import re
from datetime import date, datetime, time, timedelta

from api.events.workbook.cells import CellType
from api.ground.dates import read_date
from api.ground.texts import narrow
from api.ground.times import read_end, read_time
from api.ground.typed import Message, Typed, Unreadable, shown
from api.ground.words import Value

LocalShift = tuple[datetime, datetime]
"""Start and end of work, naive: the zone comes with the leg."""


def until(day: date, begin: time, end: time) -> datetime:
    """The moment at which something of a day ends; an end at 00:00 is the end of that day.

    >>> until(date(2022, 10, 10), time(23, 30), time(0))
    datetime.datetime(2022, 10, 11, 0, 0)
    """
    return datetime.combine(day + timedelta(days=end == time() < begin), end)


def as_shifts(cell: Typed) -> tuple[LocalShift, ...]:
    """Intervals of work, separated by ``;`` or line breaks, each ``2022-10-10 13:00-15:20``."""
    if not isinstance(cell, str):
        raise _no_shift(cell)
    shifts: list[LocalShift] = []
    for part in re.split(r"[;\n]", narrow(cell)):
        if not part.strip():
            continue
        found = re.fullmatch(r"\s*(.*\S)\s+(\S+?)\s*[-~–—]\s*(\S+)\s*", part)
        if found is None:
            raise _no_shift(part.strip())
        try:
            day, start, stop = read_date(found[1]), read_time(found[2]), read_end(found[3])
        except Unreadable:
            raise _no_shift(part.strip()) from None
        begin, end = datetime.combine(day, start), until(day, start, stop)
        if end <= begin:
            raise Unreadable(ends_before_start(f"{begin:%H:%M}", f"{end:%H:%M}"))
        shifts.append((begin, end))
    return tuple(shifts)


def _no_shift(cell: Typed) -> Unreadable:
    example = "2022-10-10 13:00-15:20; 2022-10-10 15:40-17:40"
    return Unreadable(
        Message(
            "not-a-shift",
            "'{typed}' cannot be read as a shift.",
            "Write it like {example}.",
            typed=shown(cell),
            example=example,
        )
    )


def ends_before_start(start: Value, end: Value) -> Message:
    """The message for an interval or a range of days that ends before, or when, it starts."""
    return Message(
        "end-before-start",
        "The end ({end}) is not after the start ({start}).",
        "Check start and end and correct one of them.",
        end=end,
        start=start,
    )


def crosses_midnight(start: Value, end: Value) -> Message:
    """The message for a slot that begins on one day and ends on the next."""
    return Message(
        "crosses-midnight",
        "From {start} to {end} it crosses midnight.",
        "Split it into two rows: {start}-24:00, and 00:00-{end} of the next day.",
        start=start,
        end=end,
    )


def show_shifts(shifts: tuple[LocalShift, ...]) -> str:
    """Shifts as `as_shifts` reads them."""
    return "; ".join(
        f"{begin:%Y-%m-%d %H:%M}-{'24:00' if end.date() > begin.date() else f'{end:%H:%M}'}" for begin, end in shifts
    )


DATE = CellType(read_date, lambda value: value)
TIME = CellType(read_time, lambda value: value)
END = CellType(read_end, lambda value: value)
SHIFTS = CellType(as_shifts, show_shifts, empty=())
