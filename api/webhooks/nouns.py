"""An address that is told, what it is told, and how each attempt went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

MessageKind = Literal["request.changed", "schedule.published", "agenda.changed", "outcome.recorded"]
KINDS: tuple[MessageKind, ...] = get_args(MessageKind)
Said = Literal["", "refused", "redirects", "no answer", "private address", "no such host", "gone"]
"""What went wrong with an attempt."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address, and of what it is told; nothing of its secret. ``waiting`` messages are on their way."""

    id: int
    url: str
    kinds: tuple[MessageKind, ...]
    made_by: str
    made_at: datetime
    disabled_at: datetime | None
    disabled_why: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Message:
    """What an address is told, and how the newest attempt went."""

    id: int
    kind: MessageKind
    data: dict[str, object]
    made_at: datetime
    state: Literal["waiting", "delivered", "failed"]
    attempts: int
    due_at: datetime
    status: int | None
    said: Said
    tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class Call:
    """A message whose turn it is, with the secrets that sign it."""

    id: int
    webhook_id: int
    url: str
    secrets: tuple[bytes, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """How one attempt went."""

    id: int
    webhook_id: int
    status: int | None
    said: Said
    milliseconds: int

    @property
    def delivered(self) -> bool:
        """Whether the other side took it."""
        return self.status is not None and 200 <= self.status < 300
