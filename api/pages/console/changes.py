"""Whose agenda a publication changed, and the button that tells them."""

from fastapi import APIRouter, Request, Response

from api.notices import telling
from api.notices.inviting import language_of
from api.pages.frame import page, redirect
from api.web.desk import OrganizerDesk

router = APIRouter(prefix="/events/{slug}/changes")


@router.get("")
async def changes(request: Request, desk: OrganizerDesk) -> Response:
    """Who is affected by the newest act of publishing, and what changed for each."""
    found = await telling.affected(desk.db, desk.event, by=desk.by)
    return await page(request, "console/changes.html", desk, found=found, language_of=language_of)


@router.post("")
async def tell(request: Request, desk: OrganizerDesk) -> Response:
    """Tell those who were not told."""
    called = await telling.tell(desk.db, desk.event, by=desk.by)
    return redirect(
        request, f"/events/{desk.event.slug}/changes", "{n:letter is|letters are} on the way.", n=called.letters
    )
