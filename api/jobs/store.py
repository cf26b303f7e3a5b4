"""Jobs: a queue in the database, with a lease that fences off whoever lost it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from api.ground.db import Connection, fetch_one
from api.ground.portions import ALL, Portion, Span, fetch_portion
from api.jobs.nouns import Job, JobState, Message

CHANNEL = "mannam_jobs"
"""Every change of a job is announced here, with its id."""


async def add_job(db: Connection, event_id: int, kind: str, options: dict[str, Any], by: str) -> Job:
    """Queue a job; the constraint jobs_one_open_per_event refuses a second open one of its kind."""
    found = await fetch_one(
        db,
        Job,
        """
        with added as (insert into jobs (event_id, kind, options, created_by) values ($1, $2, $3, $4) returning *)
        select added.*, pg_notify('mannam_jobs', added.id::text) from added
        """,
        event_id,
        kind,
        options,
        by,
    )
    assert found is not None
    return found


async def add_due(db: Connection, kind: str, event_ids: Sequence[int]) -> None:
    """Queue a job of a kind for events that have none open; not within a minute of one that failed."""
    if not event_ids:
        return
    await db.execute(
        """
        insert into jobs (event_id, kind, created_by)
        select id, $1, 'clock' from unnest($2::bigint[]) id
        where not exists (select from jobs j where j.event_id = id and j.kind = $1 and j.state = 'failed'
                          and j.finished_at > now() - interval '1 minute')
        on conflict (event_id, kind) where state in ('queued', 'running') do nothing
        """,
        kind,
        event_ids,
    )


async def job(db: Connection, job_id: int) -> Job | None:
    """A job by its id."""
    return await fetch_one(db, Job, "select * from jobs where id = $1", job_id)


async def jobs(db: Connection, event_id: int, span: Span = ALL) -> Portion[Job]:
    """Jobs of an event, the newest first."""
    return await fetch_portion(db, Job, "select * from jobs where event_id = $1", "id bigint desc", span, event_id)


async def latest(db: Connection, event_id: int, kind: str) -> Job | None:
    """The newest job of a kind, if there was any."""
    return await fetch_one(
        db, Job, "select * from jobs where event_id = $1 and kind = $2 order by id desc limit 1", event_id, kind
    )


async def request_stop(db: Connection, job_id: int) -> None:
    """Ask the worker of an open job to stop and keep the best; a queued one stops at once."""
    await db.execute(
        """
        with changed as (
            update jobs set stop_requested = true,
                state = case state when 'queued' then 'stopped' else state end,
                message_code = case state when 'queued' then 'stopped-before' else message_code end,
                finished_at = case state when 'queued' then now() end
            where id = $1 and state in ('queued', 'running') returning id)
        select pg_notify('mannam_jobs', id::text) from changed
        """,
        job_id,
    )


async def claim(db: Connection, lease: uuid.UUID, lease_seconds: float, kinds: Sequence[str]) -> Job | None:
    """Take the oldest job of these kinds that waits or whose worker vanished, and count the attempt."""
    return await fetch_one(
        db,
        Job,
        """
        with taken as (
            update jobs set state = 'running', lease = $1, leased_until = now() + $2 * interval '1 second',
                attempts = attempts + 1, started_at = coalesce(started_at, now()),
                message_code = case attempts when 0 then '' else 'worker-vanished' end, message_values = '{}'
            where id = (
                select id from jobs
                where kind = any($3) and (state = 'queued' or (state = 'running' and leased_until < now()))
                order by created_at limit 1 for update skip locked)
            returning *)
        select taken.*, pg_notify('mannam_jobs', taken.id::text) from taken
        """,
        lease,
        lease_seconds,
        kinds,
    )


async def renew(
    db: Connection,
    job_id: int,
    lease: uuid.UUID,
    lease_seconds: float,
    progress: Mapping[str, Any],
    message: Message,
) -> bool | None:
    """Keep a lease and tell the progress; whether a stop was asked for, or None when the lease is lost."""
    stop: bool | None = await db.fetchval(
        """
        with kept as (
            update jobs set leased_until = now() + $3 * interval '1 second', progress = $4, message_code = $5,
                message_values = $6
            where id = $1 and lease = $2 and state = 'running' returning id, stop_requested),
        told as (select pg_notify('mannam_jobs', id::text) from kept)
        select stop_requested from kept left join told on true
        """,
        job_id,
        lease,
        lease_seconds,
        dict(progress),
        message.code,
        dict(message.values),
    )
    return stop


async def finish(
    db: Connection,
    job_id: int,
    lease: uuid.UUID,
    state: JobState,
    message: Message,
    progress: Mapping[str, Any] | None = None,
) -> bool:
    """Close a job; False when the lease was lost, and then nothing that belongs to it may be committed."""
    done: int | None = await db.fetchval(
        """
        with closed as (
            update jobs set state = $3, message_code = $4, message_values = $5, progress = coalesce($6, progress),
                finished_at = now(), lease = null, leased_until = null
            where id = $1 and lease = $2 and state = 'running' returning id),
        told as (select pg_notify('mannam_jobs', id::text) from closed)
        select id from closed left join told on true
        """,
        job_id,
        lease,
        state,
        message.code,
        dict(message.values),
        None if progress is None else dict(progress),
    )
    return done is not None


async def give_back(db: Connection, job_id: int, lease: uuid.UUID) -> None:
    """Put a job into the queue again whose worker ends, as if it had never been taken."""
    await db.execute(
        """
        with back as (
            update jobs set state = 'queued', lease = null, leased_until = null, attempts = attempts - 1,
                message_code = '', message_values = '{}', progress = '{}'
            where id = $1 and lease = $2 and state = 'running' returning id)
        select pg_notify('mannam_jobs', id::text) from back
        """,
        job_id,
        lease,
    )


async def counts(db: Connection) -> list[tuple[str, str, int]]:
    """How many jobs there are of every kind and state."""
    rows = await db.fetch("select kind, state, count(*) as n from jobs group by kind, state order by kind, state")
    return [(row["kind"], row["state"], row["n"]) for row in rows]


async def is_reachable(db: Connection) -> None:
    """Ask the database for nothing: an error if it is gone."""
    await db.fetchval("select 1")
