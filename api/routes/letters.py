"""Invitations by letter, and the texts of letters."""

from dataclasses import asdict
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.events.nouns import Language, Side
from api.ground.lengths import Code, Letter, Line
from api.ground.portions import cut
from api.notices import inviting, nouns, reminding, telling, writing
from api.notices.nouns import NoticeKind, NoticeState, Told, Whom
from api.web.desk import OrganizerDesk
from api.web.idempotency import Answering
from api.web.paging import Listed
from api.web.shapes import Body, Page, Shape

router = APIRouter(prefix="/events/{slug}", tags=["letters"], route_class=Answering)


class NewInvitations(Body):
    """Whom to invite: ``all`` who are not yet, who has ``not opened`` it, everybody ``again``, or ``some`` of the codes."""

    whom: Whom = "all"
    codes: list[Code] = Field([], max_length=10_000, examples=[["S01", "B17"]])


class Called(Shape):
    """What an act of inviting did."""

    letters: int = Field(description="How many letters wait to be sent now.")
    without_address: tuple[str, ...] = Field(description="Participants without an address; nothing waits for them.")


class Invitation(BaseModel):
    """How the newest invitation of a participant stands; no state without one."""

    participant_code: str
    side: Side
    recipient: str
    address: str = Field(description="Where letters go; empty where no delegate has an address.")
    language: Language
    rounds: int = Field(description="How often it was invited.")
    state: NoticeState | None
    error: str | None = Field(description="Why the letter did not go, the last time.")
    sent_at: datetime | None
    opened_at: datetime | None = Field(description="When somebody of it first came by a sign-in link.")


class Affected(BaseModel):
    """Somebody whose agenda changed; no state while no letter was written."""

    participant_code: str
    address: str
    unsubscribed: bool = Field(description="Whether its reader wants no letters but invitations.")
    language: Language
    changes: tuple[str, ...] = Field(description="What changed, as the letter says it.")
    state: NoticeState | None


class Reminders(Body):
    """When people are reminded by letter."""

    day_before: bool = Field(False, description="A day before their first meeting of a day.")
    minutes: int | None = Field(None, ge=5, le=240, description="Minutes before each meeting; null: not.")


class LetterText(Shape):
    """The text of a letter: what stands in braces is filled in for each reader."""

    kind: NoticeKind
    language: Language
    subject: str
    body: str
    changed_by: str = Field(description="Who changed it at this event; empty for the text that is shipped.")


class NewText(Body):
    """Another text."""

    subject: Line
    body: Letter


@router.get("/invitations", operation_id="listInvitations", response_model=Page[Invitation])
async def list_invitations(desk: OrganizerDesk, paging: Listed) -> object:
    """Every participant, and how its invitation stands."""
    found = await inviting.invitations(desk.db, desk.event.id, by=desk.by)
    return paging.page(cut(found, paging.span).each(_said))


@router.post("/invitations", operation_id="invite", status_code=201, response_model=Called)
async def invite(desk: OrganizerDesk, wanted: NewInvitations) -> object:
    """Invite participants by letter, each in its own language, with a sign-in link that is good once."""
    return await inviting.invite_all(desk.db, desk.event, wanted.whom, wanted.codes, by=desk.by)


@router.get("/publications/changes", operation_id="listAffected", response_model=Page[Affected])
async def list_affected(desk: OrganizerDesk, paging: Listed) -> object:
    """Whose agenda the newest act of publishing changed since people were told last, and what changed for each."""
    found = await telling.affected(desk.db, desk.event, by=desk.by)
    return paging.page(cut(found.people if found else (), paging.span).each(_affected))


@router.post("/publications/tell", operation_id="tell", status_code=201, response_model=Called)
async def tell(desk: OrganizerDesk) -> object:
    """Write to everybody whose agenda changed and who was not told of this publication."""
    return await telling.tell(desk.db, desk.event, by=desk.by)


@router.get("/reminders", operation_id="readReminders", response_model=Reminders)
async def read_reminders(desk: OrganizerDesk) -> object:
    """When people are reminded by letter."""
    return asdict(await reminding.reminders(desk.db, desk.event.id, by=desk.by))


@router.put("/reminders", operation_id="settleReminders", response_model=Reminders)
async def settle_reminders(desk: OrganizerDesk, wanted: Reminders) -> object:
    """Say when people are reminded by letter."""
    kept = nouns.Reminders(wanted.day_before, wanted.minutes)
    return asdict(await reminding.settle(desk.db, desk.event.id, kept, by=desk.by))


@router.get("/letters", operation_id="listLetters", response_model=Page[LetterText])
async def list_letters(desk: OrganizerDesk, paging: Listed) -> object:
    """The text of every kind of letter in every language."""
    return paging.page(cut(await writing.texts(desk.db, desk.event.id, by=desk.by), paging.span))


@router.get("/letters/{letter}/{language}", operation_id="readLetter", response_model=LetterText)
async def read_letter(desk: OrganizerDesk, letter: NoticeKind, language: Language) -> object:
    """One text."""
    return await writing.text(desk.db, desk.event.id, letter, language, by=desk.by)


@router.put("/letters/{letter}/{language}", operation_id="changeLetter", response_model=LetterText)
async def change_letter(desk: OrganizerDesk, letter: NoticeKind, language: Language, text: NewText) -> object:
    """Use another text from now on; what waits already keeps its own."""
    return await writing.change(desk.db, desk.event.id, letter, language, text.subject, text.body, by=desk.by)


@router.delete("/letters/{letter}/{language}", operation_id="resetLetter", response_model=LetterText)
async def reset_letter(desk: OrganizerDesk, letter: NoticeKind, language: Language) -> object:
    """Use the text that is shipped again."""
    return await writing.reset(desk.db, desk.event.id, letter, language, by=desk.by)


def _said(one: inviting.Invited) -> Invitation:
    to = one.to
    return Invitation(
        participant_code=to.code,
        side=to.side,
        recipient=to.recipient,
        address=to.address,
        language=inviting.language_of(to.languages),
        rounds=one.rounds,
        state=one.state,
        error=None if one.why is None else one.why.said("en"),
        sent_at=one.sent_at,
        opened_at=one.opened_at,
    )


def _affected(one: Told) -> Affected:
    to = one.to
    return Affected(
        participant_code=to.code,
        address=to.address,
        unsubscribed=to.stopped,
        language=inviting.language_of(to.languages),
        changes=one.lines,
        state=one.state,
    )
