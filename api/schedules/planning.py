"""Make the next version: from the facts of now, with what has begun kept as it is, and checked before it is stored."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from api.ground.db import Connection
from api.ground.errors import Conflict
from api.ground.words import Sentence
from api.jobs.kinds import Outdated
from api.schedules import building, reading, store
from api.schedules.checking import as_rows, broken, refusal
from api.schedules.facts import Difference, Facts, differences, facts
from api.schedules.nouns import Schedule
from api.schedules.past import ahead, begun, clock
from scheduler.files import write_problem
from scheduler.problem import Problem
from scheduler.result import Meeting as ScheduledMeeting
from scheduler.result import Progress, Result


@dataclass(frozen=True, slots=True)
class Plan:
    """What a version is made from.

    Attributes
    ----------
    facts
        As they were read, at ``now``.
    held
        Meetings of the published schedule that have begun: they stay.
    worth
        What each of them is worth, by request.
    before
        Meetings ahead, of which as few as possible move; empty builds from scratch.
    freeze
        How long from ``now`` nothing is moved or added.
    """

    facts: Facts
    now: datetime
    held: tuple[ScheduledMeeting, ...] = ()
    worth: Mapping[str, int] | None = None
    before: tuple[ScheduledMeeting, ...] = ()
    freeze: timedelta = timedelta(0)

    @property
    def problem(self) -> Problem:
        """What is left to plan."""
        return ahead(self.facts.problem, self.held, self.now)

    @property
    def whole(self) -> Problem:
        """The facts with a request for everything that has been held: what a version of this plan is checked against."""
        return self.facts.with_pairs(self.held)


async def plan(
    db: Connection,
    event_id: int,
    *,
    keep: bool,
    base: int | None = None,
    freeze_minutes: int = 0,
    now: datetime | None = None,
) -> Plan:
    """Read what the next version is made from.

    Parameters
    ----------
    keep
        Whether as few meetings as possible move; an event that has begun is never built from scratch.
    base
        The version whose meetings are kept; None is the published one.

    Raises
    ------
    Conflict
        There is nothing to schedule.
    NotFound
        There is no version ``base``.
    """
    moment = now or datetime.now(UTC)
    given = await facts(db, event_id)
    published = await store.published(db, event_id)
    in_force = [] if published is None else await store.meetings(db, published.id)
    scheduled = building.scheduled(in_force)
    held = begun(given.with_pairs(scheduled), scheduled, moment)
    worth = {meeting.request: row.value for meeting, row in zip(scheduled, in_force, strict=True) if meeting in held}
    if not given.problem.requests and not held:
        raise Conflict(
            "There are no requests to schedule: import wishes, let companies and buyers ask, or ask in their name.",
            code="nothing-to-schedule",
        )
    if base is not None:
        kept = building.scheduled(await store.meetings(db, (await reading.numbered(db, event_id, base)).id))
    else:
        kept = scheduled if keep or held else []
    gone = {meeting.request for meeting in held}
    passed = set(begun(given.with_pairs(kept), kept, moment))
    before = tuple(one for one in kept if one.request not in gone and one not in passed)
    return Plan(given, moment, held, worth, before, timedelta(minutes=freeze_minutes))


def solve_plan(
    given: Plan,
    *,
    limit_seconds: float,
    workers: int,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """Solve a plan; what has begun is in the result as it was.

    Raises
    ------
    Conflict
        The independent checker found a broken rule: the schedule is not to be used; the text names the rules.
    """
    found = building.build(
        given.problem,
        limit_seconds=limit_seconds,
        workers=workers,
        before=given.before,
        now=clock(given.facts.problem, given.now),
        freeze=given.freeze,
        progress=progress,
        stop=stop,
    )
    worth = sum((given.worth or {}).values())
    return replace(
        found,
        meetings=(*given.held, *found.meetings),
        value=found.value + worth,
        bound=found.bound + worth,
    )


def changes_since(given: Plan, now: Facts) -> tuple[Difference, ...]:
    """What changed since a plan was read; empty where nothing did."""
    if given.facts.fingerprint == now.fingerprint:
        return ()
    return differences(given.facts.problem, now.problem)


async def save_plan(db: Connection, event_id: int, given: Plan, result: Result, *, by: str, note: str = "") -> Schedule:
    """Store a result as the event's next version, with its problem and what the independent checker says of it.

    Raises
    ------
    Outdated
        The facts changed since the plan was read: nothing is stored.
    Conflict
        It breaks a rule of the plan's facts: nothing is stored.
    """
    await store.lock_publication(db, event_id)
    if changed := changes_since(given, await facts(db, event_id)):
        raise Outdated(
            "The event changed while the schedule was built: {changes}. Build again.",
            code="facts-changed",
            changes=[one.sentence for one in changed],
        )
    violations = broken(given.facts, result.meetings, given.now)
    if violations:
        said = Sentence("The schedule breaks {n:rule|rules} and was thrown away.", n=len(violations))
        raise refusal(violations, said)
    problem = given.whole
    row = building.schedule_row(result) | {
        "problem": json.loads(write_problem(problem)),
        "fingerprint": given.facts.fingerprint,
        "violations": as_rows(violations),
        "checked_at": datetime.now(UTC).isoformat(),
        "note": note,
    }
    values = {request.id: request.value for request in problem.requests} | dict(given.worth or {})
    return await store.add_schedule(
        db,
        event_id,
        row,
        building.meeting_rows(result.meetings, values),
        building.unscheduled_rows(problem, result.unscheduled, given.facts.names),
        by=by,
    )
