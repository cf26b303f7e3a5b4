"""Writing what a workbook says: each kind in one statement that updates what has the same code and adds what is new.

Rows travel as one JSON array per statement. Codes are resolved to ids inside the statement.
"""

from collections.abc import Sequence
from typing import Any

from api.ground.db import Connection

Rows = Sequence[dict[str, Any]]


async def save_event(db: Connection, row: dict[str, Any], content: bytes, filename: str) -> int:
    """Add or update an event by its slug and keep the workbook it came from; the event's id."""
    event_id: int = await db.fetchval(
        """
        insert into events (slug, name_ko, name_en, notice_ko, notice_en, organizers, figures,
                            workbook, workbook_name, imported_at)
        select slug, name_ko, name_en, notice_ko, notice_en, organizers, figures, $2, $3, now()
        from jsonb_to_record($1::jsonb) as r(slug text, name_ko text, name_en text, notice_ko text, notice_en text,
                                             organizers jsonb, figures jsonb)
        on conflict (slug) do update set
            name_ko = excluded.name_ko, name_en = excluded.name_en, notice_ko = excluded.notice_ko,
            notice_en = excluded.notice_en, organizers = excluded.organizers, figures = excluded.figures,
            workbook = excluded.workbook, workbook_name = excluded.workbook_name, imported_at = excluded.imported_at
        returning id
        """,
        row,
        content,
        filename,
    )
    return event_id


async def save_legs(db: Connection, event_id: int, rows: Rows) -> None:
    """Add or update legs by code."""
    await db.execute(
        """
        insert into legs (event_id, code, city_ko, city_en, country, venue_ko, venue_en, zone, starts_on, ends_on)
        select $1, r.* from jsonb_to_recordset($2::jsonb) as r(
            code text, city_ko text, city_en text, country text, venue_ko text, venue_en text, zone text,
            starts_on date, ends_on date)
        on conflict (event_id, code) do update set
            city_ko = excluded.city_ko, city_en = excluded.city_en, country = excluded.country,
            venue_ko = excluded.venue_ko, venue_en = excluded.venue_en, zone = excluded.zone,
            starts_on = excluded.starts_on, ends_on = excluded.ends_on
        """,
        event_id,
        list(rows),
    )


async def save_slots(db: Connection, event_id: int, rows: Rows) -> None:
    """Add or update slots by leg and code."""
    await db.execute(
        """
        insert into slots (leg_id, code, starts_at, ends_at)
        select l.id, r.code, r.starts_at, r.ends_at
        from jsonb_to_recordset($2::jsonb) as r(leg text, code text, starts_at timestamptz, ends_at timestamptz)
        join legs l on l.event_id = $1 and l.code = r.leg
        on conflict (leg_id, code) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at
        """,
        event_id,
        list(rows),
    )


async def save_tables(db: Connection, event_id: int, rows: Rows) -> None:
    """Add or update tables by leg and code, in the order given."""
    await db.execute(
        """
        insert into tables (leg_id, code, label_ko, label_en, area)
        select l.id, r.code, r.label_ko, r.label_en, r.area
        from rows from (jsonb_to_recordset($2::jsonb) as (leg text, code text, label_ko text, label_en text, area text))
            with ordinality as r(leg, code, label_ko, label_en, area, position)
        join legs l on l.event_id = $1 and l.code = r.leg
        order by r.position
        on conflict (leg_id, code) do update set
            label_ko = excluded.label_ko, label_en = excluded.label_en, area = excluded.area
        """,
        event_id,
        list(rows),
    )


