"""What the pages of a participant are made of: its day, its requests, its matches, as templates take them."""

from functools import partial
from typing import Any

from fastapi import Request

from api.events.nouns import Participant
from api.ground.portions import Span
from api.matches import reading as matching
from api.matches.nouns import Match
from api.matches.reasons import match_reasons
from api.outcomes import recording
from api.pages.frame import language_of
from api.requests import asking as requesting
from api.requests import reading as asked
from api.requests.nouns import Request as Wish
from api.schedules import agendas
from api.web.desk import Desk


def base_of(own: Participant) -> dict[str, Any]:
    """Whose page it is, and the side that it meets."""
    return {"own": own, "other": "buyer" if own.side == "supplier" else "supplier", "overseen": False}


async def day_of(desk: Desk, own: Participant) -> dict[str, Any]:
    """The agenda of a participant, whom it meets elsewhere than before, and of whom a record stands."""
    db, by = desk.db, desk.by
    found = await agendas.agenda(db, desk.event, own.code, by=by)
    records = await recording.outcomes(db, desk.event.id, current_only=True, by=by)
    pairs = [{one.supplier.code, one.buyer.code} for one in records]
    recorded = {code for pair in pairs if own.code in pair for code in pair - {own.code}}
    return {"agenda": found, "changed": await agendas.changed(db, desk.event, found, by=by), "recorded": recorded}


async def requests_of(desk: Desk, own: Participant, asks: tuple[int, requesting.Step] | None) -> dict[str, Any]:
    """What others asked of a participant and what it asked for; ``asks`` is a step that is to be confirmed."""
    wishes = await asked.requests(desk.db, desk.event.id, of=own, by=desk.by)
    return {
        "asks": asks,
        "incoming": [wish for wish in wishes if wish.asked_by != own.side],
        "outgoing": [wish for wish in wishes if wish.asked_by == own.side],
        "steps": partial(requesting.steps, by=desk.by),
    }


async def matches_of(request: Request, desk: Desk, own: Participant, *, limit: int, start: int = 0) -> dict[str, Any]:
    """Matches of a participant with their reasons, and how each pair stands."""
    db, event, by = desk.db, desk.event.id, desk.by
    supplier, buyer = (own.code, None) if own.side == "supplier" else (None, own.code)
    first = await matching.matches(db, event, supplier=supplier, buyer=buyer, span=Span(start + limit), by=by)
    found = first[start:]
    wishes = await asked.requests(db, event, of=own, by=by)
    language = language_of(request)
    return {"matches": [(one, match_reasons(one, language)[1:], _standing(one, wishes)) for one in found]}


def _standing(match: Match, wishes: list[Wish]) -> str:
    """How a match's pair stands: agreed, waiting or nothing."""
    states = {
        wish.state
        for wish in wishes
        if (wish.supplier.code, wish.buyer.code) == (match.supplier.code, match.buyer.code)
    }
    return next((state for state in ("accepted", "sent", "declined") if state in states), "")
