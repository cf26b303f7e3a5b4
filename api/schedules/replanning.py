"""Mend the published schedule at once, for whoever waits for the answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from api.access.may import require
from api.access.nouns import Caller
from api.ground.db import Connection
from api.schedules import store
from api.schedules.building import compare
from api.schedules.nouns import Change, Schedule
from api.schedules.planning import plan, save_plan, solve_plan
from api.schedules.quality import Quality, quality_of


@dataclass(frozen=True, slots=True)
class Replanned:
    """The version that was made, what it changes against the published one, and how good it is."""

    schedule: Schedule
    changes: Sequence[Change]
    quality: Quality


async def replan(
    db: Connection, event_id: int, *, limit_seconds: float, freeze_minutes: int, workers: int, by: Caller
) -> Replanned:
    """Save the published schedule as the next version with as few meetings moved as the facts of now ask for.

    Raises
    ------
    Conflict
        There is nothing to schedule, or the event changed meanwhile.
    """
    require(by, "decide", "schedule")
    given = await plan(db, event_id, keep=True, freeze_minutes=freeze_minutes)
    result = await asyncio.to_thread(solve_plan, given, limit_seconds=limit_seconds, workers=workers)
    saved = await save_plan(db, event_id, given, result, by=by.signature)
    published = await store.published(db, event_id)
    before = [] if published is None else await store.meetings(db, published.id)
    return Replanned(saved, compare(before, await store.meetings(db, saved.id)), quality_of(result))
