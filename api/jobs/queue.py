"""Start, watch and stop work that takes longer than a second."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from api.access.may import require
from api.access.nouns import Caller
from api.ground.constraints import SENTENCES
from api.ground.db import Connection
from api.ground.errors import Conflict, NotFound
from api.ground.portions import ALL, Portion, Span
from api.jobs import store
from api.jobs.kinds import Kind
from api.jobs.nouns import Job


async def start(db: Connection, event_id: int, kind: Kind[Any, Any], options: Mapping[str, Any], *, by: Caller) -> Job:
    """Queue a job.

    Raises
    ------
    Conflict
        One of this kind is queued or running for the event.
    Invalid
        An option is out of range.
    """
    require(by, "start", "job")
    known = kind.options(options)
    try:
        async with db.transaction():
            return await store.add_job(db, event_id, kind.name, known, by.signature)
    except asyncpg.UniqueViolationError as error:
        raise Conflict(SENTENCES["jobs_one_open_per_event"], code="job-open") from error


async def job(db: Connection, job_id: int) -> Job:
    """A job by its id, for those who were let to it; NotFound if there is none."""
    found = await store.job(db, job_id)
    if found is None:
        raise NotFound("There is no job {number}.", number=job_id, code="no-such-job")
    return found


async def job_of(db: Connection, event_id: int, job_id: int, *, by: Caller) -> Job:
    """A job of an event; NotFound for those of other events too."""
    require(by, "read", "job")
    found = await store.job(db, job_id)
    if found is None or found.event_id != event_id:
        raise NotFound("There is no job {number}.", number=job_id, code="no-such-job")
    return found


async def jobs(db: Connection, event_id: int, *, span: Span = ALL, by: Caller) -> Portion[Job]:
    """Jobs of an event, the newest first."""
    require(by, "read", "job")
    return await store.jobs(db, event_id, span)


async def latest(db: Connection, event_id: int, kind: str, *, by: Caller) -> Job | None:
    """The newest job of a kind, if there was any."""
    require(by, "read", "job")
    return await store.latest(db, event_id, kind)


async def counts(db: Connection, *, by: Caller) -> list[tuple[str, str, int]]:
    """How many jobs of the installation there are of each kind and state; Forbidden for all but operators."""
    require(by, "read", "metrics")
    return await store.counts(db)


async def request_stop(db: Connection, event_id: int, job_id: int, *, by: Caller) -> Job:
    """Ask an open job to stop; it keeps the best that it has. A finished job stays as it is.

    Raises
    ------
    NotFound
        The event has no such job.
    """
    require(by, "stop", "job")
    await job_of(db, event_id, job_id, by=by)
    await store.request_stop(db, job_id)
    return await job(db, job_id)
