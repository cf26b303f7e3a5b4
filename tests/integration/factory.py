"""A small event by real inserts: two suppliers, three buyers, one leg with four slots, two tables, one interpreter.

The leg began long ago, so that outcomes can be recorded; its slots lie ahead, so that plans are made for them."""

from dataclasses import dataclass
from typing import Any

from api.access.keys import make_key
from api.access.nouns import Caller
from api.ground.db import Connection


@dataclass(frozen=True, slots=True)
class Made:
    """Ids by code of what was made, and tokens by who holds them."""

    slug: str
    event_id: int
    participants: dict[str, int]
    slots: dict[str, int]
    tables: dict[str, int]
    interpreter_id: int
    tokens: dict[str, str]


async def make_event(db: Connection, slug: str = "test-2030", *, keys: bool = True) -> Made:
    """An event in Istanbul with keys for its organizer (``organizer``) and every participant (by code).

    Without ``keys`` it is made of what the first structure of the database has.
    """
    event_id = await db.fetchval(
        "insert into events (slug, name_ko, name_en) values ($1, '시험 행사', 'Test event') returning id", slug
    )
    leg_id = await db.fetchval(
        """
        insert into legs (event_id, code, city_ko, city_en, country, venue_ko, venue_en, zone, starts_on, ends_on)
        values ($1, 'IST', '이스탄불', 'Istanbul', 'TR', '회의장', 'Hall', 'Europe/Istanbul', '2022-10-10', '2030-10-10')
        returning id
        """,
        event_id,
    )
    slots = await _many(
        db,
        """
        insert into slots (leg_id, code, starts_at, ends_at)
        select $1, 'T' || n, '2030-10-10 10:00+03'::timestamptz + (n - 1) * interval '30 minutes',
               '2030-10-10 10:25+03'::timestamptz + (n - 1) * interval '30 minutes'
        from generate_series(1, 4) n returning code, id
        """,
        leg_id,
    )
    tables = await _many(
        db,
        """
        insert into tables (leg_id, code, label_ko, label_en)
        select $1, 'A' || n, n || '번 테이블', 'Table ' || n from generate_series(1, 2) n returning code, id
        """,
        leg_id,
    )
    interpreter_id = await db.fetchval(
        """
        insert into interpreters (event_id, leg_id, code, label_ko, label_en, languages)
        values ($1, $2, 'I1', '통역 1', 'Interpreter 1', '{ko,tr}') returning id
        """,
        event_id,
        leg_id,
    )
    participants = await _many(
        db,
        """
        insert into participants (event_id, code, side, name_ko, name_en, country, languages, fictional)
        select $1, code, side, '시험 ' || code, 'Test ' || code, country, languages, true
        from (values ('S01', 'supplier', 'KR', '{ko,en}'::text[]), ('S02', 'supplier', 'KR', '{ko}'),
                     ('B01', 'buyer', 'TR', '{tr}'), ('B02', 'buyer', 'TR', '{tr,en}'), ('B03', 'buyer', 'TR', '{en}'))
             as r(code, side, country, languages)
        returning code, id
        """,
        event_id,
    )
    tokens = {"organizer": await make_key(db, Caller("organizer", "desk", event_id=event_id))} if keys else {}
    for code, participant_id in participants.items() if keys else ():
        tokens[code] = await make_key(db, Caller("participant", code, event_id=event_id, participant_id=participant_id))
    return Made(slug, event_id, participants, slots, tables, interpreter_id, tokens)


async def forbid(db: Connection, made: Made, supplier: str, buyer: str) -> None:
    """Exclude a pair."""
    await db.execute(
        "insert into forbidden_pairs (event_id, supplier_id, buyer_id, why) values ($1, $2, $3, 'competitors')",
        made.event_id,
        made.participants[supplier],
        made.participants[buyer],
    )


async def make_match(db: Connection, made: Made, supplier: str, buyer: str, score: float = 0.7) -> None:
    """A stored match with quoted evidence."""
    evidence = {
        "need_sentence": f"{buyer} loses water.",
        "solution_sentence": f"{supplier} finds leaks.",
        "similarity": score,
        "component": "sentence",
    }
    await db.execute(
        """
        insert into matches (event_id, supplier_id, buyer_id, score, band, components, evidence, model)
        values ($1, $2, $3, $4, 'strong', $5, $6, 'test')
        """,
        made.event_id,
        made.participants[supplier],
        made.participants[buyer],
        score,
        {"sentence": score, "presence": 0.5},
        evidence,
    )


async def make_schedule(
    db: Connection, made: Made, meetings: list[tuple[str, str, str, str]], *, version: int = 1
) -> int:
    """A version with meetings given as (supplier, buyer, slot, table), each asked for by the organizer if nobody has.

    The interpreter is where he is needed: between those who share no language.
    """
    schedule_id: int = await db.fetchval(
        """
        insert into schedules (event_id, version, status, value, bound, gap, seconds, method)
        values ($1, $2, 'optimal', $3, $3, 0, 0.5, 'test') returning id
        """,
        made.event_id,
        version,
        1000 * len(meetings),
    )
    for supplier, buyer, slot, table in meetings:
        await db.execute(
            """
            insert into requests (event_id, supplier_id, buyer_id, asked_by) select $1, $2, $3, 'organizer'
            where not exists (select from requests where (event_id, supplier_id, buyer_id) = ($1, $2, $3))
            """,
            made.event_id,
            made.participants[supplier],
            made.participants[buyer],
        )
        await db.execute(
            """
            insert into meetings (schedule_id, supplier_id, buyer_id, slot_id, table_id, interpreter_id, value)
            select $1, s.id, b.id, $4, $5, case when s.languages && b.languages then null else $6::bigint end, 1000
            from participants s, participants b where s.id = $2 and b.id = $3
            """,
            schedule_id,
            made.participants[supplier],
            made.participants[buyer],
            made.slots[slot],
            made.tables[table],
            made.interpreter_id,
        )
    return schedule_id


async def _many(db: Connection, sql: Any, parent: int) -> dict[str, int]:
    return {row["code"]: row["id"] for row in await db.fetch(sql, parent)}


async def add_messages(db: Connection, event_id: int, count: int = 1) -> tuple[int, int]:
    """A program that is told of outcomes, and messages that it got: its id, and that of the last message."""
    webhook = await db.fetchval(
        """
        insert into webhooks (event_id, url, kinds, secret, made_by)
        values ($1, 'https://example.org', '{outcome.recorded}', '', 'desk') returning id
        """,
        event_id,
    )
    rows = await db.fetch(
        """
        insert into webhook_messages (event_id, webhook_id, kind, data, state)
        select $1, $2, 'outcome.recorded', '{}', 'delivered' from generate_series(1, $3::int) returning id
        """,
        event_id,
        webhook,
        count,
    )
    return webhook, rows[-1]["id"]
