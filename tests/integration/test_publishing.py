"""From the workbook to a published schedule, again with few changes, and back."""

from pathlib import Path

import pytest

from api.access.nouns import TERMINAL
from api.app import kinds
from api.events.importing import import_workbook
from api.events.nouns import Event
from api.ground.db import Connection, Pool, transaction
from api.ground.errors import Conflict
from api.ground.settings import Settings
from api.jobs import queue as jobs
from api.jobs.worker import Worker
from api.schedules import building as scheduling
from api.schedules import publishing
from api.schedules import store as schedules
from api.schedules.nouns import Schedule

pytestmark = pytest.mark.slow


@pytest.fixture
async def event(pool: Pool, fixtures: Path) -> Event:
    content = (fixtures / "istanbul-2022.xlsx").read_bytes()
    async with transaction(pool) as db:
        return (await import_workbook(db, content, filename="istanbul-2022.xlsx", by=TERMINAL)).event


async def test_a_rebuild_after_somebody_left_moves_few_and_a_rollback_brings_the_first_version_back(
    pool: Pool, settings: Settings, event: Event
) -> None:
    first = await built(pool, settings, event)
    async with transaction(pool) as db:
        await publishing.publish(db, event.id, first, by=TERMINAL)
        gone = (await schedules.meetings(db, first.id))[0].buyer.code
        await nobody_home(db, event, gone)
    second = await built(pool, settings, event)
    async with transaction(pool) as db:
        before = await schedules.meetings(db, first.id)
        after = await schedules.meetings(db, second.id)
        changes = scheduling.compare(before, after)
        assert {change.buyer.code for change in changes if change.kind == "removed"} == {gone}
        assert [change for change in changes if change.kind == "moved"] == []
        await publishing.publish(db, event.id, second, by=TERMINAL)
        assert await booked(db, event) == {meeting.id for meeting in after}
        with pytest.raises(Conflict, match="already"):
            await publishing.publish(db, event.id, second, by=TERMINAL)
        with pytest.raises(Conflict, match="as the facts are now"):
            await publishing.publish(db, event.id, first, by=TERMINAL)
        await db.execute(
            "delete from unavailability using participants p where p.id = participant_id and code = $1", gone
        )
        await publishing.publish(db, event.id, first, by=TERMINAL, note="rolled back")
        assert await booked(db, event) == {meeting.id for meeting in before}
        await publishing.take_back(db, event.id, by=TERMINAL)
        assert await booked(db, event) == set()
        assert [act.version for act in await publishing.history(db, event.id, by=TERMINAL)] == [None, 1, 2, 1]


async def built(pool: Pool, settings: Settings, event: Event) -> Schedule:
    """The next version, built by a worker without match scores: wishes alone make the values."""
    known = kinds(settings)
    async with transaction(pool) as db:
        job = await jobs.start(db, event.id, known["build"], {"limit_seconds": 30}, by=TERMINAL)
    assert await Worker(pool, known).step()
    async with transaction(pool) as db:
        done = await jobs.job(db, job.id)
        assert (done.state, done.progress["gap"]) == ("succeeded", 0.0)
        return next(one for one in await schedules.schedules(db, event.id) if one.version == done.progress["version"])


async def nobody_home(db: Connection, event: Event, code: str) -> None:
    await db.execute(
        """
        insert into unavailability (slot_id, participant_id)
        select s.id, p.id from slots s join legs l on l.id = s.leg_id join participants p on p.event_id = l.event_id
        where l.event_id = $1 and p.code = $2 on conflict do nothing
        """,
        event.id,
        code,
    )


async def booked(db: Connection, event: Event) -> set[int]:
    rows = await db.fetch("select distinct meeting_id from bookings where event_id = $1", event.id)
    return {row["meeting_id"] for row in rows}
