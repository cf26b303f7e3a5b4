"""Suggested pairs for organizers: score in words, reasons, quoted evidence; and the start of matching."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.ground.errors import MannamError
from api.ground.portions import Span
from api.jobs import queue as jobs
from api.matches import reading
from api.matches.reasons import match_reasons
from api.pages.console.building import latest_job
from api.pages.frame import attempt, language_of, page, redirect
from api.participants import reading as people
from api.web.desk import OrganizerDesk, kinds_of

router = APIRouter(prefix="/events/{slug}/matches")
PER_PAGE = 30
Start = Annotated[int, Query(ge=0, description="How many better ones there are.")]
Cursor = Annotated[str, Query(max_length=1000)]


@router.get("")
async def list_matches(
    request: Request, desk: OrganizerDesk, supplier: str = "", buyer: str = "", start: Start = 0, cursor: Cursor = ""
) -> Response:
    """Matches by score, of one supplier or buyer if chosen."""
    return await _matches(request, desk, supplier, buyer, start, Span(PER_PAGE, cursor))


@router.post("/compute")
async def compute(request: Request, desk: OrganizerDesk) -> Response:
    """Queue the matching of all suppliers with all buyers."""
    try:
        async with attempt(desk.db):
            await jobs.start(desk.db, desk.event.id, kinds_of(request)["match"], {}, by=desk.by)
    except MannamError as refused:
        return await _matches(request, desk, "", "", 0, Span(PER_PAGE), refused)
    return redirect(request, f"/events/{desk.event.slug}/matches")


async def _matches(
    request: Request,
    desk: OrganizerDesk,
    supplier: str,
    buyer: str,
    start: int,
    span: Span,
    refused: MannamError | None = None,
) -> Response:
    db, event = desk.db, desk.event.id
    everyone = await people.participants(db, event, by=desk.by)
    found = await reading.matches(db, event, supplier=supplier or None, buyer=buyer or None, span=span, by=desk.by)
    language = language_of(request)
    return await page(
        request,
        "console/matches.html",
        desk,
        refused=refused,
        **await latest_job(request, desk, "match"),
        matches=[(match, match_reasons(match, language)[1:]) for match in found],
        bands=await reading.count(db, event, by=desk.by),
        everyone=everyone,
        supplier=supplier,
        buyer=buyer,
        start=start,
        more=found.next,
        per_page=PER_PAGE,
    )
