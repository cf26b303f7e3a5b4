"""Build a schedule: start with a limit, watch it improve, stop and keep the best."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request, Response

from api.ground.errors import MannamError
from api.ground.lengths import Code
from api.jobs import queue as jobs
from api.jobs.saying import words
from api.pages.console.events import counts
from api.pages.frame import attempt, language_of, page, redirect
from api.schedules import reading as planned
from api.web.desk import Desk, OrganizerDesk, kinds_of

router = APIRouter(prefix="/events/{slug}")
LIMITS = (10, 30, 60, 300, 900)


@router.get("/build")
async def building(request: Request, desk: OrganizerDesk) -> Response:
    """The running build with its progress, or the form to start one."""
    return await building_page(request, desk)


@router.post("/build")
async def build(
    request: Request,
    desk: OrganizerDesk,
    limit_seconds: Annotated[Code, Form()] = "30",
    keep: Annotated[Literal["yes", "no"], Form()] = "yes",
    base: Annotated[int | None, Form()] = None,
) -> Response:
    """Queue a build; ``keep`` moves as few published meetings as possible, or of the version ``base``."""
    options = {"limit_seconds": limit_seconds, "keep": keep == "yes", "base": base}
    try:
        async with attempt(desk.db):
            await jobs.start(desk.db, desk.event.id, kinds_of(request)["build"], options, by=desk.by)
    except MannamError as refused:
        return await building_page(request, desk, refused)
    return redirect(request, f"/events/{desk.event.slug}/build")


@router.post("/jobs/{job_id}/stop")
async def stop(request: Request, desk: OrganizerDesk, job_id: int) -> Response:
    """Stop a job; a build keeps the best schedule it has."""
    job = await jobs.request_stop(desk.db, desk.event.id, job_id, by=desk.by)
    to = "matches" if job.kind == "match" else "build"
    return redirect(request, f"/events/{desk.event.slug}/{to}", "Stopping: the best result so far is kept.")


async def latest_job(request: Request, desk: Desk, kind: str) -> dict[str, Any]:
    """The newest job of a kind and what it says, for its panel."""
    job = await jobs.latest(desk.db, desk.event.id, kind, by=desk.by)
    return {"job": job, "message": words(kinds_of(request), job, language_of(request)) if job else ""}


async def building_page(request: Request, desk: OrganizerDesk, refused: MannamError | None = None) -> Response:
    """The running build, or the form to start one."""
    versions = await planned.versions(desk.db, desk.event.id, by=desk.by)
    return await page(
        request,
        "console/build.html",
        desk,
        refused=refused,
        **await latest_job(request, desk, "build"),
        counts=await counts(desk, versions),
        live=any(one.published for one in versions),
        limits=LIMITS,
    )
