"""Suppliers and buyers of an event."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BeforeValidator, Field

from api.events.nouns import Side
from api.participants import reading
from api.web.desk import MemberDesk, OrganizerDesk
from api.web.paging import Listed
from api.web.shapes import Page, Shape, flat

router = APIRouter(prefix="/events/{slug}/participants", tags=["participants"])


class Participant(Shape):
    """An organization at the event."""

    code: str = Field(examples=["S01"])
    side: Side
    name_ko: str
    name_en: str
    name_local: str
    country: str = Field(examples=["KR"])
    kind: str
    about_ko: str
    about_en: str
    languages: list[str]
    markets: list[str]
    presence: list[str] = Field(description="Countries in which a supplier has an office or a partner of its own.")
    references: list[str] = Field(description="Countries in which something of a supplier is in use.")
    legs: list[str]
    min_meetings: Annotated[int, BeforeValidator(lambda least: least or 0)]
    max_meetings: int | None
    at_once: int = Field(description="How many meetings it holds at a time.")
    fictional: bool


class Solution(Shape):
    """What a supplier offers."""

    code: str
    sector: str
    title_ko: str
    title_en: str
    text_ko: str
    text_en: str


class Need(Shape):
    """What a buyer looks for."""

    code: str
    sector: str
    language: str
    title: str
    title_en: str
    text: str
    text_en: str
    maturity: Annotated[str, BeforeValidator(lambda stage: stage or "")]


class ParticipantInFull(Participant):
    """A participant with what it offers or looks for."""

    solutions: list[Solution]
    needs: list[Need]


@router.get("", operation_id="listParticipants", response_model=Page[Participant])
async def list_participants(desk: OrganizerDesk, listed: Listed, side: Side | None = None) -> object:
    """Participants, suppliers first, by code."""
    return listed.page(await reading.participants(desk.db, desk.event.id, side, span=listed.span, by=desk.by))


@router.get("/{code:path}", operation_id="readParticipant", response_model=ParticipantInFull)
async def read_participant(desk: MemberDesk, code: str) -> object:
    """A participant with its solutions or needs; a participant's key reads its own."""
    found = await reading.profile(desk.db, desk.event.id, code, by=desk.by)
    return {**flat(found.participant), "solutions": found.solutions, "needs": found.needs}
