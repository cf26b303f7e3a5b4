"""The people of a participant: what they agreed to, all that is kept about them, and for organizers their erasing."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response

from api.ground.lengths import Line, Prose
from api.pages.company.parts import base_of
from api.pages.frame import page, redirect
from api.participants import reading
from api.persons import consenting, erasing
from api.persons.nouns import PURPOSES, Purpose
from api.web.desk import MemberDesk, OrganizerDesk

router = APIRouter(prefix="/events/{slug}/persons")


@router.post("/{code:path}/erase")
async def erase(
    request: Request,
    desk: OrganizerDesk,
    code: str,
    person: Annotated[Line, Form()] = "",
    why: Annotated[Prose, Form()] = "",
) -> Response:
    """Erase one of them, or all where nobody is named."""
    people = await erasing.erase(desk.db, desk.event.id, code, person or None, why=why, by=desk.by)
    return redirect(request, _to(desk.event.slug, code), "{n:person|people} erased.", n=people)


@router.get("/{code:path}")
async def persons(request: Request, desk: MemberDesk, code: str) -> Response:
    """Each person with its purposes."""
    people = await consenting.persons(desk.db, desk.event.id, code, by=desk.by)
    own = await reading.participant(desk.db, desk.event.id, code, by=desk.by)
    return await page(request, "company/persons.html", desk, **base_of(own), people=people, purposes=PURPOSES)


@router.post("/{code:path}")
async def agree(
    request: Request,
    desk: MemberDesk,
    code: str,
    person: Annotated[Line, Form()],
    purposes: Annotated[list[Purpose] | None, Form()] = None,
) -> Response:
    """Say to which purposes one of them agrees."""
    await consenting.answer(desk.db, desk.event.id, code, person, purposes or [], by=desk.by)
    return redirect(request, _to(desk.event.slug, code), "Kept.")


def _to(slug: str, code: str) -> str:
    return f"/events/{slug}/persons/{quote(code, safe='')}"
