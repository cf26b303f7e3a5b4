"""What is lost on the day: who is gone or late, which table or interpreter cannot be used."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.routes.schedules import Checked
from api.schedules import losing, nouns
from api.schedules.checking import check_published
from api.web.desk import OrganizerDesk
from api.web.idempotency import Answering
from api.web.paging import Listed
from api.web.shapes import Page, Shape

router = APIRouter(prefix="/events/{slug}/losses", tags=["losses"], route_class=Answering)


class Loss(Shape):
    """A participant who is gone or late, or a table or interpreter that cannot be used; a null time is open."""

    id: int
    kind: nouns.LossKind
    code: str
    name_ko: str
    name_en: str
    begins_at: datetime | None
    ends_at: datetime | None
    why: str
    said_by: str
    said_at: datetime


class Lost(BaseModel):
    """What was said, and how the published schedule stands to it."""

    items: list[Loss]
    published: Checked | None = Field(description="The published schedule against the facts of now; null without one.")


@router.get("", operation_id="listLosses", response_model=Page[Loss])
async def list_losses(desk: OrganizerDesk, listed: Listed) -> object:
    """Everything that is lost, the latest said first."""
    return listed.page(await losing.losses(desk.db, desk.event.id, span=listed.span, by=desk.by))


@router.post("", operation_id="lose", status_code=201, response_model=Lost)
async def lose(desk: OrganizerDesk, said: nouns.NewLoss) -> object:
    """Say that a participant is gone or late, or that a table or an interpreter is lost.

    Gone from a slot on: `from_slot`. Late until a slot, in which it is there again: `until_slot`. Times of their own:
    `from_time` and `until_time`. Single slots: `slots`. None of them means the whole event. The answer says which published
    meetings this costs. Whoever keeps a table that is lost meets at any other.
    """
    items = await losing.lose(desk.db, desk.event.id, said, by=desk.by)
    return {"items": items, "published": await check_published(desk.db, desk.event.id, by=desk.by)}


@router.get("/{loss_id}", operation_id="readLoss", response_model=Loss)
async def read_loss(desk: OrganizerDesk, loss_id: int) -> object:
    """One thing that is lost."""
    return await losing.loss(desk.db, desk.event.id, loss_id, by=desk.by)


@router.delete("/{loss_id}", operation_id="takeLossBack", status_code=204, response_class=Response)
async def take_back(desk: OrganizerDesk, loss_id: int) -> Response:
    """Take a loss back: it was none, or is over."""
    await losing.take_back(desk.db, desk.event.id, loss_id, by=desk.by)
    return Response(status_code=204)
