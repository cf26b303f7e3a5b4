"""Suggested pairs."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.events.nouns import Language
from api.matches import reading
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
    found = await reading.matches(
        desk.db, desk.event.id, supplier=supplier, buyer=buyer, limit=limit, offset=offset, by=desk.by
    )
    return {"items": [_said(match, language) for match in found]}


def _said(match: Match, language: str) -> dict[str, object]:
    return {**shapes.flat(match), "reasons": match_reasons(match, language)}