async def save_interpreters(db: Connection, event_id: int, rows: Rows) -> None:
    """Add or update interpreters by code, in the order given."""
    await db.execute(
        """
        insert into interpreters (event_id, leg_id, code, label_ko, label_en, languages, shifts)
        select $1, l.id, r.code, r.label_ko, r.label_en, r.languages, r.shifts
        from rows from (jsonb_to_recordset($2::jsonb) as (
                leg text, code text, label_ko text, label_en text, languages text[], shifts jsonb))
            with ordinality as r(leg, code, label_ko, label_en, languages, shifts, position)
        join legs l on l.event_id = $1 and l.code = r.leg
        order by r.position
        on conflict (event_id, code) do update set
            leg_id = excluded.leg_id, label_ko = excluded.label_ko, label_en = excluded.label_en,
            languages = excluded.languages, shifts = excluded.shifts
        """,
        event_id,
        list(rows),
    )


async def save_participants(db: Connection, event_id: int, rows: Rows) -> None:
    """Add or update participants by code, in the order given."""
    await db.execute(
        """
        insert into participants (event_id, code, side, name_ko, name_en, name_local, country, kind, about_ko, about_en,
            languages, markets, certificates, legs, min_meetings, max_meetings, seat_table_id, business_number, website,
            fictional)
        select $1, r.code, r.side, r.name_ko, r.name_en, r.name_local, r.country, r.kind, r.about_ko, r.about_en,
            r.languages, r.markets, r.certificates, r.legs, r.min_meetings, r.max_meetings,
            (select t.id from tables t join legs l on l.id = t.leg_id
             where l.event_id = $1 and t.code = r.seat order by t.id limit 1),
            r.business_number, r.website, r.fictional
        from jsonb_to_recordset($2::jsonb) as r(
            code text, side text, name_ko text, name_en text, name_local text, country text, kind text,
            about_ko text, about_en text, languages text[], markets text[], certificates text[], legs text[],
            min_meetings int, max_meetings int, seat text, business_number text, website text, fictional boolean)
        on conflict (event_id, code) do update set
            side = excluded.side, name_ko = excluded.name_ko, name_en = excluded.name_en,
            name_local = excluded.name_local, country = excluded.country, kind = excluded.kind,
            about_ko = excluded.about_ko, about_en = excluded.about_en, languages = excluded.languages,
            markets = excluded.markets, certificates = excluded.certificates, legs = excluded.legs,
            min_meetings = excluded.min_meetings, max_meetings = excluded.max_meetings,
            seat_table_id = excluded.seat_table_id, business_number = excluded.business_number,
            website = excluded.website, fictional = excluded.fictional
        """,
        event_id,
        list(rows),
    )


async def save_delegates(db: Connection, event_id: int, rows: Rows) -> None:
    """Replace the delegates of an event."""
    await db.execute(
        "delete from delegates d using participants p where p.id = d.participant_id and p.event_id = $1", event_id
    )
    await db.execute(
        """
        insert into delegates (participant_id, name, title_ko, title_en, email, phone, languages, consent)
        select p.id, r.name, r.title_ko, r.title_en, r.email, r.phone, r.languages, r.consent
        from jsonb_to_recordset($2::jsonb) as r(
            participant text, name text, title_ko text, title_en text, email text, phone text, languages text[],
            consent boolean)
        join participants p on p.event_id = $1 and p.code = r.participant
        """,
        event_id,
        list(rows),
    )


async def save_solutions(db: Connection, event_id: int, rows: Rows) -> None:
    """Add or update solutions by supplier and code."""
    await db.execute(
        """
        insert into solutions (participant_id, code, sector, title_ko, title_en, text_ko, text_en)
        select p.id, r.code, r.sector, r.title_ko, r.title_en, r.text_ko, r.text_en
        from jsonb_to_recordset($2::jsonb) as r(
            supplier text, code text, sector text, title_ko text, title_en text, text_ko text, text_en text)
        join participants p on p.event_id = $1 and p.code = r.supplier
        on conflict (participant_id, code) do update set
            sector = excluded.sector, title_ko = excluded.title_ko, title_en = excluded.title_en,
            text_ko = excluded.text_ko, text_en = excluded.text_en
        """,
        event_id,
        list(rows),
    )


