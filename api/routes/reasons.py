"""Why a request has no meeting in a version, and the ways to let it in."""

from fastapi import APIRouter
from pydantic import Field

from api.routes.schedules import Pair, Schedule, said
from api.schedules import explaining
from api.schedules.pinning import Hand
from api.web.desk import OrganizerDesk
from api.web.idempotency import Answering
from api.web.shapes import Shape

router = APIRouter(prefix="/events/{slug}/schedules/{version}", tags=["schedules"], route_class=Answering)


class Way(Shape):
    """A change that lets the request in, made and checked before it is offered."""

    key: str = Field(description="Names the way while version and facts stay as they are.")
    words_en: str
    words_ko: str
    slot: str = Field(description="Where the meeting is then held.")
    affected: int = Field(description="How many other meetings change.")
    takeable: bool = Field(
        description="Whether `letIn` carries it out; else somebody or something has to be found first."
    )


class Explanation(Shape):
    """Why a pair does not meet, and the ways to let it in, the cheapest first."""

    code: str = Field(examples=["tables_full"])
    reason_en: str
    reason_ko: str
    ways: list[Way]


class Taken(Pair):
    """A pair and the way that is taken."""

    way: str = Field(max_length=500, examples=["max_meetings/B17/"])


@router.get("/why/{supplier}/{buyer}", operation_id="explainUnscheduled", response_model=Explanation)
async def explain(desk: OrganizerDesk, version: int, supplier: str, buyer: str) -> object:
    """Why a request has no meeting in a version, by the facts of now, and every way to let it in; takes a few seconds."""
    return await explaining.explain(desk.db, desk.event.id, Hand(version, supplier, buyer), by=desk.by)


@router.post("/let-in", operation_id="letIn", status_code=201, response_model=Schedule)
async def let_in(desk: OrganizerDesk, version: int, taken: Taken) -> object:
    """Take one of the ways that `explainUnscheduled` names: its facts change, and a new version holds the meeting."""
    hand = Hand(version, taken.supplier_code, taken.buyer_code)
    return said(await explaining.let_in(desk.db, desk.event.id, hand, taken.way, by=desk.by))
