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


@dataclass(frozen=True, slots=True, kw_only=True)
class MouMove:
    """A move of an MOU to another state; a signature needs its day."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    state: MouState
    signed_on: Code = ""
    evidence: Prose = ""
    why: Prose = ""
    message: Message = ""
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFields:
    """What the parties of an MOU did; today where no day is said."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    what: Annotated[Prose, Field(examples=["Joint site survey of the two districts"])] = ""
    happened_on: Annotated[Code, Field(examples=["2023-02-01"])] = ""
    evidence: Prose = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """What the parties of an MOU did, as somebody noted it."""

    id: int
    happened_on: date
    what: str
    evidence: str
    recorded_side: Literal["supplier", "buyer", "organizer"]
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Mou:
    """A memorandum with its latest entry; earlier entries stay readable.

    ``message`` is for the other side; ``note`` is empty where it is the other side's. An entry
    that ``waits`` is of a pair without a published meeting, and counts once the organizer confirms it; ``refused`` is why
    the organizer said no, and empty else. ``stands`` is the state that it is in: dormant, whatever its entry says, where
    nothing was heard since ``last_on`` for half a year.
    """

    id: int
    number: int
    supplier: Party | None
    buyer: Party | None
    entry: int
    state: MouState
    stands: MouState
    last_on: date | None
    moved: bool
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
