"""Addresses that are told what happens at an event: added, switched, and what each was told."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response

from api.ground.errors import MannamError
from api.ground.lengths import Prose
from api.ground.settings import Settings
from api.pages.frame import attempt, page, redirect
from api.web.desk import Desk, OrganizerDesk, settings_of
from api.webhooks import registering
from api.webhooks.nouns import KINDS, MessageKind

router = APIRouter(prefix="/events/{slug}/webhooks")
Number = Annotated[int, Path(ge=1, le=2**62)]
SHOWN = 20


@router.get("")
async def webhooks(request: Request, desk: OrganizerDesk) -> Response:
    """Each address with what it was told last."""
    return await _webhooks(request, desk)


@router.post("")
async def add(
    request: Request,
    desk: OrganizerDesk,
    settings: Annotated[Settings, Depends(settings_of)],
    url: Annotated[Prose, Form()] = "",
    kinds: Annotated[list[MessageKind] | None, Form()] = None,
) -> Response:
    """Tell an address from now on, and show its secret once."""
    try:
        async with attempt(desk.db):
            _, secret = await registering.add(
                desk.db, desk.event.id, url.strip(), kinds or [], anywhere=settings.webhooks_anywhere, by=desk.by
            )
    except MannamError as refused:
        return await _webhooks(request, desk, refused=refused)
    return await _webhooks(request, desk, secret=secret)


@router.post("/{webhook_id}/rotate")
async def rotate(request: Request, desk: OrganizerDesk, webhook_id: Number) -> Response:
    """Sign with another secret, and show it once."""
    secret = await registering.rotate(desk.db, desk.event.id, webhook_id, by=desk.by)
    return await _webhooks(request, desk, secret=secret)


@router.post("/{webhook_id}/switch")
async def switch(
    request: Request, desk: OrganizerDesk, webhook_id: Number, on: Annotated[bool, Form()] = False
) -> Response:
    """Tell it nothing more, or again."""
    await registering.switch(desk.db, desk.event.id, webhook_id, on, by=desk.by)
    return redirect(request, f"/events/{desk.event.slug}/webhooks", "Kept.")


@router.post("/{webhook_id}/messages/{message_id}/replay")
async def replay(request: Request, desk: OrganizerDesk, webhook_id: Number, message_id: Number) -> Response:
    """Send a message once more."""
    await registering.replay(desk.db, desk.event.id, webhook_id, message_id, by=desk.by)
    return redirect(request, f"/events/{desk.event.slug}/webhooks", "It goes once more.")


async def _webhooks(request: Request, desk: Desk, *, secret: str = "", refused: MannamError | None = None) -> Response:
    db, event, by = desk.db, desk.event.id, desk.by
    found = await registering.webhooks(db, event, by=by)
    newest = await registering.newest(db, event, SHOWN, by=by)
    told = [(one, newest.get(one.id, [])) for one in found]
    return await page(request, "console/webhooks.html", desk, refused=refused, told=told, kinds=KINDS, secret=secret)
