"""On the day: who is gone or late, what is lost, which meetings that costs, and the button that re-plans."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.ground.errors import MannamError
from api.ground.lengths import Code
from api.pages.frame import attempt, page, redirect
from api.schedules import losing
from api.schedules.checking import check_published
from api.schedules.nouns import LOSS_KINDS, NewLoss
from api.web.desk import Desk, OrganizerDesk
from api.web.forms import form

router = APIRouter(prefix="/events/{slug}/day")


@router.get("")
async def day(request: Request, desk: OrganizerDesk) -> Response:
    """What is lost, and the form that says so."""
    return await _day(request, desk)


@router.post("")
async def lose(
    request: Request,
    desk: OrganizerDesk,
    said: Annotated[NewLoss, Depends(form(NewLoss))],
    slots: Annotated[list[Code] | None, Form()] = None,
) -> Response:
    """Say that something is lost, and see what it costs."""
    whole = NewLoss(said.kind, said.code, said.from_slot, said.until_slot, tuple(slots or ()), why=said.why)
    try:
        async with attempt(desk.db):
            await losing.lose(desk.db, desk.event.id, whole, by=desk.by)
    except MannamError as refused:
        return await _day(request, desk, refused)
    return redirect(
        request, f"/events/{desk.event.slug}/day", "Noted. Below stands what it costs; nothing is moved yet."
    )


@router.post("/{loss_id}/take-back")
async def take_back(request: Request, desk: OrganizerDesk, loss_id: int) -> Response:
    """Take a loss back."""
    await losing.take_back(desk.db, desk.event.id, loss_id, by=desk.by)
    return redirect(request, f"/events/{desk.event.slug}/day", "Taken back.")


async def _day(request: Request, desk: Desk, refused: MannamError | None = None) -> Response:
    db, event, by = desk.db, desk.event.id, desk.by
    there = await losing.losable(db, event, by=by)
    return await page(
        request,
        "console/day.html",
        desk,
        refused=refused,
        losses=await losing.losses(db, event, by=by),
        checked=await check_published(db, event, by=by),
        things=there.things,
        slots=there.slots,
        zones=there.zones,
        kinds=LOSS_KINDS,
    )
