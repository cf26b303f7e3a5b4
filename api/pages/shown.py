"""How values are shown: times with their zone, numbers, languages, countries, sectors."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from api.events.workbook.countries import COUNTRIES
from matcher.sectors import sector_label

SPOKEN = {
    "ko": {
        "ko": "한국어",
        "en": "영어",
        "th": "태국어",
        "tr": "튀르키예어",
        "ru": "러시아어",
        "ar": "아랍어",
        "vi": "베트남어",
    },
    "en": {
        "ko": "Korean",
        "en": "English",
        "th": "Thai",
        "tr": "Turkish",
        "ru": "Russian",
        "ar": "Arabic",
        "vi": "Vietnamese",
    },
}
WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(language: str, moment: date | datetime, zone: str | None = None) -> str:
    """A day as people write it: 10 Oct 2022 (Mon), 2022년 10월 10일(월)."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(ZoneInfo(zone or "UTC"))
    weekday = WEEKDAYS[language][moment.weekday()]
    if language == "ko":
        return f"{moment.year}년 {moment.month}월 {moment.day}일({weekday})"
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} ({weekday})"


def hour(moment: datetime, zone: str) -> str:
    """The time of day in a zone: 13:30."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def zone_name(zone: str, moment: datetime) -> str:
    """A zone with its offset at a moment: Europe/Istanbul, UTC+3."""
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"{zone}, UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def moment(when: datetime, zone: str = "UTC") -> str:
    """A moment for lists and logs, with its zone: 2022-10-10 13:30 UTC."""
    return f"{when.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"


def number(value: float | Decimal) -> str:
    """A number with thousands separated, without needless decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def percent(share: float) -> str:
    """A share in [0, 1] as a percentage with up to two decimals."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def spoken(language: str, codes: tuple[str, ...] | list[str] | None) -> str:
    """Languages by name, joined by middle dots."""
    names = SPOKEN[language]
    return " · ".join(names.get(code, code) for code in codes or ())


def country(language: str, code: str) -> str:
    """A country by name, by code where we have no name."""
    korean, english, *_ = COUNTRIES.labels.get(code, (code, code))
    return korean if language == "ko" else english


def sector(language: str, key: str | None) -> str:
    """A sector by its label."""
    return sector_label(key.replace("_", " "), language) if key else ""


HELPERS: dict[str, Any] = {
    "hour": hour,
    "zone_name": zone_name,
    "moment": moment,
    "number": number,
    "percent": percent,
}
