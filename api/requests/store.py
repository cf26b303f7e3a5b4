"""Requests and forbidden pairs."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from api.events.store import PARTIES
from api.ground.db import Connection, fetch, fetch_one
from api.ground.portions import ALL, Portion, Span, fetch_portion
from api.requests.nouns import Contact, Request, RequestState

_REQUEST: LiteralString = f"""
    select r.id, {PARTIES},
        r.asked_by, r.preference, r.message, r.note, r.expires_at, r.updated_at, a.acted_as, a.acted_by,
        case when r.state = 'sent' and r.expires_at <= now() then 'expired' else r.state end as state
    from requests r
    join participants s on s.id = r.supplier_id
    join participants b on b.id = r.buyer_id
    left join lateral (
        select x.acted_as, x.acted_by from request_steps x where x.request_id = r.id order by x.id desc limit 1
    ) a on true
"""
OPEN: LiteralString = "(r.state = 'sent' and coalesce(r.expires_at > now(), true))"
"""Whether ``requests r`` waits for an answer and has time left."""


CONTACTS: LiteralString = f"""
    with agreed as (
        select r.supplier_id, r.buyer_id from requests r where r.event_id = $1 and r.asked_by <> 'organizer'
            and ($2::bigint is null or r.supplier_id = $2 or r.buyer_id = $2)
        group by r.supplier_id, r.buyer_id
        having not bool_or(r.state = 'declined') and (bool_or(r.state = 'accepted') or count(*) filter (
            where {OPEN}) = 2))
    select v.code participant, o.code counterpart, d.name, d.title_ko, d.title_en, d.email, d.phone
    from agreed a
    cross join lateral (values (a.supplier_id, a.buyer_id), (a.buyer_id, a.supplier_id)) as x(viewer, other)
    join participants v on v.id = x.viewer join participants o on o.id = x.other
    join delegates d on d.participant_id = x.other
    cross join lateral (select
        coalesce((select c.given from consents c where (c.participant_id, c.person, c.purpose) = (o.id, d.name, 'contact')
                  order by c.id desc limit 1), d.consent)
        and (v.country = o.country or coalesce((
            select c.given from consents c where (c.participant_id, c.person, c.purpose) = (o.id, d.name, 'transfer')
            order by c.id desc limit 1), true)) shown) said
    where said.shown and ($2::bigint is null or x.viewer = $2) order by d.id
