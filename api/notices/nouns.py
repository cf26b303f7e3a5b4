"""A message to somebody at an event, and how it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.ground.words import Sentence

NoticeKind = Literal["invitation", "changed agenda", "reminder"]
LINK, UNTIL = "⟦link⟧", "⟦until⟧"
"""What stands in a stored text for the link, and for the day until which it is good: both are made at sending."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A message before it is sent: to whom, in which language, its text, and what it is about (told once)."""

    participant_id: int
    kind: NoticeKind
    about: str
    recipient: str
    address: str
    language: str
    subject: str
    body: str
    worthless_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose turn it is, with what delivering needs of its event."""

    id: int
    event_id: int
    participant_id: int
    participant_code: str
    kind: NoticeKind
    recipient: str
    address: str
    language: str
    subject: str
    body: str
    stop: str
    attempts: int
    made_by: str
    made_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes out: its secrets are in it, so it is never stored.

    ``number`` is that of its notice, ``message_id`` the same at every attempt; ``stop`` is the address that stops such
    messages, empty for an invitation.
    """

    number: int
    message_id: str
    sender: str
    recipient: str
    address: str
    language: str
    subject: str
    body: str
    stop: str = ""


Answer = Literal["sent", "doubtful", "later", "away", "refused", "no such address"]


@dataclass(frozen=True, slots=True)
class Handed:
    """How handing over a letter went.

    ``doubtful``: the connection broke when the letter was on its way. ``away``: there was no server to take it. ``later``:
    the server asks to try again. ``refused`` and ``no such address``: it will not take it.
    """

    number: int
    answer: Answer
    why: Sentence | None = None
