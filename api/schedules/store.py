"""Schedules, their meetings, unscheduled requests and publications."""

from collections.abc import Sequence
from typing import Any, LiteralString

import asyncpg

from api.events.store import PARTIES
from api.ground.constraints import SENTENCES
from api.ground.db import Connection, fetch, fetch_one
from api.ground.errors import Conflict
from api.ground.portions import ALL, Portion, Span, fetch_portion
from api.ground.words import Name, Sentence
from api.schedules.nouns import InForce, Meeting, Publication, Schedule, Topic, Unscheduled

_SCHEDULE: LiteralString = """
    select s.id, s.event_id, s.version, s.status, s.value, s.bound, s.gap, s.seconds, s.method, s.certificate,
        s.violations, s.checked_at, s.fingerprint, s.note, s.created_by, s.created_at,
        (select count(*) from meetings m where m.schedule_id = s.id) as meetings,
        (select count(*) from unscheduled u where u.schedule_id = s.id) as unscheduled,
        coalesce(s.id = (select x.schedule_id from publications x where x.event_id = s.event_id
                         order by x.id desc limit 1), false) as published
    from schedules s
"""

_IN_FORCE: LiteralString = """
    where s.id = (select x.schedule_id from publications x where x.event_id = $1 order by x.id desc limit 1)
"""

MEETING: LiteralString = f"""
    select m.id, m.schedule_id, m.value, {PARTIES},
        l.code leg_code, l.zone, sl.id slot_id, sl.code slot_code, sl.starts_at, sl.ends_at,
        t.id table_id, t.code table_code, t.label_ko table_ko, t.label_en table_en,
        i.code interpreter_code, i.label_ko interpreter_ko, i.label_en interpreter_en,
        i.languages interpreter_languages
    from meetings m
    join participants s on s.id = m.supplier_id
    join participants b on b.id = m.buyer_id
    join slots sl on sl.id = m.slot_id
    join legs l on l.id = sl.leg_id
    join tables t on t.id = m.table_id
    left join interpreters i on i.id = m.interpreter_id
"""


async def schedules(db: Connection, event_id: int, span: Span = ALL) -> Portion[Schedule]:
    """All versions of an event, the newest first."""
    return await fetch_portion(db, Schedule, _SCHEDULE + "where s.event_id = $1", "version int desc", span, event_id)


async def schedule_by_version(db: Connection, event_id: int, version: int) -> Schedule | None:
    """One version of an event."""
    return await fetch_one(db, Schedule, _SCHEDULE + "where s.event_id = $1 and s.version = $2", event_id, version)


async def published(db: Connection, event_id: int) -> Schedule | None:
    """The version in force, or None."""
    return await fetch_one(db, Schedule, _SCHEDULE + _IN_FORCE, event_id)


async def version_of(db: Connection, event_id: int, version: int) -> InForce | None:
    """One version of an event, for those who read a few of its meetings and need not have them all counted."""
    said: LiteralString = "select s.id, s.version from schedules s where s.event_id = $1 and s.version = $2"
    return await fetch_one(db, InForce, said, event_id, version)


async def in_force(db: Connection, event_id: int) -> InForce | None:
    """Which version is in force, for those who read a few of its meetings and need not have them all counted."""
    return await fetch_one(db, InForce, "select s.id, s.version from schedules s " + _IN_FORCE, event_id)


async def meetings(db: Connection, schedule_id: int, *, participant_id: int | None = None) -> list[Meeting]:
    """Meetings of a version by time and table; of one participant if given."""
    return await fetch(
        db,
        Meeting,
        MEETING
        + """
        where m.schedule_id = $1 and ($2::bigint is null or $2 in (m.supplier_id, m.buyer_id))
        order by sl.starts_at, t.id
        """,
        schedule_id,
        participant_id,
    )


async def topics(db: Connection, schedule_id: int, *, participant_id: int | None = None) -> list[Topic]:
    """Topics of the meetings of a version that rest on a match; of one participant if given."""
    return await fetch(
        db,
        Topic,
        """
        select s.code supplier_code, b.code buyer_code, coalesce(so.title_ko, '') solution_ko,
            coalesce(so.title_en, '') solution_en, coalesce(n.title, '') need_title, coalesce(n.title_en, '') need_title_en
        from meetings x
        join participants s on s.id = x.supplier_id
        join participants b on b.id = x.buyer_id
        join matches m on m.event_id = s.event_id and m.supplier_id = s.id and m.buyer_id = b.id
        left join solutions so on so.id = m.solution_id
        left join needs n on n.id = m.need_id
        where x.schedule_id = $1 and ($2::bigint is null or $2 in (x.supplier_id, x.buyer_id))
        """,
        schedule_id,
        participant_id,
    )


async def unscheduled(db: Connection, schedule_id: int) -> list[Unscheduled]:
    """Requests that a version leaves out, the most valuable first."""
    return await fetch(
        db,
        Unscheduled,
        f"""
        select {PARTIES}, u.value, u.code, u.reason_ko, u.reason_en
        from unscheduled u join participants s on s.id = u.supplier_id join participants b on b.id = u.buyer_id
        where u.schedule_id = $1 order by u.value desc, s.code, b.code
        """,
        schedule_id,
    )


