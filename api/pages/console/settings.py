"""Settings of an event: who can sign in, whose yes a meeting needs, and what was stated about it."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response

from api.access.keys import sign_in_link
from api.events import settling
from api.events.nouns import Consent
from api.ground.errors import MannamError
from api.ground.settings import Settings
from api.notices import reminding
from api.notices.nouns import Reminders
from api.pages.frame import attempt, page, redirect
from api.participants.inviting import invite
from api.persons import erasing
from api.web.desk import Desk, OrganizerDesk, settings_of

router = APIRouter(prefix="/events/{slug}")


@router.get("/settings")
async def settings(request: Request, desk: OrganizerDesk) -> Response:
    """What can be settled."""
    return await _settings(request, desk)


@router.post("/reminders")
async def remind(
    request: Request,
    desk: OrganizerDesk,
    day_before: Annotated[bool, Form()] = False,
    minutes: Annotated[int | None, Form(ge=0, le=1000)] = None,
) -> Response:
    """Say when people are reminded; no minutes: not before each meeting."""
    try:
        async with attempt(desk.db):
            await reminding.settle(desk.db, desk.event.id, Reminders(day_before, minutes or None), by=desk.by)
    except MannamError as refused:
        return await _settings(request, desk, refused=refused)
    return redirect(request, f"/events/{desk.event.slug}/settings", "Kept.")


@router.post("/retention")
async def retain(request: Request, desk: OrganizerDesk, until: Annotated[date | Literal[""], Form()] = "") -> Response:
    """Say after which day the people of the event are erased."""
    await erasing.retain(desk.db, desk.event.id, until or None, by=desk.by)
    return redirect(request, f"/events/{desk.event.slug}/settings", "Kept.")


@router.post("/link")
async def link(request: Request, desk: OrganizerDesk, settings: Annotated[Settings, Depends(settings_of)]) -> Response:
    """Make a sign-in link for another organizer and show it once."""
    made = sign_in_link(settings, await invite(desk.db, desk.event.id, by=desk.by))
    return await _settings(request, desk, link=made)


@router.post("/consent")
async def consent(request: Request, desk: OrganizerDesk, consent: Annotated[Consent, Form()]) -> Response:
    """Say whose yes a meeting needs that one side asked for."""
    await settling.settle_consent(desk.db, desk.event.id, consent, by=desk.by)
    return redirect(request, f"/events/{desk.event.slug}/settings", "Kept. The next build follows it.")


async def _settings(request: Request, desk: Desk, *, link: str = "", refused: MannamError | None = None) -> Response:
    reminders = await reminding.reminders(desk.db, desk.event.id, by=desk.by)
    retention = await erasing.retention(desk.db, desk.event.id, by=desk.by)
    return await page(
        request, "console/settings.html", desk, link=link, refused=refused, reminders=reminders, retention=retention
    )
