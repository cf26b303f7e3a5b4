"""A memorandum of understanding."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from api.events.nouns import Party

MouState = Literal["planned", "signed", "active", "dormant", "fulfilled", "ended"]
MouLevel = Literal["government", "institution", "company"]


@dataclass(frozen=True, slots=True)
class Mou:
    """A memorandum with its latest entry; earlier entries stay readable."""

    id: int
    number: int
    supplier: Party | None
    buyer: Party | None
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

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of those parties that are participants."""
        return tuple(party.code for party in (self.supplier, self.buyer) if party is not None)
