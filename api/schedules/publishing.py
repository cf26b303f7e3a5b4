"""Publish a version of the schedule, go back to an earlier one, or take the publication back."""

from api.ground.db import Connection
from api.ground.errors import Conflict
from api.schedules import store
from api.schedules.nouns import Schedule
from api.schedules.store import Publication


async def publish(db: Connection, event_id: int, schedule: Schedule, *, by: str, note: str = "") -> None:
    """Put a version in force. An earlier version may be published again: that is how one rolls back.

    Raises
    ------
    Conflict
        The version breaks a rule, is in force already, or somebody would be in two places at once.
    """
    if schedule.violations:
        raise Conflict(f"Version {schedule.version} breaks rules and cannot be published.", code="violations")
    await store.lock_publication(db, event_id)
    now = await store.published(db, event_id)
    if now is not None and now.id == schedule.id:
        raise Conflict(f"Version {schedule.version} is the published one already.", code="already-published")
    await store.clear_bookings(db, event_id)
    await store.book(db, event_id, [meeting.id for meeting in await store.meetings(db, schedule.id)])
    await store.add_publication(db, event_id, schedule.id, by=by, note=note)


async def take_back(db: Connection, event_id: int, *, by: str, note: str = "") -> None:
    """Take the published version back: agendas are empty until another version is published.

    Raises
    ------
    Conflict
        Nothing is published.
    """
    await store.lock_publication(db, event_id)
    if await store.published(db, event_id) is None:
        raise Conflict("No schedule is published.", code="nothing-published")
    await store.clear_bookings(db, event_id)
    await store.add_publication(db, event_id, None, by=by, note=note)


async def history(db: Connection, event_id: int) -> list[Publication]:
    """Every act of publishing at an event, the newest first."""
    return await store.publications(db, event_id)
