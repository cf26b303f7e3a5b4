"""A version of the timetable, what it holds, and what an organizer decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AwareDatetime, ConfigDict, Field

from api.events.nouns import Party
from api.ground.lengths import Code, Prose
from api.ground.words import Sentence


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
    checked_at: datetime | None
    fingerprint: str
    note: str
    created_by: str
    created_at: datetime
    meetings: int
    unscheduled: int
    published: bool


@dataclass(frozen=True, slots=True)
class FactsState:
    """Tells whether the facts of an event are the same as at another time, without reading them.

    Attributes
    ----------
    link
        The last link of the event's trail: every change of a fact adds one, and no two are alike.
    scored
        The last job that scored its pairs; scores are facts without a trail.
    open
        This transaction has changed something itself, which has no link yet.
    moments
        When the passing of time changes something: slots begin and end, requests run out. In order.
    """

    link: bytes | None
    scored: int | None
    open: bool
    moments: tuple[datetime, ...]

    @property
    def marks(self) -> tuple[object, ...]:
        """Equal where the facts are, but for what time changes."""
        return self.link, self.scored

    def until_after(self, moment: datetime) -> datetime:
        """The first moment after this one at which time changes something."""
        return next((one for one in self.moments if one > moment), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class InForce:
    """The version in force, without its figures."""

    id: int
    version: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """One scheduled consultation, as people read it."""

    id: int
    schedule_id: int
    supplier: Party
    buyer: Party
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
    interpreter_code: str | None
    interpreter_ko: str | None
    interpreter_en: str | None
    interpreter_languages: tuple[str, ...] | None
    value: int


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """A request without a meeting, and why."""

    supplier: Party
    buyer: Party
    value: int
    code: str
    reason_ko: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way to let an unscheduled request in, made and checked before it is offered.

    Attributes
    ----------
    key
        Names the way while the facts and the version stay as they are.
    slot
        Code of the slot in which it is then held.
    affected
        How many other meetings change.
    takeable
        Whether one press carries it out; else somebody or something has to be found first.
    """

    key: str
    words_en: str
    words_ko: str
    slot: str
    affected: int
    takeable: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a request has no meeting, and the ways to let it in, the cheapest first; empty where none is known."""

    code: str
    reason_en: str
    reason_ko: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two schedules for one pair; ``before`` and ``after`` are None where it does not meet."""

    kind: Literal["added", "removed", "moved"]
    supplier: Party
    buyer: Party
    before: Meeting | None
    after: Meeting | None


@dataclass(frozen=True, slots=True)
class Pinned:
    """An organizer's decision about a pair, by codes; what is None is left to the scheduler."""

    supplier: str
    buyer: str
    slot: str | None = None
    table: str | None = None
    interpreter: str | None = None


LossKind = Literal["participant", "table", "interpreter"]
LOSS_KINDS: tuple[LossKind, ...] = get_args(LossKind)


@dataclass(frozen=True, slots=True)
class NewLoss:
    """That something is lost: from a slot or time on, until one in which it is there again, or in single slots."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    kind: LossKind
    code: Annotated[Code, Field(examples=["B17"])]
    from_slot: Annotated[Code, Field(description="The first slot that is lost.")] = ""
    until_slot: Annotated[Code, Field(description="The slot in which it is there again.")] = ""
    slots: tuple[Code, ...] = ()
    from_time: AwareDatetime | None = None
    until_time: AwareDatetime | None = None
    why: Prose = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost, from when until when (None: open); ``zone`` is that of its leg, or of the event's first."""

    id: int
    kind: LossKind
    code: str
    name_ko: str
    name_en: str
    begins_at: datetime | None
    ends_at: datetime | None
    zone: str
    why: str
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """The slots (codes) in which something cannot be used beside what the workbook says, by its code."""

    participants: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    interpreters: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request of a pair stands, and who took its latest step; None while only a workbook has spoken."""

    supplier: str
    buyer: str
    asked_by: str
    state: str
    acted_by: str | None
    acted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a version breaks: its name, the requests whose meetings it concerns, and a sentence."""

    rule: str
    requests: tuple[str, ...]
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Publication:
    """One act of publishing a version, of rolling back to one, or (version None) of taking the last one back."""

    id: int
    version: int | None
    note: str
    published_by: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Topic:
    """What a meeting is about: the solution and the need of its match, where there is one."""

    supplier_code: str
    buyer_code: str
    solution_ko: str
    solution_en: str
    need_title: str
    need_title_en: str
