"""The trail of an event: who changed what, for organizers."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.audit import reading
from api.web.desk import OrganizerDesk
from api.web.paging import Listed
from api.web.shapes import Page, Shape

router = APIRouter(prefix="/events/{slug}/trail", tags=["trail"])


class Entry(Shape):
    """One change of one row, as the database recorded it in the transaction that made it."""

    number: int
    at: datetime
    by_name: str
    by_role: str
    on_behalf_of: str
    why: str
    request: str
    noun: str
    step: str
    label: str
    changed: dict[str, tuple[Any, Any]]


@router.get("", operation_id="readTrail", response_model=Page[Entry])
async def read_trail(
    desk: OrganizerDesk,
    listed: Listed,
    noun: Annotated[str | None, Query(max_length=40, description="Only this table, say participants.")] = None,
    by: Annotated[str | None, Query(max_length=200, description="Only what this caller changed.")] = None,
) -> object:
    """Who changed what and when, before and after, the newest first."""
    found = await reading.entries(desk.db, desk.event.id, by=desk.by, noun=noun, author=by, span=listed.span)
    return listed.page(found.each(lambda one: {**asdict(one), "changed": one.changed}))
