"""Settings of an event: who can sign in, whose yes a meeting needs, and what was stated about it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.access.keys import sign_in_link
from api.events import settling
from api.events.nouns import Consent
from api.ground.settings import Settings
from api.pages.frame import page, redirect
from api.participants.inviting import invite
from api.web.desk import OrganizerDesk, settings_of

router = APIRouter(prefix="/events/{slug}")


@router.get("/settings")
async def settings(request: Request, desk: OrganizerDesk) -> Response:
    """What can be settled."""
    return await page(request, "console/settings.html", desk, link="")


@router.post("/link")
async def link(request: Request, desk: OrganizerDesk, settings: Annotated[Settings, Depends(settings_of)]) -> Response:
    """Make a sign-in link for another organizer and show it once."""
    made = sign_in_link(settings, await invite(desk.db, desk.event.id, by=desk.by))
    return await page(request, "console/settings.html", desk, link=made)


@router.post("/consent")
async def consent(request: Request, desk: OrganizerDesk, consent: Annotated[Consent, Form()]) -> Response:
    """Say whose yes a meeting needs that one side asked for."""
    await settling.settle_consent(desk.db, desk.event.id, consent, by=desk.by)
    return redirect(request, f"/events/{desk.event.slug}/settings", "Kept. The next build follows it.")
