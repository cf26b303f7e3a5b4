"""Days as people type them, where one day only can be meant."""

import re
from datetime import date, datetime, time, timedelta
from functools import cache

from babel.dates import get_month_names

from api.ground.texts import folded, narrow
from api.ground.typed import Message, Typed, Unreadable, shown

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_NUMBERS = range(20_000, 80_000)
"""Serial numbers of days that are read as such: 1954 to 2119."""
_YEARS = range(1900, 2101)
_BUDDHIST_OFFSET = 543
_BUDDHIST_YEARS = range(2443, 2644)
_WEEKDAY = r"\s*(?:\([^()]*\))?"


def read_date(typed: Typed) -> date:
    """A day: a date, a spreadsheet's serial number, or a text that says one day only.

    Read are year, month and day in this order with any separators (``2022. 10. 10.``, ``2022년 10월 10일``,
    ``20221010``), month names (``10 October 2022``, ``10 Ekim 2022``), and day and month before the year where only one of
    the two can be the month (``13.10.2022``, ``10/10/2022``).

    Raises
    ------
    Unreadable
        No day, one of two days, a Buddhist year, or a year that is none of 1900 to 2100.

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
    for reading in (_year_first, _with_month_name, _year_last):
        if (parts := reading(text)) is not None:
            return _day(*parts, typed)
    raise _no_date(typed)


def _year_first(text: str) -> tuple[int, int, int] | None:
    found = re.fullmatch(
        rf"([0-9]{{4}})\s*[-./년]\s*([0-9]{{1,2}})\s*[-./월]\s*([0-9]{{1,2}})\s*[.일]?{_WEEKDAY}", text
    ) or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _with_month_name(text: str) -> tuple[int, int, int] | None:
    for pattern, order in (
        (r"([0-9]{1,2})(?:st|nd|rd|th)?[. ]+([^\W\d_][^\d]*?)[., ]+([0-9]{4})", (3, 2, 1)),
        (r"([^\W\d_][^\d]*?)[. ]+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})", (3, 1, 2)),
    ):
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        month = _months().get(folded(found[order[1]])) if found else None
        if found and month:
            return int(found[order[0]]), month, int(found[order[2]])
    return None


def _year_last(text: str) -> tuple[int, int, int] | None:
    found = re.fullmatch(rf"([0-9]{{1,2}})\s*([-./])\s*([0-9]{{1,2}})\s*\2\s*([0-9]{{4}})\.?{_WEEKDAY}", text)
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
            f"'{text}'은(는) {ways[0]}로도 {ways[1]}로도 읽힙니다.",
            f"'{text}' can be {ways[0]} or {ways[1]}.",
            f"뜻한 날짜를 {ways[0]}처럼 적으세요.",
            f"Write the one that is meant, like {ways[0]}.",
        )
    )


@cache
def _months() -> dict[str, int]:
    return {
        folded(name): month
        for language in ("en", "tr", "th", "ko", "vi", "id", "ru", "de", "fr", "es")
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=language).items()
    }


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
            f"{day.year}년은 불기 연도로 보입니다.",
            f"The year {day.year} looks like a Buddhist year.",
            f"서기로 {meant}이(가) 맞다면 그렇게 적으세요.",
            f"If {meant} is meant, type that.",
        )
    )


def _no_date(typed: Typed) -> Unreadable:
    return Unreadable(
        Message(
            "not-a-date",
            f"'{shown(typed)}'은(는) 날짜(으)로 읽을 수 없습니다.",
            f"'{shown(typed)}' cannot be read as a date.",
            "2022-10-10 처럼 적으세요.",
            "Write it like 2022-10-10.",
        )
    )
