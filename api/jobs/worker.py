"""The worker: takes jobs one at a time, keeps their lease, tells their progress, and survives a lost database."""

import asyncio
import contextlib
import logging
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

import asyncpg

from api.ground.db import Pool, transaction
from api.ground.settings import Settings
from api.jobs import store, work
from api.jobs.nouns import Job, JobState
from scheduler.result import Progress, Status

if TYPE_CHECKING:
    from matcher.encoder import Encoder

LEASE_SECONDS = 10.0
BEAT_SECONDS = 0.5
IDLE_SECONDS = 0.5
ATTEMPTS = 3
PATIENCE_SECONDS = 120.0
"""How long a finished build waits for a lost database before it is given up; its job is then taken anew."""

LOST = (
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

    def __init__(self, settings: Settings, pool: Pool) -> None:
        self._settings = settings
        self._pool = pool
        self._closing = asyncio.Event()
        self._encoder: Encoder | None = None

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
        lease = uuid.uuid4()
        async with transaction(self._pool) as db:
            job = await store.claim(db, lease, LEASE_SECONDS)
            if job is None:
                return False
            if job.attempts > ATTEMPTS:
                await store.finish(db, job.id, lease, "failed", message=f"given up after {ATTEMPTS} attempts")
                return True
        running = _Running(job, lease)
        beat = asyncio.create_task(self._beat(running))
        try:
            await (self._match(running) if job.kind == "match" else self._build(running))
        except LOST:
            raise
        except ValueError as error:
            await self._fail(running, str(error))
        except Exception as error:
            log.exception("job %s failed", job.id)
            await self._fail(running, f"an unexpected error stopped this job ({type(error).__name__}); try again")
        finally:
            running.stop.set()
            beat.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beat
        return True

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
                if stop is None or stop or self._closing.is_set():
                    running.stop.set()
            await asyncio.sleep(BEAT_SECONDS)

    async def _match(self, running: "_Running") -> None:
        running.message = "loading the model"
        encoder = await asyncio.to_thread(self._model)
        async with transaction(self._pool) as db:
            given = await work.read_match_input(db, running.job.event_id, encoder)
        running.message = "scoring all pairs"
        vectors = dict(given.vectors)
        from api.matches.scoring import match

        pairs = await asyncio.to_thread(match, given.workbook, encoder, vectors)
        new = {key: vector for key, vector in vectors.items() if key not in given.vectors}
        async with transaction(self._pool) as db:
            done = {"pairs": len(pairs), "texts_encoded": len(new)}
            message = f"{len(pairs)} pairs scored, {len(new)} texts encoded"
            if await store.finish(db, running.job.id, running.lease, "succeeded", message=message, progress=done):
                await work.save_matches(db, running.job.event_id, encoder, pairs, new)

    async def _build(self, running: "_Running") -> None:
        running.message = "reading the event"
        async with transaction(self._pool) as db:
            given = await work.read_build_input(db, running.job.event_id)
        if not given.problem.requests:
            raise ValueError("there are no requests to schedule: import wishes, or let companies and buyers ask")
        result = await asyncio.to_thread(
            work.build,
            given,
            keep=bool(running.job.options.get("keep", True)),
            limit_seconds=float(running.job.options.get("limit_seconds", 30)),
            workers=self._settings.workers,
            progress=running.hear,
            stop=running.stop.is_set,
        )
        end = time.monotonic() + PATIENCE_SECONDS
        while not running.lost:
            try:
                await self._save(running, given, result)
                return
            except LOST:
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(BEAT_SECONDS)

    async def _save(self, running: "_Running", given: work.BuildInput, result: Any) -> None:
        state: JobState = "stopped" if result.status is Status.STOPPED else "succeeded"
        async with transaction(self._pool) as db:
            schedule = await work.save_schedule(db, running.job.event_id, given, result, by=running.job.created_by)
            kept = await store.finish(
                db,
                running.job.id,
                running.lease,
                state,
                message=f"version {schedule.version}: {schedule.meetings} meetings, {result.status}",
                progress={
                    **running.progress,
                    "value": result.value,
                    "bound": result.bound,
                    "gap": result.gap,
                    "seconds": result.seconds,
                    "meetings": len(result.meetings),
                    "version": schedule.version,
                },
                schedule_id=schedule.id,
            )
            if not kept:  # another worker has the job: leave nothing behind
                raise _LeaseLostError

    async def _fail(self, running: "_Running", message: str) -> None:
        if message == str(_LeaseLostError()):
            return
        async with transaction(self._pool) as db:
            await store.finish(db, running.job.id, running.lease, "failed", message=message)

    def _model(self) -> "Encoder":
        if self._encoder is None:
            from matcher.encoder import load_encoder

            self._encoder = load_encoder(self._settings.model)
        return self._encoder


class _LeaseLostError(ValueError):
    """The lease went to another worker while this one was busy."""

    def __str__(self) -> str:
        return "lease lost"


class _Running:
    """What the job in hand and its heartbeat tell each other."""

    def __init__(self, job: Job, lease: uuid.UUID) -> None:
        self.job = job
        self.lease = lease
        self.progress: dict[str, Any] = {}
        self.message = "started" if job.attempts == 1 else f"started again (attempt {job.attempts})"
        self.stop = threading.Event()
        self.lost = False

    def hear(self, progress: Progress) -> None:
        """Take the scheduler's progress; called from its thread.

        Value, bound and gap stay those of the meetings' value while later phases measure other things.
        """
        self.message = progress.message or progress.phase
        worth = {"value": progress.value, "bound": progress.bound, "gap": progress.gap}
        of_value = progress.phase in ("greedy", "value") or not self.progress
        self.progress = {
            **self.progress,
            **(worth if of_value else {}),
            "phase": progress.phase,
            "seconds": progress.seconds,
        }
