"""Keys and sign-in links of an event, made by its organizers."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.access.keys import make_key, revoke_all, sign_in_link
from api.ground.settings import Settings
from api.routes import shapes
from api.web import bodies
from api.web.desk import Desk, OrganizerDesk, settings_of

router = APIRouter(prefix="/events/{slug}/keys", tags=["events"])


@router.post("", operation_id="makeKey", status_code=201, response_model=shapes.Key)
async def make(
    desk: OrganizerDesk, wanted: bodies.NewKey, settings: Annotated[Settings, Depends(settings_of)]
) -> object:
    """Make a key for a participant, or for another organizer of the event. It can be read only in this answer."""
    token = await new_key(desk, wanted.participant_code, wanted.label)
    return {"key": token, "sign_in_link": sign_in_link(settings, token)}


@router.post("/revoke/{code}", operation_id="revokeKeys", response_model=shapes.Revoked)
async def revoke(desk: OrganizerDesk, code: str) -> object:
    """Put every key of a participant out of force: its sign-in links open nothing any more."""
    return {"revoked": await revoke_all(desk.db, (await desk.participant(code)).id)}


async def new_key(desk: Desk, participant_code: str, label: str = "") -> str:
    """A key for the participant of a code, or for an organizer where the code is empty."""
    if not participant_code:
        return await make_key(desk.db, "organizer", event_id=desk.event.id, label=label or "organizer")
    participant = await desk.participant(participant_code)
    return await make_key(
        desk.db, "participant", event_id=desk.event.id, participant_id=participant.id, label=label or participant.code
    )
