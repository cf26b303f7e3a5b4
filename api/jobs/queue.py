"""Start, watch and stop work that takes longer than a second."""

from typing import Any

import asyncpg

from api.ground.constraints import SENTENCES
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Invalid
from api.jobs import store
from api.jobs.nouns import Job, JobKind

DEFAULT_LIMIT_SECONDS = 30
LONGEST_LIMIT_SECONDS = 3600


async def start(db: Connection, event_id: int, kind: JobKind, options: dict[str, Any], *, by: str) -> Job:
    """Queue a job: ``match`` scores all pairs, ``build`` makes a schedule.

    ``options`` of a build: ``limit_seconds``, 1 to 3600, default 30; ``keep``, default true: where a schedule is
    published, as few of its meetings as possible move.

    Raises
    ------
    Conflict
        One of this kind is queued or running for the event.
    Invalid
        An option is out of range.
    """
    known = {"limit_seconds": _limit(options), "keep": bool(options.get("keep", True))} if kind == "build" else {}
    try:
        async with db.transaction():
            return await store.add_job(db, event_id, kind, known, by)
    except asyncpg.UniqueViolationError as error:
        raise Conflict(SENTENCES["jobs_one_open_per_event"], code="job-open") from error


def _limit(options: dict[str, Any]) -> float:
    given = options.get("limit_seconds", DEFAULT_LIMIT_SECONDS)
    try:
        seconds = float(given)
    except (TypeError, ValueError):
        seconds = 0.0
    if not 1 <= seconds <= LONGEST_LIMIT_SECONDS:
        fault = Fault(
            "/limit_seconds",
            f"{given!r} is not a time limit",
            "give 1 to 3600 seconds",
            f"{given!r}은(는) 제한 시간이 아닙니다",
            "1초에서 3600초 사이로 적으세요",
        )
        raise Invalid("The time limit is out of range.", [fault])
    return seconds


async def job(db: Connection, job_id: int) -> Job:
    """A job by its id; NotFound if there is none."""
    return await store.job(db, job_id)


async def jobs(db: Connection, event_id: int) -> list[Job]:
    """Jobs of an event, the newest first."""
    return await store.jobs(db, event_id)


async def request_stop(db: Connection, job_id: int) -> Job:
    """Ask an open job to stop; a build keeps the best schedule it has. A finished job stays as it is."""
    await store.request_stop(db, job_id)
    return await store.job(db, job_id)
