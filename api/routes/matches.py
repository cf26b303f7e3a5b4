"""Suggested pairs."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.events.nouns import Language
from api.matches import nouns, reading
from api.matches.reasons import match_reasons
from api.web.desk import MemberDesk
from api.web.languages import speaking
from api.web.paging import Listed
from api.web.shapes import Page, Shape, flat

router = APIRouter(prefix="/events/{slug}/matches", tags=["matches"])


class Match(Shape):
    """A suggested pair, why, and the sentences that met."""

    supplier_code: str
    supplier_ko: str
    supplier_en: str
    buyer_code: str
    buyer_ko: str
    buyer_en: str
    buyer_local: str
    buyer_country: str
    score: float = Field(ge=0, le=1)
    band: str = Field(examples=["strong"])
    components: dict[str, float]
    evidence: dict[str, Any] | None
    solution_ko: str | None
    solution_en: str | None
    need_title: str | None
    need_title_en: str | None
    reasons: list[str]


@router.get("", operation_id="listMatches", response_model=Page[Match])
async def list_matches(
    desk: MemberDesk,
    request: Request,
    response: Response,
    listed: Listed,
    supplier: str | None = None,
    buyer: str | None = None,
    language: Language | None = None,
) -> object:
    """Matches by score with reasons and evidence; a participant's key sees those of its own."""
    found = await reading.matches(desk.db, desk.event.id, supplier=supplier, buyer=buyer, span=listed.span, by=desk.by)
    spoken, told = speaking(request, language, otherwise="en")
    response.headers.update(told)
    return listed.page(found.each(lambda match: _said(match, spoken)))


def _said(match: nouns.Match, language: str) -> dict[str, object]:
    return {**flat(match), "reasons": match_reasons(match, language)}
