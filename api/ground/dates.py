"""Days as people type them, where one day only can be meant."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache

from babel.dates import get_day_names, get_month_names

from api.ground.texts import folded, narrow
from api.ground.typed import Message, Typed, Unreadable, shown

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_NUMBERS = range(32_874, 73_416)
"""Serial numbers of days that are read as such: 1990 to 2100."""
_YEARS = range(1990, 2101)
_BUDDHIST_OFFSET = 543
_BUDDHIST_YEARS = range(2443, 2644)
_NAMING = ("en", "ko", "tr", "th", "vi", "id", "ru", "de", "fr", "es")
"""Languages in which months and weekdays are known."""


def read_date(typed: Typed) -> date:
    """A day: a date, a spreadsheet's serial number, or a text that says one day only.

    Read are year, month and day in this order with any separators (``2022. 10. 10.``, ``2022년 10월 10일``,
    ``20221010``), month names (``10 October 2022``, ``10 Ekim 2022``), and day and month before the year where only one of
    the two can be the month (``13.10.2022``, ``10/10/2022``).

    Raises
    ------
    Unreadable
        No day, one of two days, a Buddhist year, or a year that is none of 1990 to 2100, a weekday that
        is not that of the day.

    Examples
    --------
    >>> read_date("2022. 10. 10."), read_date("13/10/2022") == read_date("October 13, 2022")
    (datetime.date(2022, 10, 10), True)
    """
    if isinstance(typed, datetime):
        return _plausible(typed.date(), typed)
    if isinstance(typed, date):
        return _plausible(typed, typed)
    if isinstance(typed, (bool, time, timedelta)):
        raise _no_date(typed)
    if isinstance(typed, (int, float)):
        if int(typed) in _EXCEL_NUMBERS if abs(typed) < 1e9 else False:
            return _EXCEL_EPOCH + timedelta(days=int(typed))
        typed = shown(typed)
    text = narrow(typed)
    if (parts := _parts(text)) is not None:
        return _day(*parts, typed)
    for plain, weekdays in _without_weekday(text):
        if (parts := _parts(plain)) is not None:
            if (day := _day(*parts, typed)).weekday() not in weekdays:
                raise _no_date(typed)
            return day
    raise _no_date(typed)


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    return _year_first(text) or _with_month_name(text) or _year_last(text)


def _without_weekday(text: str) -> Iterator[tuple[str, set[int]]]:
    """The text without a weekday at its end or beginning, and which ones (0 is Monday) that can be."""
    for pattern in (r"(?P<day>.*?)\s*\((?P<name>[^()]*)\)", r"(?P<day>.*?[\d.일]) ?(?P<name>[^\W\d_]+\.?)"):
        if (found := re.fullmatch(pattern, text)) and (days := _weekdays().get(folded(found["name"]))):
            yield found["day"], days
    found = re.fullmatch(r"(?P<name>[^\W\d_]+)[., ]+(?P<day>.*)", text)
    if found and (days := _weekdays().get(folded(found["name"]))):
        yield found["day"], days


def _year_first(text: str) -> tuple[int, int, int] | None:
    found = re.fullmatch(
        r"([0-9]{4})\s*[-./년年]\s*([0-9]{1,2})\s*[-./월月]\s*([0-9]{1,2})\s*[.일日]?", text
    ) or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _with_month_name(text: str) -> tuple[int, int, int] | None:
    for pattern, order in (
        (r"([0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[-. ]+([^\W\d_][^\d]*?)[-., ]+([0-9]{4})", (3, 2, 1)),
        (r"([0-9]{4})[-. ]+([^\W\d_][^\d]*?)[-. ]+([0-9]{1,2})", (1, 2, 3)),
        (r"([^\W\d_][^\d]*?)[. ]+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})", (3, 1, 2)),
    ):
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        month = _months().get(folded(found[order[1]])) if found else None
        if found and month:
            return int(found[order[0]]), month, int(found[order[2]])
    return None


def _year_last(text: str) -> tuple[int, int, int] | None:
    found = re.fullmatch(r"([0-9]{1,2})\s*([-./])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})\.?", text)
    if found is None:
        return None
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    if one == other or (one > 12 >= other):
        return year, other, one
    if other > 12 >= one:
        return year, one, other
    if max(one, other) > 12:
        return year, 0, 0
    ways = f"{year}-{other:02}-{one:02}", f"{year}-{one:02}-{other:02}"
    raise Unreadable(
        Message(
            "not-a-date",
            "'{text}' can be {one} or {other}.",
            "Write the one that is meant, like {one}.",
            text=text,
            one=ways[0],
            other=ways[1],
        )
    )


@cache
def _months() -> dict[str, int]:
    return {name: min(months) for name, months in _names(get_month_names).items() if len(months) == 1}


@cache
def _weekdays() -> dict[str, set[int]]:
    return _names(get_day_names)


def _names(of: Callable[..., Mapping[int, str]]) -> dict[str, set[int]]:
    """Folded names, long and short, to what they can mean in any of the languages."""
    names: dict[str, set[int]] = {}
    for language in _NAMING:
        for width in ("wide", "abbreviated"):
            for number, name in of(width, locale=language).items():
                names.setdefault(folded(name), set()).add(number)
    return names


def _day(year: int, month: int, day: int, typed: Typed) -> date:
    try:
        return _plausible(date(year, month, day), typed)
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise _no_date(typed) from error


def _plausible(day: date, typed: Typed) -> date:
    if day.year in _YEARS:
        return day
    if day.year not in _BUDDHIST_YEARS:
        raise _no_date(typed)
    meant = f"{day.year - _BUDDHIST_OFFSET}-{day.month:02}-{day.day:02}"
    raise Unreadable(
        Message(
            "buddhist-year",
            "The year {year} looks like a Buddhist year.",
            "If {meant} is meant, type that.",
            year=day.year,
            meant=meant,
        )
    )


def _no_date(typed: Typed) -> Unreadable:
    return Unreadable(
        Message(
            "not-a-date",
            "'{typed}' cannot be read as a date.",
            "Write it like 2022-10-10.",
            typed=shown(typed),
        )
    )