async def add_schedule(
    db: Connection,
    event_id: int,
    row: dict[str, Any],
    meeting_rows: Sequence[dict[str, Any]],
    unscheduled_rows: Sequence[dict[str, Any]],
    *,
    by: str,
) -> Schedule:
    """Add the next version of an event with its meetings and unscheduled requests, given by codes.

    ``row`` holds the figures, the problem with its fingerprint, and what the checker found and when.

    Raises
    ------
    ValueError
        A meeting names what the event does not have; no part of the version may stay then.
    """
    schedule_id: int = await db.fetchval(
        """
        insert into schedules (event_id, version, status, value, bound, gap, seconds, method, certificate, problem,
                               fingerprint, violations, checked_at, note, created_by)
        select $1, coalesce((select max(version) from schedules where event_id = $1), 0) + 1,
            r.status, r.value, r.bound, r.gap, r.seconds, r.method, r.certificate,
            coalesce(r.problem, '{}'), coalesce(r.fingerprint, ''), coalesce(r.violations, '[]'), r.checked_at,
            coalesce(r.note, ''), $3
        from jsonb_to_record($2::jsonb) as r(
            status text, value bigint, bound bigint, gap float8, seconds float8, method text, certificate jsonb,
            problem jsonb, fingerprint text, violations jsonb, checked_at timestamptz, note text)
        returning id
        """,
        event_id,
        row,
        by,
    )
    await _add_meetings(db, event_id, schedule_id, meeting_rows)
    await _add_unscheduled(db, event_id, schedule_id, unscheduled_rows)
    found = await fetch_one(db, Schedule, _SCHEDULE + "where s.id = $1", schedule_id)
    assert found is not None
    return found


async def _add_meetings(
    db: Connection, event_id: int, schedule_id: int, meeting_rows: Sequence[dict[str, Any]]
) -> None:
    await _complete(
        db,
        len(meeting_rows),
        """
        insert into meetings (schedule_id, supplier_id, buyer_id, slot_id, table_id, interpreter_id, value)
        select $2, s.id, b.id, sl.id, t.id, i.id, r.value
        from jsonb_to_recordset($3::jsonb) as r(
            supplier text, buyer text, slot text, "table" text, interpreter text, value bigint)
        join participants s on s.event_id = $1 and s.code = r.supplier
        join participants b on b.event_id = $1 and b.code = r.buyer
        join legs l on l.event_id = $1
        join slots sl on sl.leg_id = l.id and sl.code = r.slot
        join tables t on t.leg_id = l.id and t.code = r."table"
        left join interpreters i on i.event_id = $1 and i.code = r.interpreter
        where r.interpreter is null or i.id is not null
        """,
        event_id,
        schedule_id,
        list(meeting_rows),
    )


async def _add_unscheduled(
    db: Connection, event_id: int, schedule_id: int, unscheduled_rows: Sequence[dict[str, Any]]
) -> None:
    await _complete(
        db,
        len(unscheduled_rows),
        """
        insert into unscheduled (schedule_id, supplier_id, buyer_id, value, code, reason_ko, reason_en)
        select $2, s.id, b.id, r.value, r.code, r.reason_ko, r.reason_en
        from jsonb_to_recordset($3::jsonb) as r(
            supplier text, buyer text, value bigint, code text, reason_ko text, reason_en text)
        join participants s on s.event_id = $1 and s.code = r.supplier
        join participants b on b.event_id = $1 and b.code = r.buyer
        """,
        event_id,
        schedule_id,
        list(unscheduled_rows),
    )


async def _complete(db: Connection, count: int, sql: LiteralString, *args: object) -> None:
    """Insert rows, every one of them."""
    done = int((await db.execute(sql, *args)).rsplit(" ", 1)[-1])
    if done != count:
        raise ValueError(f"{count - done} of {count} rows name what the event does not have: nothing is stored")


async def problem_text(db: Connection, schedule_id: int) -> str | None:
    """The problem that a version was made for, as JSON; None for versions from before problems were kept."""
    return await db.fetchval(
        "select problem::text from schedules where id = $1 and problem <> '{}'::jsonb", schedule_id
    )


async def unscheduled_rows(db: Connection, schedule_id: int) -> list[dict[str, Any]]:
    """What a version leaves out, as `add_schedule` takes it."""
    rows = await db.fetch(
        """
        select s.code supplier, b.code buyer, u.value, u.code, u.reason_ko, u.reason_en
        from unscheduled u join participants s on s.id = u.supplier_id join participants b on b.id = u.buyer_id
        where u.schedule_id = $1
        """,
        schedule_id,
    )
    return [dict(row) for row in rows]


