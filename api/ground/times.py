"""Times of day as people type them, to the minute, where one time only can be meant."""

import math
import re
from datetime import date, datetime, time, timedelta

from api.ground.texts import narrow
from api.ground.typed import Message, Typed, Unreadable, shown

_DAY = 24 * 60
_SLACK = 1 / 60
"""Minutes by which a spreadsheet's fraction of a day may miss the whole minute."""
_BEFORE_NOON = {"오전", "am", "a.m.", "öö", "sáng"}
_AFTER_NOON = {"오후", "pm", "p.m.", "ös", "chiều"}
_HALF = "|".join(re.escape(word) for word in sorted(_BEFORE_NOON | _AFTER_NOON, key=len, reverse=True))
_CLOCK = re.compile(
    rf"(?:(?:saat|เวลา)\s*)?(?P<before>{_HALF})?\s*(?P<hour>[0-9]{{1,2}})"
    r"(?:\s*(?:시|時)\s*(?:(?P<counted>[0-9]{1,2})\s*[분分]|(?P<half>[반半]))?|\s*[:h.]\s*(?P<minute>[0-9]{2}))?"
    rf"(?::(?P<second>[0-9]{{2}}))?\s*(?P<after>{_HALF}|น\.?|uhr)?",
    re.IGNORECASE,
)


def read_time(typed: Typed) -> time:
    """A time of day: ``13:20``, ``13.20``, ``오후 1시 20분``, ``1:20 PM``, a time, a spreadsheet's fraction of a day.

    Raises
    ------
    Unreadable
        No time of day to the minute; numbers that are no fraction of a day too, because 9.30 typed with a dot is 9.3,
        and 1, which can be one o'clock and a whole day.

    Examples
    --------
    >>> read_time("오후 1시 20분"), read_time(0.5)
    (datetime.time(13, 20), datetime.time(12, 0))
    """
    minutes = _minutes(typed)
    if minutes == _DAY:
        raise _no_time(typed)
    return time(minutes // 60, minutes % 60)


def read_end(typed: Typed) -> time:
    """A time of day at which something ends: as `read_time`, and 24:00, which like 00:00 is the end of the day."""
    minutes = _minutes(typed) % _DAY
    return time(minutes // 60, minutes % 60)


def _minutes(typed: Typed) -> int:
    """Minutes since midnight, 0 to 1440."""
    if isinstance(typed, datetime):
        if typed.year > 1900:
            raise _no_time(typed)
        days = (typed.date() - date(1899, 12, 31)).days
        return _whole(max(days, 0) * _DAY + _of(typed.time()), typed)
    if isinstance(typed, time):
        return _whole(_of(typed), typed)
    if isinstance(typed, timedelta):
        return _whole(typed.total_seconds() / 60, typed)
    if isinstance(typed, (bool, date)):
        raise _no_time(typed)
    if isinstance(typed, (int, float)):
        if not math.isfinite(typed) or not 0 <= typed < 1 or _is_short(typed):
            raise _no_time(typed, _of_number(typed))
        return _whole(typed * _DAY, typed)
    return _of_text(typed)


def _is_short(number: float) -> bool:
    """Whether a person rather than a spreadsheet wrote the number: 0.3 is no 07:12, 0.5 and the quarters are."""
    return round(number, 2) == number and number % 0.25 != 0


def _of(clock: time) -> float:
    return clock.hour * 60 + clock.minute + clock.second / 60 + clock.microsecond / 60e6


def _whole(minutes: float, typed: Typed) -> int:
    whole = round(minutes)
    if abs(minutes - whole) > _SLACK or not 0 <= whole <= _DAY:
        raise _no_time(typed)
    return whole


def _of_text(typed: str) -> int:
    found = _CLOCK.fullmatch(narrow(typed))
    if found is None or (found["second"] or "00") != "00":
        raise _no_time(typed)
    sides = [side.lower() for side in (found["before"], found["after"]) if side and side.lower()[0] not in "นu"]
    said = found["counted"] or found["minute"] or ("30" if found["half"] else None)
    if said is None and "시" not in typed and "時" not in typed and not sides:
        raise _no_time(typed)
    hour, minute = int(found["hour"]), int(said or 0)
    if len(sides) > 1 or minute > 59 or hour > 24 or (hour == 24 and minute):
        raise _no_time(typed)
    if sides and (hour == 0 or hour > 12) and not (sides[0] in _AFTER_NOON and 12 < hour < 24):
        raise _no_time(typed)
    if sides and hour <= 12:
        hour = hour % 12 + (12 if sides[0] in _AFTER_NOON else 0)
    return hour * 60 + minute


def _of_number(number: float) -> str | None:
    """The time that a number was probably typed for: 9.3 for 9.30, 1320 for 13:20."""
    if not 0 <= number < 10_000:
        return None
    for hour, minute in ((int(number), round(number * 100) % 100), divmod(int(number), 100)):
        if 1 <= hour < 24 and 0 <= minute < 60:
            return f"{hour:02}:{minute:02}"
    return None


def _no_time(typed: Typed, meant: str | None = None) -> Unreadable:
    mend = "If {meant} is meant, type it with a colon." if meant else "Write it with a colon, like 13:20."
    return Unreadable(
        Message("not-a-time", "'{typed}' cannot be read as a time of day.", mend, typed=shown(typed), meant=meant or "")
    )
