"""Memoranda of understanding: an append-only log."""

from fastapi import APIRouter

from api.ground.portions import cut
from api.mous import following, nouns
from api.mous import recording as memoranda
from api.mous.nouns import ActivityFields, MouCorrection, MouMove, NewMou
from api.web.desk import MemberDesk
from api.web.idempotency import Answering
from api.web.paging import Listed
from api.web.shapes import Page, WhyNot, said

router = APIRouter(prefix="/events/{slug}/mous", tags=["mous"], route_class=Answering)


Activity = said(nouns.Activity, "What the parties of an MOU did.")
Mou = said(nouns.Mou, "A memorandum, as one of its entries says it.", without=["id"])


@router.get("", operation_id="listMous", response_model=Page[Mou])
async def list_mous(desk: MemberDesk, listed: Listed) -> object:
    """MOUs as they stand now, the newest first; a participant's key sees those to which it is a party."""
    return listed.page(await memoranda.mous(desk.db, desk.event.id, span=listed.span, by=desk.by))


@router.post("", operation_id="addMou", status_code=201, response_model=Mou)
async def add(desk: MemberDesk, said: NewMou, confirm: bool = False) -> object:
    """Add an MOU under the event's next number.

    A participant's ``waits`` for the organizer's yes where its parties have no published meeting. A date long before the
    event is refused as ``doubtful`` until it comes with ``confirm``.
    """
    return await memoranda.add(
        desk.db,
        desk.event.id,
        said,
        supplier_code=said.supplier_code,
        buyer_code=said.buyer_code,
        by=desk.by,
        confirmed=confirm,
    )


@router.get("/{number}", operation_id="readMouHistory", response_model=Page[Mou])
async def history(desk: MemberDesk, listed: Listed, number: int) -> object:
    """Every entry of an MOU, the newest first."""
    return listed.page(await memoranda.history(desk.db, desk.event.id, number, span=listed.span, by=desk.by))


@router.post("/{number}/correct", operation_id="correctMou", status_code=201, response_model=Mou)
async def correct(desk: MemberDesk, number: int, said: MouCorrection, confirm: bool = False) -> object:
    """Add an entry that replaces the newest one and says why; ``confirm`` as for a new MOU."""
    return await memoranda.correct(
        desk.db, desk.event.id, number, said, why=said.why, entry=said.entry, by=desk.by, confirmed=confirm
    )


@router.post("/{number}/move", operation_id="moveMou", status_code=201, response_model=Mou)
async def move(desk: MemberDesk, number: int, said: MouMove) -> object:
    """Move an MOU to another state: planned, signed, active, dormant, fulfilled, ended. Back goes a correction alone."""
    return await following.move(desk.db, desk.event.id, number, said, by=desk.by)


@router.get("/{number}/activities", operation_id="listMouActivities", response_model=Page[Activity])
async def list_activities(desk: MemberDesk, listed: Listed, number: int) -> object:
    """What the parties of an MOU did, the newest first."""
    return listed.page(cut(await following.activities(desk.db, desk.event.id, number, by=desk.by), listed.span))


@router.post("/{number}/activities", operation_id="noteMouActivity", status_code=201, response_model=Activity)
async def note_activity(desk: MemberDesk, number: int, said: ActivityFields) -> object:
    """Note what the parties of an MOU did; it is not dormant for half a year from then on."""
    return await following.note_activity(desk.db, desk.event.id, number, said, by=desk.by)


@router.post("/{number}/confirm", operation_id="confirmMou", response_model=Mou)
async def confirm(desk: MemberDesk, number: int) -> object:
    """The organizer's yes to an MOU whose parties had no published meeting: it counts from now on."""
    return await memoranda.confirm(desk.db, desk.event.id, number, by=desk.by)


@router.post("/{number}/refuse", operation_id="refuseMou", response_model=Mou)
async def refuse(desk: MemberDesk, number: int, why: WhyNot) -> object:
    """The organizer's no to such an MOU: it is not counted, and whoever recorded it reads why (``refused``)."""
    return await memoranda.refuse(desk.db, desk.event.id, number, why, by=desk.by)
