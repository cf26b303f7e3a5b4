"""The worker: takes jobs one at a time, keeps their lease, tells their progress, and survives a lost database."""

import asyncio
import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import asyncpg

from api.ground.db import CommitLost, Pool, transaction
from api.ground.errors import MannamError
from api.jobs import store
from api.jobs.kinds import Interrupted, Kind, Kinds, Message, Outdated, refused
from api.jobs.nouns import Job

LEASE_SECONDS = 10.0
BEAT_SECONDS = 0.5
IDLE_SECONDS = 0.5
CLOCK_SECONDS = 1.0
"""How often a worker asks what is due."""
ATTEMPTS = 3
ROUNDS = 3
"""How often a job is computed whose event changes under it, before it fails."""
PATIENCE_SECONDS = 120.0
"""How long a finished computation waits for a lost database before it is given up; its job is then taken anew."""

LOST = (
    CommitLost,
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it shuts down, or is still starting up
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What a database that went away, or is not back yet, looks like."""

log = logging.getLogger("mannam.worker")


class Worker:
    """One worker of one process; `run` returns after `close`."""

    def __init__(self, pool: Pool, kinds: Kinds) -> None:
        self._pool = pool
        self._kinds = kinds
        self._closing = asyncio.Event()
        self._looked = -CLOCK_SECONDS

    def close(self) -> None:
        """Finish the job in hand early, keeping its best, and return from `run`."""
        self._closing.set()

    async def run(self) -> None:
        """Take and do jobs until closed; a lost database is waited for."""
        while not self._closing.is_set():
            try:
                if await self.step():
                    continue
            except LOST as error:
                log.warning("the database is away: %s", error or type(error).__name__)
            except Exception:
                log.exception("the worker goes on after an unexpected error")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), IDLE_SECONDS)

    async def step(self) -> bool:
        """Take one job and do it; False if none waits."""
        await self.look_at_the_clock()
        lease = uuid.uuid4()
        async with transaction(self._pool) as db:
            job = await store.claim(db, lease, LEASE_SECONDS, list(self._kinds))
            if job is None:
                return False
            if job.attempts > ATTEMPTS:
                await store.finish(db, job.id, lease, "failed", Message("given-up", {"n": ATTEMPTS}))
                return True
        running = _Running(job, lease)
        beat = asyncio.create_task(self._beat(running))
        try:
            await self._do(self._kinds[job.kind], running)
        except LOST:
            raise
        except LeaseLost:
            log.warning("job %s went to another worker, and nothing of it was saved here", job.id)
        except Interrupted:
            await self._interrupted(running)
        except (MannamError, ValueError) as error:
            await self._fail(running, refused(error))
        except Exception as error:
            log.exception("job %s failed", job.id)
            await self._fail(running, Message("broken", {"name": type(error).__name__}))
        finally:
            running.stop.set()
            beat.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beat
        return True

    async def look_at_the_clock(self) -> None:
        """Queue what is due by itself; of several workers that look at once, one does."""
        clocks = [(kind.name, kind.due) for kind in self._kinds.values() if kind.due is not None]
        if not clocks or time.monotonic() - self._looked < CLOCK_SECONDS:
            return
        self._looked = time.monotonic()
        async with transaction(self._pool) as db:
            for name, due in clocks:
                await store.add_due(db, name, await due(db))

    async def _beat(self, running: "_Running") -> None:
        """Keep the lease, tell the progress, hear of a stop; a lease that was lost stops the work."""
        while True:
            with contextlib.suppress(*LOST):
                async with transaction(self._pool) as db:
                    stop = await store.renew(
                        db, running.job.id, running.lease, LEASE_SECONDS, running.progress, running.message
                    )
                if stop is None:
                    running.lost = True
                running.unwanted = bool(stop)
                if stop is None or stop or self._closing.is_set():
                    running.stop.set()
            await asyncio.sleep(BEAT_SECONDS)

    async def _do(self, kind: Kind[Any, Any], running: "_Running") -> None:
        await asyncio.to_thread(kind.ready)
        for left in reversed(range(ROUNDS)):
            try:
                while await self._once(kind, running):
                    pass
                return
            except Outdated as outdated:
                if not left:
                    raise
                log.info("job %s starts over: %s", running.job.id, outdated)
                running.message = Message("outdated")

    async def _once(self, kind: Kind[Any, Any], running: "_Running") -> bool:
        """Load, compute and save; whether there is more of the same."""
        running.message = Message("load")
        async with transaction(self._pool) as db:
            given = await kind.load(db, running.job)
        running.message = Message("compute")
        made = await asyncio.to_thread(kind.compute, given, running)
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return await self._save(kind, running, given, made)
            except LOST:
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(BEAT_SECONDS)

    async def _save(self, kind: Kind[Any, Any], running: "_Running", given: object, made: object) -> bool:
        """Save under the lease: what was saved stays only if the job was still ours then; whether there is more to do."""
        if running.lost:
            raise LeaseLost
        async with transaction(self._pool) as db:
            done = await kind.save(db, running.job, given, made)
            job, lease, progress = running.job, running.lease, {**running.progress, **done.progress}
            goes_on = done.more and not running.stopped()
            if goes_on:
                kept = await store.renew(db, job.id, lease, LEASE_SECONDS, progress, running.message) is not None
            else:
                state = "stopped" if done.stopped or done.more else "succeeded"
                kept = await store.finish(db, job.id, lease, state, done.message, progress)
            if not kept:
                raise LeaseLost
        running.progress, running.job = progress, replace(job, progress=progress)
        return goes_on

    async def _interrupted(self, running: "_Running") -> None:
        async with transaction(self._pool) as db:
            if running.unwanted:
                await store.finish(db, running.job.id, running.lease, "stopped", Message("stopped-empty"))
            else:
                await store.give_back(db, running.job.id, running.lease)

    async def _fail(self, running: "_Running", message: Message) -> None:
        async with transaction(self._pool) as db:
            await store.finish(db, running.job.id, running.lease, "failed", message)


class LeaseLost(Exception):
    """The lease went to another worker while this one was busy: it must leave nothing behind."""


class _Running:
    """What the job in hand and its heartbeat tell each other; also the `Watch` of its computation."""

    def __init__(self, job: Job, lease: uuid.UUID) -> None:
        self.job = job
        self.lease = lease
        self.progress: dict[str, Any] = {}
        self.message = Message("ready")
        self.stop = threading.Event()
        self.lost = False
        self.unwanted = False

    def tell(self, progress: Mapping[str, Any], /) -> None:
        """Take the progress; called from the computation's thread."""
        self.progress = dict(progress)

    def stopped(self) -> bool:
        """Whether a stop was asked for, this process ends, or the lease is lost."""
        return self.stop.is_set()
