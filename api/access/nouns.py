"""Who asks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal, get_args

from pydantic import Field

from api.ground.lengths import Line

Role = Literal["operator", "organizer", "participant"]
ROLES: tuple[Role, ...] = get_args(Role)
_UNQUOTED = str.maketrans("", "", "“”")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a role, and the event and participant to which it is confined (None for an operator).

    ``scopes`` are those of its key: with any it may do those things alone, of what its role may. ``ends_at`` is the end of
    a key that has one: nothing that it makes lets anybody in longer. ``key_id`` is the key or session itself.

    What a caller may do stands in `api.access.may`, and nowhere else.
    """

    role: Role
    label: str
    event_id: int | None = None
    event_slug: str | None = None
    participant_id: int | None = None
    participant_code: str | None = None
    side: Literal["supplier", "buyer"] | None = None
    scopes: tuple[str, ...] = ()
    ends_at: datetime | None = None
    key_id: int | None = None

    @property
    def acts_as(self) -> Literal["supplier", "buyer", "organizer"]:
        """The side in whose name this caller writes."""
        return self.side or "organizer"

    @property
    def signature(self) -> str:
        """How this caller is named in records: a participant by its code, everybody else by role and label.

        No code holds a space or a quotation mark, so a label that somebody chose is never read as a participant.

        >>> Caller("organizer", "S01").signature
        'organizer “S01”'
        """
        if self.participant_code is not None:
            return self.participant_code
        label = " ".join(self.label.translate(_UNQUOTED).split())
        return self.role if label in ("", self.role) else f"{self.role} “{label}”"

    @property
    def home(self) -> str:
        """The page that this caller works on."""
        if self.event_slug is None:
            return "/events"
        return f"/events/{self.event_slug}" + ("" if self.participant_code is None else "/me")


def role_and_label(signature: str) -> tuple[str, str]:
    """The two parts of a signature: role and label; a participant's code alone comes back with no label.

    >>> role_and_label("organizer “desk”"), role_and_label("S01")
    (('organizer', 'desk'), ('S01', ''))
    """
    role, quoted, label = signature.partition(" “")
    return (role, label.removesuffix("”")) if quoted else (signature, "")


Pass = Literal["key", "link", "session"]
"""What lets somebody in: a program's key, a link that is good once, and the session that it opens."""
PassState = Literal["in force", "used", "expired", "revoked"]


@dataclass(frozen=True, slots=True)
class Access:
    """One key, link or session as it is listed; nothing of its secret. No participant: an organizer's or operator's."""

    id: int
    kind: Pass
    role: Role
    participant_code: str | None
    label: str
    made_by: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
    scopes: tuple[str, ...] = ()
    last_used_at: datetime | None = None

    @property
    def state(self) -> PassState:
        """Whether it lets anybody in now, and if not why."""
        if self.revoked_at is not None:
            return "revoked"
        if self.used_at is not None:
            return "used"
        if self.expires_at is not None and self.expires_at <= datetime.now(UTC):
            return "expired"
        return "in force"


TERMINAL = Caller("operator", "terminal")
"""Whoever types commands on the machine of the installation."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Whom an account is made for; one that reads only is an auditor's."""

    email: Annotated[Line, Field(examples=["kim@example.org"])]
    name: Annotated[Line, Field(description="How records name whoever signs in.")]
    reads_only: Annotated[bool, Field(description="An auditor's: it reads everything and changes nothing.")] = False


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is listed; nothing of its password but whether its owner has chosen one."""

    id: int
    role: Role
    email: str
    name: str
    reads_only: bool
    has_password: bool
    made_by: str
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Locked:
    """What signing in needs of an account: the hash of its password, empty where none was chosen yet.

    ``by_password`` says of a session whether a password opened it, and not a link.
    """

    id: int
    event_slug: str | None
    reads_only: bool
    password: str
    by_password: bool = False
