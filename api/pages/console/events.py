"""The list of events, and one event at a glance with its next step."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.access.keys import sign_in_link
from api.events import finding
from api.ground.settings import Settings
from api.matches import reading as matching
from api.mous import recording as memoranda
from api.outcomes import recording
from api.pages.frame import page
from api.participants import reading as people
from api.participants.inviting import invite
from api.requests import reading as asked
from api.schedules import reading as planned
from api.schedules.checking import check_published
from api.web.desk import Db, Desk, OrganizerDesk, Who, settings_of

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Counts:
    """How far an event has come, in numbers."""

    suppliers: int
    buyers: int
    matches: dict[str, int]
    requests: dict[str, int]
    versions: int
    newest: int | None
    published: int | None
    meetings: int
    outcomes: int
    mous: int
    waiting: int

    @property
    def next_step(self) -> str:
        """The first of the five steps that is not done: import, match, build, publish or follow."""
        done = {
            "import": self.suppliers and self.buyers,
            "match": sum(self.matches.values()),
            "build": self.versions,
            "publish": self.published,
        }
        return next((step for step, reached in done.items() if not reached), "follow")


@router.get("/events")
async def list_events(request: Request, db: Db, by: Who) -> Response:
    """The events that the key opens."""
    return page(request, "console/events.html", events=await finding.events(db, by=by), by=by)


@router.get("/events/{slug}")
async def overview(request: Request, desk: OrganizerDesk) -> Response:
    """One event: facts, how far it has come, what comes next."""
    return await _overview(request, desk)


@router.post("/events/{slug}/link")
async def link(request: Request, desk: OrganizerDesk, settings: Annotated[Settings, Depends(settings_of)]) -> Response:
    """Make a sign-in link for another organizer and show it once."""
    return await _overview(request, desk, sign_in_link(settings, await invite(desk.db, desk.event.id, by=desk.by)))


async def _overview(request: Request, desk: Desk, link: str = "") -> Response:
    legs = await finding.legs(desk.db, desk.event.id, by=desk.by)
    checked = await check_published(desk.db, desk.event.id, by=desk.by)
    return page(
        request, "console/overview.html", desk, legs=legs, counts=await counts(desk), checked=checked, link=link
    )


async def counts(desk: Desk) -> Counts:
    """How far the event has come."""
    db, event, by = desk.db, desk.event.id, desk.by
    sides = await people.count(db, event, by=by)
    versions = await planned.versions(db, event, by=by)
    published = next((one for one in versions if one.published), None)
    outcomes, outcomes_waiting = await recording.count(db, event, by=by)
    mous, mous_waiting = await memoranda.count(db, event, by=by)
    return Counts(
        suppliers=sides.get("supplier", 0),
        buyers=sides.get("buyer", 0),
        matches=await matching.count(db, event, by=by),
        requests=await asked.count(db, event, by=by),
        versions=len(versions),
        newest=versions[0].version if versions else None,
        published=published.version if published else None,
        meetings=published.meetings if published else 0,
        outcomes=outcomes,
        mous=mous,
        waiting=outcomes_waiting + mous_waiting,
    )
