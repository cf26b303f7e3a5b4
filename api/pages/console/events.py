"""The list of events, and one event at a glance with its next step."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.access.keys import sign_in_link
from api.events import store as event_store
from api.ground.settings import Settings
from api.matches import store as match_store
from api.mous import recording as memoranda
from api.outcomes import store as outcome_store
from api.pages.frame import page
from api.requests import store as request_store
from api.routes.keys import new_key
from api.schedules import store as schedule_store
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
    found = [event for event in await event_store.events(db) if by.role == "operator" or event.id == by.event_id]
    return page(request, "console/events.html", events=found, by=by)


@router.get("/events/{slug}")
async def overview(request: Request, desk: OrganizerDesk) -> Response:
    """One event: facts, how far it has come, what comes next."""
    return await _overview(request, desk)


@router.post("/events/{slug}/link")
async def link(request: Request, desk: OrganizerDesk, settings: Annotated[Settings, Depends(settings_of)]) -> Response:
    """Make a sign-in link for another organizer and show it once."""
    return await _overview(request, desk, sign_in_link(settings, await new_key(desk, "")))


async def _overview(request: Request, desk: Desk, link: str = "") -> Response:
    legs = await event_store.legs(desk.db, desk.event.id)
    return page(request, "console/overview.html", desk, legs=legs, counts=await counts(desk), link=link)


async def counts(desk: Desk) -> Counts:
    """How far the event has come."""
    db, event = desk.db, desk.event.id
    everyone = await event_store.participants(db, event)
    states = [request.state for request in await request_store.requests(db, event)]
    versions = await schedule_store.schedules(db, event)
    published = next((one for one in versions if one.published), None)
    return Counts(
        suppliers=sum(one.side == "supplier" for one in everyone),
        buyers=sum(one.side == "buyer" for one in everyone),
        matches=await match_store.count_matches(db, event),
        requests={state: states.count(state) for state in sorted(set(states))},
        versions=len(versions),
        newest=versions[0].version if versions else None,
        published=published.version if published else None,
        meetings=published.meetings if published else 0,
        outcomes=len(await outcome_store.outcomes(db, event, current_only=True)),
        mous=len(await memoranda.mous(db, event, by=desk.by)),
    )
