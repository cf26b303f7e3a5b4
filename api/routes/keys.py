"""Keys and sign-in links of an event, made by its organizers."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.access.keys import sign_in_link
from api.ground.lengths import Code, Line
from api.ground.settings import Settings
from api.participants.inviting import invite, shut_out
from api.web.desk import OrganizerDesk, settings_of
from api.web.shapes import Body, Shape

router = APIRouter(prefix="/events/{slug}/keys", tags=["events"])


class NewKey(Body):
    """Whose key to make: a participant's by its code, or another organizer's where the code is empty."""

    participant_code: Code = Field("", examples=["S01"])
    label: Line = Field("", description="Whose it is, for the record.")


class Key(BaseModel):
    """A key, readable only now, and the link that signs a person in with it."""

    key: str
    sign_in_link: str


class Revoked(Shape):
    """What was put out of force."""

    revoked: int = Field(description="How many keys were in force until now.")


@router.post("", operation_id="makeKey", status_code=201, response_model=Key)
async def make(desk: OrganizerDesk, wanted: NewKey, settings: Annotated[Settings, Depends(settings_of)]) -> object:
    """Make a key for a participant, or for another organizer of the event. It can be read only in this answer."""
    token = await invite(desk.db, desk.event.id, wanted.participant_code, label=wanted.label, by=desk.by)
    return {"key": token, "sign_in_link": sign_in_link(settings, token)}


@router.post("/revoke/{code:path}", operation_id="revokeKeys", response_model=Revoked)
async def revoke(desk: OrganizerDesk, code: str) -> object:
    """Put every key of a participant out of force: its sign-in links open nothing any more."""
    return {"revoked": await shut_out(desk.db, desk.event.id, code, by=desk.by)}
