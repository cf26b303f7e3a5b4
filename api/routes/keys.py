"""Keys and sign-in links of an event, made by its organizers."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.access.keys import sign_in_link
from api.ground.settings import Settings
from api.participants.inviting import invite, shut_out
from api.routes import shapes
from api.web import bodies
from api.web.desk import OrganizerDesk, settings_of

router = APIRouter(prefix="/events/{slug}/keys", tags=["events"])


@router.post("", operation_id="makeKey", status_code=201, response_model=shapes.Key)
async def make(
    desk: OrganizerDesk, wanted: bodies.NewKey, settings: Annotated[Settings, Depends(settings_of)]
) -> object:
    """Make a key for a participant, or for another organizer of the event. It can be read only in this answer."""
    token = await invite(desk.db, desk.event.id, wanted.participant_code, label=wanted.label, by=desk.by)
    return {"key": token, "sign_in_link": sign_in_link(settings, token)}


@router.post("/revoke/{code}", operation_id="revokeKeys", response_model=shapes.Revoked)
async def revoke(desk: OrganizerDesk, code: str) -> object:
    """Put every key of a participant out of force: its sign-in links open nothing any more."""
    return {"revoked": await shut_out(desk.db, desk.event.id, code, by=desk.by)}
