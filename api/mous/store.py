"""MOUs and their entries: an MOU is the newest of its entries, and entries are added, never changed."""

from datetime import date
from typing import LiteralString

from api.events.store import PARTIES
from api.ground.db import Connection, fetch
from api.mous.nouns import Mou

_ENTRY: LiteralString = f"""
    select m.id, m.number, {PARTIES},
        e.entry, e.state, e.level, e.subject, e.parties, e.signed_on, e.evidence, e.message, e.note, e.why,
        e.recorded_side, e.recorded_by, e.recorded_at
    from mous m
    join mou_entries e on e.mou_id = m.id
    left join participants s on s.id = m.supplier_id
    left join participants b on b.id = m.buyer_id
"""


async def mous(db: Connection, event_id: int, *, participant_id: int | None = None) -> list[Mou]:
    """MOUs of an event, or those to which one participant is a party, each as it stands now, the newest first."""
    return await fetch(
        db,
        Mou,
        _ENTRY
        + """
        where m.event_id = $1 and ($2::bigint is null or $2 in (m.supplier_id, m.buyer_id))
            and not exists (select from mou_entries later where later.mou_id = m.id and later.entry > e.entry)
        order by m.number desc
        """,
        event_id,
        participant_id,
    )


async def count_mous(db: Connection, event_id: int) -> int:
    """How many MOUs an event has."""
    return await db.fetchval("select count(*) from mous where event_id = $1", event_id)


async def entries(db: Connection, event_id: int, number: int) -> list[Mou]:
    """Every entry of one MOU, the newest first."""
    return await fetch(
        db, Mou, _ENTRY + "where m.event_id = $1 and m.number = $2 order by e.entry desc", event_id, number
    )


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
) -> None:
    """Add an entry; the number is that of its predecessor plus one, so two at once cannot both be the next."""
    await db.execute(
        """
        insert into mou_entries (mou_id, entry, state, level, subject, parties, signed_on, evidence, why, recorded_by,
            message, note, recorded_side)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
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
    )
