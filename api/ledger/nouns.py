"""A record of the ledger as somebody types it, and a record of any book as figures count it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import ConfigDict, Field

from api.ground.lengths import Code, Line, Prose

LedgerKind = Literal["consultation", "exhibitor", "visitors", "online visitors", "attendees", "area"]
Kind = Literal[LedgerKind, "mou", "planned mou", "supplier", "buyer"]
Book = Literal["ledger", "outcome", "mou", "participant"]
LEDGER_KINDS: tuple[LedgerKind, ...] = get_args(LedgerKind)


@dataclass(frozen=True, slots=True)
class RecordFields:
    """What somebody types of a record: whom or what it counts, how many, what it is worth, and where it is known from."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    kind: LedgerKind
    leg: Annotated[Code, Field(description="A code of the event's legs.")]
    source: Annotated[Line, Field(examples=["상담일지 2022-09-01"])]
    who: Line = ""
    whom: Line = ""
    country: Annotated[Code, Field(description="Of who is counted; of a consultation, of the counterpart.")] = ""
    city: Line = ""
    sector: Code = ""
    product: Line = ""
    tier: Code = ""
    quantity: Annotated[Code, Field(examples=["1", "21,384"])] = ""
    amount: Annotated[Code, Field(examples=["12억 5천만원", "3~5억원", "US$ 1.2M"])] = ""
    rate: Code = ""
    rate_on: Code = ""
    rate_source: Line = ""
    held_on: Code = ""
    evidence: Prose = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of a book as it stood at a moment.

    ``amount`` is the lower end of a range, ``amount_high`` its upper one; ``counts`` is false while the organizer has
    not said yes to it; ``side`` is whose record of a meeting it is.
    """

    book: Book
    kind: Kind
    id: int
    leg: str
    who: str
    whom: str
    country: str | None
    city: str
    sector: str
    product: str
    tier: str
    quantity: Decimal
    amount: Decimal | None
    amount_high: Decimal | None
    amount_about: bool
    amount_said: str
    currency: str | None
    rate: Decimal | None
    rate_on: date | None
    rate_source: str
    held_on: date | None
    evidence: str
    source: str
    side: str
    counts: bool
    recorded_by: str
    recorded_at: datetime

    @property
    def money(self) -> bool:
        """Whether an amount was named."""
        return self.currency is not None


@dataclass(frozen=True, slots=True)
class Rate:
    """How many won one unit of a currency is, of which day, and who says so."""

    currency: str
    rate: Decimal
    rate_on: date
    source: str
    recorded_by: str = ""
    recorded_at: datetime | None = None
