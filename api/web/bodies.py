"""What the API is told: the bodies of its writes."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.mous.nouns import MouLevel, MouState
from api.outcomes.nouns import OutcomeState, OutcomeTier


class Body(BaseModel):
    """The body of a write; a field that nobody knows is a mistake that is told, never ignored."""

    model_config = ConfigDict(extra="forbid")


class NewKey(Body):
    """Whose key to make: a participant's by its code, or another organizer's where the code is empty."""

    participant_code: str = Field("", examples=["S01"])
    label: str = Field("", max_length=200, description="Whose it is, for the record.")


class NewRequest(Body):
    """A wish to meet, as it is asked."""

    supplier_code: str = Field(examples=["S01"])
    buyer_code: str = Field(examples=["B17"])
    preference: int = Field(2, ge=1, le=3, description="1 first choice, 3 last", examples=[1])
    message: str = Field("", max_length=2000)
    expires_at: datetime | None = None


JobKind = Literal["match", "build"]


class NewJob(Body):
    """What to do: ``match`` the participants, or ``build`` a schedule within a limit."""

    kind: JobKind = Field(examples=["build"])
    limit_seconds: int = Field(
        30, ge=1, le=3600, description="A build's limit in seconds; the best found then is kept."
    )
    keep: bool = Field(True, description="Where a schedule is published: move as few of its meetings as possible.")


class Note(Body):
    """Why something is done."""

    note: str = Field("", max_length=2000)


class OutcomeFields(Body):
    """What somebody types about a meeting."""

    state: OutcomeState
    tier: OutcomeTier = "none"
    product: str = ""
    quantity: str = Field("", examples=["1,200"])
    unit_price: str = ""
    amount: str = Field("", examples=["190만불", "1,178억원", "US$ 1.2M"])
    destination: str = Field("", examples=["TR"])
    next_step: str = ""
    evidence: str = ""


class NewOutcome(OutcomeFields):
    """The outcome of a pair's meeting."""

    supplier_code: str = Field(examples=["S01"])
    buyer_code: str = Field(examples=["B17"])


class MouFields(Body):
    """What an entry of the log says."""

    subject: str = Field(examples=["Pilot of leak detection in two districts"])
    state: MouState = "signed"
    level: MouLevel = "company"
    parties: str = ""
    signed_on: str = Field("", examples=["2022-10-10"])
    evidence: str = ""


class NewMou(MouFields):
    """A memorandum between participants, or between bodies that ``parties`` names."""

    supplier_code: str = ""
    buyer_code: str = ""


class MouCorrection(MouFields):
    """A correction; ``entry`` is the newest entry that was seen."""

    why: str = Field(min_length=1, examples=["The date was that of the ceremony."])
    entry: int | None = None
