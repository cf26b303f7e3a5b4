"""The MOU log: add, correct with a reason, list, history."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.ground.errors import MannamError
from api.ground.lengths import Prose
from api.mous import following
from api.mous import recording as memoranda
from api.mous.nouns import ActivityFields, Mou, MouFields, MouMove, NewMou
from api.pages.frame import attempt, page, redirect
from api.schedules.agendas import counterparts
from api.web.desk import Desk, MemberDesk
from api.web.forms import form

router = APIRouter(prefix="/events/{slug}/mous")


@router.get("")
async def list_mous(request: Request, desk: MemberDesk) -> Response:
    """MOUs as they stand, and the form for a new one."""
    return await _list(request, desk, MouFields(""))


@router.post("")
async def add(
    request: Request,
    desk: MemberDesk,
    draft: Annotated[NewMou, Depends(form(NewMou))],
    confirmed: Annotated[bool, Form()] = False,
) -> Response:
    """Add an MOU; what is doubtful is asked about first."""
    try:
        async with attempt(desk.db):
            added = await memoranda.add(
                desk.db,
                desk.event.id,
                draft,
                supplier_code=draft.supplier_code,
                buyer_code=draft.buyer_code,
                by=desk.by,
                confirmed=confirmed,
            )
    except MannamError as refused:
        return await _list(request, desk, draft, draft.supplier_code, draft.buyer_code, refused)
    if added.waits:
        return redirect(
            request,
            _base(desk),
            "Recorded. No published meeting of the two is known, so it waits for the organizer's yes and counts then.",
        )
    return redirect(request, _base(desk), "MOU {number} is recorded.", number=added.number)


@router.get("/{number}")
async def history(request: Request, desk: MemberDesk, number: int) -> Response:
    """Every entry of an MOU, and the form that corrects it."""
    return await _history(request, desk, number)


@router.post("/{number}")
async def correct(
    request: Request,
    desk: MemberDesk,
    number: int,
    draft: Annotated[MouFields, Depends(form(MouFields))],
    why: Annotated[Prose, Form()] = "",
    entry: Annotated[int | None, Form()] = None,
    confirmed: Annotated[bool, Form()] = False,
) -> Response:
    """Correct an MOU by a new entry; what is doubtful is asked about first."""
    try:
        async with attempt(desk.db):
            await memoranda.correct(
                desk.db, desk.event.id, number, draft, why=why, entry=entry, by=desk.by, confirmed=confirmed
            )
    except MannamError as refused:
        return await _history(request, desk, number, draft, why, refused)
    return redirect(request, f"{_base(desk)}/{number}", "Corrected. The earlier entry stays readable.")


@router.post("/{number}/move")
async def move(
    request: Request, desk: MemberDesk, number: int, said: Annotated[MouMove, Depends(form(MouMove))]
) -> Response:
    """Move an MOU to another state."""
    try:
        async with attempt(desk.db):
            await following.move(desk.db, desk.event.id, number, said, by=desk.by)
    except MannamError as refused:
        return await _history(request, desk, number, refused=refused)
    return redirect(request, f"{_base(desk)}/{number}", "Moved. The earlier entry stays readable.")


@router.post("/{number}/activities")
async def note_activity(
    request: Request, desk: MemberDesk, number: int, said: Annotated[ActivityFields, Depends(form(ActivityFields))]
) -> Response:
    """Note what the parties did."""
    try:
        async with attempt(desk.db):
            await following.note_activity(desk.db, desk.event.id, number, said, by=desk.by)
    except MannamError as refused:
        return await _history(request, desk, number, refused=refused)
    return redirect(request, f"{_base(desk)}/{number}", "Noted.")


@router.post("/{number}/confirm")
async def confirm(request: Request, desk: MemberDesk, number: int) -> Response:
    """Say yes to an MOU whose parties had no published meeting."""
    await memoranda.confirm(desk.db, desk.event.id, number, by=desk.by)
    return redirect(request, f"{_base(desk)}/{number}", "Confirmed. It counts from now on.")


@router.post("/{number}/refuse")
async def refuse(request: Request, desk: MemberDesk, number: int, why: Annotated[Prose, Form()] = "") -> Response:
    """Say no to such an MOU, and why."""
    await memoranda.refuse(desk.db, desk.event.id, number, why, by=desk.by)
    said = "Refused. It is not counted, and whoever recorded it reads why."
    return redirect(request, f"{_base(desk)}/{number}", said)


async def _list(
    request: Request,
    desk: Desk,
    draft: MouFields,
    supplier: str = "",
    buyer: str = "",
    refused: MannamError | None = None,
) -> Response:
    return await page(
        request,
        "records/mous.html",
        desk,
        refused=refused,
        mous=await memoranda.mous(desk.db, desk.event.id, by=desk.by),
        everyone=await counterparts(desk.db, desk.event, by=desk.by),
        draft=draft,
        supplier=supplier,
        buyer=buyer,
        states=memoranda.STATES,
        levels=memoranda.LEVELS,
    )


async def _history(
    request: Request,
    desk: Desk,
    number: int,
    draft: MouFields | None = None,
    why: str = "",
    refused: MannamError | None = None,
) -> Response:
    entries = await memoranda.history(desk.db, desk.event.id, number, by=desk.by)
    heard = await following.activities(desk.db, desk.event.id, number, by=desk.by)
    return await page(
        request,
        "records/mou.html",
        desk,
        refused=refused,
        entries=entries,
        heard=heard,
        milestones=following.milestones(entries[0], heard, datetime.now(UTC).date()),
        moves=following.can_go(entries[0]),
        draft=draft or _as_it_stands(entries[0]),
        why=why,
        states=memoranda.STATES,
        levels=memoranda.LEVELS,
    )


def _as_it_stands(newest: Mou) -> MouFields:
    signed_on = newest.signed_on.isoformat() if newest.signed_on else ""
    return MouFields(
        newest.subject,
        newest.state,
        newest.level,
        newest.parties,
        signed_on,
        newest.evidence,
        newest.message,
        newest.note,
    )


def _base(desk: Desk) -> str:
    return f"/events/{desk.event.slug}/mous"
