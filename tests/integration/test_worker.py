"""The worker does whatever kinds it is given, and knows none of them."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from api.access.nouns import TERMINAL
from api.ground.db import Connection, Pool
from api.ground.errors import Conflict
from api.jobs import queue
from api.jobs.kinds import Done, Interrupted, Kind, Kinds, Message, Watch
from api.jobs.nouns import Job
from api.jobs.saying import words
from api.jobs.worker import Worker

from .factory import Made, make_event

SAYS = {"ready": "getting ready", "load": "reading the event", "compute": "scoring all pairs", "noted": "noted {note}"}


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


async def load(_db: Connection, job: Job) -> str:
    return job.options["note"]


async def save(db: Connection, job: Job, given: str, made: str) -> Done:
    """Write a note where a test can see it."""
    await db.execute("update events set notice_en = $2 where id = $1", job.event_id, given + made)
    return Done(Message("noted", {"note": given}), {"length": len(made)}, stopped=made == "stopped")


def noting(compute: Callable[[str, Watch], str]) -> Kind[str, str]:
    return Kind("note", load, compute, save, SAYS, options=dict)


async def start(db: Connection, made: Made, kind: Kind[Any, Any]) -> Job:
    return await queue.start(db, made.event_id, kind, {"note": "A"}, by=TERMINAL)


async def notice(db: Connection) -> str:
    return await db.fetchval("select notice_en from events")


async def test_a_kind_that_nobody_knew_is_loaded_computed_and_saved(db: Connection, pool: Pool, made: Made) -> None:
    kind = noting(lambda given, _watch: given.lower())
    job = await start(db, made, kind)
    assert await Worker(pool, Kinds((kind,))).step()
    done = await queue.job(db, job.id)
    assert (done.state, done.progress, await notice(db)) == ("succeeded", {"length": 1}, "Aa")
    assert words(Kinds((kind,)), done, "en") == "noted A"


async def test_a_worker_leaves_kinds_alone_that_it_does_not_know(db: Connection, pool: Pool, made: Made) -> None:
    kind = noting(lambda given, _watch: given)
    job = await start(db, made, kind)
    assert not await Worker(pool, Kinds(())).step()
    assert (await queue.job(db, job.id)).state == "queued"


async def test_a_job_that_another_worker_took_over_leaves_nothing_behind(
    db: Connection, pool: Pool, made: Made
) -> None:
    computing, go_on = threading.Event(), threading.Event()

    def compute(given: str, _watch: Watch) -> str:
        computing.set()
        go_on.wait(30)
        return given

    kind = noting(compute)
    job = await start(db, made, kind)
    step = asyncio.create_task(Worker(pool, Kinds((kind,))).step())
    await asyncio.to_thread(computing.wait, 30)
    await db.execute("update jobs set lease = gen_random_uuid() where id = $1", job.id)
    go_on.set()
    assert await step
    assert (await notice(db), (await queue.job(db, job.id)).state) == ("", "running")


async def stopped(
    db: Connection, pool: Pool, made: Made, kind: Kind[str, str], computing: threading.Event, asked: str
) -> Job:
    """A job that a worker computed until it was asked to stop, by whom ``asked`` says."""
    job = await start(db, made, kind)
    worker = Worker(pool, Kinds((kind,)))
    step = asyncio.create_task(worker.step())
    await asyncio.to_thread(computing.wait, 30)
    if asked == "by a person":
        await queue.request_stop(db, job.event_id, job.id, by=TERMINAL)
    else:
        worker.close()
    assert await step
    return job


@pytest.mark.parametrize("asked", ["by a person", "by the end of the process"])
async def test_a_stop_keeps_what_was_reached(db: Connection, pool: Pool, made: Made, asked: str) -> None:
    computing = threading.Event()

    def compute(_given: str, watch: Watch) -> str:
        computing.set()
        for _ in range(600):
            if watch.stopped():
                return "stopped"
            threading.Event().wait(0.05)
        return "never stopped"

    kind = noting(compute)
    job = await stopped(db, pool, made, kind, computing, asked)
    assert ((await queue.job(db, job.id)).state, await notice(db)) == ("stopped", "Astopped")


@pytest.mark.parametrize("asked", ["by a person", "by the end of the process"])
async def test_a_stop_with_nothing_to_keep_changes_nothing(db: Connection, pool: Pool, made: Made, asked: str) -> None:
    computing = threading.Event()

    def compute(_given: str, watch: Watch) -> str:
        computing.set()
        while not watch.stopped():
            threading.Event().wait(0.05)
        raise Interrupted

    kind = noting(compute)
    job = await stopped(db, pool, made, kind, computing, asked)
    ended = await queue.job(db, job.id)
    expected = ("stopped", 1) if asked == "by a person" else ("queued", 0)
    assert (ended.state, ended.attempts, await notice(db)) == (*expected, "")


async def test_a_refused_job_says_why_in_the_language_of_whoever_reads(db: Connection, pool: Pool, made: Made) -> None:
    def compute(_given: str, _watch: Watch) -> str:
        raise Conflict("{pair} is not pinned.", code="no-such-pin", pair="S01 × B17")

    kind = noting(compute)
    job = await start(db, made, kind)
    assert await Worker(pool, Kinds((kind,))).step()
    failed = await queue.job(db, job.id)
    said = [words(Kinds((kind,)), failed, language) for language in ("en", "ko")]
    assert (failed.state, said) == ("failed", ["S01 × B17 is not pinned.", "S01 × B17 상담은 고정되어 있지 않습니다."])


async def test_an_error_that_nobody_foresaw_fails_the_job_without_its_text(
    db: Connection, pool: Pool, made: Made
) -> None:
    kind = noting(lambda given, _watch: given[99])
    job = await start(db, made, kind)
    assert await Worker(pool, Kinds((kind,))).step()
    failed = await queue.job(db, job.id)
    assert failed.state == "failed"
    assert words(Kinds((kind,)), failed, "en") == "an unexpected error stopped this job (IndexError); try again"
