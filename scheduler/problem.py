"""What a schedule is made of: legs, slots, tables, interpreters, participants, requests, and decided pins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Literal, TypeAlias

Side = Literal["supplier", "buyer"]

Objective: TypeAlias = str | tuple[tuple[str, int], ...]
"""One layer of the goal: the name of a measure, or a blend of measures as ``((name, weight), ...)``."""

OBJECTIVES: tuple[str, ...] = ("promises", "priority", "value", "fairness", "gaps", "gap_fairness", "moves")
"""The default goal: measures in their order; ``scheduler.objectives`` says what each counts."""

MEASURES: tuple[str, ...] = (*OBJECTIVES[:-1], "earliness", "moves")
"""Everything that a goal can be made of."""

HIGHEST_VALUE = 10**12


@dataclass(frozen=True, slots=True)
class Leg:
    """One stop of an event.

    Parameters
    ----------
    id
        Its name, unique among legs.
    zone
        IANA zone of the venue; days and half-days are local.
    noon
        Local time at which the second half of a day begins.
    """

    id: str
    zone: str = "UTC"
    noon: time = time(12)


@dataclass(frozen=True, slots=True)
class Slot:
    """A half-open interval ``[starts_at, ends_at)`` of a leg's grid; lunch, prayer and seminars are simply no slots.

    Both times are aware, and kept in UTC: two times of one zone would be compared by the clock on the wall, which is
    wrong in the hour that a clock is set back. Slots of one leg may differ in length and may overlap.
    """

    id: str
    leg: str
    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        for name in ("starts_at", "ends_at"):
            moment: datetime = getattr(self, name)
            if moment.utcoffset() is not None:
                object.__setattr__(self, name, moment.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered place of one leg that holds ``capacity`` meetings at a time."""

    id: str
    leg: str
    area: str = ""
    capacity: int = 1
    equipment: frozenset[str] = frozenset()
    unavailable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A person who interprets between any two of their languages.

    Parameters
    ----------
    languages
        BCP-47 tag to level (higher is better); a plain set means level 1 in each.
    legs
        Where they work; ``None`` means everywhere.
    unavailable
        Ids of slots outside their shifts.
    max_run
        Most adjacent slots they interpret without one slot of rest or a break; ``None`` means no limit.
    """

    id: str
    languages: Mapping[str, int] | frozenset[str]
    legs: frozenset[str] | None = None
    unavailable: frozenset[str] = frozenset()
    max_run: int | None = None

    def level(self, language: str) -> int:
        """Their level in a language, 0 if they do not speak it."""
        if isinstance(self.languages, Mapping):
            return max((n for tag, n in self.languages.items() if primary(tag) == primary(language)), default=0)
        return int(any(primary(tag) == primary(language) for tag in self.languages))


@dataclass(frozen=True, slots=True)
class Participant:
    """An organization at an event.

    Parameters
    ----------
    side
        ``"supplier"`` or ``"buyer"``.
    languages
        BCP-47 tags they work in; an empty set means not stated, and is taken as no obstacle.
    unavailable
        Ids of slots in which they cannot meet.
    delegates
        How many meetings they can hold at the same time.
    seat
        Id of the table that they keep in that table's leg; ``None`` means they rotate.
    min_meetings
        The number of meetings they were promised.
    max_meetings, max_per_day, max_per_half_day
        Most meetings in all, in one local day, before and after noon; ``None`` means no limit.
    priority
        0, or higher for a VIP: meetings of VIPs come before value.
    legs
        Where they take part; ``None`` means everywhere.
    """

    id: str
    side: Side
    languages: frozenset[str] = frozenset()
    unavailable: frozenset[str] = frozenset()
    delegates: int = 1
    seat: str | None = None
    min_meetings: int = 0
    max_meetings: int | None = None
    max_per_day: int | None = None
    max_per_half_day: int | None = None
    priority: int = 0
    legs: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Delegate:
    """A person by name: who speaks for several participants is in one meeting at a time all the same.

    Parameters
    ----------
    participants
        Ids of those whom the person can sit in a meeting for. A participant with named delegates meets only while one of
        them is there; how many meetings it holds at a time stays its own number of ``delegates``.
    unavailable
        Ids of slots in which the person is away.
    """

    id: str
    participants: frozenset[str]
    unavailable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """A wish of a supplier and a buyer to meet.

    Parameters
    ----------
    value
        What the meeting is worth, 0 to a million millions (for example thousandths of the match score plus the wishes).
    must
        The organizer promised this meeting.
    parties
        Ids of further participants who sit in the same meeting, as with an ordering body that meets several.
    leg
        The only leg where it can be held; ``None`` means any.
    equipment
        What its table must have.
    slots
        Ids of the only slots in which it can be held; ``None`` means any.
    level
        The least level, in both languages, of an interpreter, where one is needed.
    """

    id: str
    supplier: str
    buyer: str
    value: int
    must: bool = False
    parties: tuple[str, ...] = ()
    leg: str | None = None
    equipment: frozenset[str] = frozenset()
    slots: frozenset[str] | None = None
    level: int = 1

    @property
    def participants(self) -> tuple[str, ...]:
        """Everyone who sits in the meeting: supplier, buyer, then the further parties."""
        return (self.supplier, self.buyer, *self.parties)


@dataclass(frozen=True, slots=True)
class Pin:
    """An organizer's decision that the scheduler keeps: the slot, table or interpreter of a request."""

    request: str
    slot: str | None = None
    table: str | None = None
    interpreter: str | None = None


