"""The trail in the database."""

from collections.abc import AsyncGenerator
from typing import LiteralString

from api.audit.nouns import Entry, Record, Sealed
from api.ground.db import Connection
from api.ground.portions import Portion, Span, fetch_portion

APPEND_ONLY = ["outcomes", "mou_entries", "mou_activities", "confirmations", "ledger", "rates", "snapshots"]
"""Tables whose rows are added and never changed."""
_KEPT: LiteralString = """
    select 'outcomes' as noun, t.id, to_jsonb(t)::text as now_text, t.recorded_at as at from outcomes t where event_id = $1
    union all select 'mou_entries', t.id, to_jsonb(t)::text, t.recorded_at
        from mou_entries t join mous m on m.id = t.mou_id where m.event_id = $1
    union all select 'mou_activities', t.id, to_jsonb(t)::text, t.recorded_at
        from mou_activities t join mous m on m.id = t.mou_id where m.event_id = $1
    union all select 'confirmations', t.id, to_jsonb(t)::text, t.confirmed_at from confirmations t where event_id = $1
    union all select 'ledger', t.id, to_jsonb(t)::text, t.recorded_at from ledger t where event_id = $1
    union all select 'rates', t.id, to_jsonb(t)::text, t.recorded_at from rates t where event_id = $1
    union all select 'snapshots', t.id, to_jsonb(t)::text, t.as_of from snapshots t where event_id = $1
"""


async def act(db: Connection, settings: dict[str, str]) -> None:
    """Tell the database in whose name the rest of the transaction writes."""
    await db.execute(
        "select set_config('mannam.' || name, value, true) from unnest($1::text[], $2::text[]) as t (name, value)",
        list(settings),
        list(settings.values()),
    )


async def entries(db: Connection, event_id: int, *, noun: str | None, by: str | None, span: Span) -> Portion[Entry]:
    """Entries of an event, the newest first."""
    return await fetch_portion(
        db,
        Entry,
        """
        select event_id, number, at, by_name, by_role, on_behalf_of, why, request, noun, step, row_id, label,
            before, after, erased_at
        from trail
        where event_id = $1 and number is not null and ($2::text is null or noun = $2) and ($3::text is null or by_name = $3)
        """,
        "number bigint desc",
        span,
        event_id,
        noun,
        by,
    )


async def chained(db: Connection, event_id: int) -> AsyncGenerator[Sealed]:
    """Every entry of an event in order, for the check; needs a transaction, reads in portions."""
    async for row in db.cursor(
        """
        select event_id, number, at, by_name, by_role, on_behalf_of, why, request, noun, step, row_id, label,
            before::text as before_text, after::text as after_text, before_sha256, after_sha256,
            erased_at is not null as erased, link
        from trail where event_id = $1 order by number nulls last, id
        """,
        event_id,
        prefetch=1000,
    ):
        yield Sealed(**dict(row))


async def records(db: Connection, event_id: int) -> AsyncGenerator[Record]:
    """Every record that is added and never changed, as it stands and as the trail holds it; needs a transaction.

    Outcomes and entries of MOUs that are older than the trail are in none.
    """
    async for row in db.cursor(
        f"""
        with kept as ({_KEPT}), newest as (
            select distinct on (noun, row_id) noun, row_id, number, step, after::text as after_text,
                erased_at is not null as erased
            from trail where event_id = $1 and noun = any($2::text[]) order by noun, row_id, id desc)
        select coalesce(k.noun, n.noun) as noun, coalesce(k.id, n.row_id) as id, k.now_text, n.after_text, n.number, n.step,
            coalesce(n.erased, false) as erased
        from kept k full join newest n on (n.noun, n.row_id) = (k.noun, k.id)
        where (n.step is distinct from 'removed' or k.id is not null or exists (select from events where id = $1))
            and (n.row_id is not null or k.noun not in ('outcomes', 'mou_entries')
                or k.at > (select min(at) from trail where event_id = $1)
                or k.id > (select min(row_id) from trail t where t.noun = k.noun))
        order by number nulls last, 1, 2
        """,
        event_id,
        APPEND_ONLY,
        prefetch=1000,
    ):
        yield Record(**dict(row))


async def end(db: Connection, event_id: int) -> tuple[int, bytes]:
    """Number and link of the last entry that was written for an event; 0 and nothing where there is none."""
    row = await db.fetchrow("select number, link from trail_ends where event_id = $1", event_id)
    return (row["number"], row["link"]) if row else (0, b"")


async def chains(db: Connection) -> list[tuple[int, str | None]]:
    """Events that have a trail, with their slug where they still exist; the installation (0) first."""
    rows = await db.fetch(
        """
        select t.event_id, e.slug
        from (select event_id from trail_ends union select event_id from trail) t left join events e on e.id = t.event_id
        order by t.event_id
        """
    )
    return [(row["event_id"], row["slug"]) for row in rows]


async def erase(db: Connection, event_id: int, noun: str, row_id: int, columns: list[str]) -> int:
    """Take the named columns of a row out of every entry about it; the chain goes on holding. How many entries."""
    return int(
        (
            await db.execute(
                """
                update trail set before = before - $4::text[], after = after - $4::text[], erased_at = now()
                where event_id = $1 and noun = $2 and row_id = $3
                """,
                event_id,
                noun,
                row_id,
                columns,
            )
        ).split()[-1]
    )
