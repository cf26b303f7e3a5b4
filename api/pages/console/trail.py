"""The trail of an event on a page: who changed what, with a filter."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.audit import reading
from api.ground.portions import Span
from api.pages.frame import page
from api.web.desk import OrganizerDesk

router = APIRouter(prefix="/events/{slug}/trail")
PORTION = 100


@router.get("")
async def trail(
    request: Request,
    desk: OrganizerDesk,
    noun: Annotated[str, Query(max_length=40)] = "",
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """Entries of the trail, the newest first, a hundred a page."""
    found = await reading.entries(desk.db, desk.event.id, by=desk.by, noun=noun or None, span=Span(PORTION, cursor))
    return await page(
        request, "console/trail.html", desk, entries=found, noun=noun, nouns=reading.NOUNS, older=found.next
    )
