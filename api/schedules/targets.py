"""Where a meeting of a version could be moved, and what speaks against every other place, before it is tried."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from api.access.may import require
from api.access.nouns import Caller
from api.ground.db import Connection
from api.ground.words import Sentence
from api.schedules import building, reading, store
from api.schedules.checking import broken
from api.schedules.facts import Facts, facts
from api.schedules.past import clock
from api.schedules.pinning import Hand, refuse_unwanted
from api.schedules.placing import placed
from scheduler.result import Meeting

Targets = dict[tuple[str, str], Sentence | None]
"""By slot and table: None where a meeting may be put, else what speaks against it."""


async def targets(db: Connection, event_id: int, hand: Hand, *, by: Caller, now: datetime | None = None) -> Targets:
    """Every slot ahead and table of its leg but the one that a pair's meeting has; empty where the version holds none.

    Raises
    ------
    NotFound
        There is no such version.
    Conflict
        No request of the pair counts (``not-wanted``).
    """
    require(by, "decide", "schedule")
    base = await reading.numbered(db, event_id, hand.version)
    meetings = building.scheduled(await store.meetings(db, base.id))
    was = next((one for one in meetings if one.request == hand.request), None)
    if was is None:
        return {}
    known = await facts(db, event_id)
    refuse_unwanted(known.problem, hand)
    others = [one for one in meetings if one is not was]
    return await asyncio.to_thread(look, known, others, was, now or datetime.now(UTC))


def look(known: Facts, others: Sequence[Meeting], was: Meeting, now: datetime) -> Targets:
    """The same for a meeting among others, by the facts alone: what speaks against a slot speaks against all its tables."""
    problem, moment = known.problem, clock(known.problem, now)
    request = next(one for one in problem.requests if one.id == was.request)
    found: Targets = {}
    for slot in problem.slots:
        if moment is not None and slot.starts_at <= moment:
            continue
        tables = [table.id for table in problem.tables if table.leg == slot.leg]
        best = placed(problem, others, request, slot=slot.id, was=was)
        against = _against(known, others, best, now)
        for table in tables:
            if (slot.id, table) == (was.slot, was.table):
                continue
            if against is not None or table == best.table:
                found[slot.id, table] = against
            else:
                there = placed(problem, others, request, slot=slot.id, table=table, was=was)
                found[slot.id, table] = _against(known, others, there, now)
    return found


def _against(known: Facts, others: Sequence[Meeting], proposed: Meeting, now: datetime) -> Sentence | None:
    """The first rule that a meeting would break among those whom it can touch: its people, its time, its interpreter."""
    people = set(proposed.participants)
    slots = {slot.id: slot for slot in known.problem.slots}
    at = slots[proposed.slot]

    def touched(one: Meeting) -> bool:
        then = slots[one.slot]
        at_once = then.starts_at < at.ends_at and at.starts_at < then.ends_at
        same = proposed.interpreter is not None and one.interpreter == proposed.interpreter
        return at_once or same or not people.isdisjoint(one.participants)

    near = [one for one in others if touched(one)]
    found = [one for one in broken(known, [*near, proposed], now) if proposed.request in one.requests]
    return found[0].sentence if found else None
