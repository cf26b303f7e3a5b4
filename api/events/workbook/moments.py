"""Cells that hold a date, a time of day, or intervals of work; all local, without a zone."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from api.events.workbook.cells import Cell, CellType, as_text
from api.events.workbook.faults import Message, UnreadableCellError

LocalShift = tuple[datetime, datetime]
"""Start and end of work, naive: the zone comes with the leg."""

_EXCEL_EPOCH = date(1899, 12, 30)
_BUDDHIST_OFFSET = 543
_FIRST_BUDDHIST_YEAR = 2400


def _narrow(cell: Cell) -> str:
    return unicodedata.normalize("NFKC", as_text(cell))


def _not_a(thing_ko: str, thing_en: str, code: str, cell: Cell, example: str) -> UnreadableCellError:
    return UnreadableCellError(
        Message(
            code,
            f"'{as_text(cell)}'은(는) {thing_ko}(으)로 읽을 수 없습니다.",
            f"'{as_text(cell)}' cannot be read as a {thing_en}.",
            f"{example} 처럼 적으세요.",
            f"Write it like {example}.",
        )
    )


def as_date(cell: Cell) -> date:
    """A day: a date cell, an Excel serial number, or a text with year, month and day in this order.

    >>> as_date("2022. 10. 10.")
    datetime.date(2022, 10, 10)
    """
    if isinstance(cell, datetime):
        return _common_era(cell.date())
    if isinstance(cell, date):
        return _common_era(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 20_000 < cell < 80_000:
        return _EXCEL_EPOCH + timedelta(days=int(cell))
    text = _narrow(cell)
    found = re.fullmatch(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?(?:\s*\([^)]*\))?", text)
    found = found or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if found is None:
        raise _not_a("날짜", "date", "not-a-date", cell, "2022-10-10")
    try:
        return _common_era(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError as error:
        if isinstance(error, UnreadableCellError):
            raise
        raise _not_a("날짜", "date", "not-a-date", cell, "2022-10-10") from error


def _common_era(day: date) -> date:
    if day.year <= _FIRST_BUDDHIST_YEAR:
        return day
    meant = f"{day.year - _BUDDHIST_OFFSET}-{day.month:02}-{day.day:02}"
    raise UnreadableCellError(
        Message(
            "buddhist-year",
            f"{day.year}년은 불기 연도로 보입니다.",
            f"The year {day.year} looks like a Buddhist year.",
            f"서기로 {meant}이(가) 맞다면 그렇게 적으세요.",
            f"If {meant} is meant, type that.",
        )
    )


def as_time(cell: Cell) -> time:
    """A time of day to the minute: a time cell, a fraction of a day, or a text (``13:20``, ``오후 1시 20분``, ``1:20 PM``).

    >>> as_time("오후 1시 20분")
    datetime.time(13, 20)
    """
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    text = _narrow(cell)
    found = re.fullmatch(
        r"(오전|오후|AM|PM)?\s*(\d{1,2})(?:\s*[:시.]\s*(?:(\d{1,2})\s*분?)?)?(?::\d{2})?\s*(AM|PM)?",
        text,
        re.IGNORECASE,
    )
    if found is None or not (found[3] or "시" in text or found[1] or found[4]):
        raise _not_a("시각", "time of day", "not-a-time", cell, "13:20")
    hour, minute, half = int(found[2]), int(found[3] or 0), (found[1] or found[4] or "").upper()
    if half in ("오후", "PM") and hour < 12:
        hour += 12
    if half in ("오전", "AM") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        raise _not_a("시각", "time of day", "not-a-time", cell, "13:20")
    return time(hour, minute)


def as_shifts(cell: Cell) -> tuple[LocalShift, ...]:
    """Intervals of work, separated by ``;`` or line breaks, each ``2022-10-10 13:00-15:20``."""
    shifts: list[LocalShift] = []
    for part in re.split(r"[;\n]", _narrow(cell)):
        if not part.strip():
            continue
        found = re.fullmatch(r"\s*(\S+)\s+(\d{1,2}:\d{2})\s*[-~–]\s*(\d{1,2}:\d{2})\s*", part)
        if found is None:
            raise _not_a(
                "근무 시간", "shift", "not-a-shift", part.strip(), "2022-10-10 13:00-15:20; 2022-10-10 15:40-17:40"
            )
        day = as_date(found[1])
        begin, end = datetime.combine(day, as_time(found[2])), datetime.combine(day, as_time(found[3]))
        if end <= begin:
            raise UnreadableCellError(ends_before_start(found[2], found[3]))
        shifts.append((begin, end))
    return tuple(shifts)


def ends_before_start(start: object, end: object) -> Message:
    """The message for an interval or a range of days that ends before, or when, it starts."""
    return Message(
        "end-before-start",
        f"끝({end})이 시작({start})보다 늦지 않습니다.",
        f"The end ({end}) is not after the start ({start}).",
        "시작과 끝을 확인해 고치세요.",
        "Check start and end and correct one of them.",
    )


def show_shifts(shifts: tuple[LocalShift, ...]) -> str:
    """Shifts as `as_shifts` reads them."""
    return "; ".join(f"{begin:%Y-%m-%d %H:%M}-{end:%H:%M}" for begin, end in shifts)


DATE = CellType(as_date, lambda value: value)
TIME = CellType(as_time, lambda value: value)
SHIFTS = CellType(as_shifts, show_shifts, empty=())
