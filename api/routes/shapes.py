"""What the API says: the fields of our nouns that leave the application."""

from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, PlainSerializer, model_validator

from api.events.nouns import Consent, Party, Side
from api.jobs.nouns import JobState
from api.mous.nouns import MouLevel, MouState
from api.outcomes.nouns import OutcomeState, OutcomeTier
from api.requests.nouns import RequestState
from api.web.bodies import JobKind

Item = TypeVar("Item")


def _digits(number: Decimal) -> str:
    return f"{number:f}"


Number = Annotated[Decimal, PlainSerializer(_digits, return_type=str)]
"""A number that keeps all its digits: sent as text, without an exponent."""

Plain = Annotated[dict[str, Any], BeforeValidator(asdict)]
"""A noun whose every field is said."""


class Shape(BaseModel):
    """A noun as the API says it: some of its fields, those of a pair's parties flat."""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: object) -> object:
        return flat(given) if is_dataclass(given) else given


def flat(noun: Any) -> dict[str, Any]:
    """The fields of a noun; a pair's party comes as ``supplier_code``, ``supplier_ko`` and so on, None without one."""
    values = {field.name: getattr(noun, field.name) for field in fields(noun)}
    for side in ("supplier", "buyer"):
        party = values.get(side)
        if party is None or isinstance(party, Party):
            values |= {f"{side}_{field.name}": getattr(party, field.name, None) for field in fields(Party)}
    return values


class Page(BaseModel, Generic[Item]):
    """A list in a stable order."""

    items: list[Item]


class Event(Shape):
    """A roadshow or expo."""

    slug: str = Field(examples=["istanbul-2022"])
    name_ko: str
    name_en: str
    notice_ko: str
    notice_en: str
    organizers: list[Plain]
    figures: list[Plain]
    imported_at: datetime | None
    consent: Consent = Field(description="Whose yes a meeting needs that one side asked for: `both`, or `one`.")


class Leg(Shape):
    """A stop with its venue, dates and IANA zone."""

    code: str
    city_ko: str
    city_en: str
    country: str
    venue_ko: str
    venue_en: str
    zone: str = Field(examples=["Europe/Istanbul"])
    starts_on: date
    ends_on: date


class EventInFull(Event):
    """An event with its legs."""

    legs: list[Leg]
    published: "Checked | None" = Field(
        None, description="The published schedule against the facts of now; for organizers, once one is published."
    )


class Key(BaseModel):
    """A key, readable only now, and the link that signs a person in with it."""

    key: str
    sign_in_link: str


class Revoked(Shape):
    """What was put out of force."""

    revoked: int = Field(description="How many keys were in force until now.")


class Participant(Shape):
    """An organization at the event."""

    code: str = Field(examples=["S01"])
    side: Side
    name_ko: str
    name_en: str
    name_local: str
    country: str = Field(examples=["KR"])
    kind: str
    about_ko: str
    about_en: str
    languages: list[str]
    markets: list[str]
    legs: list[str]
    min_meetings: Annotated[int, BeforeValidator(lambda least: least or 0)]
    max_meetings: int | None
    fictional: bool


class Solution(Shape):
    """What a supplier offers."""

    code: str
    sector: str
    title_ko: str
    title_en: str
    text_ko: str
    text_en: str


class Need(Shape):
    """What a buyer looks for."""

    code: str
    sector: str
    language: str
    title: str
    title_en: str
    text: str
    text_en: str
    maturity: Annotated[str, BeforeValidator(lambda stage: stage or "")]


class ParticipantInFull(Participant):
    """A participant with what it offers or looks for."""

    solutions: list[Solution]
    needs: list[Need]


class Match(Shape):
    """A suggested pair, why, and the sentences that met."""

    supplier_code: str
    supplier_ko: str
    supplier_en: str
    buyer_code: str
    buyer_ko: str
    buyer_en: str
    buyer_local: str
    buyer_country: str
    score: float = Field(ge=0, le=1)
    band: str = Field(examples=["strong"])
    components: dict[str, float]
    evidence: dict[str, Any] | None
    solution_ko: str | None
    solution_en: str | None
    need_title: str | None
    need_title_en: str | None
    reasons: list[str]


class Request(Shape):
    """A wish to meet."""

    id: int
    supplier_code: str
    buyer_code: str
    asked_by: Literal["supplier", "buyer", "organizer"]
    preference: int = Field(ge=1, le=3)
    state: RequestState
    message: str
    expires_at: datetime | None
    updated_at: datetime
    acted_as: Literal["supplier", "buyer", "organizer"] | None = Field(
        description="In whose name the latest step was taken; null while only a workbook has spoken."
    )
    acted_by: str | None = Field(description="Who took the latest step.")


class Job(Shape):
    """Work that takes longer than a second; ``progress`` holds phase, value, bound, gap, seconds and meetings."""

    id: int
    kind: JobKind
    state: JobState
    options: dict[str, Any]
    progress: dict[str, Any]
    message: str = Field(description="What it does or why it failed, in English.")
    message_ko: str = Field("", description="The same in Korean.")
    message_code: str = Field("", description="The message for programs: its code.", examples=["built"])
    message_values: dict[str, Any] = Field({}, description="The values in the message.", examples=[{"version": 2}])
    stop_requested: bool
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    schedule_version: int | None = None


