"""Participants of an event, and one participant as an organizer sees it."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from api.access.keys import revoke_all, sign_in_link
from api.events import store as events
from api.events.nouns import Need, Solution
from api.ground.settings import Settings
from api.pages.company.home import company_page
from api.pages.frame import page, redirect
from api.requests import store as request_store
from api.routes.keys import new_key
from api.web.desk import OrganizerDesk, settings_of

router = APIRouter(prefix="/events/{slug}/participants")


@router.get("")
async def list_participants(request: Request, desk: OrganizerDesk) -> Response:
    """Suppliers and buyers with what they offer and look for."""
    everyone = await events.participants(desk.db, desk.event.id)
    solutions = await events.solutions(desk.db, desk.event.id)
    needs = await events.needs(desk.db, desk.event.id)
    asked: dict[str, int] = {}
    for wish in await request_store.requests(desk.db, desk.event.id):
        if wish.state in ("sent", "accepted"):
            for code in (wish.supplier.code, wish.buyer.code):
                asked[code] = asked.get(code, 0) + 1
    about: dict[str, list[Solution | Need]] = {one.code: [] for one in everyone}
    for solution in solutions:
        about[solution.supplier].append(solution)
    for need in needs:
        about[need.buyer].append(need)
    return page(request, "console/participants.html", desk, everyone=everyone, about=about, asked=asked)


@router.post("/{code}/link")
async def link(
    request: Request, desk: OrganizerDesk, code: str, settings: Annotated[Settings, Depends(settings_of)]
) -> Response:
    """Make a sign-in link for a participant and show it once."""
    made = sign_in_link(settings, await new_key(desk, code))
    return await company_page(request, desk, await desk.participant(code), link=made)


@router.post("/{code}/revoke")
async def revoke(request: Request, desk: OrganizerDesk, code: str) -> Response:
    """Put every sign-in link of a participant out of force."""
    revoked = await revoke_all(desk.db, (await desk.participant(code)).id)
    to = f"/events/{desk.event.slug}/participants/{quote(code, safe='')}"
    return redirect(request, to, "{n} sign-in links of {code} open nothing any more.", n=revoked, code=code)


@router.get("/{code}")
async def participant(request: Request, desk: OrganizerDesk, code: str) -> Response:
    """One participant's page, on whose behalf an organizer can act."""
    return await company_page(request, desk, await desk.participant(code))
