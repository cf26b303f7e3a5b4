"""Facts that change under a schedule: what no longer fits is neither stored nor published, and never shown as sound."""

import pytest

from api.ground.db import Connection
from api.ground.errors import Conflict
from api.schedules import checking, publishing
from api.schedules import store as schedules
from api.schedules.checking import Checked
from tests.integration.changes import EVERY, NAMES, Change
from tests.integration.factory import Made, make_event, make_schedule

MEETINGS = [("S01", "B01", "T1", "A1"), ("S02", "B02", "T2", "A2")]


@pytest.fixture
async def made(db: Connection) -> Made:
    made = await make_event(db)
    await make_schedule(db, made, MEETINGS)
    await keep_problem(db, made)
    return made


async def keep_problem(db: Connection, made: Made) -> None:
    """Give the version the problem it was made for, as a build does."""
    import json

    from api.schedules.facts import facts
    from scheduler.files import write_problem

    known = await facts(db, made.event_id)
    await db.execute("alter table schedules disable trigger schedules_immutable")
    await db.execute(
        "update schedules set problem = $1, fingerprint = $2",
        json.loads(write_problem(known.problem)),
        known.fingerprint,
    )
    await db.execute("alter table schedules enable trigger schedules_immutable")


@pytest.mark.parametrize(("change", "rule"), EVERY, ids=NAMES)
async def test_a_version_that_the_facts_left_behind_is_not_published(
    db: Connection, made: Made, change: Change, rule: str
) -> None:
    await change(db, made)
    with pytest.raises(Conflict) as refused:
        await publish(db, made)
    assert refused.value.code == "violations"
    found = next(fault for fault in refused.value.faults if fault.code == rule and "S01-B01" in fault.where)
    assert "Test S01 (S01) × Test B01 (B01), 2030-10-10 1" in found.what
    assert "시험 S01 (S01) × 시험 B01 (B01), 2030-10-10 1" in found.what_ko
    assert await schedules.published(db, made.event_id) is None


@pytest.mark.parametrize(("change", "rule"), EVERY, ids=NAMES)
async def test_without_the_check_the_same_version_would_be_published(
    db: Connection, made: Made, change: Change, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await change(db, made)
    monkeypatch.setattr(publishing, "check_version", blind)
    await publish(db, made)
    published = await schedules.published(db, made.event_id)
    assert published is not None
    monkeypatch.undo()
    assert rule in rules(await checking.check_published(db, made.event_id))


@pytest.mark.parametrize(("change", "rule"), EVERY, ids=NAMES)
async def test_a_published_schedule_that_the_facts_left_behind_says_so(
    db: Connection, made: Made, change: Change, rule: str
) -> None:
    await publish(db, made)
    before = await checking.check_published(db, made.event_id)
    assert before is not None
    assert (before.violations, before.changed, before.next_step) == ((), (), "")
    await change(db, made)
    after = await checking.check_published(db, made.event_id)
    assert after is not None
    assert rule in rules(after)
    assert after.changed != ()
    assert after.next_step == "replan"


async def test_a_version_that_is_sound_today_is_published_whatever_changed_elsewhere(
    db: Connection, made: Made
) -> None:
    await db.execute("update participants set max_meetings = 0 where code = 'B03'")
    await publish(db, made)
    checked = await checking.check_published(db, made.event_id)
    assert checked is not None
    assert checked.violations == ()
    assert [one.english for one in checked.changed] == ["languages, seats, stops or limits: B03"]


async def publish(db: Connection, made: Made, version: int = 1) -> None:
    schedule = await schedules.schedule_by_version(db, made.event_id, version)
    async with db.transaction():
        await publishing.publish(db, made.event_id, schedule, by="test")


def rules(checked: Checked | None) -> set[str]:
    assert checked is not None
    return {violation.rule for violation in checked.violations}


async def blind(_db: object, _event_id: int, schedule: schedules.Schedule, **_more: object) -> Checked:
    """A check that sees nothing."""
    from datetime import UTC, datetime

    return Checked(schedule.version, datetime.now(UTC), (), ())