class Violation(Shape):
    """A rule that a version breaks, the requests whose meetings it concerns, and a sentence for people."""

    rule: str = Field(examples=["availability"])
    requests: list[str] = Field(examples=[["S01-B17"]])
    sentence_en: str
    sentence_ko: str


class Difference(Shape):
    """A kind of fact that is another than the one a version was made for, and what of it."""

    kind: str = Field(examples=["availability"])
    what: list[str] = Field(examples=[["B17"]])


class Checked(Shape):
    """A version against the facts of now; whatever it breaks is a violation in words."""

    version: int
    checked_at: datetime
    violations: list[Violation]
    changed: list[Difference] = Field(description="What is different from the facts that the version was made for.")
    next_step: str = Field(description="`replan` while a rule is broken, else empty.")


class Schedule(Shape):
    """A version of the timetable with its certificate: nothing better than ``bound`` can exist.

    ``violations`` is what the independent checker found at ``checked_at``, when the version was made.
    """

    version: int
    status: str
    value: int
    bound: int
    gap: float
    seconds: float
    method: str
    quality_en: str = Field(examples=["At most 0.4% better is possible."])
    quality_ko: str
    violations: list[Violation]
    checked_at: datetime | None
    note: str
    created_by: str
    created_at: datetime
    meetings: int = Field(description="How many meetings it holds.")
    published: bool


class Meeting(Shape):
    """One consultation; times carry the offset of UTC, ``zone`` says where it takes place."""

    supplier_code: str
    supplier_ko: str
    supplier_en: str
    buyer_code: str
    buyer_ko: str
    buyer_en: str
    buyer_local: str
    leg_code: str
    zone: str
    slot_code: str
    starts_at: datetime
    ends_at: datetime
    table_code: str
    table_ko: str
    table_en: str
    interpreter_code: str | None
    interpreter_ko: str | None
    interpreter_en: str | None
    interpreter_languages: list[str] | None
    value: int


class Pin(Shape):
    """A pair that is held where the organizer pinned it; what is null is left to the scheduler."""

    supplier: str = Field(examples=["S01"])
    buyer: str = Field(examples=["B17"])
    slot: str | None
    table: str | None
    interpreter: str | None


class Unscheduled(Shape):
    """A request without a meeting, and why."""

    supplier_code: str
    buyer_code: str
    value: int
    code: str
    reason_ko: str
    reason_en: str


class ScheduleInFull(BaseModel):
    """A version with its meetings and unscheduled requests."""

    schedule: Schedule
    meetings: list[Meeting]
    unscheduled: list[Unscheduled]


class Change(Shape):
    """What is different in another version."""

    kind: Literal["added", "removed", "moved"]
    supplier_code: str
    buyer_code: str
    before: Meeting | None
    after: Meeting | None


class Publication(Shape):
    """What was put in force, when and by whom; no version means that the schedule was taken back."""

    version: int | None
    note: str
    published_by: str
    published_at: datetime


class Agenda(BaseModel):
    """One participant's meetings of the published schedule; no version until one is published."""

    participant: Participant
    version: int | None
    meetings: list[Meeting]


class Outcome(Shape):
    """What came of a meeting, as one side recorded it."""

    id: int
    supplier_code: str
    buyer_code: str
    corrects: int | None
    current: bool
    state: OutcomeState
    tier: OutcomeTier
    product: str
    quantity: Number | None
    unit_price: Number | None
    amount: Number | None
    currency: str | None
    amount_said: str
    destination: str | None
    next_step: str
    evidence: str
    recorded_side: Literal["supplier", "buyer", "organizer"]
    recorded_by: str
    recorded_at: datetime


class Mou(Shape):
    """A memorandum, as one of its entries says it."""

    number: int
    supplier_code: str | None
    buyer_code: str | None
    entry: int
    state: MouState
    level: MouLevel
    subject: str
    parties: str
    signed_on: date | None
    evidence: str
    why: str
    recorded_by: str
    recorded_at: datetime


class FoundFault(BaseModel):
    """One thing that is wrong: where (pointer, cell or pair), what, how to mend it."""

    pointer: str | None = None
    cell: str | None = Field(None, examples=["기업!D17"])
    where: str | None = None
    detail: str
    detail_ko: str | None = None
    mend: str | None = None
    mend_ko: str | None = None
    code: str | None = None


class Imported(BaseModel):
    """What a workbook brought, and what in it is worth a look."""

    slug: str
    suppliers: int
    buyers: int
    solutions: int
    needs: int
    requests: int
    warnings: list[FoundFault] = Field(description="What is worth a look; it stopped nothing.")


class Problem(BaseModel):
    """RFC 9457, with a code for programs and a list of faults."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(examples=["forbidden-pair"])
    errors: list[FoundFault] | None = None
