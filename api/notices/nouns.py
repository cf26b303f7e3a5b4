"""A message to somebody at an event, and how it stands."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from api.events.nouns import Language, Side
from api.ground.words import Sentence, Spoken, spoken_of

NoticeKind = Literal["invitation", "changed agenda", "reminder"]
NoticeState = Literal["waiting", "sent", "failed", "bounced"]
LINK, UNTIL = "⟦link⟧", "⟦until⟧"
"""What stands in a stored text for the link, and for the day until which it is good: both are made at sending."""


Whom = Literal["all", "some", "not opened", "again"]
"""Who is invited by one act of inviting."""
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""Languages in which we write letters."""


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


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a kind of letter in a language; ``changed_by`` is empty for the one that we ship."""

    kind: NoticeKind
    language: Language
    subject: str
    body: str
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A participant and the person of it to whom letters go: the first one with an address; empty where there is none.

    ``languages`` are those of the person, then those of the participant; ``stopped``: nothing goes there but invitations.
    """

    participant_id: int
    code: str
    side: Side
    name_ko: str
    name_en: str
    name_local: str
    legs: tuple[str, ...]
    languages: tuple[str, ...]
    recipient: str
    address: str
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """How the newest invitation of a participant stands, the ``rounds``-th; no state without one.

    ``opened_at`` is when somebody of the participant first came by a sign-in link.
    """

    to: Addressee
    rounds: int
    state: NoticeState | None
    error: dict[str, Any] | None
    sent_to: str | None
    sent_at: datetime | None
    opened_at: datetime | None

    @property
    def why(self) -> Spoken | None:
        """Why the letter did not go, the last time."""
        return None if self.error is None else spoken_of(self.error)

    @property
    def is_new(self) -> bool:
        """Whether no invitation has gone or is on its way; one that came back counts until there is another address."""
        return (
            self.rounds == 0 or self.state == "failed" or (self.state == "bounced" and self.sent_to != self.to.address)
        )

    @property
    def is_away(self) -> bool:
        """Whether it was invited and nobody has come."""
        return self.rounds > 0 and self.opened_at is None


@dataclass(frozen=True, slots=True)
class Act:
    """An act of publishing a version, or (version None) of taking it back, and when people were told of it."""

    id: int
    schedule_id: int | None
    version: int | None
    published_at: datetime
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """How the newest letter to a participant about one publication stands, the ``rounds``-th; ``lines`` are in its language.

    One that failed is no telling, and neither is one that came back once there is another address.
    """

    to: Addressee
    state: NoticeState | None
    rounds: int = 0
    sent_to: str | None = None
    lines: tuple[str, ...] = ()

    @property
    def can_be_told(self) -> bool:
        """Whether a letter can go that has not."""
        if not self.to.address or self.to.stopped:
            return False
        return self.state in (None, "failed") or (self.state == "bounced" and self.sent_to != self.to.address)

    def with_lines(self, lines: tuple[str, ...]) -> "Told":
        """The same with what changed."""
        return replace(self, lines=lines)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Letters that go to an address of a participant at an event, and whether they were stopped."""

    participant_id: int
    address: str
    event_ko: str
    event_en: str
    stopped: bool


@dataclass(frozen=True, slots=True)
class Reminders:
    """When people are reminded: a day before their first meeting of a day, and so many minutes before each (None: not)."""

    day_before: bool = False
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class DueReminder:
    """Somebody to be reminded of meetings (ids, by time), the first of which begins at ``starts_at``."""

    event_id: int
    to: Addressee
    about: str
    starts_at: datetime
    meetings: tuple[int, ...]
