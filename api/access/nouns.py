"""Who asks."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["operator", "organizer", "participant"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a role, and the event and participant to which it is confined (None for an operator).

    What a caller may do stands in `api.access.may`, and nowhere else.
    """

    role: Role
    label: str
    event_id: int | None = None
    event_slug: str | None = None
    participant_id: int | None = None
    participant_code: str | None = None
    side: Literal["supplier", "buyer"] | None = None

    @property
    def acts_as(self) -> Literal["supplier", "buyer", "organizer"]:
        """The side in whose name this caller writes."""
        return self.side or "organizer"

    @property
    def signature(self) -> str:
        """How this caller is named in records."""
        return self.participant_code or self.label or self.role

    @property
    def home(self) -> str:
        """The page that this caller works on."""
        if self.event_slug is None:
            return "/events"
        return f"/events/{self.event_slug}" + ("" if self.participant_code is None else "/me")


TERMINAL = Caller("operator", "terminal")
"""Whoever types commands on the machine of the installation."""
