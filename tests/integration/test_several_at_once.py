"""A participant that holds several meetings at once is booked as often as it said, and never once more."""

import asyncio
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from api.access.nouns import TERMINAL
from api.events import readback
from api.events.importing import import_workbook, look
from api.events.workbook import read_workbook, write_workbook
from api.ground.db import Connection, Pool, open_pool, transaction
from api.ground.errors import Conflict
from api.schedules import checking, publishing, reading
from api.schedules import store as schedules
from api.schedules.facts import facts
from tests.integration.factory import Made, make_event, make_schedule

WRITERS, CONNECTIONS, AT_ONCE = 200, 40, 3
BOTH = [("S01", "B02", "T1", "A1"), ("S01", "B03", "T1", "A2")]


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


async def holds(db: Connection, made: Made, code: str, at_once: int) -> None:
    await db.execute("update participants set at_once = $2 where id = $1", made.participants[code], at_once)


async def test_200_who_book_one_participant_at_once_get_as_many_meetings_as_it_holds(
    pool: Pool, database_url: str, db: Connection, made: Made
) -> None:
    await holds(db, made, "S01", AT_ONCE)
    meetings = await crowd(db, made)
    writers = await open_pool(database_url, size=CONNECTIONS)

    async def book(meeting_id: int) -> str | None:
        try:
            async with transaction(writers) as own:
                await schedules.book(own, made.event_id, [meeting_id])
        except Conflict as refusal:
            return refusal.code
        return None

    answers = await asyncio.gather(*(book(meeting_id) for meeting_id in meetings))
    await writers.close()
    assert sorted(answers, key=str).count(None) == AT_ONCE
    assert {one for one in answers if one} == {"no-double-booking-of-a-participant"}
    rows = await db.fetch(
        "select nth, meeting_id from bookings where participant_id = $1 order by nth", made.participants["S01"]
    )
    assert [row["nth"] for row in rows] == [1, 2, 3]
    assert await db.fetchval("select count(distinct meeting_id) from bookings") == AT_ONCE


async def test_writers_that_take_no_turns_never_book_more_than_is_held(
    database_url: str, db: Connection, made: Made
) -> None:
    await holds(db, made, "S01", AT_ONCE)
    meetings = await crowd(db, made)
    writers = await open_pool(database_url, size=CONNECTIONS)

    async def book(number: int, meeting_id: int) -> None:
        try:
            async with writers.acquire() as own:
                await own.execute(BOOKING, meeting_id, made.event_id, made.participants["S01"], 1 + number % 9, TIME)
        except (asyncpg.ExclusionViolationError, asyncpg.DeadlockDetectedError):
            return

    await asyncio.gather(*(book(number, meeting_id) for number, meeting_id in enumerate(meetings)))
    await writers.close()
    assert 1 <= await db.fetchval("select count(*) from bookings") <= AT_ONCE


BOOKING = """
    insert into bookings (meeting_id, event_id, participant_id, nth, during) values ($1, $2, $3, $4, $5::text::tstzrange)
"""
TIME = "[2030-10-10 10:00+03, 2030-10-10 10:25+03)"


@pytest.mark.parametrize("at_once", [1, 2])
@pytest.mark.parametrize("nth", [1, 2, 7])
async def test_the_database_refuses_one_more_whatever_number_it_is_given(
    db: Connection, made: Made, at_once: int, nth: int
) -> None:
    await holds(db, made, "S01", at_once)
    first, *others = await crowd(db, made, at_once + 1)
    for number, meeting in enumerate(others, 1):
        await db.execute(BOOKING, meeting, made.event_id, made.participants["S01"], number, TIME)
    with pytest.raises(asyncpg.ExclusionViolationError) as refusal:
        await db.execute(BOOKING, first, made.event_id, made.participants["S01"], nth, TIME)
    assert refusal.value.constraint_name == "no_double_booking_of_a_participant"
    later = "[2030-10-10 10:25+03, 2030-10-10 10:50+03)"
    await db.execute(BOOKING, first, made.event_id, made.participants["S01"], nth, later)


