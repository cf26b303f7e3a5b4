"""Keys, sign-in links and sessions: of an event, for its organizers; of the installation, for operators."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.access.keys import sign_in_link
from api.access.may import SCOPES
from api.access.nouns import Pass, PassState, Role
from api.ground.lengths import Code, Line
from api.ground.settings import Settings
from api.participants.inviting import access, accesses, give_key, invite, revoke_one, shut_out
from api.web.desk import Db, Operator, OrganizerDesk, settings_of
from api.web.paging import Listed
from api.web.shapes import Body, Page, Shape

router = APIRouter(tags=["events"])
OF_EVENT = "/events/{slug}/keys"
KeyId = Annotated[int, Path(ge=1, le=2**62)]


class NewLink(Body):
    """Whose key or link to make: a participant's by its code, or another organizer's where the code is empty."""

    participant_code: Code = Field("", examples=["S01"])
    label: Line = Field("", description="Whose it is, for the record.")


class NewKey(NewLink):
    """A key, for some rights alone and until a moment where these are given."""

    scopes: list[Code] = Field(
        [],
        max_length=len(SCOPES),
        description="`read`, or nouns of the table of rights, each alone or with `:read`; none means all of its role.",
        examples=[["read", "request"]],
    )
    expires_at: AwareDatetime | None = Field(None, description="When it ends; null for never.")


class Key(BaseModel):
    """A key, readable only now."""

    key: str


class Link(BaseModel):
    """A link that signs a person in once, within two weeks; readable only now."""

    sign_in_link: str


class Access(BaseModel):
    """A key, link or session; nothing of its secret."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: Pass
    role: Role
    participant_code: str | None
    label: str
    made_by: str = Field(description="Who made it; a session is made by the link that opened it.")
    state: PassState = Field(description="Whether it lets anybody in now, and if not why.")
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
    scopes: list[str] = Field(description="What alone it may do; empty for all that its role may.")
    last_used_at: datetime | None = Field(description="To the minute.")


class Revoked(Shape):
    """What was put out of force."""

    revoked: int = Field(description="How many keys, links and sessions were in force until now.")


@router.get(OF_EVENT, operation_id="listKeys", response_model=Page[Access])
async def list_keys(desk: OrganizerDesk, listed: Listed) -> object:
    """Every key, link and session of the event, the newest first."""
    return listed.page(await accesses(desk.db, desk.event.id, span=listed.span, by=desk.by))


@router.post(OF_EVENT, operation_id="makeKey", status_code=201, response_model=Key)
async def make_key(desk: OrganizerDesk, wanted: NewKey) -> object:
    """Make a key for a program of a participant, or of another organizer. It can be read only in this answer."""
    made = await give_key(
        desk.db,
        desk.event.id,
        wanted.participant_code,
        label=wanted.label,
        scopes=wanted.scopes,
        expires_at=wanted.expires_at,
        by=desk.by,
    )
    return {"key": made}


@router.post(f"{OF_EVENT}/links", operation_id="makeLink", status_code=201, response_model=Link)
async def make_link(
    desk: OrganizerDesk, wanted: NewLink, settings: Annotated[Settings, Depends(settings_of)]
) -> object:
    """Make a sign-in link for a person: it is good once, and opens a session. It can be read only in this answer."""
    token = await invite(desk.db, desk.event.id, wanted.participant_code, label=wanted.label, by=desk.by)
    return {"sign_in_link": sign_in_link(settings, token)}


@router.post(f"{OF_EVENT}/revoke/{{code:path}}", operation_id="revokeKeys", response_model=Revoked)
async def revoke(desk: OrganizerDesk, code: str) -> object:
    """Put every key, link and session of a participant out of force."""
    return {"revoked": await shut_out(desk.db, desk.event.id, code, by=desk.by)}


@router.get(f"{OF_EVENT}/{{key_id:int}}", operation_id="readKey", response_model=Access)
async def read_key(desk: OrganizerDesk, key_id: KeyId) -> object:
    """One key, link or session of the event."""
    return await access(desk.db, desk.event.id, key_id, by=desk.by)


@router.delete(f"{OF_EVENT}/{{key_id:int}}", operation_id="revokeKey", status_code=204, response_class=Response)
async def revoke_key(desk: OrganizerDesk, key_id: KeyId) -> Response:
    """Put one key, link or session of the event out of force: a session ends at once."""
    await revoke_one(desk.db, desk.event.id, key_id, by=desk.by)
    return Response(status_code=204)


@router.get("/keys", operation_id="listOperatorKeys", response_model=Page[Access])
async def list_operator_keys(db: Db, by: Operator, listed: Listed) -> object:
    """Every key, link and session of the operators, the newest first."""
    return listed.page(await accesses(db, None, span=listed.span, by=by))


@router.get("/keys/{key_id:int}", operation_id="readOperatorKey", response_model=Access)
async def read_operator_key(db: Db, by: Operator, key_id: KeyId) -> object:
    """One key, link or session of an operator."""
    return await access(db, None, key_id, by=by)


@router.delete("/keys/{key_id:int}", operation_id="revokeOperatorKey", status_code=204, response_class=Response)
async def revoke_operator_key(db: Db, by: Operator, key_id: KeyId) -> Response:
    """Put one key, link or session of an operator out of force."""
    await revoke_one(db, None, key_id, by=by)
    return Response(status_code=204)
