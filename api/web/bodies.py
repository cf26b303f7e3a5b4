"""What the API is told: the bodies of its writes."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.events.nouns import Consent


class Body(BaseModel):
    """The body of a write; a field that nobody knows is a mistake that is told, never ignored."""

    model_config = ConfigDict(extra="forbid")


class NewKey(Body):
    """Whose key to make: a participant's by its code, or another organizer's where the code is empty."""

    participant_code: str = Field("", examples=["S01"])
    label: str = Field("", max_length=200, description="Whose it is, for the record.")


JobKind = Literal["match", "build"]


class NewJob(Body):
    """What to do: ``match`` the participants, or ``build`` a schedule within a limit."""

    kind: JobKind = Field(examples=["build"])
    limit_seconds: int = Field(
        30, ge=1, le=3600, description="A build's limit in seconds; the best found then is kept."
    )
    keep: bool = Field(True, description="Where a schedule is published: move as few of its meetings as possible.")
    base: int | None = Field(None, ge=1, description="Keep the meetings of this version instead of the published one.")
    freeze_minutes: int = Field(
        15, ge=0, le=1440, description="How long from now nothing moves while the event is under way."
    )


class Pair(Body):
    """A supplier and a buyer."""

    supplier_code: str = Field(examples=["S01"])
    buyer_code: str = Field(examples=["B17"])


class PairAt(Pair):
    """A pair and where it is to meet; what is left out stays, or is whatever is free."""

    slot: str | None = Field(None, examples=["T05"])
    table: str | None = Field(None, examples=["A1"])
    interpreter: str | None = Field(None, examples=["I03"])


class Exclusion(Pair):
    """A pair that is not to meet, and why."""

    why: str = Field("", max_length=2000)


class Settled(Body):
    """What is settled for a whole event."""

    consent: Consent = Field(
        description="`both`: what one side asks for counts once the other accepts; `one`: it counts at once."
    )


class Note(Body):
    """Why something is done."""

    note: str = Field("", max_length=2000)
