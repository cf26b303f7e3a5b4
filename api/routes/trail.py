"""The trail of an event: who changed what, for organizers."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.audit import reading
from api.web.desk import OrganizerDesk
from api.web.shapes import Shape

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


class Entries(Shape):
    """A portion of the trail, the newest first; ``next`` is the cursor of the portion after it, null at the end."""

    items: list[Entry]
    next: int | None


@router.get("", operation_id="readTrail", response_model=Entries)
async def read_trail(
    desk: OrganizerDesk,
    noun: Annotated[str | None, Query(max_length=40, description="Only this table, say participants.")] = None,
    by: Annotated[str | None, Query(max_length=200, description="Only what this caller changed.")] = None,
    cursor: Annotated[int | None, Query(ge=1, le=2**62, description="next of the portion before.")] = None,
    limit: Annotated[int, Query(ge=1, le=reading.MOST)] = 50,
) -> object:
    """Who changed what and when, before and after, the newest first."""
    found = await reading.entries(desk.db, desk.event.id, by=desk.by, noun=noun, author=by, before=cursor, limit=limit)
    items = [{**asdict(one), "changed": one.changed} for one in found]
    return {"items": items, "next": found[-1].number if len(found) == limit else None}
