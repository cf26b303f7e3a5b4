"""Participants of an event, and one participant as an organizer sees it."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from api.access.keys import sign_in_link
from api.ground.settings import Settings
from api.pages.company.home import company_page
from api.pages.frame import page, redirect
from api.participants import reading
from api.participants.inviting import invite, shut_out
from api.requests.reading import count_live
from api.web.desk import OrganizerDesk, settings_of

router = APIRouter(prefix="/events/{slug}/participants")


@router.get("")
async def list_participants(request: Request, desk: OrganizerDesk) -> Response:
    """Suppliers and buyers with what they offer and look for."""
    return await page(
        request,
        "console/participants.html",
        desk,
        everyone=await reading.profiles(desk.db, desk.event.id, by=desk.by),
        asked=await count_live(desk.db, desk.event.id, by=desk.by),
    )


@router.post("/{code:path}/link")
async def link(
    request: Request, desk: OrganizerDesk, code: str, settings: Annotated[Settings, Depends(settings_of)]
) -> Response:
    """Make a sign-in link for a participant and show it once."""
    made = sign_in_link(settings, await invite(desk.db, desk.event.id, code, by=desk.by))
    return await company_page(request, desk, code, link=made)


@router.post("/{code:path}/revoke")
async def revoke(request: Request, desk: OrganizerDesk, code: str) -> Response:
    """Put every sign-in link of a participant out of force."""
    revoked = await shut_out(desk.db, desk.event.id, code, by=desk.by)
    to = f"/events/{desk.event.slug}/participants/{quote(code, safe='')}"
    return redirect(request, to, "{n:sign-in link|sign-in links} of {code} revoked.", n=revoked, code=code)


@router.get("/{code:path}")
async def participant(request: Request, desk: OrganizerDesk, code: str) -> Response:
    """One participant's page, on whose behalf an organizer can act."""
    return await company_page(request, desk, code)
