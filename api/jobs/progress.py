"""Progress of jobs, as it is announced: one LISTEN connection for the whole process, however many people watch."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg

from api.ground.db import Connection, Pool
from api.jobs import store
from api.jobs.nouns import Job

CHANNEL = "mannam_jobs"
FINISHED = frozenset({"succeeded", "stopped", "failed"})
LOOK_ANYWAY_SECONDS = 5.0
"""A watcher looks at its job at least this often, so that a lost connection costs delay and never the end."""

Read = Callable[[Connection, int], Awaitable[Job]]


class Announcements:
    """Wakes whoever watches a job when the database announces a change of it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._watchers: dict[int, set[asyncio.Event]] = {}
        self._listening: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def watching(self, job_id: int) -> AsyncGenerator[asyncio.Event]:
        """An event that is set whenever the job is announced; the first watcher opens the connection."""
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        changed = asyncio.Event()
        self._watchers.setdefault(job_id, set()).add(changed)
        try:
            yield changed
        finally:
            self._watchers[job_id].discard(changed)
            if not self._watchers[job_id]:
                del self._watchers[job_id]

    async def follow(self, job_id: int, read: Read) -> AsyncIterator[Job]:
        """The job now, and again after every announcement, until it is finished."""
        async with self.watching(job_id) as changed:
            while True:
                changed.clear()
                async with self._pool.acquire() as connection:
                    job = await read(connection, job_id)
                yield job
                if job.state in FINISHED:
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), LOOK_ANYWAY_SECONDS)

    async def close(self) -> None:
        """Stop listening."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def _listen(self) -> None:
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                async with self._pool.acquire() as connection:
                    await connection.add_listener(CHANNEL, self._announced)
                    try:
                        while not connection.is_closed():
                            await store.is_reachable(connection)
                            await asyncio.sleep(LOOK_ANYWAY_SECONDS)
                    finally:
                        if not connection.is_closed():
                            await connection.remove_listener(CHANNEL, self._announced)
            await asyncio.sleep(1)

    def _announced(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        for changed in self._watchers.get(_number(payload), ()):
            changed.set()


def _number(payload: object) -> int:
    text = str(payload)
    return int(text) if text.isdecimal() else -1