async def test_two_meetings_at_once_are_published_where_two_are_held_and_break_a_rule_where_one_is(
    db: Connection, made: Made
) -> None:
    await make_schedule(db, made, BOTH)
    with pytest.raises(Conflict) as refused:
        await publish(db, made)
    assert {fault.code for fault in refused.value.faults} == {"one_meeting_at_a_time"}
    await holds(db, made, "S01", 2)
    await publish(db, made)
    assert await db.fetchval("select count(*) from bookings where participant_id = $1", made.participants["S01"]) == 2
    await holds(db, made, "S01", 1)
    after = await checking.check_published(db, made.event_id, by=TERMINAL)
    assert after is not None
    assert [one.rule for one in after.violations] == ["one_meeting_at_a_time"]


async def test_how_many_at_once_comes_in_goes_out_and_is_told_as_a_difference(
    pool: Pool, db: Connection, fixtures: Path
) -> None:
    found = read_workbook((fixtures / "istanbul-2022.xlsx").read_bytes()).workbook
    assert found is not None
    first = replace(found.suppliers[0], at_once=2)
    content = write_workbook(replace(found, suppliers=(first, *found.suppliers[1:])))
    async with transaction(pool) as own:
        event = (await import_workbook(own, content, filename="a.xlsx", by=TERMINAL)).event
    given = await facts(db, event.id)
    assert {one.id: one.delegates for one in given.problem.participants if one.delegates > 1} == {first.code: 2}
    again = write_workbook(await readback.workbook(db, event.id))
    assert (await look(db, again, event_id=event.id, by=TERMINAL)).changes == ()
    (change,) = (await look(db, write_workbook(found), event_id=event.id, by=TERMINAL)).changes
    assert (change.code, change.fields[0].name.said("ko"), change.fields[0].before) == (first.code, "동시 상담 수", "2")


async def publish(db: Connection, made: Made) -> None:
    async with db.transaction():
        await publishing.publish(db, made.event_id, await reading.numbered(db, made.event_id, 1), by=TERMINAL)


async def crowd(db: Connection, made: Made, many: int = WRITERS) -> list[int]:
    """Ids of meetings of S01 with as many buyers, all in one slot and each at a table of its own."""
    rows = await db.fetch(
        """
        with buyers as (
            insert into participants (event_id, code, side, country, languages)
            select $1, 'C' || n, 'buyer', 'TR', '{ko}' from generate_series(1, $4) n returning id),
        own as (
            insert into tables (leg_id, code) select s.leg_id, 'C' || n from slots s, generate_series(1, $4) n
            where s.id = $3 returning id),
        version as (
            insert into schedules (event_id, version, status, value, bound, gap, seconds)
            values ($1, 1, 'greedy', 0, 0, 0, 0) returning id)
        insert into meetings (schedule_id, supplier_id, buyer_id, slot_id, table_id)
        select v.id, $2, b.id, $3, t.id from version v,
            (select id, row_number() over () n from buyers) b join (select id, row_number() over () n from own) t using (n)
        returning id
        """,
        made.event_id,
        made.participants["S01"],
        made.slots["T1"],
        many,
    )
    return [row["id"] for row in rows]


async def test_who_holds_fewer_than_are_booked_gets_no_more_at_those_times(db: Connection, made: Made) -> None:
    await holds(db, made, "S01", 2)
    first, second, third, *_ = await crowd(db, made)
    for meeting in (first, second):
        await db.execute(BOOKING, meeting, made.event_id, made.participants["S01"], 2, TIME)
    await holds(db, made, "S01", 1)
    await db.execute("delete from bookings where meeting_id = $1", first)
    for nth in (1, 2):
        with pytest.raises(asyncpg.ExclusionViolationError):
            await db.execute(BOOKING, third, made.event_id, made.participants["S01"], nth, TIME)
    later = "[2030-10-10 10:25+03, 2030-10-10 10:50+03)"
    await db.execute(BOOKING, third, made.event_id, made.participants["S01"], 1, later)
