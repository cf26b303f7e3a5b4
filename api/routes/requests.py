"""Wishes to meet."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from api.requests import asking as requesting
from api.requests import reading
from api.requests.nouns import NewRequest, RequestState
from api.schedules.declining import answer
from api.web.desk import MemberDesk
from api.web.idempotency import Answering
from api.web.paging import Listed
from api.web.shapes import Page, Shape

router = APIRouter(prefix="/events/{slug}/requests", tags=["requests"], route_class=Answering)


class Request(Shape):
    """A wish to meet."""

    id: int
    supplier_code: str
    buyer_code: str
    asked_by: Literal["supplier", "buyer", "organizer"]
    preference: int | None = Field(ge=1, le=3, description="Null where it is the other side's.")
    state: RequestState
    message: str = Field(description="For the other side.")
    note: str = Field(description="For one's own side and the organizer; empty where it is the other side's.")
    expires_at: datetime | None
    updated_at: datetime
    acted_as: Literal["supplier", "buyer", "organizer"] | None = Field(
        description="In whose name the latest step was taken; null while only a workbook has spoken."
    )
    acted_by: str | None = Field(description="Who took the latest step.")


@router.get("", operation_id="listRequests", response_model=Page[Request])
async def list_requests(desk: MemberDesk, listed: Listed) -> object:
    """Requests, the latest change first; a participant's key sees those that concern it."""
    return listed.page(await reading.requests(desk.db, desk.event.id, span=listed.span, by=desk.by))


@router.post("", operation_id="askForMeeting", status_code=201, response_model=Request)
async def ask(desk: MemberDesk, wish: NewRequest) -> object:
    """Ask for a meeting: a participant for itself, an organizer for anyone. Asking back accepts.

    Whether a meeting comes of it is up to both sides and the schedule; a request is no promise.
    """
    return reading.seen(await requesting.ask(desk.db, desk.event.id, wish, by=desk.by), by=desk.by)


@router.get("/{request_id}", operation_id="readRequest", response_model=Request)
async def read_request(desk: MemberDesk, request_id: int) -> object:
    """One request; a participant's key reads those that concern it."""
    return await reading.request(desk.db, desk.event.id, request_id, by=desk.by)


@router.post("/{request_id}/accept", operation_id="acceptRequest", response_model=Request)
async def accept(desk: MemberDesk, request_id: int) -> object:
    """Say yes to a request of the other side."""
    return reading.seen(await requesting.answer(desk.db, desk.event.id, request_id, "accept", by=desk.by), by=desk.by)


@router.post("/{request_id}/decline", operation_id="declineRequest", response_model=Request)
async def decline(desk: MemberDesk, request_id: int, confirm: bool = False) -> object:
    """Say no to a request of the other side, which can be accepted later; a published meeting that it costs is confirmed."""
    return reading.seen(
        await answer(desk.db, desk.event.id, request_id, "decline", by=desk.by, confirmed=confirm), by=desk.by
    )


@router.post("/{request_id}/withdraw", operation_id="withdrawRequest", response_model=Request)
async def withdraw(desk: MemberDesk, request_id: int, confirm: bool = False) -> object:
    """Take back a request of one's own side; a published meeting that it costs is confirmed."""
    return reading.seen(
        await answer(desk.db, desk.event.id, request_id, "withdraw", by=desk.by, confirmed=confirm), by=desk.by
    )
