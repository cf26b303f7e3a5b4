"""What a workbook no longer has: what of it may not go, and the removal of the rest."""

from collections.abc import Sequence
from typing import Any

from api.ground.db import Connection

Rows = Sequence[dict[str, Any]]


async def remove_missing(db: Connection, event_id: int, codes: dict[str, list[str]]) -> None:
    """Remove what an earlier workbook had and this one has not; ``codes`` are those to keep, by kind."""
    await db.execute(
        """
        delete from solutions s using participants p
        where p.id = s.participant_id and p.event_id = $1 and s.code <> all($2::text[])
        """,
        event_id,
        codes["solutions"],
    )
    await db.execute(
        """
        delete from needs n using participants p
        where p.id = n.participant_id and p.event_id = $1 and n.code <> all($2::text[])
        """,
        event_id,
        codes["needs"],
    )
    await db.execute(
        "delete from participants where event_id = $1 and code <> all($2::text[])", event_id, codes["participants"]
    )
    await db.execute(
        "delete from interpreters where event_id = $1 and code <> all($2::text[])", event_id, codes["interpreters"]
    )
    await db.execute(
        """
        delete from tables t using legs l
        where l.id = t.leg_id and l.event_id = $1 and (l.code || '/' || t.code) <> all($2::text[])
        """,
        event_id,
        codes["tables"],
    )
    await db.execute(
        """
        delete from slots s using legs l
        where l.id = s.leg_id and l.event_id = $1 and (l.code || '/' || s.code) <> all($2::text[])
        """,
        event_id,
        codes["slots"],
    )
    await db.execute("delete from legs where event_id = $1 and code <> all($2::text[])", event_id, codes["legs"])


async def kept_by_records(db: Connection, event_id: int, codes: list[str]) -> list[str]:
    """Codes of participants that a workbook dropped although schedules, outcomes or MOUs name them."""
    return [
        row["code"]
        for row in await db.fetch(
            """
            select p.code from participants p
            where p.event_id = $1 and p.code <> all($2::text[]) and (
                exists (select from meetings m where p.id in (m.supplier_id, m.buyer_id))
                or exists (select from outcomes o where p.id in (o.supplier_id, o.buyer_id))
                or exists (select from mous m where p.id in (m.supplier_id, m.buyer_id)))
            order by p.code
            """,
            event_id,
            codes,
        )
    ]


async def used_slots_that_move(db: Connection, event_id: int, rows: Rows) -> list[str]:
    """Codes of slots that hold meetings of some schedule and would be dropped or moved to another time."""
    return [
        row["code"]
        for row in await db.fetch(
            """
            select distinct s.code, s.starts_at from slots s join legs l on l.id = s.leg_id
            join meetings m on m.slot_id = s.id
            where l.event_id = $1 and not exists (
                select from jsonb_to_recordset($2::jsonb) as r(
                    leg text, code text, starts_at timestamptz, ends_at timestamptz)
                where r.leg = l.code and r.code = s.code and r.starts_at = s.starts_at and r.ends_at = s.ends_at)
            order by s.starts_at
            """,
            event_id,
            list(rows),
        )
    ]


async def used_places_that_go(db: Connection, event_id: int, codes: dict[str, list[str]]) -> dict[str, list[str]]:
    """Codes of tables and interpreters that hold meetings of some schedule and that a workbook dropped, by kind."""
    tables = await db.fetch(
        """
        select l.code || '/' || t.code as code from tables t join legs l on l.id = t.leg_id
        where l.event_id = $1 and (l.code || '/' || t.code) <> all($2::text[])
            and exists (select from meetings m where m.table_id = t.id)
        order by t.id
        """,
        event_id,
        codes["tables"],
    )
    interpreters = await db.fetch(
        """
        select i.code from interpreters i
        where i.event_id = $1 and i.code <> all($2::text[])
            and exists (select from meetings m where m.interpreter_id = i.id)
        order by i.id
        """,
        event_id,
        codes["interpreters"],
    )
    return {"tables": [row["code"] for row in tables], "interpreters": [row["code"] for row in interpreters]}
