"""A memorandum of understanding."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

MouState = Literal["planned", "signed", "active", "dormant", "fulfilled", "ended"]
MouLevel = Literal["government", "institution", "company"]


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
