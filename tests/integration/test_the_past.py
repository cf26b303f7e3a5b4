"""While an event runs, what has begun stays as it is; and nothing is stored that the independent checker objects to."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.access.nouns import TERMINAL
from api.ground.db import Connection
from api.ground.errors import Conflict
from api.schedules import building, publishing, store
from api.schedules.checking import check_version
from api.schedules.planning import plan, save_plan, solve_plan
from scheduler.result import Meeting
from tests.integration.factory import Made, forbid, make_event, make_schedule

MEETINGS = [("S01", "B01", "T1", "A1"), ("S02", "B02", "T2", "A2"), ("S01", "B03", "T4", "A1")]
BEFORE = datetime(2030, 10, 9, tzinfo=UTC)
DURING = datetime(2030, 10, 10, 7, 40, tzinfo=UTC)
"""10:40 in Istanbul: T1 is over, T2 is under way, T3 begins at 11:00."""
AFTER = datetime(2030, 10, 11, tzinfo=UTC)


@pytest.fixture
async def made(db: Connection) -> Made:
    made = await make_event(db)
    await make_schedule(db, made, MEETINGS)
    async with db.transaction():
        schedule = await store.schedule_by_version(db, made.event_id, 1)
        await publishing.publish(db, made.event_id, schedule, by=TERMINAL, now=BEFORE)
    return made


async def replanned(
    db: Connection, made: Made, now: datetime, *, keep: bool = True, freeze_minutes: int = 0
) -> set[Meeting]:
    given = await plan(db, made.event_id, keep=keep, now=now, freeze_minutes=freeze_minutes)
    result = solve_plan(given, limit_seconds=10, workers=2)
    saved = await save_plan(db, made.event_id, given, result, by="test")
    return set(building.scheduled(await store.meetings(db, saved.id)))


async def held(db: Connection, made: Made) -> dict[str, Meeting]:
    schedule = await store.schedule_by_version(db, made.event_id, 1)
    return {one.request: one for one in building.scheduled(await store.meetings(db, schedule.id))}


@pytest.mark.parametrize("keep", [True, False])
async def test_what_has_begun_stays_whatever_became_of_it(db: Connection, made: Made, keep: bool) -> None:
    before = await held(db, made)
    for pair in (("S01", "B01"), ("S02", "B02"), ("S01", "B03")):
        await forbid(db, made, *pair)
    assert await replanned(db, made, DURING, keep=keep) == {before["S01-B01"], before["S02-B02"]}


async def test_nothing_is_added_to_a_slot_that_has_begun(db: Connection, made: Made) -> None:
    await db.execute(
        "insert into requests (event_id, supplier_id, buyer_id, asked_by) values ($1, $2, $3, 'organizer')",
        made.event_id,
        made.participants["S01"],
        made.participants["B02"],
    )
    assert {one.slot for one in await replanned(db, made, DURING) if one.request == "S01-B02"} == {"T3"}


async def test_within_the_freeze_nothing_is_added_either(db: Connection, made: Made) -> None:
    await db.execute(
        "insert into requests (event_id, supplier_id, buyer_id, asked_by) values ($1, $2, $3, 'organizer')",
        made.event_id,
        made.participants["S01"],
        made.participants["B02"],
    )
    found = await replanned(db, made, DURING, freeze_minutes=25)
    assert {one.slot for one in found if one.request == "S01-B02"} == set[str]()


async def test_limits_count_what_was_held(db: Connection, made: Made) -> None:
    await db.execute("update participants set max_meetings = 1 where code = 'S01'")
    assert {one.request for one in await replanned(db, made, DURING)} == {"S01-B01", "S02-B02"}


async def test_an_event_that_is_over_is_planned_as_if_it_lay_ahead(db: Connection, made: Made) -> None:
    await forbid(db, made, "S01", "B01")
    assert {one.request for one in await replanned(db, made, AFTER)} == {"S02-B02", "S01-B03"}


async def test_what_was_held_breaks_no_rule_and_what_lies_ahead_does(db: Connection, made: Made) -> None:
    await forbid(db, made, "S01", "B01")
    await forbid(db, made, "S01", "B03")
    schedule = await store.schedule_by_version(db, made.event_id, 1)
    during = await check_version(db, made.event_id, schedule, now=DURING, by=TERMINAL)
    assert [one.requests for one in during.violations] == [("S01-B03",)]
    before = await check_version(db, made.event_id, schedule, now=BEFORE, by=TERMINAL)
    assert [one.requests for one in before.violations] == [("S01-B01",), ("S01-B03",)]


async def test_a_version_that_rewrites_the_past_is_not_published(db: Connection, made: Made) -> None:
    await make_schedule(db, made, [("S01", "B01", "T2", "A1"), ("S02", "B02", "T1", "A2")], version=2)
    other = await store.schedule_by_version(db, made.event_id, 2)
    with pytest.raises(Conflict) as refused:
        async with db.transaction():
            await publishing.publish(db, made.event_id, other, by=TERMINAL, now=DURING)
    assert {fault.code for fault in refused.value.faults} == {"past"}


async def test_nothing_is_stored_as_a_schedule_that_the_checker_objects_to(db: Connection, made: Made) -> None:
    given = await plan(db, made.event_id, keep=True, now=BEFORE)
    result = solve_plan(given, limit_seconds=10, workers=2)
    wrong = replace(result, meetings=tuple(replace(one, slot="T1", table="A1") for one in result.meetings))
    with pytest.raises(Conflict) as refused:
        await save_plan(db, made.event_id, given, wrong, by="test")
    assert {"table_capacity", "one_meeting_at_a_time"} <= {fault.code for fault in refused.value.faults}
    assert [one.version for one in await store.schedules(db, made.event_id)] == [1]
