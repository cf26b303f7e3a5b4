"""Versions of the timetable: the list, comparison, publishing and rolling back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.ground.errors import MannamError
from api.ground.lengths import Prose
from api.pages.frame import attempt, page, redirect
from api.schedules import publishing, reading
from api.schedules.checking import check_published, check_version
from api.web.desk import Desk, OrganizerDesk

router = APIRouter(prefix="/events/{slug}/schedules")


@router.get("/versions")
async def list_schedules(request: Request, desk: OrganizerDesk) -> Response:
    """All versions with their certificates, and every act of publishing."""
    return await _list(request, desk)


@router.post("/take-back")
async def take_back(request: Request, desk: OrganizerDesk, note: Annotated[Prose, Form()] = "") -> Response:
    """Take the published version back."""
    try:
        async with attempt(desk.db):
            await publishing.take_back(desk.db, desk.event.id, by=desk.by, note=note.strip())
    except MannamError as refused:
        return await _list(request, desk, refused)
    return redirect(request, _changes(desk), "Taken back: agendas are empty until a version is published.")


@router.get("/{version}/certificate")
async def certificate(request: Request, desk: OrganizerDesk, version: int) -> Response:
    """What is proven of a version and how it was checked, on one page that can be printed."""
    schedule = await reading.version(desk.db, desk.event.id, version, by=desk.by)
    checked = await check_version(desk.db, desk.event.id, schedule, by=desk.by)
    return await page(request, "console/proof.html", desk, schedule=schedule, checked=checked)


@router.get("/{version}/compare/{other}")
async def compare(request: Request, desk: OrganizerDesk, version: int, other: int) -> Response:
    """What one version changes against another."""
    found = await reading.compared(desk.db, desk.event.id, version, other, by=desk.by)
    return await page(
        request,
        "console/compare.html",
        desk,
        before=found.before,
        after=found.after,
        changes=found.changes,
        kept=found.kept,
    )


@router.post("/{version}/publish")
async def publish(request: Request, desk: OrganizerDesk, version: int, note: Annotated[Prose, Form()] = "") -> Response:
    """Put a version in force."""
    schedule = await reading.version(desk.db, desk.event.id, version, by=desk.by)
    try:
        async with attempt(desk.db):
            await publishing.publish(desk.db, desk.event.id, schedule, by=desk.by, note=note.strip())
    except MannamError as refused:
        return await _list(request, desk, refused, broken=version if refused.code == "violations" else None)
    return redirect(
        request,
        _changes(desk),
        "Version {version} is published: {n:meeting is|meetings are} in force.",
        version=version,
        n=schedule.meetings,
    )


async def _list(
    request: Request, desk: Desk, refused: MannamError | None = None, *, broken: int | None = None
) -> Response:
    """All versions; ``broken`` was to be published and does not fit the facts of now."""
    return await page(
        request,
        "console/schedules.html",
        desk,
        refused=refused,
        broken=broken,
        checked=await check_published(desk.db, desk.event.id, by=desk.by),
        versions=await reading.versions(desk.db, desk.event.id, by=desk.by),
        history=await publishing.history(desk.db, desk.event.id, by=desk.by),
    )


def _changes(desk: Desk) -> str:
    """Where whoever published sees whom to tell."""
    return f"/events/{desk.event.slug}/changes"
