"""Consultation logs: record a meeting, correct a record, see all of them with their history."""

from dataclasses import fields
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from api.ground.errors import MannamError
from api.ground.lengths import Prose
from api.ground.names import within
from api.outcomes import recording
from api.outcomes.nouns import NewOutcome, OutcomeFields
from api.outcomes.understanding import SATISFACTION, STATES, TIERS
from api.pages.frame import attempt, page, redirect
from api.schedules.agendas import counterparts
from api.web.desk import Desk, MemberDesk
from api.web.forms import form

router = APIRouter(prefix="/events/{slug}/outcomes")


@router.get("")
async def list_outcomes(request: Request, desk: MemberDesk, supplier: str = "", buyer: str = "") -> Response:
    """Records, the newest first, and the form for a new one."""
    return await _list(request, desk, supplier, buyer, OutcomeFields("held", "consulted"))


@router.post("")
async def record(
    request: Request,
    desk: MemberDesk,
    draft: Annotated[NewOutcome, Depends(form(NewOutcome))],
    confirmed: Annotated[bool, Form()] = False,
    to: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Record a meeting from the caller's side and go back ``to`` where one was; what is doubtful is asked about first."""
    try:
        async with attempt(desk.db):
            made = await recording.record(
                desk.db, desk.event.id, draft.supplier_code, draft.buyer_code, draft, by=desk.by, confirmed=confirmed
            )
    except MannamError as refused:
        return await _list(request, desk, draft.supplier_code, draft.buyer_code, draft, refused)
    if made.waits:
        return redirect(
            request,
            _base(desk),
            "Recorded. No published meeting of the two is known, so it waits for the organizer's yes and counts then.",
        )
    return redirect(
        request,
        within(to) if to else _base(desk),
        "Recorded. A mistake can be corrected: the first entry stays readable.",
    )


@router.get("/{outcome_id}")
async def correction(request: Request, desk: MemberDesk, outcome_id: int) -> Response:
    """The form that corrects a record."""
    return await _correction(request, desk, outcome_id)


@router.post("/{outcome_id}")
async def correct(
    request: Request,
    desk: MemberDesk,
    outcome_id: int,
    draft: Annotated[OutcomeFields, Depends(form(OutcomeFields))],
    confirmed: Annotated[bool, Form()] = False,
) -> Response:
    """Correct a record by a new one; what is doubtful is asked about first."""
    try:
        async with attempt(desk.db):
            await recording.correct(desk.db, desk.event.id, outcome_id, draft, by=desk.by, confirmed=confirmed)
    except MannamError as refused:
        return await _correction(request, desk, outcome_id, draft, refused)
    return redirect(request, _base(desk), "Corrected. The earlier entry stays readable.")


@router.post("/{outcome_id}/confirm")
async def confirm(request: Request, desk: MemberDesk, outcome_id: int) -> Response:
    """Say yes to a record of a pair that had no published meeting."""
    await recording.confirm(desk.db, desk.event.id, outcome_id, by=desk.by)
    return redirect(request, _base(desk), "Confirmed. It counts from now on.")


@router.post("/{outcome_id}/refuse")
async def refuse(request: Request, desk: MemberDesk, outcome_id: int, why: Annotated[Prose, Form()] = "") -> Response:
    """Say no to such a record, and why."""
    await recording.refuse(desk.db, desk.event.id, outcome_id, why, by=desk.by)
    return redirect(request, _base(desk), "Refused. It is not counted, and whoever recorded it reads why.")


async def _list(
    request: Request,
    desk: Desk,
    supplier: str,
    buyer: str,
    draft: OutcomeFields,
    refused: MannamError | None = None,
) -> Response:
    return await page(
        request,
        "records/outcomes.html",
        desk,
        refused=refused,
        outcomes=await recording.outcomes(desk.db, desk.event.id, by=desk.by),
        correctable=partial(recording.of_own_side, by=desk.by),
        everyone=await counterparts(desk.db, desk.event, by=desk.by),
        supplier=supplier,
        buyer=buyer,
        draft=draft,
        **_choices(),
    )


async def _correction(
    request: Request,
    desk: Desk,
    outcome_id: int,
    draft: OutcomeFields | None = None,
    refused: MannamError | None = None,
) -> Response:
    found = await recording.outcome(desk.db, desk.event.id, outcome_id, by=desk.by)
    names = [field.name for field in fields(OutcomeFields) if field.name != "amount"]
    was: dict[str, Any] = {name: _typed(getattr(found, name)) for name in names}
    return await page(
        request,
        "records/outcome.html",
        desk,
        refused=refused,
        outcome=found,
        draft=draft or OutcomeFields(**was, amount=found.amount_said),
        **_choices(),
    )


def _typed(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value or "")


def _choices() -> dict[str, Any]:
    return {"states": STATES, "tiers": TIERS, "contents": SATISFACTION}


def _base(desk: Desk) -> str:
    return f"/events/{desk.event.slug}/outcomes"
