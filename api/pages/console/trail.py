"""The trail of an event on a page: who changed what, with a filter."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.audit import reading
from api.pages.frame import page
from api.web.desk import OrganizerDesk

router = APIRouter(prefix="/events/{slug}/trail")
PORTION = 100


@router.get("")
async def trail(
    request: Request,
    desk: OrganizerDesk,
    noun: Annotated[str, Query(max_length=40)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """Entries of the trail, the newest first, a hundred a page."""
    found = await reading.entries(desk.db, desk.event.id, by=desk.by, noun=noun or None, before=before, limit=PORTION)
    older = found[-1].number if len(found) == PORTION else None
    return await page(request, "console/trail.html", desk, entries=found, noun=noun, nouns=reading.NOUNS, older=older)
