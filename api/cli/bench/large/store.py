"""An event that is large enough to measure: thousands of participants, their matches, a published schedule, and keys."""

from api.ground.db import Connection

COMPANIES = 50
"""How many suppliers have a key, and are asked about."""


async def fill(db: Connection, slug: str, participants: int, keys: list[bytes]) -> None:
    """Store an event with half as many suppliers and half as many buyers, ten matches and four meetings of each.

    ``keys`` are the SHA-256 of the keys of its first suppliers.
    """
    half = participants // 2
    event = await db.fetchval(
        "insert into events (slug, name_ko, name_en) values ($1, '큰', 'Large') returning id", slug
    )
    await db.execute(
        """
        with leg as (
            insert into legs (event_id, code, city_ko, city_en, country, venue_ko, venue_en, zone, starts_on, ends_on)
            values ($1, 'L', '이스탄불', 'Istanbul', 'TR', '회의장', 'Hall', 'Europe/Istanbul', '2030-10-10', '2030-10-11')
            returning id),
        slot as (
            insert into slots (leg_id, code, starts_at, ends_at)
            select id, 'T' || n, '2030-10-10 07:00+00'::timestamptz + n * interval '30 minutes',
                '2030-10-10 07:25+00'::timestamptz + n * interval '30 minutes' from leg, generate_series(1, 4) n)
        insert into tables (leg_id, code, label_ko, label_en)
        select id, 'A' || n, n || '번', 'Table ' || n from leg, generate_series(1, $2) n
        """,
        event,
        half,
    )
    await db.execute(
        """
        insert into participants (event_id, code, side, name_ko, name_en, country, languages, about_en, fictional)
        select $1, upper(left(side, 1)) || n, side, '회사 ' || n, 'Company ' || n,
            case side when 'buyer' then 'TR' else 'KR' end, '{en}', repeat('Sensors for streets and pipes. ', 10), true
        from generate_series(1, $2) n, unnest(array['supplier', 'buyer']) side
        """,
        event,
        half,
    )
    await _pairs(db, event, half)
    await db.execute(
        """
        insert into access_keys (role, event_id, participant_id, label, sha256)
        select 'participant', $1, p.id, p.code, k.sha256 from unnest($2::bytea[]) with ordinality k(sha256, n)
        join participants p on p.event_id = $1 and p.code = 'S' || k.n
        """,
        event,
        keys,
    )
    await db.execute("analyze")


async def _pairs(db: Connection, event: int, half: int) -> None:
    """Matches, requests and meetings of supplier n with the buyers after n, each asked by the one and accepted."""
    await db.execute("create temporary table pairs (supplier bigint, buyer bigint, at int, n int)")
    await db.execute(
        """
        insert into pairs select s.id, b.id, at, n from generate_series(1, $2::int) n, generate_series(1, 10) at
        join lateral (select id from participants where event_id = $1 and code = 'S' || n) s on true
        join lateral (select id from participants where event_id = $1 and code = 'B' || (n + at) % $2 + 1) b on true
        """,
        event,
        half,
    )
    await db.execute("analyze pairs")
    await db.execute(
        """
        insert into matches (event_id, supplier_id, buyer_id, score, band, components, evidence, model)
        select $1, supplier, buyer, 1 - at / 20.0, 'strong', '{"sentence": 0.8}',
            '{"need_sentence": "Our pipes lose water.", "solution_sentence": "We find leaks.", "similarity": 0.8,
              "component": "sentence"}', 'bench' from pairs
        """,
        event,
    )
    await db.execute(
        """
        insert into requests (event_id, supplier_id, buyer_id, asked_by, state)
        select $1, supplier, buyer, 'supplier', 'accepted' from pairs where at <= 4
        """,
        event,
    )
    await db.execute(
        """
        with version as (
            insert into schedules (event_id, version, status, value, bound, gap, seconds, method)
            values ($1, 1, 'optimal', 1, 1, 0, 1, 'bench') returning id),
        published as (
            insert into publications (event_id, schedule_id) select $1, id from version)
        insert into meetings (schedule_id, supplier_id, buyer_id, slot_id, table_id)
        select v.id, p.supplier, p.buyer, s.id, t.id from version v, pairs p
        join legs l on l.event_id = $1 join slots s on s.leg_id = l.id join tables t on t.leg_id = l.id
        where p.at <= 4 and s.code = 'T' || p.at and t.code = 'A' || p.n
        """,
        event,
    )
    await db.execute("drop table pairs")
