"""Why a request has no meeting, with a button for each way to let it in."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.ground.errors import Conflict, MannamError
from api.pages.frame import attempt, page, redirect
from api.requests import asking
from api.schedules import explaining
from api.schedules.pinning import Hand
from api.web.desk import Desk, OrganizerDesk

router = APIRouter(prefix="/events/{slug}/schedules/{version}/why/{supplier}/{buyer}")


@router.get("")
async def why(request: Request, desk: OrganizerDesk, version: int, supplier: str, buyer: str) -> Response:
    """The reason, and what would let the request in."""
    return await _page(request, desk, Hand(version, supplier, buyer))


@router.post("")
async def let_in(
    request: Request,
    desk: OrganizerDesk,
    version: int,
    supplier: str,
    buyer: str,
    way: Annotated[str, Form(max_length=500)],
) -> Response:
    """Take a way: a new version holds the meeting."""
    hand = Hand(version, supplier, buyer)
    try:
        async with attempt(desk.db):
            made = await explaining.let_in(desk.db, desk.event.id, hand, way, by=desk.by)
    except MannamError as refused:
        return await _page(request, desk, hand, refused)
    return redirect(
        request,
        f"/events/{desk.event.slug}/schedules/{made.version}",
        "Version {version} holds this meeting. Look at it, then publish it.",
        version=made.version,
    )


async def _page(request: Request, desk: Desk, hand: Hand, refused: MannamError | None = None) -> Response:
    supplier, buyer = await asking.pair(
        desk.db, desk.event.id, hand.supplier_code, hand.buyer_code, verb="read", noun="schedule", by=desk.by
    )
    explanation = None
    try:
        explanation = await explaining.explain(desk.db, desk.event.id, hand, by=desk.by)
    except Conflict as unanswered:
        refused = refused or unanswered
    return await page(
        request,
        "console/reason.html",
        desk,
        refused=refused,
        explanation=explanation,
        hand=hand,
        supplier=supplier,
        buyer=buyer,
    )
