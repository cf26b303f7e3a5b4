"""The pages of a participant, short ones for a phone: the day, requests, matches to find, records, and counterparts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.access.may import confined
from api.events.nouns import Participant
from api.outcomes.nouns import OutcomeFields
from api.outcomes.understanding import SATISFACTION, TIERS
from api.pages.company.home import requests_page
from api.pages.company.parts import base_of, day_of, matches_of
from api.pages.frame import language_of, page
from api.participants import reading as people
from api.schedules import agendas
from api.schedules.nouns import Meeting
from api.web.desk import Desk, MemberDesk

router = APIRouter(prefix="/events/{slug}/me")
PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Card:
    """The meeting that runs, or the next one, and the minutes until it ends or begins."""

    meeting: Meeting
    running: bool
    minutes: int


async def own_desk(desk: MemberDesk) -> tuple[Desk, Participant | None]:
    """The desk of a participant and who that is; None for organizers, who have pages of their own."""
    if not confined(desk.by, "read", "participant") or desk.by.participant_code is None:
        return desk, None
    return desk, await people.participant(desk.db, desk.event.id, desk.by.participant_code, by=desk.by)


Own = Annotated[tuple[Desk, Participant | None], Depends(own_desk, scope="function")]


def _organizers(desk: Desk) -> Response:
    return RedirectResponse(f"/events/{desk.event.slug}/participants", 303)


@router.get("")
async def today(request: Request, at: Own) -> Response:
    """The meeting that runs or comes next, and the day as a timeline."""
    desk, own = at
    if own is None:
        return _organizers(desk)
    profile = await people.profile(desk.db, desk.event.id, own.code, by=desk.by)
    day = await day_of(desk, own)
    card = card_of(day["agenda"].meetings, datetime.now(UTC))
    texts = [*profile.solutions, *profile.needs]
    return await page(request, "company/today.html", desk, **base_of(own), **day, card=card, texts=texts)


@router.get("/requests")
async def requests(request: Request, at: Own) -> Response:
    """What others asked, and what was asked for."""
    desk, own = at
    return await requests_page(request, desk, own.code) if own else _organizers(desk)


@router.get("/find")
async def find(
    request: Request, at: Own, strong: bool = False, start: Annotated[int, Query(ge=0, le=2**31)] = 0
) -> Response:
    """Matches, ten at a time, the strong ones alone if wanted."""
    desk, own = at
    if own is None:
        return _organizers(desk)
    matches = (await matches_of(request, desk, own, limit=PER_PAGE + 1, start=start))["matches"]
    shown = [one for one in matches[:PER_PAGE] if not strong or one[0].band == "strong"]
    more = len(matches) > PER_PAGE and (not strong or len(shown) == PER_PAGE)
    return await page(
        request,
        "company/find.html",
        desk,
        **base_of(own),
        matches=shown,
        more=more,
        start=start,
        strong=strong,
        per_page=PER_PAGE,
    )


@router.get("/record")
async def record(
    request: Request, at: Own, chosen: Annotated[str, Query(alias="with", max_length=100)] = ""
) -> Response:
    """Every meeting, to say in three taps what came of it."""
    desk, own = at
    if own is None:
        return _organizers(desk)
    day = await day_of(desk, own)
    profile = await people.profile(desk.db, desk.event.id, own.code, by=desk.by)
    return await page(
        request,
        "company/record.html",
        desk,
        **base_of(own),
        **day,
        chosen=chosen,
        tiers=TIERS,
        contents=SATISFACTION,
        draft=OutcomeFields("held"),
        products=[one.title_ko if language_of(request) == "ko" else one.title_en for one in profile.solutions],
    )


@router.get("/with/{code:path}")
async def counterpart(request: Request, at: Own, code: str) -> Response:
    """What somebody offers or seeks with whom there is a match, a request or a meeting."""
    desk, own = at
    if own is None:
        return _organizers(desk)
    profile = await agendas.counterpart(desk.db, desk.event, code, by=desk.by)
    agenda = await agendas.agenda(desk.db, desk.event, own.code, by=desk.by)
    return await page(
        request,
        "company/sheet.html",
        desk,
        **base_of(profile.participant),
        texts=[*profile.solutions, *profile.needs],
        meetings=[one for one in agenda.meetings if code in (one.supplier.code, one.buyer.code)],
        contacts=agenda.contacts_at(code),
    )


def card_of(meetings: Sequence[Meeting], now: datetime) -> Card | None:
    """The first meeting that has not ended; None after the last."""
    for one in meetings:
        if one.ends_at > now:
            running = one.starts_at <= now
            return Card(one, running, int(((one.ends_at if running else one.starts_at) - now).total_seconds() // 60))
    return None