@dataclass(frozen=True, slots=True)
class Precedence:
    """Where both meetings are held, request ``before`` has ended when request ``after`` begins."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the scheduler must know; refused with a ValueError if it contradicts itself.

    Parameters
    ----------
    forbidden
        Pairs of participant ids, in either order, that never sit in one meeting.
    walking
        Minutes from one area to another, in either order; what is not given is 0.
    travel, travel_minutes
        Minutes from one leg to another, in either order, and for what is not given there.
    delegates
        Persons by name, where it matters who they are.
    objectives
        The goal, most important first: names from `MEASURES`, or blends ``((name, weight), ...)``.
    break_minutes
        A pause between two slots of at least this many minutes is a break: an interpreter has rested.

    Raises
    ------
    ValueError
        An id twice or unknown, a number out of range, two pins (or a pin and a fact) that contradict each other.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> nine, ten = datetime(2022, 10, 11, 9, tzinfo=UTC), datetime(2022, 10, 11, 10, tzinfo=UTC)
    >>> problem = Problem(
    ...     legs=(Leg("istanbul", "Europe/Istanbul"),),
    ...     slots=(Slot("9:00", "istanbul", nine, ten),),
    ...     tables=(Table("1", "istanbul"),),
    ...     participants=(Participant("s", "supplier"), Participant("b", "buyer")),
    ...     requests=(Request("s-b", "s", "b", value=700),),
    ... )
    >>> problem.requests[0].participants
    ('s', 'b')
    """

    legs: tuple[Leg, ...]
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    participants: tuple[Participant, ...]
    requests: tuple[Request, ...]
    interpreters: tuple[Interpreter, ...] = ()
    pins: tuple[Pin, ...] = ()
    forbidden: frozenset[tuple[str, str]] = frozenset()
    precedences: tuple[Precedence, ...] = ()
    walking: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    travel: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    travel_minutes: int = 180
    delegates: tuple[Delegate, ...] = ()
    objectives: tuple[Objective, ...] = OBJECTIVES
    break_minutes: int = 15
    name: str = ""

    def __post_init__(self) -> None:
        from scheduler.validate import refuse_faults

        refuse_faults(self)

    def minutes(self, area: str, other: str) -> int:
        """Minutes to walk between two areas, 0 within one."""
        if area == other:
            return 0
        return max(self.walking.get((area, other), 0), self.walking.get((other, area), 0))

    def journey(self, leg: str, other: str) -> int:
        """Minutes to travel between two legs, 0 within one."""
        if leg == other:
            return 0
        given = [self.travel[way] for way in ((leg, other), (other, leg)) if way in self.travel]
        return max(given, default=self.travel_minutes)


def primary(language: str) -> str:
    """The part of a BCP-47 tag by which spoken languages are compared.

    >>> primary("en-GB"), primary("zh_Hant")
    ('en', 'zh')
    """
    return language.replace("_", "-").split("-", 1)[0].lower()
