"""What has begun: the past is neither planned nor moved, and only what lies ahead is checked.

An event that is over, or a demonstration with dates of the past, is planned as if it lay ahead.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.problem import Participant, Problem, Slot
from scheduler.result import Meeting


def clock(problem: Problem, now: datetime) -> datetime | None:
    """The present time for planning; None once the last slot has ended."""
    return now if any(slot.ends_at > now for slot in problem.slots) else None


def begun(problem: Problem, meetings: Iterable[Meeting], now: datetime) -> tuple[Meeting, ...]:
    """The meetings whose slot has begun; none once the event is over."""
    if clock(problem, now) is None:
        return ()
    passed = _passed(problem.slots, now)
    return tuple(meeting for meeting in meetings if meeting.slot in passed)


def ahead(problem: Problem, held: Sequence[Meeting], now: datetime) -> Problem:
    """What is left of a problem: slots that have not begun, requests that were not ``held``, limits less what was held."""
    if clock(problem, now) is None:
        return problem
    passed = _passed(problem.slots, now)
    met = Counter(who for meeting in held for who in meeting.participants)
    gone = {meeting.request for meeting in held}
    return replace(
        problem,
        slots=tuple(slot for slot in problem.slots if slot.id not in passed),
        tables=tuple(replace(one, unavailable=one.unavailable - passed) for one in problem.tables),
        interpreters=tuple(replace(one, unavailable=one.unavailable - passed) for one in problem.interpreters),
        participants=tuple(_left(who, met[who.id], passed) for who in problem.participants),
        requests=tuple(
            request if request.slots is None else replace(request, slots=request.slots - passed)
            for request in problem.requests
            if request.id not in gone
        ),
        pins=tuple(pin for pin in problem.pins if pin.request not in gone and pin.slot not in passed),
        precedences=tuple(rule for rule in problem.precedences if not {rule.before, rule.after} & gone),
    )


def _passed(slots: Iterable[Slot], now: datetime) -> frozenset[str]:
    return frozenset(slot.id for slot in slots if slot.starts_at <= now)


def _left(who: Participant, met: int, passed: Collection[str]) -> Participant:
    most = None if who.max_meetings is None else max(who.max_meetings - met, 0)
    return replace(
        who,
        unavailable=who.unavailable - frozenset(passed),
        max_meetings=most,
        min_meetings=max(who.min_meetings - met, 0),
    )
