"""Addresses that are told, what they are told, and the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import LiteralString

from api.ground.db import Connection, fetch, fetch_one
from api.ground.portions import ALL, Portion, Span, fetch_portion
from api.webhooks.nouns import Answered, Call, Message, MessageKind, Webhook

_WEBHOOK: LiteralString = """
    select w.id, w.url, w.kinds, w.made_by, w.made_at, w.disabled_at, w.disabled_why,
        (select count(*) from webhook_messages m where m.webhook_id = w.id and m.state = 'waiting') waiting
    from webhooks w where w.event_id = $1
"""


async def webhooks(db: Connection, event_id: int, span: Span = ALL) -> Portion[Webhook]:
    """Those of an event, the newest first."""
    return await fetch_portion(db, Webhook, _WEBHOOK, "id bigint desc", span, event_id)


async def webhook(db: Connection, event_id: int, webhook_id: int) -> Webhook | None:
    """One of them."""
    return await fetch_one(db, Webhook, _WEBHOOK + " and w.id = $2", event_id, webhook_id)


async def add(db: Connection, event_id: int, url: str, kinds: Sequence[MessageKind], secret: bytes, *, by: str) -> int:
    """Add one; its id."""
    made: int = await db.fetchval(
        "insert into webhooks (event_id, url, kinds, secret, made_by) values ($1, $2, $3, $4, $5) returning id",
        event_id,
        url,
        list(kinds),
        secret,
        by,
    )
    return made


async def rotate(db: Connection, webhook_id: int, secret: bytes, lasts: timedelta) -> None:
    """Sign with another secret, and with the one before for a while."""
    await db.execute(
        "update webhooks set old_secret = secret, old_until = now() + $3, secret = $2 where id = $1",
        webhook_id,
        secret,
        lasts,
    )


async def disable(db: Connection, webhook_id: int, why: str) -> None:
    """Tell an address nothing more; what waits fails."""
    await db.execute(
        "update webhooks set disabled_at = now(), disabled_why = $2 where id = $1 and disabled_at is null",
        webhook_id,
        why,
    )
    await db.execute(
        "update webhook_messages set state = 'failed' where webhook_id = $1 and state = 'waiting'", webhook_id
    )


async def enable(db: Connection, webhook_id: int) -> None:
    """Tell it again from now on."""
    await db.execute("update webhooks set disabled_at = null, disabled_why = '' where id = $1", webhook_id)


async def messages(db: Connection, webhook_id: int, span: Span = ALL) -> Portion[Message]:
    """What an address was told, the newest first, with its newest attempt."""
    return await fetch_portion(
        db,
        Message,
        """
        select m.id, m.kind, m.data, m.made_at, m.state, m.attempts, m.due_at, a.status, coalesce(a.said, '') said,
            a.at tried_at
        from webhook_messages m left join lateral (
            select * from webhook_attempts a where a.message_id = m.id order by a.id desc limit 1) a on true
        where m.webhook_id = $1
        """,
        "id bigint desc",
        span,
        webhook_id,
    )


async def newest(db: Connection, event_id: int, most: int) -> list[tuple[int, Message]]:
    """The newest messages of every webhook of an event, each with the number of its webhook."""
    found = await fetch(
        db,
        _Told,
        """
        select w.id webhook_id, m.id message_id, m.kind message_kind, m.data message_data, m.made_at message_made_at,
            m.state message_state, m.attempts message_attempts, m.due_at message_due_at, a.status message_status,
            coalesce(a.said, '') message_said, a.at message_tried_at
        from webhooks w
        cross join lateral (
            select * from webhook_messages m where m.webhook_id = w.id order by m.id desc limit $2) m
        left join lateral (
            select * from webhook_attempts a where a.message_id = m.id order by a.id desc limit 1) a on true
        where w.event_id = $1 order by m.id desc
        """,
        event_id,
        most,
    )
    return [(one.webhook_id, one.message) for one in found]


@dataclass(frozen=True, slots=True)
class _Told:
    webhook_id: int
    message: Message


async def again(db: Connection, webhook_id: int, message_id: int) -> bool:
    """Let a message go once more, with all its attempts before it; False if there is none."""
    found = await db.fetchval(
        """
        update webhook_messages set state = 'waiting', attempts = 0, due_at = now()
        where webhook_id = $1 and id = $2 returning id
        """,
        webhook_id,
        message_id,
    )
    return found is not None


async def events_with_due(db: Connection) -> list[int]:
    """Events with a message whose turn it is."""
    rows = await db.fetch("select distinct event_id from webhook_messages where state = 'waiting' and due_at <= now()")
    return [row["event_id"] for row in rows]


async def take(db: Connection, event_id: int, most: int) -> list[Call]:
    """The messages of an event whose turn it is, the oldest first."""
    return await fetch(
        db,
        Call,
        """
        select m.id, m.webhook_id, w.url,
            array_remove(array[w.secret, case when w.old_until > now() then w.old_secret end], null) secrets,
            convert_to(jsonb_build_object('type', m.kind, 'timestamp', to_char(m.made_at at time zone 'UTC',
                'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'data', m.data || jsonb_build_object('event', e.slug))::text,
                'utf8') body
        from webhook_messages m join webhooks w on w.id = m.webhook_id join events e on e.id = m.event_id
        where m.event_id = $1 and m.state = 'waiting' and m.due_at <= now() order by m.due_at, m.id limit $2
        """,
        event_id,
        most,
    )


async def answered(db: Connection, one: Answered, wait: timedelta | None) -> None:
    """Write down how an attempt went: another one after a while, or (None) no other."""
    await db.execute(
        "insert into webhook_attempts (message_id, status, said, milliseconds) values ($1, $2, $3, $4)",
        one.id,
        one.status,
        one.said,
        one.milliseconds,
    )
    await db.execute(
        """
        update webhook_messages set attempts = attempts + 1, due_at = now() + coalesce($3, interval '0'),
            state = case when $2 then 'delivered' when $3::interval is null then 'failed' else state end
        where id = $1 and state = 'waiting'
        """,
        one.id,
        one.delivered,
        wait,
    )


async def attempts(db: Connection, message_id: int) -> int:
    """How often a message was tried since it was to go."""
    found: int | None = await db.fetchval("select attempts from webhook_messages where id = $1", message_id)
    return found or 0
