"""Versions of the timetable: list, grid, reasons, comparison, publishing and rolling back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.events import finding
from api.events.nouns import Leg, Slot, Table
from api.ground.errors import MannamError
from api.ground.lengths import Prose
from api.pages.frame import attempt, page, redirect
from api.schedules import publishing, reading
from api.schedules.checking import check_published, check_version
from api.schedules.nouns import Meeting
from api.web.desk import Desk, OrganizerDesk

router = APIRouter(prefix="/events/{slug}/schedules")


@dataclass(frozen=True, slots=True)
class Grid:
    """One leg's timetable: slots down, tables across; ``at`` finds the meeting of a slot and a table."""

    leg: Leg
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    at: dict[tuple[int, int], Meeting]


@router.get("")
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
    return redirect(request, _base(desk), "Taken back: agendas are empty until a version is published.")


@router.get("/{version}")
async def grid(request: Request, desk: OrganizerDesk, version: int) -> Response:
    """One version as a grid, with its certificate and what is unscheduled."""
    found = await reading.in_full(desk.db, desk.event.id, version, by=desk.by)
    versions = await reading.versions(desk.db, desk.event.id, by=desk.by)
    published = next((one for one in versions if one.published), None)
    return await page(
        request,
        "console/schedule.html",
        desk,
        schedule=found.schedule,
        checked=await check_version(desk.db, desk.event.id, found.schedule, by=desk.by),
        published=published,
        others=[one for one in versions if one.version != version],
        grids=await _grids(desk, found.meetings),
        unscheduled=found.unscheduled,
    )


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
        _base(desk),
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


async def _grids(desk: Desk, meetings: Sequence[Meeting]) -> list[Grid]:
    found = await finding.grid(desk.db, desk.event.id, by=desk.by)
    at = {(meeting.slot_id, meeting.table_id): meeting for meeting in meetings}
    return [
        Grid(
            leg,
            tuple(slot for slot in found.slots if slot.leg == leg.code),
            tuple(table for table in found.tables if table.leg == leg.code),
            at,
        )
        for leg in found.legs
    ]


def _base(desk: Desk) -> str:
    return f"/events/{desk.event.slug}/schedules"
