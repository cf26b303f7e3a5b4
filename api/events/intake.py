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
            languages, markets, certificates, legs, min_meetings, max_meetings, at_once, seat_table_id, business_number,
            website, fictional, presence, "references")
        select $1, r.code, r.side, r.name_ko, r.name_en, r.name_local, r.country, r.kind, r.about_ko, r.about_en,
            r.languages, r.markets, r.certificates, r.legs, r.min_meetings, r.max_meetings, r.at_once,
            (select t.id from tables t join legs l on l.id = t.leg_id
             where l.event_id = $1 and t.code = r.seat order by t.id limit 1),
            r.business_number, r.website, r.fictional, r.presence, r."references"
        from jsonb_to_recordset($2::jsonb) as r(
            code text, side text, name_ko text, name_en text, name_local text, country text, kind text,
            about_ko text, about_en text, languages text[], markets text[], certificates text[], legs text[],
            min_meetings int, max_meetings int, at_once int, seat text, business_number text, website text,
            fictional boolean, presence text[], "references" text[])
        on conflict (event_id, code) do update set
            side = excluded.side, name_ko = excluded.name_ko, name_en = excluded.name_en,
            name_local = excluded.name_local, country = excluded.country, kind = excluded.kind,
            about_ko = excluded.about_ko, about_en = excluded.about_en, languages = excluded.languages,
            markets = excluded.markets, certificates = excluded.certificates, legs = excluded.legs,
            min_meetings = excluded.min_meetings, max_meetings = excluded.max_meetings, at_once = excluded.at_once,
            seat_table_id = excluded.seat_table_id, business_number = excluded.business_number,
            website = excluded.website, fictional = excluded.fictional, presence = excluded.presence,
            "references" = excluded."references"
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
    """Replace when participants and interpreters are not available; a row names a leg's slot and one of them.

    What is known of tables stays: a workbook does not say it.
    """
    await db.execute(
        """
        delete from unavailability u using slots s, legs l
        where s.id = u.slot_id and l.id = s.leg_id and l.event_id = $1 and u.table_id is null
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


async def ask_wishes(db: Connection, event_id: int, rows: Rows) -> None:
    """Add wishes as sent requests; those of an organizer too."""
    await db.execute(
        """
        insert into requests (event_id, supplier_id, buyer_id, asked_by, preference, note, message)
        select $1, s.id, b.id, r.asked_by, r.preference, r.note, r.message
        from rows from (jsonb_to_recordset($2::jsonb) as (
                supplier text, buyer text, asked_by text, preference int, note text, message text))
            with ordinality as r(supplier, buyer, asked_by, preference, note, message, position)
        join participants s on s.event_id = $1 and s.code = r.supplier
        join participants b on b.event_id = $1 and b.code = r.buyer
        order by r.position
        """,
        event_id,
        list(rows),
    )


async def change_wishes(db: Connection, rows: Rows) -> None:
    """Give requests (``id``) another preference, note and message; one that was withdrawn is asked anew."""
    await db.execute(
        """
        update requests q set preference = r.preference, note = r.note, message = r.message, updated_at = now(),
            state = case q.state when 'withdrawn' then 'sent' else q.state end
        from jsonb_to_recordset($1::jsonb) as r(id bigint, preference int, note text, message text)
        where q.id = r.id
        """,
        list(rows),
    )


async def withdraw(db: Connection, ids: Sequence[int], *, filename: str) -> None:
    """Withdraw requests that a workbook no longer wishes, and write down that it was the workbook."""
    await db.execute(
        "update requests set state = 'withdrawn', updated_at = now() where id = any ($1::bigint[])", list(ids)
    )
    await db.execute(
        """
        insert into request_steps (request_id, step, acted_as, acted_by)
        select id, 'withdraw', 'organizer', 'workbook ' || $2 from unnest($1::bigint[]) id
        """,
        list(ids),
        filename,
    )


async def agree(db: Connection, event_id: int, rows: Rows) -> None:
    """Accept the open requests of pairs of which both sides wish to meet: both said yes."""
    await db.execute(
        """
        update requests r set state = 'accepted', updated_at = now()
        from requests other, jsonb_to_recordset($2::jsonb) as w(supplier text, buyer text)
        join participants s on s.event_id = $1 and s.code = w.supplier
        join participants b on b.event_id = $1 and b.code = w.buyer
        where r.event_id = $1 and (r.supplier_id, r.buyer_id) = (s.id, b.id) and r.state = 'sent' and other.state = 'sent'
            and (other.event_id, other.supplier_id, other.buyer_id) = (r.event_id, r.supplier_id, r.buyer_id)
            and (r.asked_by, other.asked_by) in (('supplier', 'buyer'), ('buyer', 'supplier'))
            and coalesce(r.expires_at > now(), true) and coalesce(other.expires_at > now(), true)
        """,
        event_id,
        list(rows),
    )


async def save_forbidden_pairs(db: Connection, event_id: int, rows: Rows) -> None:
    """Replace the pairs that never meet."""
    await db.execute("delete from forbidden_pairs where event_id = $1", event_id)
    await db.execute(
        """
        insert into forbidden_pairs (event_id, supplier_id, buyer_id, why, said_by)
        select distinct on (s.id, b.id) $1::bigint, s.id, b.id, r.why, r.said_by
        from jsonb_to_recordset($2::jsonb) as r(supplier text, buyer text, why text, said_by text)
        join participants s on s.event_id = $1 and s.code = r.supplier
        join participants b on b.event_id = $1 and b.code = r.buyer
        """,
        event_id,
        list(rows),
    )
