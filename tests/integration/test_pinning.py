"""Deciding by hand: every decision makes a version that was checked, and is kept by what is built later."""

import pytest

from api.access.keys import Caller, caller
from api.access.nouns import TERMINAL
from api.ground.db import Connection
from api.ground.errors import Conflict, Invalid, NotFound
from api.schedules import building, inputs, pinning, reading, store
from api.schedules.checking import check_version
from api.schedules.facts import facts
from api.schedules.pinning import Hand, Place
from tests.integration.factory import Made, make_event, make_schedule

MEETINGS = [("S01", "B01", "T1", "A1"), ("S02", "B02", "T2", "A2")]
HAND = Hand(1, "S01", "B01")


@pytest.fixture
async def made(db: Connection) -> Made:
    made = await make_event(db)
    await make_schedule(db, made, MEETINGS)
    return made


@pytest.fixture
async def by(db: Connection, made: Made) -> Caller:
    return await caller(db, made.tokens["organizer"])


async def test_a_meeting_is_moved_in_a_new_version_and_the_old_one_stays(
    db: Connection, made: Made, by: Caller
) -> None:
    moved = await pinning.move(db, made.event_id, HAND, Place("T3", "A2"), by=by)
    assert (moved.version, moved.violations, moved.method) == (2, (), "by hand")
    assert moved.checked_at is not None
    assert await places(db, moved.id) == {("S01-B01", "T3", "A2", "I1"), ("S02-B02", "T2", "A2", "I1")}
    assert await places(db, await id_of(db, made, 1)) == {("S01-B01", "T1", "A1", "I1"), ("S02-B02", "T2", "A2", "I1")}
    assert (await check_version(db, made.event_id, moved, by=TERMINAL)).violations == ()


async def test_a_move_that_breaks_a_rule_is_refused_with_every_violation_and_changes_nothing(
    db: Connection, made: Made, by: Caller
) -> None:
    with pytest.raises(Conflict) as refused:
        await pinning.move(db, made.event_id, HAND, Place("T2", "A2"), by=by)
    assert [fault.code for fault in refused.value.faults] == ["language", "table_capacity"]
    assert "테이블 A2에서 상담 2건이 겹칩니다" in refused.value.faults[1].what.said("ko")
    assert len(await store.schedules(db, made.event_id)) == 1


async def test_a_move_takes_a_free_table_and_an_interpreter_where_one_is_needed(
    db: Connection, made: Made, by: Caller
) -> None:
    await make_schedule(db, made, [("S01", "B02", "T1", "A1"), ("S02", "B01", "T2", "A1")], version=2)
    moved = await pinning.move(db, made.event_id, Hand(2, "S02", "B01"), Place("T1"), by=by)
    assert ("S02-B01", "T1", "A2", "I1") in await places(db, moved.id)


async def test_a_pin_without_a_place_holds_the_meeting_where_it_is(db: Connection, made: Made, by: Caller) -> None:
    pinned = await pinning.pin(db, made.event_id, HAND, Place(), by=by)
    assert await places(db, pinned.id) == await places(db, await id_of(db, made, 1))
    (pin,) = (await facts(db, made.event_id)).problem.pins
    assert (pin.request, pin.slot, pin.table, pin.interpreter) == ("S01-B01", "T1", "A1", "I1")
    await pinning.unpin(db, made.event_id, HAND, by=by)
    assert (await facts(db, made.event_id)).problem.pins == ()
    with pytest.raises(NotFound, match="is not pinned"):
        await pinning.unpin(db, made.event_id, HAND, by=by)


async def test_a_pin_that_a_fact_speaks_against_is_refused_and_not_kept(db: Connection, made: Made, by: Caller) -> None:
    await db.execute(
        "insert into unavailability (slot_id, participant_id) values ($1, $2)",
        made.slots["T3"],
        made.participants["B01"],
    )
    with pytest.raises(Conflict, match="The pin cannot stand: pin of 'S01-B01' to slot 'T3'"):
        await pinning.pin(db, made.event_id, HAND, Place("T3"), by=by)
    assert await inputs.pins(db, made.event_id) == []


async def test_a_pin_that_later_facts_speak_against_stops_neither_check_nor_build(
    db: Connection, made: Made, by: Caller
) -> None:
    pinned = await pinning.pin(db, made.event_id, HAND, Place(), by=by)
    await db.execute(
        "insert into unavailability (slot_id, participant_id) values ($1, $2)",
        made.slots["T1"],
        made.participants["B01"],
    )
    known = await facts(db, made.event_id)
    assert [pin.supplier for pin, _ in known.against] == ["S01"]
    checked = await check_version(db, made.event_id, pinned, by=TERMINAL)
    assert {one.rule for one in checked.violations} == {"availability"}


async def test_an_excluded_pair_is_out_of_the_new_version_and_may_be_allowed_again(
    db: Connection, made: Made, by: Caller
) -> None:
    forbidden = await pinning.forbid(db, made.event_id, HAND, why="competitors", by=by)
    assert await places(db, forbidden.id) == {("S02-B02", "T2", "A2", "I1")}
    with pytest.raises(Conflict, match="No request of S01 × B01 counts now"):
        await pinning.pin(db, made.event_id, Hand(2, "S01", "B01"), Place("T1"), by=by)
    allowed = await pinning.allow(db, made.event_id, Hand(2, "S01", "B01"), by=by)
    assert allowed.version == 3
    back = await pinning.pin(db, made.event_id, Hand(3, "S01", "B01"), Place("T4"), by=by)
    assert ("S01-B01", "T4", "A1", "I1") in await places(db, back.id)


async def test_a_place_that_is_not_there_is_refused_by_name(db: Connection, made: Made, by: Caller) -> None:
    with pytest.raises(Invalid) as refused:
        await pinning.move(db, made.event_id, HAND, Place("T9", "Z1", "I9"), by=by)
    assert [fault.where for fault in refused.value.faults] == ["/slot", "/table", "/interpreter"]


async def test_a_participant_decides_nothing(db: Connection, made: Made) -> None:
    from api.ground.errors import Forbidden

    with pytest.raises(Forbidden):
        await pinning.move(db, made.event_id, HAND, Place("T3"), by=await caller(db, made.tokens["S01"]))


async def places(db: Connection, schedule_id: int) -> set[tuple[str, str, str, str | None]]:
    meetings = building.scheduled(await store.meetings(db, schedule_id))
    return {(one.request, one.slot, one.table, one.interpreter) for one in meetings}


async def id_of(db: Connection, made: Made, version: int) -> int:
    return (await reading.numbered(db, made.event_id, version)).id
