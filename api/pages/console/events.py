"""The list of events, and one event at a glance: what to do now, and four figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.events import finding
from api.matches import reading as matching
from api.mous import following
from api.mous import recording as memoranda
from api.outcomes import recording
from api.pages.frame import page
from api.participants import reading as people
from api.requests import reading as asked
from api.schedules import reading as planned
from api.schedules.checking import check_published
from api.schedules.nouns import Schedule
from api.web.desk import Db, Desk, OrganizerDesk, Who

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Counts:
    """How far an event has come, in numbers."""

    suppliers: int
    buyers: int
    matches: dict[str, int]
    requests: dict[str, int]
    versions: int
    outcomes: int
    mous: int
    dormant: int
    waiting: int
    unrecorded: int


@router.get("/events")
async def list_events(request: Request, db: Db, by: Who) -> Response:
    """The events that the key opens."""
    return await page(request, "console/events.html", events=await finding.events(db, by=by), by=by)


@router.get("/events/{slug}")
async def status(request: Request, desk: OrganizerDesk) -> Response:
    """One event: what to do now, and four figures."""
    db, event, by = desk.db, desk.event.id, desk.by
    legs = await finding.legs(db, event, by=by)
    versions = await planned.versions(db, event, by=by)
    return await page(
        request,
        "console/status.html",
        desk,
        legs=legs,
        counts=await counts(desk, versions),
        checked=await check_published(db, event, by=by),
        newest=versions[0] if versions else None,
        published=next((one for one in versions if one.published), None),
    )


async def counts(desk: Desk, versions: Sequence[Schedule]) -> Counts:
    """How far the event has come."""
    db, event, by = desk.db, desk.event.id, desk.by
    sides = await people.count(db, event, by=by)
    outcomes, outcomes_waiting = await recording.count(db, event, by=by)
    mous, mous_waiting = await memoranda.count(db, event, by=by)
    return Counts(
        suppliers=sides.get("supplier", 0),
        buyers=sides.get("buyer", 0),
        matches=await matching.count(db, event, by=by),
        requests=await asked.count(db, event, by=by),
        versions=len(versions),
        outcomes=outcomes,
        mous=mous,
        dormant=await following.count_dormant(db, event, by=by),
        waiting=outcomes_waiting + mous_waiting,
        unrecorded=await recording.count_unrecorded(db, event, by=by),
    )
