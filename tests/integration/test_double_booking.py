"""Nobody and nothing is in two places at once, whoever writes: the database holds it."""

import asyncio
import random
from pathlib import Path

import asyncpg
import pytest

from api.access.nouns import TERMINAL
from api.events.importing import import_workbook
from api.events.nouns import Event
from api.ground.db import Connection, Pool, open_pool, transaction
from api.ground.errors import Conflict
from api.schedules import store as schedules

WRITERS = 200


@pytest.fixture
async def event(pool: Pool, fixtures: Path) -> Event:
    content = (fixtures / "istanbul-2022.xlsx").read_bytes()
    async with transaction(pool) as db:
        return (await import_workbook(db, content, filename="istanbul-2022.xlsx", by=TERMINAL)).event


async def test_200_concurrent_writers_end_with_zero_overlaps_and_errors_that_say_with_whom(
    pool: Pool, database_url: str, event: Event
) -> None:
    meetings = await proposals(pool, event)
    async with pool.acquire() as db:
        allowed = int(await db.fetchval("show max_connections"))
    writers = await open_pool(database_url, size=min(WRITERS, allowed - 30))

    async def book(meeting_id: int) -> str | None:
        try:
            async with transaction(writers) as db:
                await schedules.book(db, event.id, [meeting_id])
        except Conflict as refusal:
            return refusal.detail
        return None

    answers = await asyncio.gather(*(book(meeting_id) for meeting_id in meetings))
    await writers.close()
    refusals = [answer for answer in answers if answer is not None]
    async with pool.acquire() as db:
        assert await overlaps(db) == 0
        assert await db.fetchval("select count(distinct meeting_id) from bookings") == WRITERS - len(refusals)
    assert 0 < len(refusals) < WRITERS
    assert [words for words in refusals if " is booked 2022-10-1" not in words or " × " not in words] == []


async def test_a_refused_meeting_books_nothing_of_itself(pool: Pool, event: Event) -> None:
    one, same = await same_table_and_slot(pool, event)
    async with transaction(pool) as db:
        await schedules.book(db, event.id, [one])
    async with pool.acquire() as db:
        with pytest.raises(Conflict, match="for the meeting S01 × B01"):
            await schedules.book(db, event.id, [same])
        assert await db.fetchval("select count(*) from bookings where meeting_id = $1", same) == 0


@pytest.mark.parametrize(
    ("column", "constraint"),
    [
        ("participant_id", "no_double_booking_of_a_participant"),
        ("table_id", "no_double_booking_of_a_table"),
        ("interpreter_id", "no_double_booking_of_an_interpreter"),
    ],
)
async def test_the_constraint_itself_refuses_an_overlap(pool: Pool, event: Event, column: str, constraint: str) -> None:
    ids = dict(
        zip(("participant_id", "", "", "table_id", "interpreter_id"), await first_choices(pool, event), strict=True)
    )
    one, same = await same_table_and_slot(pool, event)
    insert = f"insert into bookings (meeting_id, event_id, {column}, during) values ($1, $2, $3, $4::text::tstzrange)"
    async with pool.acquire() as db:
        await db.execute(insert, one, event.id, ids[column], "[2022-10-11 13:00+03, 2022-10-11 13:20+03)")
        await db.execute(insert, same, event.id, ids[column], "[2022-10-11 13:20+03, 2022-10-11 13:40+03)")
        with pytest.raises(asyncpg.ExclusionViolationError) as refusal:
            await db.execute(insert, same, event.id, ids[column], "[2022-10-11 13:19+03, 2022-10-11 13:20+03)")
    assert refusal.value.constraint_name == constraint


async def first_choices(pool: Pool, event: Event) -> list[int]:
    async with pool.acquire() as db:
        return [ids[0] for ids in await choices(db, event)]


async def proposals(pool: Pool, event: Event) -> list[int]:
    """Ids of 200 meetings of random pairs at random places, each a schedule of its own so that all may be written."""
    chance = random.Random(7)
    async with transaction(pool) as db:
        pick = await choices(db, event)
        return [await meeting(db, event, version, *(chance.choice(ids) for ids in pick)) for version in range(WRITERS)]


async def same_table_and_slot(pool: Pool, event: Event) -> tuple[int, int]:
    async with transaction(pool) as db:
        suppliers, buyers, slots, tables, interpreters = await choices(db, event)
        return (
            await meeting(db, event, 1, suppliers[0], buyers[0], slots[0], tables[0], interpreters[0]),
            await meeting(db, event, 2, suppliers[1], buyers[1], slots[0], tables[0], interpreters[1]),
        )


async def choices(db: Connection, event: Event) -> tuple[list[int], ...]:
    queries = (
        "select id from participants where event_id = $1 and side = 'supplier' order by code",
        "select id from participants where event_id = $1 and side = 'buyer' order by code",
        "select s.id from slots s join legs l on l.id = s.leg_id where l.event_id = $1 order by s.starts_at",
        "select t.id from tables t join legs l on l.id = t.leg_id where l.event_id = $1 order by t.id",
        "select id from interpreters where event_id = $1 order by id",
    )
    found = [await db.fetch(query, event.id) for query in queries]
    return tuple([row["id"] for row in rows] for rows in found)


async def meeting(db: Connection, event: Event, version: int, *ids: int) -> int:
    schedule = await db.fetchval(
        "insert into schedules (event_id, version, status, value, bound, gap, seconds) values ($1, $2, 'greedy', 0, 0, 0, 0)"
        " returning id",
        event.id,
        version,
    )
    return await db.fetchval(
        "insert into meetings (schedule_id, supplier_id, buyer_id, slot_id, table_id, interpreter_id)"
        " values ($1, $2, $3, $4, $5, $6) returning id",
        schedule,
        *ids,
    )


async def overlaps(db: Connection) -> int:
    return await db.fetchval(
        """
        select count(*) from bookings a join bookings b on a.during && b.during and a.meeting_id < b.meeting_id and (
            a.participant_id = b.participant_id or a.table_id = b.table_id or a.interpreter_id = b.interpreter_id)
        """
    )
