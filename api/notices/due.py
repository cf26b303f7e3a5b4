"""Who is to be reminded of which meetings, and when."""

from collections.abc import Sequence

from api.ground.db import Connection, fetch, fetch_one
from api.notices.nouns import DueReminder, Reminders
from api.notices.store import ADDRESSEE, PERSON


async def reminders(db: Connection, event_id: int) -> Reminders:
    """When people are reminded at an event."""
    found = await fetch_one(db, Reminders, "select day_before, minutes from reminders where event_id = $1", event_id)
    return found or Reminders()


async def save_reminders(db: Connection, event_id: int, wanted: Reminders) -> None:
    """Keep when people are reminded."""
    await db.execute(
        """
        insert into reminders (event_id, day_before, minutes) values ($1, $2, $3)
        on conflict (event_id) do update set day_before = excluded.day_before, minutes = excluded.minutes
        """,
        event_id,
        wanted.day_before,
        wanted.minutes,
    )


async def withdraw_reminders(db: Connection, event_id: int, meant: Sequence[tuple[int, str]]) -> None:
    """Take reminders back that wait and are not meant any more: all but those of these participants about these things."""
    await db.execute(
        """
        delete from notices n where n.event_id = $1 and n.kind = 'reminder' and n.state = 'waiting'
        and (n.participant_id, n.about) not in (select * from unnest($2::bigint[], $3::text[]))
        """,
        event_id,
        [who for who, _ in meant],
        [about for _, about in meant],
    )


async def due_reminders(db: Connection, event_id: int | None = None) -> list[DueReminder]:
    """Who is to be reminded now and was not; of a meeting that moved, once more.

    At all events without an event. With one, those whose reminder waits as well: it may have to say something else by now.
    """
    return await fetch(
        db,
        DueReminder,
        f"""
        with held as (
            select r.event_id, r.day_before, r.minutes, who.participant_id, m.id, s.starts_at,
                to_char(s.starts_at at time zone l.zone, 'YYYY-MM-DD') as local_day,
                format('meeting %s %s %s', m.supplier_id, m.buyer_id, extract(epoch from s.starts_at)::bigint) as about
            from reminders r
            join lateral (select x.schedule_id from publications x where x.event_id = r.event_id
                          order by x.id desc limit 1) now on true
            join meetings m on m.schedule_id = now.schedule_id
            join slots s on s.id = m.slot_id
            join legs l on l.id = s.leg_id
            cross join lateral (values (m.supplier_id), (m.buyer_id)) as who(participant_id)
            where s.starts_at > now() and s.starts_at < now() + interval '2 days'
            and ($1::bigint is null or r.event_id = $1)),
        meant as (
            select event_id, participant_id, 'day ' || local_day as about, min(starts_at) as starts_at,
                array_agg(id order by starts_at) as meetings
            from held where day_before group by event_id, participant_id, local_day
            having min(starts_at) <= now() + interval '1 day'
            union all
            select event_id, participant_id, about, starts_at, array[id] from held
            where starts_at <= now() + minutes * interval '1 minute')
        select meant.*, {ADDRESSEE}
        from meant join participants p on p.id = meant.participant_id {PERSON}
        where d.email <> '' and u.address is null and not exists (
            select from notices n
            where n.participant_id = p.id and n.kind = 'reminder' and n.about = meant.about
            and ($1::bigint is null or n.state <> 'waiting'))
        order by meant.starts_at, p.id
        """,
        event_id,
    )
