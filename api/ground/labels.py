"""How values are shown in a language: days and times, numbers and money, countries, languages, sectors.

Names of territories, languages and weekdays, and the marks of numbers, are those of CLDR through Babel.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from api.ground.countries import COUNTRIES
from api.ground.languages import LANGUAGES as TONGUES
from api.ground.wordlists import CodeList
from api.ground.words import FALLBACK, named

LANGUAGES = ("ko", "en", "th", "tr")
"""Languages in which values are shown; in others they are shown in English."""
_FIRST = {"ko": 0, "en": 1}
"""Where a list of codes holds the name in a language."""
_DAY = {"ko": "y년 M월 d일(EEE)", "en": "d MMM y (EEE)", "th": "d MMM y (EEEEEE)", "tr": "d MMM y (EEE)"}


def day(language: str, moment: date | datetime, zone: str | None = None) -> str:
    """A day as people write it.

    >>> day("en", date(2022, 10, 10)), day("ko", date(2022, 10, 10)), day("tr", date(2022, 10, 10))
    ('10 Oct 2022 (Mon)', '2022년 10월 10일(월)', '10 Eki 2022 (Pzt)')
    """
    language = _known(language)
    return format_date(_local(moment, zone), _DAY[language], locale=_locale(language))


def plain_day(language: str, moment: date | datetime, zone: str | None = None) -> str:
    """A day that sorts, with its weekday: 2022-10-10 (Mon)."""
    local = _local(moment, zone)
    weekday = format_date(local, "EEEEEE" if language == "th" else "EEE", locale=_locale(language))
    return f"{local:%Y-%m-%d} ({weekday})"


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


def number(language: str, value: float | Decimal) -> str:
    """A number with thousands separated and at most two decimals.

    >>> number("en", 1234.5), number("tr", 1234.5), number("ko", 70)
    ('1,234.5', '1.234,5', '70')
    """
    return format_decimal(value, "#,##0.##", locale=_locale(language))


def money(language: str, amount: Decimal, currency: str | None) -> str:
    """An amount with the code of its currency, which no two currencies share: 1,200 USD."""
    return f"{number(language, amount)} {currency}" if currency else number(language, amount)


def percent(language: str, share: float) -> str:
    """A share in [0, 1] as a percentage with up to two decimals."""
    return format_percent(share, "#,##0.##%", locale=_locale(language))


def spoken(language: str, codes: Sequence[str] | None) -> str:
    """Languages by name, joined by middle dots.

    >>> spoken("en", ("ko", "tr")), spoken("ko", ("vi",))
    ('Korean · Turkish', '베트남어')
    """
    return " · ".join(_tongue(language, code) for code in codes or ())


def _tongue(language: str, code: str) -> str:
    if "-" in code:  # with a script or a territory
        with suppress(ValueError, UnknownLocaleError):
            return Locale.parse(code, sep="-").get_display_name(_locale(language)) or code
    return _name(language, code, TONGUES, _locale(language).languages)


def country(language: str, code: str) -> str:
    """A country by name, by its code where nobody named it.

    >>> country("ko", "TR"), country("en", "KR"), country("tr", "KR"), country("th", "XX")
    ('튀르키예', 'Korea', 'Güney Kore', 'XX')
    """
    return _name(language, code, COUNTRIES, _locale(language).territories)


def sector(language: str, code: str | None) -> str:
    """A sector by its label; empty where none is set.

    >>> sector("th", "water"), sector("en", "medical_care")
    ('ทรัพยากรน้ำ', 'Medical care')
    """
    return named(_known(language), "sector", code) if code else ""


def _name(language: str, code: str, ours: CodeList, cldr: Mapping[Any, Any]) -> str:
    """The name of a code: in Korean and English the one that our lists print, else that of CLDR."""
    labels = ours.labels.get(code)
    if labels and language in _FIRST:
        return labels[_FIRST[language]]
    return str(cldr.get(code, code))


def _known(language: str) -> str:
    return language if language in LANGUAGES else FALLBACK


@cache
def _locale(language: str) -> Locale:
    return Locale(_known(language))


def _local(moment: date | datetime, zone: str | None) -> date:
    return moment.astimezone(ZoneInfo(zone or "UTC")).date() if isinstance(moment, datetime) else moment