async def save_needs(db: Connection, event_id: int, rows: Rows) -> None:
    """Add or update needs by buyer and code."""
    await db.execute(
        """
        insert into needs (participant_id, code, sector, language, title, title_en, text, text_en, maturity)
        select p.id, r.code, r.sector, r.language, r.title, r.title_en, r.text, r.text_en, coalesce(r.maturity, '')
        from jsonb_to_recordset($2::jsonb) as r(
            buyer text, code text, sector text, language text, title text, title_en text, text text, text_en text,
            maturity text)
        join participants p on p.event_id = $1 and p.code = r.buyer
        on conflict (participant_id, code) do update set
            sector = excluded.sector, language = excluded.language, title = excluded.title,
            title_en = excluded.title_en, text = excluded.text, text_en = excluded.text_en,
            maturity = excluded.maturity
        """,
        event_id,
        list(rows),
    )


async def save_unavailability(db: Connection, event_id: int, rows: Rows) -> None:
    """Replace what is not available at an event; a row names a leg's slot and one participant or interpreter."""
    await db.execute(
        """
        delete from unavailability u using slots s, legs l
        where s.id = u.slot_id and l.id = s.leg_id and l.event_id = $1
        """,
        event_id,
    )
    await db.execute(
        """
        insert into unavailability (slot_id, participant_id, interpreter_id)
        select distinct s.id, p.id, i.id
        from jsonb_to_recordset($2::jsonb) as r(leg text, slot text, participant text, interpreter text)
        join legs l on l.event_id = $1 and l.code = r.leg
        join slots s on s.leg_id = l.id and s.code = r.slot
        left join participants p on p.event_id = $1 and p.code = r.participant
        left join interpreters i on i.event_id = $1 and i.code = r.interpreter
        where num_nonnulls(p.id, i.id) = 1
        """,
        event_id,
        list(rows),
    )


async def save_wishes(db: Connection, event_id: int, rows: Rows) -> None:
    """Add wishes as sent requests; an open one takes the new preference, an answered one stays as it was answered.

    Where both sides wish to meet, both said yes: their open requests are accepted.
    """
    await db.execute(
        """
        insert into requests (event_id, supplier_id, buyer_id, asked_by, preference, message)
        select $1, s.id, b.id, r.side, r.preference, r.note
        from jsonb_to_recordset($2::jsonb) as r(supplier text, buyer text, side text, preference int, note text)
        join participants s on s.event_id = $1 and s.code = r.supplier
        join participants b on b.event_id = $1 and b.code = r.buyer
        on conflict (event_id, supplier_id, buyer_id, asked_by) do update set
            preference = excluded.preference, message = excluded.message
        where requests.state = 'sent'
        """,
        event_id,
        list(rows),
    )
    await db.execute(
        """
        update requests r set state = 'accepted', updated_at = now()
        from requests other
        where r.event_id = $1 and r.state = 'sent' and other.state = 'sent'
            and (other.event_id, other.supplier_id, other.buyer_id) = (r.event_id, r.supplier_id, r.buyer_id)
            and (r.asked_by, other.asked_by) in (('supplier', 'buyer'), ('buyer', 'supplier'))
            and coalesce(r.expires_at > now(), true) and coalesce(other.expires_at > now(), true)
        """,
        event_id,
    )


async def save_forbidden_pairs(db: Connection, event_id: int, rows: Rows) -> None:
    """Replace the pairs that never meet."""
    await db.execute("delete from forbidden_pairs where event_id = $1", event_id)
    await db.execute(
        """
        insert into forbidden_pairs (event_id, supplier_id, buyer_id, why)
        select distinct on (s.id, b.id) $1::bigint, s.id, b.id, r.why
        from jsonb_to_recordset($2::jsonb) as r(supplier text, buyer text, why text)
        join participants s on s.event_id = $1 and s.code = r.supplier
        join participants b on b.event_id = $1 and b.code = r.buyer
        """,
        event_id,
        list(rows),
    )


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