"""
"""Whom the participants of event ``$1`` may reach, those of participant ``$2`` if given."""


async def requests(
    db: Connection, event_id: int, *, participant_id: int | None = None, span: Span = ALL
) -> Portion[Request]:
    """Requests of an event, or those that concern one participant, the latest change first.

    A request that nobody answered before its time ran out reads as expired.
    """
    return await fetch_portion(
        db,
        Request,
        _REQUEST + "where r.event_id = $1 and ($2::bigint is null or $2 in (r.supplier_id, r.buyer_id))",
        "updated_at timestamptz desc, id bigint desc",
        span,
        event_id,
        participant_id,
    )


async def count_requests(db: Connection, event_id: int) -> dict[str, int]:
    """Number of requests by state; those that ran out count as expired."""
    rows = await db.fetch(
        """
        select case when state = 'sent' and expires_at <= now() then 'expired' else state end as state, count(*) n
        from requests where event_id = $1 group by 1 order by 1
        """,
        event_id,
    )
    return {row["state"]: row["n"] for row in rows}


async def count_live_requests(db: Connection, event_id: int) -> dict[str, int]:
    """Number of requests that are sent or accepted, by the code of each participant that they concern."""
    rows = await db.fetch(
        f"""
        select p.code, count(*) n from requests r join participants p on p.id in (r.supplier_id, r.buyer_id)
        where r.event_id = $1 and (r.state = 'accepted' or {OPEN})
        group by p.code
        """,
        event_id,
    )
    return {row["code"]: row["n"] for row in rows}


async def request(db: Connection, event_id: int, request_id: int) -> Request | None:
    """One request of an event."""
    return await fetch_one(
        db,
        Request,
        _REQUEST
        + """
        where r.event_id = $1 and r.id = $2
        """,
        event_id,
        request_id,
    )


async def add_request(
    db: Connection,
    event_id: int,
    supplier_id: int,
    buyer_id: int,
    *,
    asked_by: str,
    preference: int,
    state: RequestState,
    message: str,
    note: str,
    expires_at: datetime | None,
    reopens: Sequence[str],
) -> int | None:
    """Add a request and return its id; one of the same side in a state of ``reopens`` is asked anew, else None."""
    return await db.fetchval(
        """
        insert into requests (event_id, supplier_id, buyer_id, asked_by, preference, state, message, expires_at, note)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $10)
        on conflict on constraint requests_one_per_side do update
            set preference = excluded.preference, state = excluded.state, message = excluded.message,
                note = excluded.note, expires_at = excluded.expires_at, updated_at = now()
            where requests.state = any ($9::text[])
                or (requests.state = 'sent' and requests.expires_at <= now() and 'expired' = any ($9::text[]))
        returning id
        """,
        event_id,
        supplier_id,
        buyer_id,
        asked_by,
        preference,
        state,
        message,
        expires_at,
        list(reopens),
        note,
    )


async def change_state(db: Connection, request_id: int, *, to: RequestState, only_from: Sequence[str]) -> bool:
    """Move a request to a state, if it still is in one of those given and has not run out."""
    changed = await db.fetchval(
        """
        update requests set state = $2, updated_at = now()
        where id = $1 and state = any ($3::text[]) and (state <> 'sent' or expires_at is null or expires_at > now())
        returning true
        """,
        request_id,
        to,
        list(only_from),
    )
    return bool(changed)


async def add_step(db: Connection, request_id: int, step: str, *, acted_as: str, acted_by: str) -> None:
    """Write down who took a step on a request; steps are added, never changed."""
    await db.execute(
        "insert into request_steps (request_id, step, acted_as, acted_by) values ($1, $2, $3, $4)",
        request_id,
        step,
        acted_as,
        acted_by,
    )


async def lock_pair(db: Connection, supplier_id: int, buyer_id: int) -> None:
    """Let one transaction at a time ask or answer for a pair, so that two who ask at the same instant see each other."""
    await db.execute(
        "select pg_advisory_xact_lock(hashtextextended('request ' || $1::bigint || ' ' || $2::bigint, 0))",
        supplier_id,
        buyer_id,
    )


async def requests_to_meet(db: Connection, event_id: int, supplier_id: int, buyer_id: int, *, side: str) -> list[int]:
    """Ids of a pair's requests that agree with one of ``side``: those that wait, and those that it declined before."""
    rows = await db.fetch(
        f"""
        select r.id from requests r
        where r.event_id = $1 and r.supplier_id = $2 and r.buyer_id = $3 and (
            {OPEN} or r.state = 'declined' and r.asked_by <> $4 and $4 = (
                select x.acted_as from request_steps x where x.request_id = r.id order by x.id desc limit 1))
        order by r.id for update
        """,
        event_id,
        supplier_id,
        buyer_id,
        side,
    )
    return [row["id"] for row in rows]


async def is_forbidden(db: Connection, event_id: int, supplier_id: int, buyer_id: int) -> bool:
    """Whether the organizer excluded the pair."""
    return await db.fetchval(
        "select exists (select from forbidden_pairs where event_id = $1 and supplier_id = $2 and buyer_id = $3)",
        event_id,
        supplier_id,
        buyer_id,
    )


async def contacts(db: Connection, event_id: int, *, participant_id: int | None = None) -> list[Contact]:
    """Whom participants may reach at their counterparts, as listed; for one participant if given.

    Only delegates who consented, and only where both sides agreed: one accepted what the other asked, or both asked.
    """
    return await fetch(
        db,
        Contact,
        CONTACTS,
        event_id,
        participant_id,
    )
