"""Versions of the timetable, for those who plan it."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.access.may import require
from api.access.nouns import Caller
from api.ground.db import Connection
from api.ground.errors import NotFound
from api.ground.portions import ALL, Portion, Span
from api.schedules import inputs, store
from api.schedules.building import compare
from api.schedules.facts import facts
from api.schedules.nouns import Change, Meeting, Pinned, Schedule, Unscheduled
from scheduler.problem import Problem


@dataclass(frozen=True, slots=True)
class InFull:
    """A version with its meetings by time and table, and what it leaves out, the most valuable first."""

    schedule: Schedule
    meetings: Sequence[Meeting]
    unscheduled: Sequence[Unscheduled]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions, what the second changes, and how many meetings it keeps as they were."""

    before: Schedule
    after: Schedule
    changes: Sequence[Change]
    kept: int


async def versions(db: Connection, event_id: int, *, span: Span = ALL, by: Caller) -> Portion[Schedule]:
    """All versions of an event, the newest first."""
    require(by, "read", "schedule")
    return await store.schedules(db, event_id, span)


async def version(db: Connection, event_id: int, number: int, *, by: Caller) -> Schedule:
    """One version.

    Raises
    ------
    NotFound
        The event has no such version.
    """
    require(by, "read", "schedule")
    return await numbered(db, event_id, number)


async def numbered(db: Connection, event_id: int, number: int) -> Schedule:
    """One version, for verbs that have asked whether the caller may; refused as `version` is."""
    found = await store.schedule_by_version(db, event_id, number)
    if found is None:
        raise NotFound("This event has no schedule version {number}.", code="no-such-schedule", number=number)
    return found


async def published(db: Connection, event_id: int, *, by: Caller) -> Schedule | None:
    """The version in force, or None."""
    require(by, "read", "schedule")
    return await store.published(db, event_id)


async def in_full(db: Connection, event_id: int, number: int, *, by: Caller) -> InFull:
    """A version with everything in it; refused as `version` is."""
    schedule = await version(db, event_id, number, by=by)
    return InFull(schedule, await store.meetings(db, schedule.id), await store.unscheduled(db, schedule.id))


async def compared(db: Connection, event_id: int, before: int, after: int, *, by: Caller) -> Compared:
    """What one version changes against another; refused as `version` is."""
    earlier, later = [await in_full(db, event_id, number, by=by) for number in (before, after)]
    changes = compare(earlier.meetings, later.meetings)
    kept = len(later.meetings) - sum(change.kind != "removed" for change in changes)
    return Compared(earlier.schedule, later.schedule, changes, kept)


async def problem(db: Connection, event_id: int, *, by: Caller) -> Problem:
    """What the scheduler would be given now."""
    require(by, "read", "schedule")
    return (await facts(db, event_id)).problem


async def pins(db: Connection, event_id: int, *, span: Span = ALL, by: Caller) -> Portion[Pinned]:
    """Pairs that every build holds where they were pinned, by codes."""
    require(by, "read", "schedule")
    return await inputs.pins(db, event_id, span)
