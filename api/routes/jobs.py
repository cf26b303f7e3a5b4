"""Matching and building, which take longer than a second."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.jobs import queue as jobs
from api.jobs.kinds import Kinds
from api.jobs.nouns import Job
from api.jobs.progress import FINISHED, Announcements
from api.jobs.saying import words
from api.routes import shapes
from api.web import bodies
from api.web.desk import OrganizerDesk, kinds_of
from api.web.idempotency import Answering

router = APIRouter(prefix="/events/{slug}/jobs", tags=["jobs"], route_class=Answering)


@router.post("", operation_id="startJob", status_code=202, response_model=shapes.Job)
async def start(request: Request, desk: OrganizerDesk, wanted: bodies.NewJob) -> object:
    """Start matching or building; one of each kind runs at a time."""
    kinds = kinds_of(request)
    options = wanted.model_dump(exclude={"kind"})
    return _said(kinds, await jobs.start(desk.db, desk.event.id, kinds[wanted.kind], options, by=desk.by.signature))


@router.get("", operation_id="listJobs", response_model=shapes.Page[shapes.Job])
async def list_jobs(request: Request, desk: OrganizerDesk) -> object:
    """Jobs of the event, the newest first."""
    kinds = kinds_of(request)
    return {"items": [_said(kinds, job) for job in await jobs.jobs(desk.db, desk.event.id)]}


@router.get("/{job_id}", operation_id="readJob", response_model=shapes.Job)
async def read_job(request: Request, desk: OrganizerDesk, job_id: int) -> object:
    """One job with its progress."""
    return _said(kinds_of(request), await jobs.job_of(desk.db, desk.event.id, job_id))


@router.post("/{job_id}/stop", operation_id="stopJob", response_model=shapes.Job)
async def stop(request: Request, desk: OrganizerDesk, job_id: int) -> object:
    """Ask a job to stop; a build keeps the best schedule it has."""
    await jobs.job_of(desk.db, desk.event.id, job_id)
    return _said(kinds_of(request), await jobs.request_stop(desk.db, job_id))


@router.get(
    "/{job_id}/progress",
    operation_id="watchJob",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Events: progress, then finished."}},
)
async def watch(request: Request, desk: OrganizerDesk, job_id: int) -> EventSourceResponse:
    """The job as server-sent events: ``progress`` at every change, ``finished`` at the end; data is the job as JSON."""
    await jobs.job_of(desk.db, desk.event.id, job_id)
    events = _events(request.app.state.announcements, kinds_of(request), job_id)
    return EventSourceResponse(events, ping=15)


async def _events(announcements: Announcements, kinds: Kinds, job_id: int) -> AsyncIterator[ServerSentEvent]:
    async for job in announcements.follow(job_id, jobs.job):
        data = shapes.Job.model_validate(_said(kinds, job)).model_dump_json()
        yield ServerSentEvent(data, event="finished" if job.state in FINISHED else "progress")


def _said(kinds: Kinds, job: Job) -> dict[str, Any]:
    """A job with its message in words, and the version of the schedule that it made."""
    return {
        **asdict(job),
        "message": words(kinds, job, "en"),
        "message_ko": words(kinds, job, "ko"),
        "schedule_version": job.progress.get("version"),
    }
