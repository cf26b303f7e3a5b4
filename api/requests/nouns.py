"""A wish to meet, as it is asked and as it stands; and a pair that somebody wants."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from api.events.nouns import Party
from api.ground.lengths import Code, Message, Note

RequestState = Literal["draft", "sent", "accepted", "declined", "expired", "withdrawn"]


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A wish to meet, as it is asked."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    supplier_code: Annotated[Code, Field(examples=["S01"])]
    buyer_code: Annotated[Code, Field(examples=["B17"])]
    preference: Annotated[int, Field(ge=1, le=3, description="1 first choice, 3 last", examples=[1])] = 2
    message: Message = ""
    note: Note = ""
    expires_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to meet, from a side, with a preference (1 first, 3 last) and a state.

    ``acted_as`` and ``acted_by`` tell who took the latest step; None while only a workbook has spoken. ``preference`` is
    None where it is the other side's, and ``note`` empty.
    """

    id: int
    supplier: Party
    buyer: Party
    asked_by: Literal["supplier", "buyer", "organizer"]
    preference: int | None
    state: RequestState
    message: str
    note: str
    expires_at: datetime | None
    updated_at: datetime
    acted_as: Literal["supplier", "buyer", "organizer"] | None
    acted_by: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pair that at least one side wants to meet; preferences run from 1 (first) to 3, None is no wish."""

    supplier: str
    buyer: str
    supplier_preference: int | None = None
    buyer_preference: int | None = None
    accepted: bool = False

    @property
    def mutual(self) -> bool:
        """Whether both sides want it."""
        return self.accepted or (self.supplier_preference is not None and self.buyer_preference is not None)


@dataclass(frozen=True, slots=True)
class Contact:
    """A delegate of ``counterpart`` who lets ``participant`` (codes) have the contact data: both sides agreed to meet."""

    participant: str
    counterpart: str
    name: str
    title_ko: str
    title_en: str
    email: str
    phone: str