async def lock_facts(db: Connection, event_id: int) -> None:
    """Keep publications of an event waiting while a fact is changed; held to the end of the transaction."""
    await db.execute("select from events where id = $1 for share", event_id)


async def lock_publication(db: Connection, event_id: int) -> None:
    """Let one publication of an event at a time change its bookings; held to the end of the transaction."""
    await db.execute("select from events where id = $1 for update", event_id)


async def add_publication(db: Connection, event_id: int, schedule_id: int | None, *, by: str, note: str) -> None:
    """Write down that a version is in force from now on; None takes the last one back."""
    await db.execute(
        "insert into publications (event_id, schedule_id, published_by, note) values ($1, $2, $3, $4)",
        event_id,
        schedule_id,
        by,
        note,
    )


async def publications(db: Connection, event_id: int, span: Span = ALL) -> Portion[Publication]:
    """Every act of publishing at an event, the newest first."""
    return await fetch_portion(
        db,
        Publication,
        """
        select p.id, s.version, p.note, p.published_by, p.published_at
        from publications p left join schedules s on s.id = p.schedule_id where p.event_id = $1
        """,
        "id bigint desc",
        span,
        event_id,
    )


async def clear_bookings(db: Connection, event_id: int) -> None:
    """Give back all booked time of an event."""
    await db.execute("delete from bookings where event_id = $1", event_id)


async def book(db: Connection, event_id: int, meeting_ids: Sequence[int]) -> None:
    """Book the time of everyone in these meetings.

    Writers of one event take turns: exclusion constraints alone keep overlaps out too, but writers that wait for each
    other's uncommitted rows deadlock (seen with 200 at once).

    Raises
    ------
    Conflict
        A table or interpreter is booked at that time, or a participant as often as it can be; the words say by whom and
        when.
    """
    await lock_publication(db, event_id)
    try:
        async with db.transaction():  # a savepoint: after a refusal the caller's transaction can still ask with whom
            await db.execute(
                """
                insert into bookings (meeting_id, event_id, participant_id, nth, table_id, interpreter_id, during)
                select m.id, $1, r.participant_id, coalesce(p.at_once, 1), r.table_id, r.interpreter_id,
                    tstzrange(s.starts_at, s.ends_at)
                from meetings m join slots s on s.id = m.slot_id
                cross join lateral (values
                    (m.supplier_id, null::bigint, null::bigint), (m.buyer_id, null, null),
                    (null, m.table_id, null), (null, null, m.interpreter_id)
                ) as r(participant_id, table_id, interpreter_id)
                left join participants p on p.id = r.participant_id
                where m.id = any($2::bigint[]) and num_nonnulls(r.participant_id, r.table_id, r.interpreter_id) = 1
                order by r.participant_id, r.table_id, r.interpreter_id, s.starts_at, m.id
                """,
                event_id,
                list(meeting_ids),
            )
    except asyncpg.ExclusionViolationError as error:
        name = str(error.constraint_name)
        raise Conflict(await _with_whom(db, name, meeting_ids), code=name.replace("_", "-")) from error


async def _with_whom(db: Connection, constraint: str, meeting_ids: Sequence[int]) -> Sentence:
    row = await db.fetchrow(
        """
        select coalesce(p.name_en, t.code, i.label_en) as booked, coalesce(p.name_ko, t.code, i.label_ko) as booked_ko,
            l.zone, s.code supplier, b.code buyer,
            to_char(sl.starts_at at time zone l.zone, 'YYYY-MM-DD HH24:MI') as begins,
            to_char(sl.ends_at at time zone l.zone, 'HH24:MI') as ends
        from meetings wanted join slots at on at.id = wanted.slot_id
        join bookings k on k.during && tstzrange(at.starts_at, at.ends_at) and k.meeting_id <> wanted.id and (
            k.participant_id in (wanted.supplier_id, wanted.buyer_id) or k.table_id = wanted.table_id
            or k.interpreter_id = wanted.interpreter_id)
        join meetings m on m.id = k.meeting_id join slots sl on sl.id = m.slot_id join legs l on l.id = sl.leg_id
        join participants s on s.id = m.supplier_id join participants b on b.id = m.buyer_id
        left join participants p on p.id = k.participant_id
        left join tables t on t.id = k.table_id
        left join interpreters i on i.id = k.interpreter_id
        where wanted.id = any($1::bigint[])
        order by (case $2 when 'no_double_booking_of_a_participant' then k.participant_id is not null
                          when 'no_double_booking_of_a_table' then k.table_id is not null
                          else k.interpreter_id is not null end) desc, sl.starts_at
        limit 1
        """,
        list(meeting_ids),
        constraint,
    )
    if row is None:  # the meeting in the way was withdrawn between the two statements
        return Sentence(SENTENCES[constraint])
    return Sentence(
        "{booked} is booked {when} for the meeting {pair}.",
        booked=Name(row["booked_ko"] or "", row["booked"] or ""),
        when=f"{row['begins']}-{row['ends']} ({row['zone']})",
        pair=f"{row['supplier']} × {row['buyer']}",
    )
