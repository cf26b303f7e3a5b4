"""Say which addresses are told of what; the secret that signs is shown once."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from api.access.may import require
from api.access.nouns import Caller
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Invalid, NotFound
from api.ground.portions import ALL, Portion, Span
from api.webhooks import calling, store
from api.webhooks.nouns import Message, MessageKind, Webhook

OLD_LASTS = timedelta(hours=24)
MOST = 20
"""Addresses of one event."""


async def webhooks(db: Connection, event_id: int, *, span: Span = ALL, by: Caller) -> Portion[Webhook]:
    """Those of an event, the newest first."""
    require(by, "read", "webhook")
    return await store.webhooks(db, event_id, span)


async def webhook(db: Connection, event_id: int, webhook_id: int, *, by: Caller) -> Webhook:
    """One of them; NotFound if the event has none of this number."""
    require(by, "read", "webhook")
    return await _found(db, event_id, webhook_id)


async def _found(db: Connection, event_id: int, webhook_id: int) -> Webhook:
    found = await store.webhook(db, event_id, webhook_id)
    if found is None:
        raise NotFound("This event has no webhook {number}.", number=webhook_id, code="no-such-webhook")
    return found


async def add(
    db: Connection, event_id: int, url: str, kinds: Sequence[MessageKind], *, anywhere: bool = False, by: Caller
) -> tuple[Webhook, str]:
    """Tell an address of these kinds from now on; it, and its secret, which is read only now.

    Raises
    ------
    Invalid
        The address is none of the internet, or no kind was chosen.
    Conflict
        The event has as many as it may have.
    """
    require(by, "write", "webhook")
    if fault := _fault(url, anywhere):
        raise Invalid("This address cannot be told.", [fault])
    if not kinds:
        raise Invalid("Choose at least one kind.", code="nothing-chosen")
    if len(await store.webhooks(db, event_id)) >= MOST:
        raise Conflict("An event has at most {most} webhooks.", most=MOST, code="too-many-webhooks")
    secret = secrets.token_bytes(32)
    made = await store.add(db, event_id, url, sorted(set(kinds)), secret, by=by.signature)
    return await _found(db, event_id, made), calling.written(secret)


def _fault(url: str, anywhere: bool) -> Fault | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    good = parts.hostname and parts.username is None and url.isprintable() and url.isascii() and " " not in url
    if not good or parts.scheme not in ("https", *(("http",) if anywhere else ())):
        return Fault("/url", "'{typed}' is no address that begins with https://.", "Type it in full.", typed=url)
    return None


async def rotate(db: Connection, event_id: int, webhook_id: int, *, by: Caller) -> str:
    """Sign with another secret from now on, which is read only now; the one before signs too for a day."""
    require(by, "write", "webhook")
    found = await _found(db, event_id, webhook_id)
    secret = secrets.token_bytes(32)
    await store.rotate(db, found.id, secret, OLD_LASTS)
    return calling.written(secret)


async def switch(db: Connection, event_id: int, webhook_id: int, on: bool, *, by: Caller) -> Webhook:
    """Tell an address nothing more, or again from now on."""
    require(by, "write", "webhook")
    found = await _found(db, event_id, webhook_id)
    await (store.enable(db, found.id) if on else store.disable(db, found.id, "taken out"))
    return await _found(db, event_id, webhook_id)


async def messages(db: Connection, event_id: int, webhook_id: int, *, span: Span = ALL, by: Caller) -> Portion[Message]:
    """What an address was told, the newest first, and how the newest attempt of each went."""
    return await store.messages(db, (await webhook(db, event_id, webhook_id, by=by)).id, span)


async def newest(db: Connection, event_id: int, most: int, *, by: Caller) -> dict[int, list[Message]]:
    """What every address of an event was told last, by the number of its webhook, the newest first."""
    require(by, "read", "webhook")
    found: dict[int, list[Message]] = {}
    for webhook_id, message in await store.newest(db, event_id, most):
        found.setdefault(webhook_id, []).append(message)
    return found


async def replay(db: Connection, event_id: int, webhook_id: int, message_id: int, *, by: Caller) -> None:
    """Let a message go once more, under the same id.

    Raises
    ------
    Conflict
        The address is told nothing more.
    NotFound
        There is no such message.
    """
    require(by, "write", "webhook")
    found = await _found(db, event_id, webhook_id)
    if found.disabled_at is not None:
        raise Conflict("This webhook is switched off: switch it on first.", code="webhook-off")
    if not await store.again(db, found.id, message_id):
        raise NotFound("This webhook has no such message.", code="no-such-message")
