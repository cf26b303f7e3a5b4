"""What a participant sees of its own, and asking and answering; an organizer sees all of it on one page and acts for it."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response

from api.access.may import may
from api.ground.errors import Forbidden, MannamError
from api.ground.lengths import Code, Prose
from api.pages.company.parts import base_of, day_of, matches_of, requests_of
from api.pages.frame import attempt, page, redirect
from api.participants import reading as people
from api.requests import asking as requesting
from api.requests.nouns import NewRequest
from api.schedules import declining
from api.web.desk import Desk, MemberDesk

router = APIRouter(prefix="/events/{slug}")
SHOWN_MATCHES = 30
DONE: dict[str, str] = {
    "accept": "Accepted.",
    "decline": "Declined. You can still accept it below.",
    "withdraw": "Withdrawn. You can ask again.",
}


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
    to = page_of_requests(desk, page_of)
    wish = NewRequest(supplier_code, buyer_code, preference, message, note)
    try:
        async with attempt(desk.db):
            made = await requesting.ask(desk.db, desk.event.id, wish, by=desk.by)
    except MannamError as refused:
        return await _again(request, desk, page_of, refused)
    if made.state == "accepted":
        return redirect(request, to, "Both sides asked: the meeting is agreed.")
    return redirect(request, to, "Asked. The other side sees it now.")


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
    return redirect(request, page_of_requests(desk, page_of), DONE[step])


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
    return await page(
        request,
        "company/home.html",
        desk,
        refused=refused,
        **base_of(own) | {"overseen": may(by, "oversee", "event")},
        link=link,
        texts=[*profile.solutions, *profile.needs],
        **await day_of(desk, own),
        **await requests_of(desk, own, asks),
        **await matches_of(request, desk, own, limit=SHOWN_MATCHES),
    )


async def requests_page(
    request: Request,
    desk: Desk,
    code: str,
    *,
    refused: MannamError | None = None,
    asks: tuple[int, requesting.Step] | None = None,
) -> Response:
    """The requests of the participant who is signed in."""
    own = await people.participant(desk.db, desk.event.id, code, by=desk.by)
    around = {**base_of(own), **await requests_of(desk, own, asks)}
    return await page(request, "company/asked.html", desk, refused=refused, **around)


def page_of_requests(desk: Desk, code: str) -> str:
    """Where the requests of a participant stand: on its own page, or on the one on which an organizer acts for it."""
    base = f"/events/{desk.event.slug}"
    if may(desk.by, "oversee", "event") and code:
        return f"{base}/participants/{quote(code, safe='')}#requests"
    return f"{base}/me/requests"


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
    if desk.by.participant_code is not None:
        return await requests_page(request, desk, own, refused=refused, asks=asks)
    return await company_page(request, desk, own, refused=refused, asks=asks)
