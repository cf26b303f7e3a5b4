"""A company's own page: its agenda, its matches with reasons, requests to answer and to send."""

from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access.may import may
from api.ground.errors import Forbidden, MannamError
from api.ground.lengths import Code, Prose
from api.ground.portions import Span
from api.matches import reading as matching
from api.matches.nouns import Match
from api.matches.reasons import match_reasons
from api.pages.frame import attempt, language_of, page, redirect
from api.participants import reading as people
from api.requests import asking as requesting
from api.requests import reading as asked
from api.requests.nouns import NewRequest
from api.requests.nouns import Request as Wish
from api.schedules import declining
from api.schedules.agendas import agenda
from api.web.desk import Desk, MemberDesk

router = APIRouter(prefix="/events/{slug}")
SHOWN_MATCHES = 30
DONE: dict[str, str] = {
    "accept": "Accepted.",
    "decline": "Declined. You can still accept it below.",
    "withdraw": "Withdrawn. You can ask again.",
}


@router.get("/me")
async def me(request: Request, desk: MemberDesk) -> Response:
    """The page of the participant who is signed in."""
    if desk.by.participant_code is None:
        return RedirectResponse(f"/events/{desk.event.slug}/participants", 303)
    return await company_page(request, desk, desk.by.participant_code)


@router.post("/requests")
async def ask(
    request: Request,
    desk: MemberDesk,
    supplier_code: Annotated[Code, Form()],
    buyer_code: Annotated[Code, Form()],
    preference: Annotated[int, Form()] = 2,
    message: Annotated[Prose, Form()] = "",
    note: Annotated[Prose, Form()] = "",
    page_of: Annotated[Code, Form()] = "",
) -> Response:
    """Ask for a meeting, and return to the page of the participant for whom one asks."""
    to = _page_of(desk, page_of)
    wish = NewRequest(supplier_code, buyer_code, preference, message, note)
    try:
        async with attempt(desk.db):
            made = await requesting.ask(desk.db, desk.event.id, wish, by=desk.by)
    except MannamError as refused:
        return await _again(request, desk, page_of, refused)
    if made.state == "accepted":
        return redirect(request, f"{to}#requests", "Both sides asked: the meeting is agreed.")
    return redirect(request, f"{to}#requests", "Asked. The other side sees it now.")


@router.post("/requests/{request_id}/{step}")
async def answer(
    request: Request,
    desk: MemberDesk,
    request_id: int,
    step: requesting.Step,
    page_of: Annotated[Code, Form()] = "",
    confirmed: Annotated[bool, Form()] = False,
) -> Response:
    """Accept, decline or withdraw, and return to the page of the participant; a published meeting is warned of first."""
    try:
        async with attempt(desk.db):
            await declining.answer(desk.db, desk.event.id, request_id, step, by=desk.by, confirmed=confirmed)
    except MannamError as refused:
        asks = (request_id, step) if refused.code == "meeting-published" else None
        return await _again(request, desk, page_of, refused, asks)
    return redirect(request, f"{_page_of(desk, page_of)}#requests", DONE[step])


async def company_page(
    request: Request,
    desk: Desk,
    code: str,
    *,
    refused: MannamError | None = None,
    asks: tuple[int, requesting.Step] | None = None,
    link: str = "",
) -> Response:
    """The page of a participant, for itself or for an organizer who acts on its behalf.

    ``asks`` is a step on a request that is to be confirmed.
    """
    db, event, by = desk.db, desk.event.id, desk.by
    profile = await people.profile(db, event, code, by=by)
    own = profile.participant
    sides = {own.side: own.code}
    found = await matching.matches(
        db, event, supplier=sides.get("supplier"), buyer=sides.get("buyer"), span=Span(SHOWN_MATCHES), by=by
    )
    wishes = await asked.requests(db, event, of=own, by=by)
    language = language_of(request)
    return await page(
        request,
        "company/home.html",
        desk,
        refused=refused,
        asks=asks,
        own=own,
        overseen=may(by, "oversee", "event"),
        link=link,
        texts=[*profile.solutions, *profile.needs],
        agenda=await agenda(db, desk.event, own.code, by=by),
        matches=[(match, match_reasons(match, language)[1:], _standing(match, wishes)) for match in found],
        incoming=[wish for wish in wishes if wish.asked_by != own.side],
        outgoing=[wish for wish in wishes if wish.asked_by == own.side],
        steps=partial(requesting.steps, by=by),
    )


def _standing(match: Match, wishes: list[Wish]) -> str:
    """How a match's pair stands: agreed, waiting or nothing."""
    states = {
        wish.state
        for wish in wishes
        if (wish.supplier.code, wish.buyer.code) == (match.supplier.code, match.buyer.code)
    }
    return next((state for state in ("accepted", "sent", "declined") if state in states), "")


def _page_of(desk: Desk, code: str) -> str:
    base = f"/events/{desk.event.slug}"
    return f"{base}/participants/{quote(code, safe='')}" if may(desk.by, "oversee", "event") and code else f"{base}/me"


async def _again(
    request: Request,
    desk: Desk,
    code: str,
    refused: MannamError,
    asks: tuple[int, requesting.Step] | None = None,
) -> Response:
    own = desk.by.participant_code or code
    if not own or isinstance(refused, Forbidden):
        raise refused
    return await company_page(request, desk, own, refused=refused, asks=asks)
