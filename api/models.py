"""Rows as the application reads them: one frozen dataclass per noun, column names as field names.

Times are aware, in UTC, until an edge shows them in the zone of their leg. Ids are those of the database
and never leave the application; people and programs use slugs, codes and numbers.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

Side = Literal["supplier", "buyer"]
Language = Literal["ko", "en", "th", "tr"]
JobKind = Literal["match", "build"]
JobState = Literal["queued", "running", "succeeded", "stopped", "failed"]
RequestState = Literal["draft", "sent", "accepted", "declined", "expired", "withdrawn"]
OutcomeState = Literal["held", "no-show supplier", "no-show buyer", "cancelled"]
OutcomeTier = Literal["none", "consulted", "contract pursued", "mou", "contract signed", "exported"]
MouState = Literal["planned", "signed", "active", "dormant", "fulfilled", "ended"]
MouLevel = Literal["government", "institution", "company"]


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


@dataclass(frozen=True, slots=True)
class Match:
    """A suggested pair with the solution and the need that decided, and the quoted evidence.

    ``components`` maps a component's name to its share in [0, 1]; ``evidence`` holds ``need_sentence``,
    ``solution_sentence``, ``similarity`` and ``component``, or is None.
    """

    supplier_code: str
    supplier_ko: str
    supplier_en: str
    buyer_code: str
    buyer_ko: str
    buyer_en: str
    buyer_local: str
    buyer_country: str
    score: float
    band: str
    components: dict[str, float]
    evidence: dict[str, Any] | None
    solution_ko: str | None
    solution_en: str | None
    solution_sector: str | None
    need_title: str | None
    need_title_en: str | None
    need_sector: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to meet, from a side, with a preference (1 first, 3 last) and a state.

    ``acted_as`` and ``acted_by`` tell who took the latest step; None while only a workbook has spoken.
    """

    id: int
    supplier_code: str
    supplier_ko: str
    supplier_en: str
    buyer_code: str
    buyer_ko: str
    buyer_en: str
    asked_by: Literal["supplier", "buyer", "organizer"]
    preference: int
    state: RequestState
    message: str
    expires_at: datetime | None
    updated_at: datetime
    acted_as: Literal["supplier", "buyer", "organizer"] | None
    acted_by: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """Work that takes longer than a second; ``progress`` holds value, bound, gap and seconds while it runs."""

    id: int
    event_id: int
    kind: JobKind
    state: JobState
    options: dict[str, Any]
    progress: dict[str, Any]
    message: str
    schedule_id: int | None
    stop_requested: bool
    attempts: int
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """An immutable version of an event's timetable; ``published`` says whether it is the one in force."""

    id: int
    event_id: int
    version: int
    status: str
    value: int
    bound: int
    gap: float
    seconds: float
    method: str
    certificate: dict[str, Any]
    violations: tuple[dict[str, Any], ...]
    note: str
    created_by: str
    created_at: datetime
    meetings: int
    published: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """One scheduled consultation, as people read it."""

    id: int
    schedule_id: int
    supplier_id: int
    supplier_code: str
    supplier_ko: str
    supplier_en: str
    buyer_id: int
    buyer_code: str
    buyer_ko: str
    buyer_en: str
    buyer_local: str
    leg_code: str
    zone: str
    slot_id: int
    slot_code: str
    starts_at: datetime
    ends_at: datetime
    table_id: int
    table_code: str
    table_ko: str
    table_en: str
    interpreter_id: int | None
    interpreter_code: str | None
    interpreter_ko: str | None
    interpreter_en: str | None
    interpreter_languages: tuple[str, ...] | None
    value: int


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """A request without a meeting, and why."""

    supplier_code: str
    supplier_ko: str
    supplier_en: str
    buyer_code: str
    buyer_ko: str
    buyer_en: str
    value: int
    code: str
    reason_ko: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a meeting, as one side recorded it; ``current`` is false once it was corrected."""

    id: int
    supplier_code: str
    supplier_ko: str
    supplier_en: str
    buyer_code: str
    buyer_ko: str
    buyer_en: str
    corrects: int | None
    current: bool
    state: str
    tier: str
    product: str
    quantity: Decimal | None
    unit_price: Decimal | None
    amount: Decimal | None
    currency: str | None
    amount_said: str
    destination: str | None
    next_step: str
    evidence: str
    recorded_side: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Mou:
    """A memorandum with its latest entry; earlier entries stay readable."""

    id: int
    number: int
    supplier_code: str | None
    supplier_ko: str | None
    supplier_en: str | None
    buyer_code: str | None
    buyer_ko: str | None
    buyer_en: str | None
    entry: int
    state: str
    level: str
    subject: str
    parties: str
    signed_on: date | None
    evidence: str
    why: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pair that at least one side wants to meet; preferences run from 1 (first) to 3, None is no wish."""

    supplier: str
    buyer: str
    supplier_preference: int | None = None
    buyer_preference: int | None = None
    accepted: bool = False

    @property
    def mutual(self) -> bool:
        """Whether both sides want it."""
        return self.accepted or (self.supplier_preference is not None and self.buyer_preference is not None)


@dataclass(frozen=True, slots=True)
class Pinned:
    """An organizer's decision about a pair, by codes; what is None is left to the scheduler."""

    supplier: str
    buyer: str
    slot: str | None = None
    table: str | None = None
    interpreter: str | None = None
