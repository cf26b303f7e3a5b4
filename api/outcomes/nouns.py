"""What came of a meeting."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from api.events.nouns import Party

OutcomeState = Literal["held", "no-show supplier", "no-show buyer", "cancelled"]
OutcomeTier = Literal["none", "consulted", "contract pursued", "mou", "contract signed", "exported"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a meeting, as one side recorded it; ``current`` is false once it was corrected."""

    id: int
    supplier: Party
    buyer: Party
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
