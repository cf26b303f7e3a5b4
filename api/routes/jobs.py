"""Matching and building, which take longer than a second."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.jobs import nouns
from api.jobs import queue as jobs
from api.jobs.kinds import Kinds
from api.jobs.nouns import JobState
from api.jobs.progress import FINISHED, Announcements
from api.jobs.saying import words
from api.web.desk import OrganizerDesk, kinds_of
from api.web.idempotency import Answering
from api.web.paging import Listed
from api.web.shapes import Body, Page, Shape

router = APIRouter(prefix="/events/{slug}/jobs", tags=["jobs"], route_class=Answering)


JobKind = Literal["match", "build", "deliver", "forget", "call"]


class NewJob(Body):
    """What to do: ``match`` the participants, ``build`` a schedule within a limit, ``deliver`` the letters that wait,
    ``forget`` the people of an event whose day is over, or ``call`` its webhooks.

    The last three are done without being asked for too.
    """

    kind: JobKind = Field(examples=["build"])
    limit_seconds: int = Field(
        30, ge=1, le=3600, description="A build's limit in seconds; the best found then is kept."
    )
    keep: bool = Field(True, description="Where a schedule is published: move as few of its meetings as possible.")
    base: int | None = Field(None, ge=1, description="Keep the meetings of this version instead of the published one.")
    freeze_minutes: int = Field(
        15, ge=0, le=1440, description="How long from now nothing moves while the event is under way."
    )


class Job(Shape):
    """Work that takes longer than a second; ``progress`` holds phase, value, bound, gap, seconds and meetings."""

    id: int
    kind: JobKind
    state: JobState
    options: dict[str, Any]
    progress: dict[str, Any]
    message: str = Field(description="What it does or why it failed, in English.")
    message_ko: str = Field("", description="The same in Korean.")
    message_code: str = Field("", description="The message for programs: its code.", examples=["built"])
    message_values: dict[str, Any] = Field({}, description="The values in the message.", examples=[{"version": 2}])
    stop_requested: bool
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    schedule_version: int | None = None


@router.post("", operation_id="startJob", status_code=202, response_model=Job)
async def start(request: Request, desk: OrganizerDesk, wanted: NewJob) -> object:
    """Start matching or building; one of each kind runs at a time."""
    kinds = kinds_of(request)
    options = wanted.model_dump(exclude={"kind"})
    return _said(kinds, await jobs.start(desk.db, desk.event.id, kinds[wanted.kind], options, by=desk.by))


@router.get("", operation_id="listJobs", response_model=Page[Job])
async def list_jobs(request: Request, desk: OrganizerDesk, listed: Listed) -> object:
    """Jobs of the event, the newest first."""
    kinds = kinds_of(request)
    found = await jobs.jobs(desk.db, desk.event.id, span=listed.span, by=desk.by)
    return listed.page(found.each(lambda job: _said(kinds, job)))


@router.get("/{job_id}", operation_id="readJob", response_model=Job)
async def read_job(request: Request, desk: OrganizerDesk, job_id: int) -> object:
    """One job with its progress."""
    return _said(kinds_of(request), await jobs.job_of(desk.db, desk.event.id, job_id, by=desk.by))


@router.post("/{job_id}/stop", operation_id="stopJob", response_model=Job)
async def stop(request: Request, desk: OrganizerDesk, job_id: int) -> object:
    """Ask a job to stop; a build keeps the best schedule it has."""
    return _said(kinds_of(request), await jobs.request_stop(desk.db, desk.event.id, job_id, by=desk.by))


@router.get(
    "/{job_id}/progress",
    operation_id="watchJob",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Events: progress, then finished."}},
)
async def watch(request: Request, desk: OrganizerDesk, job_id: int) -> EventSourceResponse:
    """The job as server-sent events: ``progress`` at every change, ``finished`` at the end; data is the job as JSON."""
    await jobs.job_of(desk.db, desk.event.id, job_id, by=desk.by)
    events = _events(request.app.state.announcements, kinds_of(request), job_id)
    return EventSourceResponse(events, ping=15)


async def _events(announcements: Announcements, kinds: Kinds, job_id: int) -> AsyncIterator[ServerSentEvent]:
    async for job in announcements.follow(job_id, jobs.job):
        data = Job.model_validate(_said(kinds, job)).model_dump_json()
        yield ServerSentEvent(data, event="finished" if job.state in FINISHED else "progress")


def _said(kinds: Kinds, job: nouns.Job) -> dict[str, Any]:
    """A job with its message in words, and the version of the schedule that it made."""
    return {
        **asdict(job),
        "message": words(kinds, job, "en"),
        "message_ko": words(kinds, job, "ko"),
        "schedule_version": job.progress.get("version"),
    }
