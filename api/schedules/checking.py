"""Check a version against the facts of now, with the independent checker, and say in words what it breaks."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from api.access.may import require
from api.access.nouns import Caller
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault
from api.ground.words import Sentence
from api.schedules import inputs, store
from api.schedules.building import scheduled
from api.schedules.facts import Difference, Facts, differences, facts
from api.schedules.nouns import Schedule, Violation
from api.schedules.past import ahead, begun, clock
from api.schedules.wording import Words
from scheduler.check import check
from scheduler.problem import Problem, Slot
from scheduler.result import Meeting


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a version found: when, which rules of now it breaks, and which facts it was not made for.

    ``next_step`` is what the organizer does: ``replan`` where a rule is broken, else nothing.
    """

    version: int
    checked_at: datetime
    violations: tuple[Violation, ...]
    changed: tuple[Difference, ...]
    next_step: str = ""


async def check_version(
    db: Connection,
    event_id: int,
    schedule: Schedule,
    *,
    now: datetime | None = None,
    by: Caller,
) -> Checked:
    """Check a version against the facts of now; it can be asked after any change.

    What has begun is history and breaks nothing: but a version that holds it differently from the published one does.
    What takes long of it is done in threads: others are answered meanwhile.
    Forbidden for those who may not read schedules.
    """
    require(by, "read", "schedule")
    moment = now or datetime.now(UTC)
    given = await facts(db, event_id)
    meetings = scheduled(await store.meetings(db, schedule.id))
    same = schedule.fingerprint == given.fingerprint
    made_for = given.problem if same else await own_problem(db, schedule)
    violations = [
        *await asyncio.to_thread(broken, given, meetings, moment),
        *await _unwanted(db, event_id, given, meetings, moment),
        *_moved(given, made_for, meetings, moment),
        *await _rewritten(db, event_id, schedule, given, meetings, moment),
    ]
    changed = () if made_for is None or same else await asyncio.to_thread(differences, made_for, given.problem)
    return Checked(schedule.version, moment, tuple(violations), changed, "replan" if violations else "")


async def check_published(db: Connection, event_id: int, *, now: datetime | None = None, by: Caller) -> Checked | None:
    """Check the version in force against the facts of now; None while nothing is published. Forbidden as `check_version`.

    Every view of an event asks this, so an answer is kept for as long as nothing it rests on has changed: every change of a
    fact is in the trail, whose last link is unlike any other, and what the passing of time changes has its moment.
    """
    require(by, "read", "schedule")
    state = await inputs.state_of_facts(db, event_id)
    moment = now or datetime.now(UTC)
    kept = _KEPT.get(event_id)
    if kept is not None and not state.open and kept.state == state.marks and kept.since <= moment < kept.until:
        return replace(kept.checked, checked_at=moment)
    schedule = await store.published(db, event_id)
    if schedule is None:
        return None
    checked = await check_version(db, event_id, schedule, now=moment, by=by)
    if not state.open:
        _KEPT[event_id] = _Kept(state.marks, moment, state.until_after(moment), checked)
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return checked


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, the state of the facts to which it belongs, and the times between which it holds."""

    state: tuple[object, ...]
    since: datetime
    until: datetime
    checked: Checked


MOST_KEPT = 64
_KEPT: OrderedDict[int, _Kept] = OrderedDict()


async def own_problem(db: Connection, schedule: Schedule) -> Problem | None:
    """The problem that a version was made for; None for versions from before problems were kept."""
    text = await store.problem_text(db, schedule.id)
    return None if text is None else await asyncio.to_thread(_read_problem, text)


@lru_cache(maxsize=8)
def _read_problem(text: str) -> Problem:
    """A version's problem never changes, and every look at the version asks for it."""
    from scheduler.files import read_problem

    return read_problem(text, written_here=True)


def refusal(violations: Sequence[Violation], said: Sentence) -> Conflict:
    """The refusal of a schedule that breaks rules, with every one of them in words after a sentence."""
    return Conflict(said, code="violations", faults=[_fault(violation) for violation in violations])


def _fault(violation: Violation) -> Fault:
    """A violation as a fault: where are the requests whose meetings it concerns."""
    where = ", ".join(violation.requests)
    return Fault(where, violation.sentence, "Re-plan with few changes.", code=violation.rule)


def as_rows(violations: Sequence[Violation]) -> list[dict[str, Any]]:
    """Violations as plain values, as they are stored with a version and told to programs."""
    return [
        {
            "rule": violation.rule,
            "requests": violation.requests,
            "sentence_en": violation.sentence.said("en"),
            "sentence_ko": violation.sentence.said("ko"),
        }
        for violation in violations
    ]


def broken(given: Facts, meetings: Sequence[Meeting], moment: datetime) -> list[Violation]:
    """Rules of the facts that the meetings ahead break, as the independent checker sees them."""
    problem = given.with_pairs(meetings)
    held = begun(problem, meetings, moment)
    left = [meeting for meeting in meetings if meeting not in held]
    words = Words(given, problem, left)
    return [words.found(violation) for violation in check(ahead(problem, held, moment), left)]


async def _unwanted(
    db: Connection, event_id: int, given: Facts, meetings: Sequence[Meeting], moment: datetime
) -> list[Violation]:
    """Meetings ahead that nobody asks for any more; excluded pairs have a rule of their own."""
    problem = given.problem
    wanted = {request.id for request in problem.requests}
    held = set(begun(problem, meetings, moment))
    never = problem.forbidden | {(b, a) for a, b in problem.forbidden}
    lost = [
        one
        for one in meetings
        if one.request not in wanted and one not in held and (one.supplier, one.buyer) not in never
    ]
    if not lost:
        return []
    standings = await inputs.standings(db, event_id)
    words = Words(given, problem, meetings)
    return [
        words.request(one, [s for s in standings if (s.supplier, s.buyer) == (one.supplier, one.buyer)]) for one in lost
    ]


def _moved(given: Facts, made_for: Problem | None, meetings: Sequence[Meeting], moment: datetime) -> list[Violation]:
    """Meetings ahead whose slot has another time than the one that the version was made for."""
    if made_for is None:
        return []
    were: dict[str, Slot] = {slot.id: slot for slot in made_for.slots}
    are: dict[str, Slot] = {slot.id: slot for slot in given.problem.slots}
    held = set(begun(given.problem, meetings, moment))
    words = Words(given, given.problem, meetings)
    return [
        words.moved(one, were[one.slot])
        for one in meetings
        if one not in held
        and one.slot in were
        and one.slot in are
        and (were[one.slot].starts_at, were[one.slot].ends_at) != (are[one.slot].starts_at, are[one.slot].ends_at)
    ]


async def _rewritten(
    db: Connection, event_id: int, schedule: Schedule, given: Facts, meetings: Sequence[Meeting], moment: datetime
) -> list[Violation]:
    """Meetings that have begun and that the published schedule holds differently."""
    if clock(given.problem, moment) is None:
        return []
    published = await store.published(db, event_id)
    if published is None or published.id == schedule.id:
        return []
    return rewritten(given, scheduled(await store.meetings(db, published.id)), meetings, moment)


def rewritten(
    given: Facts, in_force: Sequence[Meeting], meetings: Sequence[Meeting], moment: datetime
) -> list[Violation]:
    """Where meetings that have begun differ from those in force: the past is kept as it was."""
    were, are = set(begun(given.problem, in_force, moment)), set(begun(given.problem, meetings, moment))
    words = Words(given, given.problem, [*were, *are])
    return [words.past(one) for one in sorted(were ^ are, key=lambda meeting: (meeting.slot, meeting.request))]
