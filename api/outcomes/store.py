"""What came of meetings: rows are added, never changed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import LiteralString

from api.events.store import PARTIES
from api.ground.db import Connection, fetch, fetch_one
from api.outcomes.nouns import Outcome

_OUTCOME: LiteralString = f"""
    select o.*, {PARTIES}, later.id is null as current
    from outcomes o
    join participants s on s.id = o.supplier_id
    join participants b on b.id = o.buyer_id
    left join outcomes later on later.corrects = o.id
"""


async def outcomes(
    db: Connection, event_id: int, *, participant_id: int | None = None, current_only: bool = False
) -> list[Outcome]:
    """Records of an event, or of one participant's meetings, the newest first."""
    return await fetch(
        db,
        Outcome,
        _OUTCOME
        + """
        where o.event_id = $1 and ($2::bigint is null or $2 in (o.supplier_id, o.buyer_id))
            and (not $3 or later.id is null)
        order by o.recorded_at desc, o.id desc
        """,
        event_id,
        participant_id,
        current_only,
    )


async def count_outcomes(db: Connection, event_id: int) -> int:
    """How many records of an event were not corrected."""
    return await db.fetchval(
        """
        select count(*) from outcomes o
        where o.event_id = $1 and not exists (select from outcomes later where later.corrects = o.id)
        """,
        event_id,
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
    db: Connection, event_id: int, supplier_id: int, buyer_id: int, said: Mapping[str, object]
) -> int:
    """Add a record and return its id; it names the pair's meeting in the published schedule, if there is one.

    ``said`` gives the other columns by their names, so that a new one needs no word here; what it leaves out is null.
    """
    return await db.fetchval(
        """
        insert into outcomes overriding system value
        select r.* from jsonb_populate_record(null::outcomes, $4::jsonb || jsonb_build_object(
            'id', nextval(pg_get_serial_sequence('outcomes', 'id')), 'recorded_at', now(),
            'event_id', $1::bigint, 'supplier_id', $2::bigint, 'buyer_id', $3::bigint, 'meeting_id', (
                select m.id from meetings m
                where m.supplier_id = $2 and m.buyer_id = $3 and m.schedule_id = (
                    select schedule_id from publications where event_id = $1 order by id desc limit 1)))) r
        returning id
        """,
        event_id,
        supplier_id,
        buyer_id,
        {name: str(value) if isinstance(value, Decimal) else value for name, value in said.items()},
    )
