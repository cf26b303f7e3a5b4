"""What came of meetings: rows are added, never changed."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import LiteralString

from api.events.store import PARTIES
from api.ground.db import Connection, fetch_one
from api.ground.portions import ALL, Portion, Span, fetch_portion
from api.outcomes.nouns import Outcome

_OUTCOME: LiteralString = f"""
    select o.*, {PARTIES}, later.id is null as current,
        o.unmet and c.id is null as waits, coalesce(c.why, '') as refused
    from outcomes o
    left join confirmations c on c.outcome_id = o.id
    join participants s on s.id = o.supplier_id
    join participants b on b.id = o.buyer_id
    left join outcomes later on later.corrects = o.id
"""


async def outcomes(
    db: Connection, event_id: int, *, participant_id: int | None = None, current_only: bool = False, span: Span = ALL
) -> Portion[Outcome]:
    """Records of an event, or of one participant's meetings, the newest first."""
    return await fetch_portion(
        db,
        Outcome,
        _OUTCOME
        + """
        where o.event_id = $1 and ($2::bigint is null or $2 in (o.supplier_id, o.buyer_id))
            and (not $3 or later.id is null)
        """,
        "recorded_at timestamptz desc, id bigint desc",
        span,
        event_id,
        participant_id,
        current_only,
    )


async def count_outcomes(db: Connection, event_id: int) -> tuple[int, int]:
    """How many records of an event that were not corrected count, and how many wait for the organizer's answer."""
    row = await db.fetchrow(
        """
        select count(*) filter (where not o.unmet or not c.refused) counting,
            count(*) filter (where o.unmet and c.id is null) waiting
        from outcomes o left join confirmations c on c.outcome_id = o.id
        where o.event_id = $1 and not exists (select from outcomes later where later.corrects = o.id)
        """,
        event_id,
    )
    assert row is not None
    return row["counting"], row["waiting"]


async def count_unrecorded(db: Connection, event_id: int) -> int:
    """Number of published meetings that have ended and of which neither side recorded anything."""
    found: int = await db.fetchval(
        """
        select count(*) from meetings m join slots sl on sl.id = m.slot_id
        where m.schedule_id = (select schedule_id from publications where event_id = $1 order by id desc limit 1)
            and sl.ends_at <= now() and not exists (
                select from outcomes o
                where (o.event_id, o.supplier_id, o.buyer_id) = ($1, m.supplier_id, m.buyer_id))
        """,
        event_id,
    )
    return found


async def begins(db: Connection, event_id: int, supplier_id: int, buyer_id: int) -> tuple[datetime, str] | None:
    """When the published meeting of a pair begins, or the event where it has none, and the zone of the place."""
    row = await db.fetchrow(
        """
        select starts_at, zone from (
            select sl.starts_at, l.zone, 1 as rank
            from meetings m join slots sl on sl.id = m.slot_id join legs l on l.id = sl.leg_id
            where m.supplier_id = $2 and m.buyer_id = $3 and m.schedule_id = (
                select schedule_id from publications where event_id = $1 order by id desc limit 1)
            union all
            select l.starts_on::timestamp at time zone l.zone, l.zone, 2 from legs l where l.event_id = $1) x
        order by rank, starts_at limit 1
        """,
        event_id,
        supplier_id,
        buyer_id,
    )
    return None if row is None else (row["starts_at"], row["zone"])


async def answer(db: Connection, event_id: int, outcome_id: int, *, why_not: str = "", by: str) -> bool:
    """Write down the organizer's yes, or no with its reason; whether the record had no answer before."""
    done = await db.execute(
        """
        insert into confirmations (event_id, outcome_id, confirmed_by, why, refused) values ($1, $2, $3, $4, $4 <> '')
        on conflict on constraint confirmations_outcome_once do nothing
        """,
        event_id,
        outcome_id,
        by,
        why_not,
    )
    return done != "INSERT 0 0"


async def carry_yes(db: Connection, event_id: int, outcome_id: int, *, to: int) -> None:
    """Let the yes to a record hold for its correction too; the organizer's own record is its own yes."""
    await db.execute(
        """
        insert into confirmations (event_id, outcome_id, confirmed_by, carried)
        select $1, $3, coalesce(c.confirmed_by, o.recorded_by), true
        from outcomes o left join confirmations c on c.outcome_id = o.id where o.id = $2
        """,
        event_id,
        outcome_id,
        to,
    )


async def outcome(db: Connection, event_id: int, outcome_id: int) -> Outcome | None:
    """One record of an event."""
    return await fetch_one(
        db,
        Outcome,
        _OUTCOME
        + """
        where o.event_id = $1 and o.id = $2
        """,
        event_id,
        outcome_id,
    )


async def add_outcome(
    db: Connection, event_id: int, supplier_id: int, buyer_id: int, said: Mapping[str, object], *, by_one: bool
) -> int:
    """Add a record and return its id; it names the pair's meeting in the published schedule, if there is one.

    ``by_one`` says that a participant made it: without such a meeting it waits for the organizer's yes. ``said`` gives the
    other columns by their names, so that a new one needs no word here; what it leaves out is null.
    """
    return await db.fetchval(
        """
        insert into outcomes overriding system value
        select r.* from (select (
            select m.id from meetings m
            where m.supplier_id = $2 and m.buyer_id = $3 and m.schedule_id = (
                select schedule_id from publications where event_id = $1 order by id desc limit 1)) as id) held,
            jsonb_populate_record(null::outcomes, $4::jsonb || jsonb_build_object(
                'id', nextval(pg_get_serial_sequence('outcomes', 'id')), 'recorded_at', clock_timestamp(),
                'event_id', $1::bigint, 'supplier_id', $2::bigint, 'buyer_id', $3::bigint,
                'meeting_id', held.id, 'unmet', $5::boolean and held.id is null)) r
        returning id
        """,
        event_id,
        supplier_id,
        buyer_id,
        {name: str(value) if isinstance(value, Decimal) else value for name, value in said.items()},
        by_one,
    )
