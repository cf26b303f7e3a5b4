"""A memorandum of understanding: as somebody types it, and as its log holds it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from api.events.nouns import Party
from api.ground.lengths import Code, Line, Message, Note, Prose

MouState = Literal["planned", "signed", "active", "dormant", "fulfilled", "ended"]
MouLevel = Literal["government", "institution", "company"]


@dataclass(frozen=True, slots=True)
class MouFields:
    """What an entry of the log says."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    subject: Annotated[Line, Field(examples=["Pilot of leak detection in two districts"])]
    state: MouState = "signed"
    level: MouLevel = "company"
    parties: Line = ""
    signed_on: Annotated[Code, Field(examples=["2022-10-10"])] = ""
    evidence: Prose = ""
    message: Message = ""
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMou(MouFields):
    """A memorandum between participants, or between bodies that ``parties`` names."""

    supplier_code: Code = ""
    buyer_code: Code = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MouCorrection(MouFields):
    """A correction; ``entry`` is the newest entry that was seen."""

    why: Annotated[Prose, Field(min_length=1, examples=["The date was that of the ceremony."])]
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Mou:
    """A memorandum with its latest entry; earlier entries stay readable.

    ``message`` is for the other side; ``note`` is empty where it is the other side's. An entry
    that ``waits`` is of a pair without a published meeting, and counts once the organizer confirms it; ``refused`` is why
    the organizer said no, and empty else.
    """

    id: int
    number: int
    supplier: Party | None
    buyer: Party | None
    entry: int
    state: MouState
    level: MouLevel
    subject: str
    parties: str
    signed_on: date | None
    evidence: str
    message: str
    note: str
    why: str
    waits: bool
    refused: str
    recorded_side: Literal["supplier", "buyer", "organizer"]
    recorded_by: str
    recorded_at: datetime

    @property
    def counts(self) -> bool:
        """Whether the entry is in the figures, as far as the organizer's yes goes."""
        return not (self.waits or self.refused)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of those parties that are participants."""
        return tuple(party.code for party in (self.supplier, self.buyer) if party is not None)
