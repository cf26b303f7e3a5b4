"""Publish a version of the schedule, go back to an earlier one, or take the publication back."""

from datetime import datetime

from api.access.may import require
from api.access.nouns import Caller
from api.ground.db import Connection
from api.ground.errors import Conflict
from api.ground.portions import ALL, Portion, Span
from api.ground.words import Sentence
from api.schedules import store
from api.schedules.checking import check_version, refusal
from api.schedules.nouns import Publication, Schedule


async def publish(
    db: Connection, event_id: int, schedule: Schedule, *, by: Caller, note: str = "", now: datetime | None = None
) -> None:
    """Put a version in force, if it keeps every rule of the facts as they are at this moment.

    An earlier version may be published again: that is how one rolls back.

    Raises
    ------
    Conflict
        The version breaks a rule now (``faults`` has every violation in words), is in force already, or somebody would be
        in two places at once.
    """
    require(by, "publish", "schedule")
    await store.lock_publication(db, event_id)
    published = await store.published(db, event_id)
    if published is not None and published.id == schedule.id:
        raise Conflict(
            "Version {version} is the published one already.", code="already-published", version=schedule.version
        )
    if violations := (await check_version(db, event_id, schedule, now=now, by=by)).violations:
        said = Sentence(
            "Version {version} breaks {n:rule|rules} as the facts are now: re-plan it with few changes.",
            version=schedule.version,
            n=len(violations),
        )
        raise refusal(violations, said)
    await store.clear_bookings(db, event_id)
    await store.book(db, event_id, [meeting.id for meeting in await store.meetings(db, schedule.id)])
    await store.add_publication(db, event_id, schedule.id, by=by.signature, note=note)


async def take_back(db: Connection, event_id: int, *, by: Caller, note: str = "") -> None:
    """Take the published version back: agendas are empty until another version is published.

    Raises
    ------
    Conflict
        Nothing is published.
    """
    require(by, "publish", "schedule")
    await store.lock_publication(db, event_id)
    if await store.published(db, event_id) is None:
        raise Conflict("No schedule is published.", code="nothing-published")
    await store.clear_bookings(db, event_id)
    await store.add_publication(db, event_id, None, by=by.signature, note=note)


async def history(db: Connection, event_id: int, *, span: Span = ALL, by: Caller) -> Portion[Publication]:
    """Every act of publishing at an event, the newest first."""
    require(by, "read", "schedule")
    return await store.publications(db, event_id, span)
