"""What came of a meeting: as somebody types it, and as it is recorded."""

from dataclasses import dataclass
from datetime import datetime
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
    unit_price: Code = ""
    amount: Annotated[Code, Field(examples=["190만불", "1,178억원", "US$ 1.2M"])] = ""
    destination: Annotated[Code, Field(examples=["TR"])] = ""
    next_step: Prose = ""
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

    ``message`` is for the other side; ``note`` is empty where it is the other side's. One that
    ``waits`` is of a pair without a published meeting, and counts once the organizer confirms it; ``refused`` is why the
    organizer said no, and empty else.
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
    currency: str | None
    amount_said: str
    destination: str | None
    next_step: str
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
