"""Invitations: who got which letter, in which language, and who came; the letters' texts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.events.nouns import Language
from api.ground.errors import MannamError
from api.ground.lengths import Code, Letter, Line
from api.ground.settings import Settings
from api.notices import inviting, writing
from api.notices.nouns import NoticeKind, Whom
from api.pages.frame import attempt, page, redirect
from api.web.desk import Desk, OrganizerDesk, settings_of

router = APIRouter(prefix="/events/{slug}")
Config = Annotated[Settings, Depends(settings_of)]


@router.get("/invitations")
async def invitations(request: Request, desk: OrganizerDesk, settings: Config) -> Response:
    """Every participant and how its invitation stands."""
    return await _invitations(request, desk, settings)


@router.post("/invitations")
async def invite(
    request: Request,
    desk: OrganizerDesk,
    settings: Config,
    whom: Annotated[Whom, Form()],
    codes: Annotated[list[Code] | None, Form()] = None,
) -> Response:
    """Put invitations into the outbox."""
    try:
        async with attempt(desk.db):
            called = await inviting.invite_all(desk.db, desk.event, whom, codes or (), by=desk.by)
    except MannamError as refused:
        return await _invitations(request, desk, settings, refused)
    to = f"/events/{desk.event.slug}/invitations"
    return redirect(request, to, "{n:invitation is|invitations are} on the way.", n=called.letters)


@router.get("/invitations/{code:path}")
async def preview(request: Request, desk: OrganizerDesk, code: str) -> Response:
    """The invitation as one participant gets it."""
    draft = await inviting.preview(desk.db, desk.event, code, by=desk.by)
    return await page(request, "console/letter.html", desk, draft=draft)


@router.get("/letters")
async def letters(request: Request, desk: OrganizerDesk) -> Response:
    """The texts of all letters."""
    texts = await writing.texts(desk.db, desk.event.id, by=desk.by)
    return await page(request, "console/letters.html", desk, texts=texts)


@router.get("/letters/{letter}/{language}")
async def letter(request: Request, desk: OrganizerDesk, letter: NoticeKind, language: Language) -> Response:
    """One text, to be changed."""
    text = await writing.text(desk.db, desk.event.id, letter, language, by=desk.by)
    return await _letter(
        request, desk, text.kind, text.language, text.subject, text.body, changed=bool(text.changed_by)
    )


@router.post("/letters/{letter}/{language}")
async def change(
    request: Request,
    desk: OrganizerDesk,
    letter: NoticeKind,
    language: Language,
    subject: Annotated[Line, Form()] = "",
    body: Annotated[Letter, Form()] = "",
) -> Response:
    """Use another text from now on."""
    try:
        async with attempt(desk.db):
            await writing.change(desk.db, desk.event.id, letter, language, subject, body, by=desk.by)
    except MannamError as refused:
        return await _letter(request, desk, letter, language, subject, body, changed=True, refused=refused)
    return redirect(request, f"/events/{desk.event.slug}/letters", "Kept. Letters from now on say it like this.")


@router.post("/letters/{letter}/{language}/reset")
async def reset(request: Request, desk: OrganizerDesk, letter: NoticeKind, language: Language) -> Response:
    """Use the text that we ship again."""
    await writing.reset(desk.db, desk.event.id, letter, language, by=desk.by)
    return redirect(request, f"/events/{desk.event.slug}/letters", "The text is as it was shipped.")


async def _invitations(
    request: Request, desk: Desk, settings: Settings, refused: MannamError | None = None
) -> Response:
    everyone = await inviting.invitations(desk.db, desk.event.id, by=desk.by)
    return await page(
        request,
        "console/invitations.html",
        desk,
        refused=refused,
        everyone=everyone,
        new=sum(one.is_new and bool(one.to.address) for one in everyone),
        away=sum(one.is_away for one in everyone),
        missing=[one for one in everyone if not one.to.address],
        language_of=inviting.language_of,
        folder=None if settings.smtp else settings.data / "outbox",
    )


async def _letter(
    request: Request,
    desk: Desk,
    kind: NoticeKind,
    language: Language,
    subject: str,
    body: str,
    *,
    changed: bool,
    refused: MannamError | None = None,
) -> Response:
    return await page(
        request,
        "console/letter_form.html",
        desk,
        refused=refused,
        kind=kind,
        of=language,
        subject=subject,
        body=body,
        changed=changed,
        values=writing.VALUES[kind],
    )
