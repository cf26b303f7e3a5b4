"""Build a schedule: start with a limit, watch it improve, stop and keep the best."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response

from api.ground.errors import MannamError
from api.jobs import queue as jobs
from api.jobs.nouns import JobKind
from api.pages.console.events import counts
from api.pages.frame import attempt, page, redirect
from api.routes.jobs import job_of, said
from api.web.desk import Desk, OrganizerDesk

router = APIRouter(prefix="/events/{slug}")
LIMITS = (10, 30, 60, 300, 900)


@router.get("/build")
async def building(request: Request, desk: OrganizerDesk) -> Response:
    """The running build with its progress, or the form to start one."""
    return await _building(request, desk)


@router.post("/build")
async def build(
    request: Request,
    desk: OrganizerDesk,
    limit_seconds: Annotated[str, Form()] = "30",
    keep: Annotated[Literal["yes", "no"], Form()] = "yes",
) -> Response:
    """Queue a build; ``keep`` moves as few published meetings as possible."""
    options = {"limit_seconds": limit_seconds, "keep": keep == "yes"}
    try:
        async with attempt(desk.db):
            await jobs.start(desk.db, desk.event.id, "build", options, by=desk.by.signature)
    except MannamError as refused:
        return await _building(request, desk, refused)
    return redirect(request, f"/events/{desk.event.slug}/build")


@router.post("/jobs/{job_id}/stop")
async def stop(request: Request, desk: OrganizerDesk, job_id: int) -> Response:
    """Stop a job; a build keeps the best schedule it has."""
    job = await job_of(desk, job_id)
    await jobs.request_stop(desk.db, job_id)
    to = "matches" if job.kind == "match" else "build"
    return redirect(request, f"/events/{desk.event.slug}/{to}", "Stopping: the best result so far is kept.")


async def latest_job(desk: Desk, kind: JobKind) -> dict[str, object] | None:
    """The newest job of a kind, with the version of the schedule that it made."""
    newest = next((job for job in await jobs.jobs(desk.db, desk.event.id) if job.kind == kind), None)
    return None if newest is None else await said(desk.db, newest)


async def _building(request: Request, desk: OrganizerDesk, refused: MannamError | None = None) -> Response:
    return page(
        request,
        "console/build.html",
        desk,
        refused=refused,
        job=await latest_job(desk, "build"),
        counts=await counts(desk),
        limits=LIMITS,
    )
