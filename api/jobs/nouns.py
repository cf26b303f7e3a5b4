"""Work that takes longer than a second."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

JobState = Literal["queued", "running", "succeeded", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """Work that takes longer than a second.

    Attributes
    ----------
    kind
        The name of an `api.jobs.kinds.Kind`.
    progress
        How far it is, in plain values that its kind knows: while it runs, and for good once it is finished.
    message_code, message_values
        What it says of itself: a code of the queue or of its kind, and the values of its words.
    """

    id: int
    event_id: int
    kind: str
    state: JobState
    options: dict[str, Any]
    progress: dict[str, Any]
    message_code: str
    message_values: dict[str, Any]
    stop_requested: bool
    attempts: int
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """A code of a kind's ``says``, and the values of its words."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
