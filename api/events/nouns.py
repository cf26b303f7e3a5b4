"""An event and everyone in it, as rows: column names are field names, times are aware and in UTC, ids stay inside."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Side = Literal["supplier", "buyer"]
Language = Literal["ko", "en", "th", "tr"]


@dataclass(frozen=True, slots=True)
class Event:
    """A roadshow or expo."""

    id: int
    slug: str
    name_ko: str
    name_en: str
    notice_ko: str
    notice_en: str
    organizers: tuple[dict[str, Any], ...]
    figures: tuple[dict[str, Any], ...]
    workbook_name: str | None
    imported_at: datetime | None


@dataclass(frozen=True, slots=True)
class Leg:
    """A stop of an event with its venue and IANA zone."""

    id: int
    event_id: int
    code: str
    city_ko: str
    city_en: str
    country: str
    venue_ko: str
    venue_en: str
    zone: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Slot:
    """A half-open interval of a leg's grid."""

    id: int
    leg_id: int
    code: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered place of a leg for one meeting at a time."""

    id: int
    leg_id: int
    code: str
    label_ko: str
    label_en: str
    area: str


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A person with languages, who works in one leg."""

    id: int
    leg_id: int
    code: str
    label_ko: str
    label_en: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a pair as people name it, wherever a pair stands: in a match, a request, a meeting, a record."""

    code: str
    ko: str
    en: str
    local: str


@dataclass(frozen=True, slots=True)
class Participant:
    """An organization at an event, on one side."""

    id: int
    event_id: int
    code: str
    side: Side
    name_ko: str
    name_en: str
    name_local: str
    country: str
    kind: str
    about_ko: str
    about_en: str
    languages: tuple[str, ...]
    markets: tuple[str, ...]
    legs: tuple[str, ...]
    min_meetings: int
    max_meetings: int | None
    seat_table_id: int | None
    fictional: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """What a supplier offers."""

    id: int
    participant_id: int
    code: str
    sector: str
    title_ko: str
    title_en: str
    text_ko: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Need:
    """What a buyer looks for, in its own language and in English."""

    id: int
    participant_id: int
    code: str
    sector: str
    language: str
    title: str
    title_en: str
    text: str
    text_en: str
    maturity: str
