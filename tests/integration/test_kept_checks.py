"""The check of the published schedule is not made again while nothing it rests on has changed, and always when it has."""

import threading
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from api.access.nouns import TERMINAL
from api.ground.db import Connection
from api.schedules import checking, facts
from api.schedules.checking import check_published
from tests.integration.changes import EVERY, NAMES, Change
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.test_stale_facts import keep_problem


@pytest.fixture
async def made(db: Connection) -> Made:
    made = await make_event(db)
    schedule = await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    await keep_problem(db, made)
    await db.execute("insert into publications (event_id, schedule_id) values ($1, $2)", made.event_id, schedule)
    return made


def refuse_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    async def again(*_: object, **__: object) -> None:
        raise AssertionError("it was checked again")

    monkeypatch.setattr(checking, "check_version", again)


async def violations(db: Connection, made: Made, now: datetime | None = None) -> set[str]:
    found = await check_published(db, made.event_id, now=now, by=TERMINAL)
    assert found is not None
    return {violation.rule for violation in found.violations}


async def test_a_second_look_at_the_same_facts_is_not_a_second_check(
    db: Connection, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await check_published(db, made.event_id, by=TERMINAL)
    refuse_to_check(monkeypatch)
    second = await check_published(db, made.event_id, by=TERMINAL)
    assert first and second and second.violations == first.violations
    assert second.checked_at > first.checked_at


@pytest.mark.parametrize(("change", "rule"), EVERY, ids=NAMES)
async def test_after_any_change_a_kept_answer_is_gone_within_the_same_transaction_too(
    db: Connection, made: Made, change: Change, rule: str
) -> None:
    assert await violations(db, made) == set()
    async with db.transaction():
        await change(db, made)
        assert rule in await violations(db, made)
    assert rule in await violations(db, made)


async def test_what_was_seen_in_a_transaction_that_was_undone_is_not_kept(db: Connection, made: Made) -> None:
    undone = db.transaction()
    await undone.start()
    await db.execute("update participants set max_meetings = 0 where code = 'B01'")
    assert "max_meetings" in await violations(db, made)
    await undone.rollback()
    assert await violations(db, made) == set()


async def test_an_answer_holds_until_time_itself_changes_something(
    db: Connection, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = datetime.now(UTC) + timedelta(hours=1)
    await db.execute("update requests set state = 'sent', expires_at = $1", ends)
    await violations(db, made)
    refuse_to_check(monkeypatch)
    await violations(db, made, ends - timedelta(seconds=1))
    with pytest.raises(AssertionError, match="checked again"):
        await violations(db, made, ends)
    with pytest.raises(AssertionError, match="checked again"):
        await violations(db, made, datetime(2030, 10, 10, 7, tzinfo=UTC))


async def test_a_check_leaves_the_loop_to_others(db: Connection, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    where: dict[str, bool] = {}

    def noted(module: ModuleType, name: str) -> None:
        real = getattr(module, name)

        def note(*given: Any, **options: Any) -> Any:
            where[name] = threading.current_thread() is threading.main_thread()
            return real(*given, **options)

        monkeypatch.setattr(module, name, note)

    noted(checking, "check")
    noted(facts, "problem_of")
    await violations(db, made)
    assert where == {"check": False, "problem_of": False}
