"""What came of a meeting: as somebody types it, and as it is recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from api.events.nouns import Party
from api.ground.lengths import Code, Line, Message, Note, Prose

OutcomeState = Literal["held", "no-show supplier", "no-show buyer", "cancelled"]
OutcomeTier = Literal["none", "consulted", "contract pursued", "mou", "contract signed", "exported"]


@dataclass(frozen=True, slots=True)
class OutcomeFields:
    """What somebody types about a meeting."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    state: OutcomeState
    tier: OutcomeTier = "none"
    product: Line = ""
    quantity: Annotated[Code, Field(examples=["1,200"])] = ""
    unit_price: Annotated[Code, Field(examples=["US$ 120"])] = ""
    amount: Annotated[Code, Field(examples=["190만불", "3~5억원", "10억원 이내", "US$ 1.2M"])] = ""
    rate: Annotated[Code, Field(examples=["1,325.5"], description="Won for one unit of the currency.")] = ""
    rate_on: Annotated[Code, Field(examples=["2022-10-10"])] = ""
    rate_source: Line = ""
    destination: Annotated[Code, Field(examples=["TR"])] = ""
    next_step: Prose = ""
    next_owner: Annotated[Line, Field(description="Who does the next step.")] = ""
    next_on: Annotated[Code, Field(examples=["2022-11-01"], description="Until when.")] = ""
    satisfaction: Annotated[Code, Field(examples=["4"], description="How content its author was: 1 to 5.")] = ""
    evidence: Prose = ""
    message: Message = ""
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutcome(OutcomeFields):
    """The outcome of a pair's meeting."""

    supplier_code: Annotated[Code, Field(examples=["S01"])]
    buyer_code: Annotated[Code, Field(examples=["B17"])]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a meeting, as one side recorded it; ``current`` is false once it was corrected.

    ``message`` is for the other side; ``note`` and ``satisfaction`` are empty where they are the other side's. One that
    ``waits`` is of a pair without a published meeting, and counts once the organizer confirms it; ``refused`` is why the
    organizer said no, and empty else. Of a range ``amount`` is the lower end, None where only the most was said, and
    ``amount_high`` the upper one; ``rate`` is how many won one unit of the currency is.
    """

    id: int
    supplier: Party
    buyer: Party
    corrects: int | None
    current: bool
    state: OutcomeState
    tier: OutcomeTier
    product: str
    quantity: Decimal | None
    unit_price: Decimal | None
    amount: Decimal | None
    amount_high: Decimal | None
    amount_about: bool
    currency: str | None
    amount_said: str
    rate: Decimal | None
    rate_on: date | None
    rate_source: str
    destination: str | None
    next_step: str
    next_owner: str
    next_on: date | None
    satisfaction: int | None
    evidence: str
    message: str
    note: str
    waits: bool
    refused: str
    recorded_side: Literal["supplier", "buyer", "organizer"]
    recorded_by: str
    recorded_at: datetime

    @property
    def counts(self) -> bool:
        """Whether the record is in the figures, as far as the organizer's yes goes."""
        return not (self.waits or self.refused)

    @property
    def ends(self) -> tuple[Decimal, ...]:
        """The least and the most that the amount can be; nothing where none was named.

        >>> said = dict.fromkeys(Outcome.__slots__) | {"amount": None, "amount_high": Decimal(5)}
        >>> Outcome(**said).ends
        (Decimal('0'), Decimal('5'))
        """
        if self.amount is None and self.amount_high is None:
            return ()
        low = self.amount or Decimal(0)
        return low, self.amount_high or low
