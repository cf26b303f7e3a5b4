"""Matching and building, which take longer than a second."""

from collections.abc import AsyncIterator
from dataclasses import asdict

from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.ground.db import Connection, Pool
from api.ground.errors import NotFound
from api.jobs import queue as jobs
from api.jobs import words as job_words
from api.jobs.nouns import Job
from api.jobs.progress import FINISHED, Announcements
from api.routes import shapes
from api.schedules import store as schedules
from api.web import bodies
from api.web.desk import Desk, OrganizerDesk, pool_of

router = APIRouter(prefix="/events/{slug}/jobs", tags=["jobs"])


@router.post("", operation_id="startJob", status_code=202, response_model=shapes.Job)
async def start(desk: OrganizerDesk, wanted: bodies.NewJob) -> object:
    """Start matching or building; one of each kind runs at a time."""
    options = {"limit_seconds": wanted.limit_seconds, "keep": wanted.keep} if wanted.kind == "build" else {}
    return await said(desk.db, await jobs.start(desk.db, desk.event.id, wanted.kind, options, by=desk.by.signature))


@router.get("", operation_id="listJobs", response_model=shapes.Page[shapes.Job])
async def list_jobs(desk: OrganizerDesk) -> object:
    """Jobs of the event, the newest first."""
    return {"items": [await said(desk.db, job) for job in await jobs.jobs(desk.db, desk.event.id)]}


@router.get("/{job_id}", operation_id="readJob", response_model=shapes.Job)
async def read_job(desk: OrganizerDesk, job_id: int) -> object:
    """One job with its progress."""
    return await said(desk.db, await job_of(desk, job_id))


@router.post("/{job_id}/stop", operation_id="stopJob", response_model=shapes.Job)
async def stop(desk: OrganizerDesk, job_id: int) -> object:
    """Ask a job to stop; a build keeps the best schedule it has."""
    await job_of(desk, job_id)
    return await said(desk.db, await jobs.request_stop(desk.db, job_id))


@router.get(
    "/{job_id}/progress",
    operation_id="watchJob",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Events: progress, then finished."}},
)
async def watch(request: Request, desk: OrganizerDesk, job_id: int) -> EventSourceResponse:
    """The job as server-sent events: ``progress`` at every change, ``finished`` at the end; data is the job as JSON."""
    await job_of(desk, job_id)
    return EventSourceResponse(_events(request.app.state.announcements, pool_of(request), job_id), ping=15)


async def _events(announcements: Announcements, pool: Pool, job_id: int) -> AsyncIterator[ServerSentEvent]:
    async for job in announcements.follow(job_id, jobs.job):
        async with pool.acquire() as connection:
            data = shapes.Job.model_validate(await said(connection, job)).model_dump_json()
        yield ServerSentEvent(data, event="finished" if job.state in FINISHED else "progress")


async def job_of(desk: Desk, job_id: int) -> Job:
    """A job of the desk's event; NotFound for those of others."""
    found = await jobs.job(desk.db, job_id)
    if found.event_id != desk.event.id:
        raise NotFound(f"There is no job {job_id}.", code="no-such-job")
    return found


async def said(db: Connection, job: Job) -> dict[str, object]:
    """A job with its message in Korean too, and the version of the schedule that it made."""
    made = None
    if job.schedule_id is not None:
        found = await schedules.schedules(db, job.event_id)
        made = next((one.version for one in found if one.id == job.schedule_id), None)
    return {**asdict(job), "message_ko": job_words.korean(job.message), "schedule_version": made}
