"""Consultation logs: record a meeting, correct a record, see all of them with their history."""

from dataclasses import fields
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from api.ground.errors import MannamError
from api.outcomes import recording
from api.pages.frame import attempt, page, redirect
from api.schedules.agendas import counterparts
from api.web.desk import Desk, MemberDesk

router = APIRouter(prefix="/events/{slug}/outcomes")


def typed(
    state: Annotated[str, Form()] = "held",
    tier: Annotated[str, Form()] = "none",
    product: Annotated[str, Form()] = "",
    quantity: Annotated[str, Form()] = "",
    unit_price: Annotated[str, Form()] = "",
    amount: Annotated[str, Form()] = "",
    destination: Annotated[str, Form()] = "",
    next_step: Annotated[str, Form()] = "",
    evidence: Annotated[str, Form()] = "",
) -> recording.Draft:
    """What was typed into the form."""
    return recording.Draft(state, tier, product, quantity, unit_price, amount, destination, next_step, evidence)


Typed = Annotated[recording.Draft, Depends(typed)]


@router.get("")
async def list_outcomes(request: Request, desk: MemberDesk, supplier: str = "", buyer: str = "") -> Response:
    """Records, the newest first, and the form for a new one."""
    return await _list(request, desk, supplier, buyer, recording.Draft("held", "consulted"))


@router.post("")
async def record(
    request: Request,
    desk: MemberDesk,
    draft: Typed,
    supplier_code: Annotated[str, Form()] = "",
    buyer_code: Annotated[str, Form()] = "",
) -> Response:
    """Record a meeting from the caller's side."""
    try:
        async with attempt(desk.db):
            await recording.record(desk.db, desk.event.id, supplier_code, buyer_code, draft, by=desk.by)
    except MannamError as refused:
        return await _list(request, desk, supplier_code, buyer_code, draft, refused)
    return redirect(request, _base(desk), "Recorded. A mistake can be corrected: the first entry stays readable.")


@router.get("/{outcome_id}")
async def correction(request: Request, desk: MemberDesk, outcome_id: int) -> Response:
    """The form that corrects a record."""
    return await _correction(request, desk, outcome_id)


@router.post("/{outcome_id}")
async def correct(request: Request, desk: MemberDesk, outcome_id: int, draft: Typed) -> Response:
    """Correct a record by a new one."""
    try:
        async with attempt(desk.db):
            await recording.correct(desk.db, desk.event.id, outcome_id, draft, by=desk.by)
    except MannamError as refused:
        return await _correction(request, desk, outcome_id, draft, refused)
    return redirect(request, _base(desk), "Corrected. The earlier entry stays readable.")


async def _list(
    request: Request,
    desk: Desk,
    supplier: str,
    buyer: str,
    draft: recording.Draft,
    refused: MannamError | None = None,
) -> Response:
    return page(
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
    draft: recording.Draft | None = None,
    refused: MannamError | None = None,
) -> Response:
    found = await recording.outcome(desk.db, desk.event.id, outcome_id, by=desk.by)
    names = [field.name for field in fields(recording.Draft) if field.name != "amount"]
    was = {name: _typed(getattr(found, name)) for name in names}
    return page(
        request,
        "records/outcome.html",
        desk,
        refused=refused,
        outcome=found,
        draft=draft or recording.Draft(**was, amount=found.amount_said),
        **_choices(),
    )


def _typed(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value or "")


def _choices() -> dict[str, Any]:
    return {"states": recording.STATES, "tiers": recording.TIERS}


def _base(desk: Desk) -> str:
    return f"/events/{desk.event.slug}/outcomes"
