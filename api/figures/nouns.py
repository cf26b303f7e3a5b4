"""A figure: what it counts and how, its number at a leg, and what stands behind it."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from api.events.nouns import Event, Figure, Leg
from api.ground.words import Sentence
from api.ledger.nouns import Entry, Kind, Rate

Measure = Literal["won", "records", "quantity"]
Unit = Literal["won", "eok", "usd"]
State = Literal["provisional", "final", "corrected"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure counts: records of one kind, at a tier or above, from outside Korea alone where ``abroad``."""

    key: str
    says: Sentence
    kind: Kind
    measure: Measure = "records"
    tier: str = ""
    abroad: bool = False
    unit: str = ""

    @property
    def kept(self) -> bool:
        """Whether it comes from append-only records, so that it can be derived again for any moment."""
        return self.kind not in ("supplier", "buyer")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a figure, and figures that stand beside it in brackets."""

    main: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A record that the definition covers and the number leaves out, and why."""

    entry: Entry
    why: Sentence


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a figure at a leg, or of all legs where that is empty, with everything behind it.

    ``more`` is by how much the upper ends of ranges are above the number; ``apart`` is what was said in a currency without
    a rate and is not in it; ``said`` is what other sources say of the same.
    """

    of: Definition
    leg: str
    value: Decimal
    more: Decimal = Decimal(0)
    apart: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    entries: tuple[Entry, ...] = ()
    left: tuple[Left, ...] = ()
    said: tuple[tuple[Figure, bool | None], ...] = ()

    @property
    def shown(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.entries or self.left or self.said)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every figure of an event as of a moment: ``numbers`` by key and leg."""

    event: Event
    legs: tuple[Leg, ...]
    rows: tuple[Row, ...]
    numbers: dict[tuple[str, str], Number]
    rates: tuple[Rate, ...]
    base: str
    as_of: datetime

    @property
    def columns(self) -> tuple[str, ...]:
        """The legs, and all of them together where they are stops of one tour and not editions that are compared."""
        codes = tuple(leg.code for leg in self.legs)
        return codes if self.base or len(codes) < 2 else (*codes, "")

    def growth(self, key: str, leg: str) -> Decimal | None:
        """By what share a number is above that of the base; None where there is nothing to compare."""
        base = self.numbers[key, self.base].value if self.base else Decimal(0)
        return None if not base or leg == self.base else self.numbers[key, leg].value / base - 1

    def dollars(self) -> Rate | None:
        """The rate at which numbers are shown in dollars."""
        return next((one for one in self.rates if one.currency == "USD"), None)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Numbers as they were given out, by key and leg, and the moment that they are of."""

    id: int
    state: State
    why: str
    as_of: datetime
    numbers: dict[str, str]
    made_by: str
