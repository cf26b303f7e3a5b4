"""People of participants: consents, all that is kept about somebody, erasing, and until when people are kept."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.ground.lengths import Code, Line, Prose
from api.ground.portions import cut
from api.persons import consenting, erasing
from api.persons.nouns import Purpose
from api.web.desk import MemberDesk, OrganizerDesk
from api.web.paging import Listed
from api.web.shapes import Body, Page, Shape

router = APIRouter(prefix="/events/{slug}", tags=["persons"])


class Answer(Shape):
    """The newest answer of a person about a purpose."""

    purpose: Purpose
    given: bool
    text_version: str = Field(description="Of the text that was read; empty where the workbook said it.")
    said_by: str
    said_at: datetime | None


class Person(Shape):
    """A person of a participant, with what it agreed to."""

    name: str
    title_ko: str
    title_en: str
    email: str
    phone: str
    answers: list[Answer]


class NewAnswer(Body):
    """To which purposes a person agrees; to no other."""

    person: Line
    purposes: list[Purpose] = Field(max_length=4, examples=[["contact", "transfer"]])


class NewErasure(Body):
    """Whom to erase: one person of a participant, or all of them where no name is given."""

    participant_code: Code = Field(examples=["S01"])
    person: Line | None = None
    why: Prose = ""


class Erased(BaseModel):
    """What was erased."""

    people: int


class Retention(Body):
    """After which day nothing of a person is kept; null for without end."""

    until: date | None = None


@router.get("/persons/{code:path}", operation_id="listPersons", response_model=Page[Person])
async def list_persons(desk: MemberDesk, paging: Listed, code: str) -> object:
    """The people of a participant with what they agreed to."""
    return paging.page(cut(await consenting.persons(desk.db, desk.event.id, code, by=desk.by), paging.span))


@router.put("/persons/{code:path}", operation_id="agree", response_model=Person)
async def agree(desk: MemberDesk, code: str, said: NewAnswer) -> object:
    """Say to which purposes a person agrees; counterparts see contact data with `contact`, once both agreed to meet."""
    return await consenting.answer(desk.db, desk.event.id, code, said.person, said.purposes, by=desk.by)


@router.get("/personal-data/{code:path}", operation_id="exportPersonalData", response_model=dict[str, Any])
async def export(desk: MemberDesk, code: str, person: Line | None = None) -> object:
    """All that is kept about a participant and its people, or about one person, by what it is."""
    return await consenting.everything(desk.db, desk.event.id, code, person, by=desk.by)


@router.post("/erasures", operation_id="erase", status_code=201, response_model=Erased)
async def erase(desk: OrganizerDesk, wanted: NewErasure) -> object:
    """Erase a person: names, addresses and numbers go everywhere, also from the trail; every figure stays."""
    people = await erasing.erase(
        desk.db, desk.event.id, wanted.participant_code, wanted.person, why=wanted.why, by=desk.by
    )
    return {"people": people}


@router.get("/retention", operation_id="readRetention", response_model=Retention)
async def read_retention(desk: OrganizerDesk) -> object:
    """After which day the people of the event are erased."""
    return {"until": (await erasing.retention(desk.db, desk.event.id, by=desk.by)).until}


@router.put("/retention", operation_id="settleRetention", response_model=Retention)
async def settle_retention(desk: OrganizerDesk, wanted: Retention) -> object:
    """Say after which day the people of the event are erased by themselves."""
    return {"until": (await erasing.retain(desk.db, desk.event.id, wanted.until, by=desk.by)).until}
