"""Work that takes longer than a second."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

JobKind = Literal["match", "build"]
JobState = Literal["queued", "running", "succeeded", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """Work that takes longer than a second; ``progress`` holds value, bound, gap and seconds while it runs."""

    id: int
    event_id: int
    kind: JobKind
    state: JobState
    options: dict[str, Any]
    progress: dict[str, Any]
    message: str
    schedule_id: int | None
    stop_requested: bool
    attempts: int
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
