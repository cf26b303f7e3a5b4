"""Addresses that are told what happens at an event, and the log of what they were told."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from api.ground.lengths import Prose
from api.ground.settings import Settings
from api.web.desk import OrganizerDesk, settings_of
from api.web.paging import Listed
from api.web.shapes import Body, Page, Shape, flat
from api.webhooks import registering
from api.webhooks.nouns import MessageKind, Said

router = APIRouter(prefix="/events/{slug}/webhooks", tags=["webhooks"])
Number = Annotated[int, Path(ge=1, le=2**62)]


class NewWebhook(Body):
    """Which address is told of what."""

    url: Prose = Field(examples=["https://crm.example.org/mannam"])
    kinds: list[MessageKind] = Field(max_length=20, examples=[["request.changed", "schedule.published"]])


class Webhook(Shape):
    """An address that is told; nothing of its secret."""

    id: int
    url: str
    kinds: list[MessageKind]
    made_by: str
    made_at: datetime
    disabled_at: datetime | None
    disabled_why: str = Field(description="`gone`: it answered 410; `taken out`: somebody switched it off.")
    waiting: int


class NewSecret(Shape):
    """The secret that signs, readable only now."""

    secret: str


class WebhookWithSecret(Webhook):
    """An address that is told, with its secret, readable only now."""

    secret: str


class WebhookMessage(Shape):
    """What an address was told, and how the newest attempt went."""

    id: int
    kind: MessageKind
    data: dict[str, Any]
    made_at: datetime
    state: str
    attempts: int
    due_at: datetime
    status: int | None
    said: Said
    tried_at: datetime | None


class NewSwitch(Body):
    """Whether an address is told."""

    on: bool


@router.get("", operation_id="listWebhooks", response_model=Page[Webhook])
async def list_webhooks(desk: OrganizerDesk, listed: Listed) -> object:
    """The webhooks of the event, the newest first."""
    return listed.page(await registering.webhooks(desk.db, desk.event.id, span=listed.span, by=desk.by))


@router.post("", operation_id="addWebhook", status_code=201, response_model=WebhookWithSecret)
async def add(desk: OrganizerDesk, wanted: NewWebhook, settings: Annotated[Settings, Depends(settings_of)]) -> object:
    """Tell an address from now on, signed as Standard Webhooks says. The secret can be read only in this answer."""
    made, secret = await registering.add(
        desk.db, desk.event.id, wanted.url, wanted.kinds, anywhere=settings.webhooks_anywhere, by=desk.by
    )
    return {**flat(made), "secret": secret}


@router.get("/{webhook_id}", operation_id="readWebhook", response_model=Webhook)
async def read(desk: OrganizerDesk, webhook_id: Number) -> object:
    """One webhook."""
    return await registering.webhook(desk.db, desk.event.id, webhook_id, by=desk.by)


@router.post("/{webhook_id}/rotate", operation_id="rotateWebhook", response_model=NewSecret)
async def rotate(desk: OrganizerDesk, webhook_id: Number) -> object:
    """Sign with another secret, readable only in this answer; the one before signs too for a day."""
    return {"secret": await registering.rotate(desk.db, desk.event.id, webhook_id, by=desk.by)}


@router.put("/{webhook_id}/switch", operation_id="switchWebhook", response_model=Webhook)
async def switch(desk: OrganizerDesk, webhook_id: Number, wanted: NewSwitch) -> object:
    """Tell it nothing more, or again from now on."""
    return await registering.switch(desk.db, desk.event.id, webhook_id, wanted.on, by=desk.by)


@router.get("/{webhook_id}/messages", operation_id="listWebhookMessages", response_model=Page[WebhookMessage])
async def list_messages(desk: OrganizerDesk, listed: Listed, webhook_id: Number) -> object:
    """What it was told, the newest first, with the newest attempt of each."""
    found = await registering.messages(desk.db, desk.event.id, webhook_id, span=listed.span, by=desk.by)
    return listed.page(found)


@router.post("/{webhook_id}/messages/{message_id}/replay", operation_id="replayWebhookMessage", status_code=204)
async def replay(desk: OrganizerDesk, webhook_id: Number, message_id: Number) -> Response:
    """Send a message once more, under the same id."""
    await registering.replay(desk.db, desk.event.id, webhook_id, message_id, by=desk.by)
    return Response(status_code=204)
