"""The outbox."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Literal, LiteralString
from uuid import UUID

from api.ground.db import Connection, fetch, fetch_one
from api.ground.words import Sentence, plain
from api.notices.nouns import Act, Due, Invited, NewNotice, NoticeKind, Subscription, Text, Told

ADDRESSEE: LiteralString = """
    p.id to_participant_id, p.code to_code, p.side to_side, p.name_ko to_name_ko, p.name_en to_name_en,
    p.name_local to_name_local, p.legs to_legs, coalesce(d.languages, '{}') || p.languages to_languages,
    coalesce(d.name, '') to_recipient, coalesce(d.email, '') to_address, u.address is not null to_stopped
"""
PERSON: LiteralString = """
    left join lateral (select * from delegates d where d.participant_id = p.id and d.email <> '' order by d.id limit 1) d
        on true
    left join unsubscribed u on u.participant_id = p.id and u.address = d.email
"""


async def add(db: Connection, event_id: int, notices: Sequence[NewNotice], *, by: str) -> int:
    """Put messages into the outbox; how many were new: what a participant was told already is not told again.

    A reminder that waits says from now on what the new one says.
    """
    added: int = await db.fetchval(
        """
        with added as (
            insert into notices (event_id, participant_id, kind, about, recipient, address, language, subject, body,
                                 worthless_at, made_by)
            select $1, r.*, $3 from jsonb_to_recordset($2::jsonb) as r(
                participant_id bigint, kind text, about text, recipient text, address text, language text, subject text,
                body text, worthless_at timestamptz)
            on conflict on constraint notices_once do update
            set (recipient, address, language, subject, body, worthless_at) = (excluded.recipient, excluded.address,
                excluded.language, excluded.subject, excluded.body, excluded.worthless_at)
            where notices.kind = 'reminder' and notices.state = 'waiting'
            returning xmax = 0 as new)
        select count(*) filter (where new) from added
        """,
        event_id,
        [_plain(notice) for notice in notices],
        by,
    )
    return added


def _plain(notice: NewNotice) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(notice, name) for name in NewNotice.__slots__}
    return {**values, "worthless_at": notice.worthless_at and notice.worthless_at.isoformat()}


async def events_with_due(db: Connection) -> list[int]:
    """The events that have a message whose turn it is."""
    rows = await db.fetch("select distinct event_id from notices where state = 'waiting' and due_at <= now()")
    return [row["event_id"] for row in rows]


async def take(db: Connection, event_id: int, most: int) -> list[Due]:
    """The messages of an event whose turn it is, the oldest first."""
    return await fetch(
        db,
        Due,
        """
        select n.id, n.event_id, n.participant_id, p.code participant_code, n.kind, n.recipient, n.address, n.language,
            n.subject, n.body, n.stop::text, n.attempts, n.made_by, n.made_at,
            coalesce((select zone from legs l where l.event_id = n.event_id order by starts_on, id limit 1), 'UTC') zone
        from notices n join participants p on p.id = n.participant_id
        where n.event_id = $1 and n.state = 'waiting' and n.due_at <= now() order by n.due_at, n.id limit $2
        """,
        event_id,
        most,
    )


async def give_up_worthless(db: Connection, event_id: int, why: Sentence) -> None:
    """Fail messages that nobody needs any more."""
    await db.execute(
        """
        update notices set state = 'failed', error = $2
        where event_id = $1 and state = 'waiting' and worthless_at <= now()
        """,
        event_id,
        plain(why),
    )


async def set_link(db: Connection, notice_id: int, link_id: int) -> None:
    """Write down which link stands in a message."""
    await db.execute("update notices set link_id = $2 where id = $1", notice_id, link_id)


async def links_of(db: Connection, notice_id: int) -> list[int]:
    """The link of a message."""
    rows = await db.fetch("select link_id from notices where id = $1 and link_id is not null", notice_id)
    return [row["link_id"] for row in rows]


async def links_elsewhere(db: Connection, notice_id: int) -> list[int]:
    """The links of messages that went to another address of the same participant."""
    rows = await db.fetch(
        """
        select o.link_id from notices n join notices o on o.participant_id = n.participant_id and o.address <> n.address
        where n.id = $1 and o.link_id is not null
        """,
        notice_id,
    )
    return [row["link_id"] for row in rows]


async def sent(db: Connection, notice_id: int) -> None:
    """A message was taken."""
    await db.execute(
        "update notices set state = 'sent', sent_at = now(), attempts = attempts + 1, error = null where id = $1",
        notice_id,
    )


async def not_sent(db: Connection, notice_id: int, why: Sentence | None, wait: Callable[[int], timedelta]) -> int:
    """A message was not taken and waits for another time; how often it was tried."""
    attempts: int = await db.fetchval(
        "update notices set attempts = attempts + 1, error = $2 where id = $1 returning attempts",
        notice_id,
        None if why is None else plain(why),
    )
    await db.execute("update notices set due_at = now() + $2 where id = $1", notice_id, wait(attempts))
    return attempts


async def put_off(db: Connection, event_id: int, wait: timedelta) -> None:
    """Whatever waits at an event waits at least so long."""
    await db.execute(
        "update notices set due_at = greatest(due_at, now() + $2) where event_id = $1 and state = 'waiting'",
        event_id,
        wait,
    )


async def give_up(db: Connection, notice_id: int, state: Literal["failed", "bounced"]) -> None:
    """A message will not go."""
    await db.execute("update notices set state = $2 where id = $1", notice_id, state)


async def invited(db: Connection, event_id: int) -> list[Invited]:
    """Every participant with its newest invitation, suppliers before buyers, by code."""
    return await fetch(
        db,
        Invited,
        f"""
        select {ADDRESSEE}, coalesce(n.about, '0')::int rounds, n.state, n.error, n.address sent_to, n.sent_at,
            (select min(k.used_at) from access_keys k where k.participant_id = p.id and k.kind = 'link') opened_at
        from participants p {PERSON}
        left join lateral (select * from notices n where n.participant_id = p.id and n.kind = 'invitation'
                           order by n.id desc limit 1) n on true
        where p.event_id = $1 order by p.side desc, length(p.code), p.code
        """,
        event_id,
    )


async def texts(db: Connection, event_id: int) -> list[Text]:
    """The texts that were changed at an event."""
    return await fetch(db, Text, "select * from notice_texts where event_id = $1", event_id)


async def save_text(db: Connection, event_id: int, text: Text) -> None:
    """Use a text at an event from now on."""
    await db.execute(
        """
        insert into notice_texts (event_id, kind, language, subject, body, changed_by) values ($1, $2, $3, $4, $5, $6)
        on conflict (event_id, kind, language) do update
        set subject = excluded.subject, body = excluded.body, changed_by = excluded.changed_by
        """,
        event_id,
        text.kind,
        text.language,
        text.subject,
        text.body,
        text.changed_by,
    )


async def remove_text(db: Connection, event_id: int, kind: NoticeKind, language: str) -> None:
    """Use the text that we ship again."""
    await db.execute(
        "delete from notice_texts where event_id = $1 and kind = $2 and language = $3", event_id, kind, language
    )


async def acts(db: Connection, event_id: int) -> list[Act]:
    """Every act of publishing at an event, the newest first, and when people were told of it."""
    return await fetch(
        db,
        Act,
        """
        select p.id, p.schedule_id, s.version, p.published_at, t.told_at
        from publications p left join schedules s on s.id = p.schedule_id left join tellings t on t.publication_id = p.id
        where p.event_id = $1 order by p.id desc
        """,
        event_id,
    )


async def tell_of(db: Connection, publication_id: int, *, by: str) -> None:
    """Write down that people were told of a publication."""
    await db.execute(
        "insert into tellings (publication_id, told_by) values ($1, $2) on conflict do nothing", publication_id, by
    )


async def told(db: Connection, event_id: int, publication_id: int) -> list[Told]:
    """Every participant with its newest letter about one publication, suppliers before buyers, by code."""
    return await fetch(
        db,
        Told,
        f"""
        select {ADDRESSEE}, n.state, coalesce(n.rounds, 0)::int rounds, n.address sent_to, array[]::text[] lines
        from participants p {PERSON}
        left join lateral (
            select n.state, n.address, count(*) over () rounds from notices n
            where n.participant_id = p.id and n.kind = 'changed agenda'
            and split_part(n.about, ',', 1) = 'publication ' || $2::bigint
            order by n.id desc limit 1) n on true
        where p.event_id = $1 order by p.side desc, length(p.code), p.code
        """,
        event_id,
        publication_id,
    )


async def missed(db: Connection, event_id: int) -> set[tuple[str, int]]:
    """Who (its code) did not get the newest letter to it about which publication."""
    rows = await db.fetch(
        """
        select code, publication_id from (
            select distinct on (p.id, x.id) p.code, x.id publication_id, n.state
            from notices n join participants p on p.id = n.participant_id
            join publications x on 'publication ' || x.id = split_part(n.about, ',', 1) and x.event_id = n.event_id
            where n.event_id = $1 and n.kind = 'changed agenda' order by p.id, x.id, n.id desc) newest
        where state in ('failed', 'bounced')
        """,
        event_id,
    )
    return {(row["code"], row["publication_id"]) for row in rows}


async def subscription(db: Connection, ticket: UUID) -> Subscription | None:
    """Which letters a ticket stops."""
    return await fetch_one(
        db,
        Subscription,
        """
        select n.participant_id, n.address, e.name_ko event_ko, e.name_en event_en, u.address is not null stopped
        from notices n join events e on e.id = n.event_id
        left join unsubscribed u on u.participant_id = n.participant_id and u.address = n.address
        where n.stop = $1
        """,
        ticket,
    )


async def stop(db: Connection, found: Subscription, why: Sentence) -> None:
    """Send nothing more to an address but invitations."""
    await db.execute(
        "insert into unsubscribed (participant_id, address) values ($1, $2) on conflict do nothing",
        found.participant_id,
        found.address,
    )
    await db.execute(
        """
        update notices set state = 'failed', error = $3
        where participant_id = $1 and address = $2 and state = 'waiting' and kind <> 'invitation'
        """,
        found.participant_id,
        found.address,
        plain(why),
    )


async def go_on(db: Connection, found: Subscription) -> None:
    """Send letters to an address again."""
    await db.execute(
        "delete from unsubscribed where participant_id = $1 and address = $2", found.participant_id, found.address
    )
