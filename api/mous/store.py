"""MOUs and their entries: an MOU is the newest of its entries, and entries are added, never changed."""

from datetime import date
from typing import LiteralString

from api.access.nouns import Caller
from api.events.store import PARTIES
from api.ground.db import Connection, fetch
from api.ground.portions import ALL, Portion, Span, fetch_portion
from api.mous.nouns import Activity, Mou

_ENTRY: LiteralString = f"""
    select m.id, m.number, {PARTIES},
        e.entry, e.state, case when e.state in ('signed', 'active') and act.last_on < current_date - 180
            then 'dormant' else e.state end as stands, act.last_on, e.moved,
        e.level, e.subject, e.parties, e.signed_on, e.evidence, e.message, e.note, e.why,
        e.unmet and c.id is null as waits, coalesce(c.why, '') as refused,
        e.recorded_side, e.recorded_by, e.recorded_at
    from mous m
    join mou_entries e on e.mou_id = m.id
    left join confirmations c on c.mou_entry_id = e.id
    left join participants s on s.id = m.supplier_id
    left join participants b on b.id = m.buyer_id
    cross join lateral (select greatest(e.signed_on,
        (select max(x.happened_on) from mou_activities x where x.mou_id = m.id),
        (select max(x.recorded_at)::date from mou_entries x where x.mou_id = m.id and x.moved and x.state <> 'dormant')
    ) as last_on) act
"""


async def mous(db: Connection, event_id: int, *, participant_id: int | None = None, span: Span = ALL) -> Portion[Mou]:
    """MOUs of an event, or those to which one participant is a party, each as it stands now, the newest first."""
    return await fetch_portion(
        db,
        Mou,
        _ENTRY
        + """
        where m.event_id = $1 and ($2::bigint is null or $2 in (m.supplier_id, m.buyer_id))
            and not exists (select from mou_entries later where later.mou_id = m.id and later.entry > e.entry)
        """,
        "number int desc",
        span,
        event_id,
        participant_id,
    )


async def count_dormant(db: Connection, event_id: int) -> int:
    """How many MOUs stand as dormant."""
    return await db.fetchval(
        f"""
        select count(*) from ({_ENTRY} where m.event_id = $1 and not exists (
            select from mou_entries later where later.mou_id = m.id and later.entry > e.entry)) x where x.stands = 'dormant'
        """,
        event_id,
    )


async def activities(db: Connection, mou_id: int) -> list[Activity]:
    """What the parties of an MOU did, the newest first."""
    return await fetch(
        db,
        Activity,
        """
        select id, happened_on, what, evidence, recorded_side, recorded_by, recorded_at
        from mou_activities where mou_id = $1 order by happened_on desc, id desc
        """,
        mou_id,
    )


async def add_activity(db: Connection, mou_id: int, day: date, what: str, evidence: str, *, by: Caller) -> int:
    """Note an activity; its id."""
    return await db.fetchval(
        """
        insert into mou_activities (mou_id, happened_on, what, evidence, recorded_side, recorded_by)
        values ($1, $2, $3, $4, $5, $6) returning id
        """,
        mou_id,
        day,
        what,
        evidence,
        by.acts_as,
        by.signature,
    )


async def count_mous(db: Connection, event_id: int) -> tuple[int, int]:
    """How many MOUs of an event count, and how many wait for the organizer's answer."""
    row = await db.fetchrow(
        """
        select count(*) filter (where not x.unmet or not c.refused) counting,
            count(*) filter (where x.unmet and c.id is null) waiting
        from (select distinct on (m.id) e.id, e.unmet from mous m join mou_entries e on e.mou_id = m.id
              where m.event_id = $1 order by m.id, e.entry desc) x
        left join confirmations c on c.mou_entry_id = x.id
        """,
        event_id,
    )
    assert row is not None
    return row["counting"], row["waiting"]


async def answer(db: Connection, event_id: int, mou_id: int, entry: int, *, why_not: str = "", by: str) -> bool:
    """Write down the organizer's yes to an entry, or no with its reason; whether it had no answer before."""
    done = await db.execute(
        """
        insert into confirmations (event_id, mou_entry_id, confirmed_by, why, refused)
        select $1, e.id, $4, $5, $5 <> '' from mou_entries e where e.mou_id = $2 and e.entry = $3
        on conflict on constraint confirmations_mou_once do nothing
        """,
        event_id,
        mou_id,
        entry,
        by,
        why_not,
    )
    return done != "INSERT 0 0"


async def carry_yes(db: Connection, event_id: int, mou_id: int, entry: int) -> None:
    """Let the yes to an entry hold for the next one too; the organizer's own entry is its own yes."""
    await db.execute(
        """
        insert into confirmations (event_id, mou_entry_id, confirmed_by, carried)
        select $1, next.id, coalesce(c.confirmed_by, e.recorded_by), true
        from mou_entries e join mou_entries next on next.mou_id = e.mou_id and next.entry = e.entry + 1
        left join confirmations c on c.mou_entry_id = e.id where e.mou_id = $2 and e.entry = $3
        """,
        event_id,
        mou_id,
        entry,
    )


async def entries(db: Connection, event_id: int, number: int, span: Span = ALL) -> Portion[Mou]:
    """Every entry of one MOU, the newest first."""
    sql: LiteralString = _ENTRY + "where m.event_id = $1 and m.number = $2"
    return await fetch_portion(db, Mou, sql, "entry int desc", span, event_id, number)


async def lock_numbers(db: Connection, event_id: int) -> None:
    """Wait for others who number MOUs of this event, until the transaction ends."""
    await db.execute("select from events where id = $1 for no key update", event_id)


async def add_mou(db: Connection, event_id: int, supplier_id: int | None, buyer_id: int | None) -> tuple[int, int]:
    """Add an MOU under the event's next number; its id and number."""
    row = await db.fetchrow(
        """
        insert into mous (event_id, supplier_id, buyer_id, number)
        select $1, $2, $3, coalesce(max(number), 0) + 1 from mous where event_id = $1
        returning id, number
        """,
        event_id,
        supplier_id,
        buyer_id,
    )
    assert row is not None
    return row["id"], row["number"]


async def add_entry(
    db: Connection,
    mou_id: int,
    entry: int,
    *,
    state: str,
    level: str,
    subject: str,
    parties: str,
    signed_on: date | None,
    evidence: str,
    message: str,
    note: str,
    why: str,
    recorded_side: str,
    recorded_by: str,
    by_one: bool,
    moved: bool = False,
) -> None:
    """Add an entry; the number is that of its predecessor plus one, so two at once cannot both be the next.

    ``by_one`` says that a participant made it: without a published meeting of both it waits for the organizer's yes.
    """
    await db.execute(
        """
        insert into mou_entries (mou_id, entry, state, level, subject, parties, signed_on, evidence, why, recorded_by,
            message, note, recorded_side, moved, unmet)
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $15, $14::boolean and not exists (
            select from mous x join meetings m on (m.supplier_id, m.buyer_id) = (x.supplier_id, x.buyer_id)
            where x.id = $1 and m.schedule_id = (
                select p.schedule_id from publications p where p.event_id = x.event_id order by p.id desc limit 1))
        """,
        mou_id,
        entry,
        state,
        level,
        subject,
        parties,
        signed_on,
        evidence,
        why,
        recorded_by,
        message,
        note,
        recorded_side,
        by_one,
        moved,
    )
