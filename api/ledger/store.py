"""The ledger in the database, and every book of an event as one: what is recorded of it, as it stood at a moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString

from api.ground.db import Connection, fetch, fetch_one
from api.ledger.nouns import Entry, Rate

_KEPT: LiteralString = """
    select 'ledger' as book, l.kind, l.id, l.leg, l.who, l.whom, l.country, l.city, l.sector, l.product, l.tier, l.quantity,
        l.amount, l.amount_high, l.amount_about, l.amount_said, l.currency, l.rate, l.rate_on, l.rate_source,
        l.held_on, l.evidence, l.source, '' as side, true as counts, l.recorded_by, l.recorded_at
    from ledger l
"""
_ONLY: LiteralString = "(select case when count(*) = 1 then min(code) else '' end from legs where event_id = $1)"
_OUTCOMES: LiteralString = f"""
    select 'outcome', 'consultation', o.id,
        coalesce((select l.code from meetings m join slots x on x.id = m.slot_id join legs l on l.id = x.leg_id
            where m.id = o.meeting_id), {_ONLY}),
        s.code || ' ' || coalesce(nullif(s.name_ko, ''), s.name_en),
        b.code || ' ' || coalesce(nullif(b.name_ko, ''), b.name_en), b.country, '',
        (select case when count(distinct x.sector) = 1 then min(x.sector) else '' end
            from solutions x where x.participant_id = s.id),
        o.product, o.tier, 1, o.amount, o.amount_high, o.amount_about, o.amount_said, o.currency,
        o.rate, o.rate_on, o.rate_source, null::date, o.evidence, '', o.recorded_side,
        not o.unmet or coalesce((select not c.refused from confirmations c
            where c.outcome_id = o.id and c.confirmed_at <= $2), false),
        o.recorded_by, o.recorded_at
    from outcomes o join participants s on s.id = o.supplier_id join participants b on b.id = o.buyer_id
    where o.event_id = $1 and o.recorded_at <= $2 and o.state = 'held' and not exists (
        select from outcomes later where later.corrects = o.id and later.recorded_at <= $2)
"""
_MOUS: LiteralString = f"""
    select 'mou', case when e.state = 'planned' then 'planned mou' else 'mou' end, m.number::bigint, {_ONLY},
        coalesce(nullif(s.name_ko, ''), s.name_en, e.parties), coalesce(nullif(b.name_ko, ''), b.name_en, ''), b.country,
        '', '', e.subject, 'mou', 1, null, null, false, '', null, null, null, '', e.signed_on, e.evidence, '',
        e.recorded_side,
        not e.unmet or coalesce((select not c.refused from confirmations c
            where c.mou_entry_id = e.id and c.confirmed_at <= $2), false),
        e.recorded_by, e.recorded_at
    from mous m
    join lateral (select * from mou_entries where mou_id = m.id and recorded_at <= $2 order by entry desc limit 1) e on true
    left join participants s on s.id = m.supplier_id left join participants b on b.id = m.buyer_id
    where m.event_id = $1
"""
_PARTICIPANTS: LiteralString = """
    select 'participant', p.side, p.id, l.code, coalesce(nullif(p.name_ko, ''), p.name_en), '', p.country, '', '', '',
        'none', 1, null, null, false, '', null, null, null, '', null, '', '', p.side, true, '', now()
    from participants p join legs l on l.event_id = p.event_id and (p.legs = '{}' or l.code = any(p.legs))
    where p.event_id = $1
"""


async def book(db: Connection, event_id: int, as_of: datetime) -> list[Entry]:
    """All that is recorded of an event as it stood at a moment, by number; of participants as they are now."""
    return await fetch(
        db,
        Entry,
        f"""
        select * from (
            {_KEPT} where l.event_id = $1 and l.recorded_at <= $2 and not l.void and not exists (
                select from ledger later where later.corrects = l.id and later.recorded_at <= $2)
            union all {_OUTCOMES} union all {_MOUS} union all {_PARTICIPANTS}) as every order by book, id, leg
        """,
        event_id,
        as_of,
    )


async def ever(db: Connection, event_id: int) -> list[Entry]:
    """Every record that was added to the ledger, those too that were corrected or taken away since."""
    return await fetch(db, Entry, _KEPT + "where l.event_id = $1 and not l.void order by l.id", event_id)


async def current(db: Connection, event_id: int, entry_id: int) -> Entry | None:
    """One record of the ledger, unless it was corrected."""
    return await fetch_one(
        db,
        Entry,
        _KEPT
        + """
        where l.event_id = $1 and l.id = $2 and not l.void
            and not exists (select from ledger later where later.corrects = l.id)
        """,
        event_id,
        entry_id,
    )


async def history(db: Connection, event_id: int, entry_id: int) -> list[dict[str, object]]:
    """A record and what it corrected, the newest first: each with its reason."""
    rows = await db.fetch(
        """
        with recursive chain as (
            select l.* from ledger l where l.event_id = $1 and l.id = $2
            union all select l.* from ledger l join chain c on l.id = c.corrects)
        select id, quantity, amount, currency, amount_said, tier, why, void, recorded_by, recorded_at
        from chain order by id desc
        """,
        event_id,
        entry_id,
    )
    return [dict(row) for row in rows]


async def add(db: Connection, event_id: int, rows: Sequence[Mapping[str, object]]) -> list[int]:
    """Add records, each given by the names of its columns; their ids in order."""
    return [
        row["id"]
        for row in await db.fetch(
            """
            insert into ledger (event_id, leg, kind, who, whom, country, city, sector, product, tier, quantity, amount,
                amount_high, amount_about, amount_said, currency, rate, rate_on, rate_source, held_on, evidence, source,
                corrects, void, why, recorded_by)
            select $1, r.* from jsonb_to_recordset($2::jsonb) as r(leg text, kind text, who text, whom text, country text,
                city text, sector text, product text, tier text, quantity numeric, amount numeric, amount_high numeric,
                amount_about boolean, amount_said text, currency text, rate numeric, rate_on date, rate_source text,
                held_on date, evidence text, source text, corrects bigint, void boolean, why text, recorded_by text)
            returning id
            """,
            event_id,
            list(rows),
        )
    ]


async def rates(db: Connection, event_id: int, as_of: datetime) -> list[Rate]:
    """The rate of every currency that held at a moment."""
    return await fetch(
        db,
        Rate,
        """
        select distinct on (currency) currency, rate, rate_on, source, recorded_by, recorded_at
        from rates where event_id = $1 and recorded_at <= $2 order by currency, id desc
        """,
        event_id,
        as_of,
    )


async def add_rate(db: Connection, event_id: int, rate: Rate, *, by: str) -> None:
    """State a rate."""
    await db.execute(
        """
        insert into rates (event_id, currency, rate, rate_on, source, recorded_by) values ($1, $2, $3, $4, $5, $6)
        """,
        event_id,
        rate.currency,
        rate.rate,
        rate.rate_on,
        rate.source,
        by,
    )


async def take_turns(db: Connection, event_id: int) -> None:
    """Wait for others who bring records into this event, until the transaction ends."""
    await db.execute("select from events where id = $1 for no key update", event_id)


async def hold_still(db: Connection) -> datetime:
    """Wait until nobody is writing a record, and the moment of it; until the transaction ends nobody writes any."""
    await db.execute("lock table ledger, outcomes, mou_entries, confirmations, rates in share mode")
    return await db.fetchval("select clock_timestamp()")
