"""Suggested pairs."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.events import finding
from api.events.nouns import Language
from api.matches import store
from api.matches.nouns import Match
from api.matches.reasons import match_reasons
from api.routes import shapes
from api.web.desk import MemberDesk

router = APIRouter(prefix="/events/{slug}/matches", tags=["matches"])


@router.get("", operation_id="listMatches", response_model=shapes.Page[shapes.Match])
async def list_matches(
    desk: MemberDesk,
    supplier: str | None = None,
    buyer: str | None = None,
    language: Language = "en",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> object:
    """Matches by score with reasons and evidence; a participant's key sees those of its own."""
    if not desk.by.organizes:
        mine = desk.by.participant_code
        supplier, buyer = (mine, buyer) if desk.by.side == "supplier" else (supplier, mine)
    found = await store.matches(
        desk.db,
        desk.event.id,
        supplier_id=None if supplier is None else (await _id(desk, supplier)),
        buyer_id=None if buyer is None else (await _id(desk, buyer)),
        limit=limit,
        offset=offset,
    )
    return {"items": [_said(match, language) for match in found]}


async def _id(desk: MemberDesk, code: str) -> int:
    return (await finding.participant(desk.db, desk.event.id, code)).id


def _said(match: Match, language: str) -> dict[str, object]:
    return {**shapes.flat(match), "reasons": match_reasons(match, language)}
