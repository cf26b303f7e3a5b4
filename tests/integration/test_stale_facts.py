"""Facts that change under a schedule: what no longer fits is neither stored nor published, and never shown as sound.

Every change happens during a build, between build and publication, and after it; with the guard of that moment taken away
the same change passes, which shows that the guard is what stops it.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from api.access.nouns import TERMINAL
from api.ground.db import Connection, Pool, transaction
from api.ground.errors import Conflict
from api.ground.settings import Settings
from api.ground.words import spoken_of
from api.jobs import queue
from api.jobs.kinds import Kinds
from api.jobs.nouns import Job
from api.jobs.worker import Worker
from api.schedules import checking, inputs, publishing, reading
from api.schedules import store as schedules
from api.schedules.checking import Checked
from api.schedules.facts import facts
from api.schedules.job import building
from api.schedules.nouns import FactsState
from scheduler.files import write_problem
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
    assert "Test S01 (S01) × Test B01 (B01), 2030-10-10 1" in str(found.what)
    assert "시험 S01 (S01) × 시험 B01 (B01), 2030-10-10 1" in found.what.said("ko")
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
    assert rule in rules(await checking.check_published(db, made.event_id, by=TERMINAL))


@pytest.mark.parametrize(("change", "rule"), EVERY, ids=NAMES)
async def test_a_published_schedule_that_the_facts_left_behind_says_so(
    db: Connection, made: Made, change: Change, rule: str
) -> None:
    await publish(db, made)
    before = await checking.check_published(db, made.event_id, by=TERMINAL)
    assert before is not None
    assert (before.violations, before.changed, before.next_step) == ((), (), "")
    await change(db, made)
    after = await checking.check_published(db, made.event_id, by=TERMINAL)
    assert after is not None
    assert rule in rules(after)
    assert after.changed != ()
    assert after.next_step == "replan"


@pytest.mark.parametrize(("change", "rule"), EVERY, ids=NAMES)
async def test_without_the_trail_a_published_schedule_would_go_on_looking_sound(
    db: Connection, made: Made, change: Change, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(db, made)
    assert rules(await checking.check_published(db, made.event_id, by=TERMINAL)) == set()
    state = await inputs.state_of_facts(db, made.event_id)

    async def still(_db: Connection, _event_id: int) -> FactsState:
        return state

    await change(db, made)
    monkeypatch.setattr(inputs, "state_of_facts", still)
    blinded = await checking.check_published(db, made.event_id, by=TERMINAL)
    assert blinded is not None
    assert (blinded.violations, blinded.next_step) == ((), "")
    monkeypatch.undo()
    assert rule in rules(await checking.check_published(db, made.event_id, by=TERMINAL))


async def test_a_version_that_is_sound_today_is_published_whatever_changed_elsewhere(
    db: Connection, made: Made
) -> None:
    await db.execute("update participants set max_meetings = 0 where code = 'B03'")
    await publish(db, made)
    checked = await checking.check_published(db, made.event_id, by=TERMINAL)
    assert checked is not None
    assert checked.violations == ()
    assert [str(one.sentence) for one in checked.changed] == ["languages, seats, stops or limits (B03)"]


@pytest.mark.parametrize(("change", "rule"), EVERY, ids=NAMES)
async def test_a_build_under_which_the_facts_change_is_made_from_the_new_ones(
    db: Connection, pool: Pool, settings: Settings, made: Made, change: Change, rule: str
) -> None:
    job = await build(db, pool, settings, made, change)
    assert job.state in ("succeeded", "stopped")
    built = await reading.numbered(db, made.event_id, 2)
    checked = await checking.check_version(db, made.event_id, built, by=TERMINAL)
    assert (checked.violations, checked.changed, built.violations) == ((), (), ())
    assert built.checked_at is not None


@pytest.mark.parametrize(("change", "rule"), EVERY, ids=NAMES)
async def test_without_looking_again_a_build_would_store_what_no_longer_fits(
    db: Connection,
    pool: Pool,
    settings: Settings,
    made: Made,
    change: Change,
    rule: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unchanged(*_: object) -> tuple[()]:
        return ()

    monkeypatch.setattr("api.schedules.planning.changes_since", unchanged)
    await build(db, pool, settings, made, change)
    built = await reading.numbered(db, made.event_id, 2)
    checked = await checking.check_version(db, made.event_id, built, by=TERMINAL)
    assert checked.changed != ()
    assert rule in rules(checked)


async def test_a_build_whose_event_never_rests_fails_and_says_what_changed(
    db: Connection, pool: Pool, settings: Settings, made: Made
) -> None:
    async def restless(db: Connection, made: Made) -> None:
        await db.execute("update participants set max_meetings = coalesce(max_meetings, 5) + 1 where code = 'B01'")

    job = await build(db, pool, settings, made, restless, times=99)
    assert (job.state, job.message_values["code"]) == ("failed", "facts-changed")
    assert "languages, seats, stops or limits (B01)" in job.message_values["text"]
    assert "상담 한도(B01)" in spoken_of(job.message_values["sentence"]).said("ko")
    assert len(await schedules.schedules(db, made.event_id)) == 1


async def build(db: Connection, pool: Pool, settings: Settings, made: Made, change: Change, *, times: int = 1) -> Job:
    """A build that pins S01 × B01 to T1 and A1, under which a change happens once the facts were read."""
    await db.execute(
        "insert into pins (event_id, supplier_id, buyer_id, slot_id, table_id) values ($1, $2, $3, $4, $5)",
        made.event_id,
        made.participants["S01"],
        made.participants["B01"],
        made.slots["T1"],
        made.tables["A1"],
    )
    kind = building(settings)
    done = 0

    async def load(read: Connection, job: Job) -> Any:
        nonlocal done
        given = await kind.load(read, job)
        if done < times:
            async with transaction(pool) as other:
                await change(other, made)
        done += 1
        return given

    known = replace(kind, load=load)
    job = await queue.start(db, made.event_id, known, {"limit_seconds": 5}, by=TERMINAL)
    assert await Worker(pool, Kinds((known,))).step()
    return await queue.job(db, job.id)


async def publish(db: Connection, made: Made, version: int = 1) -> None:
    schedule = await reading.numbered(db, made.event_id, version)
    async with db.transaction():
        await publishing.publish(db, made.event_id, schedule, by=TERMINAL)


def rules(checked: Checked | None) -> set[str]:
    assert checked is not None
    return {violation.rule for violation in checked.violations}


async def blind(_db: object, _event_id: int, schedule: schedules.Schedule, **_more: object) -> Checked:
    """A check that sees nothing."""
    return Checked(schedule.version, datetime.now(UTC), (), ())
