"""The independent checker: every hard rule once more, on plain meetings, without a solver.

It shares no code with the model beyond the data classes, so that a wrong rule is not wrong twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from scheduler.problem import primary
from scheduler.result import Meeting

if TYPE_CHECKING:
    from scheduler.problem import Interpreter, Participant, Problem, Request, Slot, Table

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Violation:
    """A hard rule that a schedule breaks: its name, a sentence, and the ids of what collides."""

    rule: str
    sentence: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting with the things its ids stand for."""

    meeting: Meeting
    request: Request
    slot: Slot
    table: Table
    interpreter: Interpreter | None
    people: tuple[Participant, ...]


def check(problem: Problem, meetings: Sequence[Meeting]) -> tuple[Violation, ...]:
    """Every violation of a hard rule, in the order of the rulebook; empty when the schedule is valid.

    Raises
    ------
    ValueError
        A meeting names a request, slot, table or interpreter that the problem does not have, a request is held
        twice, or the participants are not those of the request.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> from scheduler import Meeting
    >>> problem = roadshow(seed=1)
    >>> one, other = problem.requests[0], problem.requests[1]
    >>> meetings = [Meeting(r.id, r.supplier, r.buyer, "1-13", "T01", "I03") for r in (one, other)]
    >>> sorted({violation.rule for violation in check(problem, meetings)})
    ['interpreter_one_at_a_time', 'one_meeting_at_a_time', 'table_capacity']
    """
    held = _look_up(problem, meetings)
    return tuple(
        Violation(name, sentence, ids) for name, rule in CHECKS.items() for sentence, ids in rule(problem, held)
    )


Found = Iterator[tuple[str, tuple[str, ...]]]


def _look_up(problem: Problem, meetings: Sequence[Meeting]) -> list[Held]:
    requests = {request.id: request for request in problem.requests}
    slots = {slot.id: slot for slot in problem.slots}
    tables = {table.id: table for table in problem.tables}
    interpreters = {interpreter.id: interpreter for interpreter in problem.interpreters}
    people = {who.id: who for who in problem.participants}
    held: list[Held] = []
    for meeting in meetings:
        name = f"meeting of {meeting.request!r}"
        request = _known(requests, meeting.request, name, "request")
        if meeting.participants != request.participants:
            raise ValueError(f"{name} has {meeting.participants}, its request asks for {request.participants}")
        interpreter = meeting.interpreter
        held.append(
            Held(
                meeting,
                request,
                _known(slots, meeting.slot, name, "slot"),
                _known(tables, meeting.table, name, "table"),
                None if interpreter is None else _known(interpreters, interpreter, name, "interpreter"),
                tuple(people[who] for who in request.participants),
            )
        )
    for request, count in Counter(meeting.request for meeting in meetings).items():
        if count > 1:
            raise ValueError(f"request {request!r} is held {count} times: a request is one meeting")
    return held


def _known(things: dict[str, Thing], name: str, where: str, kind: str) -> Thing:
    if name not in things:
        raise ValueError(f"{where} names the unknown {kind} {name!r}")
    return things[name]


def legs(problem: Problem, held: list[Held]) -> Found:
    """Table, participants, interpreter and request belong to the leg of the slot."""
    for one in held:
        leg = one.slot.leg
        if one.table.leg != leg:
            yield f"Table {one.table.id} stands in {one.table.leg}, not in {leg}.", (one.request.id, one.table.id)
        if one.request.leg not in (None, leg):
            yield f"{one.request.id} is for {one.request.leg}, not for {leg}.", (one.request.id, one.slot.id)
        for thing in (*one.people, *([one.interpreter] if one.interpreter else [])):
            if thing.legs is not None and leg not in thing.legs:
                yield f"{thing.id} does not take part in {leg}.", (one.request.id, thing.id)


def availability(problem: Problem, held: list[Held]) -> Found:
    """Every participant is available."""
    for one in held:
        for who in one.people:
            if one.slot.id in who.unavailable:
                yield f"{who.id} is not available in {one.slot.id}.", (one.request.id, who.id, one.slot.id)


def table_availability(problem: Problem, held: list[Held]) -> Found:
    """Every table is available."""
    for one in held:
        if one.slot.id in one.table.unavailable:
            yield f"Table {one.table.id} is not available in {one.slot.id}.", (one.request.id, one.table.id)


def interpreter_availability(problem: Problem, held: list[Held]) -> Found:
    """Every interpreter is within their shift."""
    for one in held:
        if one.interpreter is not None and one.slot.id in one.interpreter.unavailable:
            yield f"{one.interpreter.id} does not work in {one.slot.id}.", (one.request.id, one.interpreter.id)


def own_slots(problem: Problem, held: list[Held]) -> Found:
    """A request that names slots is held in one of them."""
    for one in held:
        if one.request.slots is not None and one.slot.id not in one.request.slots:
            yield f"{one.request.id} cannot be held in {one.slot.id}.", (one.request.id, one.slot.id)


def forbidden(problem: Problem, held: list[Held]) -> Found:
    """No forbidden pair sits together."""
    for one in held:
        for a, b in combinations(one.meeting.participants, 2):
            if (a, b) in problem.forbidden or (b, a) in problem.forbidden:
                yield f"{a} and {b} must not meet.", (one.request.id, a, b)


def pins(problem: Problem, held: list[Held]) -> Found:
    """Pinned meetings are where they were pinned."""
    by_request = {one.request.id: one.meeting for one in held}
    for pin in problem.pins:
        meeting = by_request.get(pin.request)
        if meeting is not None:
            for kind in ("slot", "table", "interpreter"):
                wanted = getattr(pin, kind)
                if wanted is not None and wanted != getattr(meeting, kind):
                    yield f"{pin.request} is pinned to {kind} {wanted}.", (pin.request, wanted)


def equipment(problem: Problem, held: list[Held]) -> Found:
    """Tables have the equipment asked for."""
    for one in held:
        lacking = sorted(one.request.equipment - one.table.equipment)
        if lacking:
            yield f"Table {one.table.id} lacks {', '.join(lacking)}.", (one.request.id, one.table.id)


def seats(problem: Problem, held: list[Held]) -> Found:
    """Seated participants meet at their seat."""
    leg = {table.id: table.leg for table in problem.tables}
    for one in held:
        for who in one.people:
            if who.seat is not None and leg[who.seat] == one.slot.leg and who.seat != one.table.id:
                yield f"{who.id} keeps table {who.seat}.", (one.request.id, who.id, one.table.id)


def language(problem: Problem, held: list[Held]) -> Found:
    """Sides without a common language have an interpreter who speaks both."""
    for one in held:
        sets = _strangers(one)
        if not sets:
            continue
        if one.interpreter is None:
            yield f"{one.request.id} has no interpreter.", (one.request.id,)
            continue
        for spoken in sorted(sets, key=sorted):
            if all(one.interpreter.level(tag) < max(one.request.level, 1) for tag in spoken):
                languages = ", ".join(sorted(spoken))
                yield (
                    f"{one.interpreter.id} does not interpret {languages} well enough.",
                    (
                        one.request.id,
                        one.interpreter.id,
                    ),
                )


def one_meeting_at_a_time(problem: Problem, held: list[Held]) -> Found:
    """Nobody is in more meetings at one moment than they have delegates."""
    agendas: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        for who in one.meeting.participants:
            agendas[who].append(one)
    for who in problem.participants:
        for crowd in _crowds(agendas[who.id], who.delegates):
            yield f"{who.id} is in {len(crowd)} meetings at one time.", (who.id, *_ids(crowd))


def table_capacity(problem: Problem, held: list[Held]) -> Found:
    """No table holds more meetings than its capacity."""
    for table in problem.tables:
        for crowd in _crowds([one for one in held if one.table.id == table.id], table.capacity):
            yield f"Table {table.id} holds {len(crowd)} meetings at one time.", (table.id, *_ids(crowd))


def interpreter_one_at_a_time(problem: Problem, held: list[Held]) -> Found:
    """No interpreter is in two meetings at one moment."""
    for interpreter, works in _work(held).items():
        for crowd in _crowds(works, 1):
            yield f"{interpreter} interprets {len(crowd)} meetings at one time.", (interpreter, *_ids(crowd))


def max_run(problem: Problem, held: list[Held]) -> Found:
    """No interpreter works more adjacent slots in a row than their maximum run."""
    zones = {leg.id: ZoneInfo(leg.zone) for leg in problem.legs}
    for interpreter in problem.interpreters:
        if interpreter.max_run is None:
            continue
        works = [one for one in held if one.interpreter is not None and one.interpreter.id == interpreter.id]
        for leg in problem.legs:
            grid = [slot for slot in problem.slots if slot.leg == leg.id]
            run: list[datetime] = []
            last: datetime | None = None
            for moment, ends in _moments(grid):
                rested = last is not None and (
                    moment - last >= timedelta(minutes=problem.break_minutes)
                    or moment.astimezone(zones[leg.id]).date() != last.astimezone(zones[leg.id]).date()
                )
                busy = any(one.slot.leg == leg.id and one.slot.starts_at <= moment < one.slot.ends_at for one in works)
                run = [*([] if rested else run), moment] if busy else []
                last = ends
                if len(run) > interpreter.max_run:
                    yield f"{interpreter.id} interprets {len(run)} slots without a rest.", (interpreter.id,)
                    break


def max_meetings(problem: Problem, held: list[Held]) -> Found:
    """Nobody exceeds their maximum in all."""
    counts = Counter(who for one in held for who in one.meeting.participants)
    for who in problem.participants:
        if who.max_meetings is not None and counts[who.id] > who.max_meetings:
            yield f"{who.id} has {counts[who.id]} meetings, at most {who.max_meetings} are allowed.", (who.id,)


def max_per_day(problem: Problem, held: list[Held]) -> Found:
    """Nobody exceeds their daily maximum."""
    yield from _parts(problem, held, half=False)


def max_per_half_day(problem: Problem, held: list[Held]) -> Found:
    """Nobody exceeds their half-day maximum."""
    yield from _parts(problem, held, half=True)


def pair_once(problem: Problem, held: list[Held]) -> Found:
    """No pair meets twice."""
    for (supplier, buyer), count in Counter((one.meeting.supplier, one.meeting.buyer) for one in held).items():
        if count > 1:
            yield f"{supplier} and {buyer} meet {count} times.", (supplier, buyer)


def precedence(problem: Problem, held: list[Held]) -> Found:
    """Meetings are in the order asked for."""
    slot = {one.request.id: one.slot for one in held}
    for rule in problem.precedences:
        if rule.before in slot and rule.after in slot and slot[rule.before].ends_at > slot[rule.after].starts_at:
            yield f"{rule.before} must end before {rule.after} begins.", (rule.before, rule.after)


def walking(problem: Problem, held: list[Held]) -> Found:
    """Everyone has time to walk from one meeting to the next."""
    agendas: dict[str, list[Held]] = defaultdict(list)
    persons = {who.id: who.delegates for who in problem.participants}
    for one in held:
        for who in one.meeting.participants:
            agendas[who].append(one)
    for who, agenda in [*agendas.items(), *_work(held).items()] if problem.walking else ():
        by_slot: dict[str, list[Held]] = defaultdict(list)
        for one in agenda:
            by_slot[one.slot.id].append(one)
        for first in by_slot.values():
            for second in by_slot.values():
                if _hurried(problem, first[0], second[0]) and _needed(problem, first, second) > persons.get(who, 1):
                    yield (
                        f"{who} has no time to walk from {first[0].slot.id} to {second[0].slot.id}.",
                        (
                            who,
                            *_ids([*first, *second]),
                        ),
                    )


CHECKS: dict[str, Callable[[Problem, list[Held]], Found]] = {
    rule.__name__: rule
    for rule in (
        legs,
        availability,
        table_availability,
        interpreter_availability,
        own_slots,
        forbidden,
        pins,
        equipment,
        seats,
        language,
        one_meeting_at_a_time,
        table_capacity,
        interpreter_one_at_a_time,
        max_run,
        max_meetings,
        max_per_day,
        max_per_half_day,
        pair_once,
        precedence,
        walking,
    )
}


def _strangers(one: Held) -> set[frozenset[str]]:
    """Languages of each supplier and buyer in a meeting who share none."""
    found: set[frozenset[str]] = set()
    for supplier in (who for who in one.people if who.side == "supplier"):
        for buyer in (who for who in one.people if who.side == "buyer"):
            speaks, hears = supplier.languages, buyer.languages
            if speaks and hears and not {primary(tag) for tag in speaks} & {primary(tag) for tag in hears}:
                found |= {speaks, hears}
    return found


def _ids(held: Iterable[Held]) -> tuple[str, ...]:
    return tuple(one.request.id for one in held)


def _work(held: list[Held]) -> dict[str, list[Held]]:
    works: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        if one.interpreter is not None:
            works[one.interpreter.id].append(one)
    return works


def _crowds(held: list[Held], most: int) -> Iterator[list[Held]]:
    """Sets of more than ``most`` meetings under way at one moment: one for each start at which there are too many."""
    for moment in sorted({one.slot.starts_at for one in held}):
        crowd = [one for one in held if one.slot.starts_at <= moment < one.slot.ends_at]
        if len(crowd) > most:
            yield crowd


def _moments(grid: list[Slot]) -> list[tuple[datetime, datetime]]:
    """For every moment at which the largest sets of slots are under way: it, and the last end among them."""
    found: list[tuple[datetime, frozenset[str], datetime]] = []
    for start in sorted({slot.starts_at for slot in grid}):
        here = [slot for slot in grid if slot.starts_at <= start < slot.ends_at]
        found.append((start, frozenset(slot.id for slot in here), max(slot.ends_at for slot in here)))
    return [(start, ends) for start, names, ends in found if not any(names < others for _, others, _ in found)]


def _parts(problem: Problem, held: list[Held], *, half: bool) -> Found:
    legs_by_id = {leg.id: leg for leg in problem.legs}
    limits = {who.id: who.max_per_half_day if half else who.max_per_day for who in problem.participants}
    counts: Counter[tuple[str, str, object]] = Counter()
    for one in held:
        leg = legs_by_id[one.slot.leg]
        local = one.slot.starts_at.astimezone(ZoneInfo(leg.zone))
        part = (local.date(), local.time() >= leg.noon) if half else local.date()
        counts.update((who, leg.id, part) for who in one.meeting.participants)
    for (who, leg, _), count in counts.items():
        most = limits[who]
        if most is not None and count > most:
            name = "half-day" if half else "day"
            yield f"{who} has {count} meetings on one {name} in {leg}, at most {most} are allowed.", (who,)


def _hurried(problem: Problem, one: Held, other: Held) -> bool:
    pause = other.slot.starts_at - one.slot.ends_at
    longest = max(problem.walking.values(), default=0)
    return one.slot.leg == other.slot.leg and timedelta(0) <= pause < timedelta(minutes=longest)


def _needed(problem: Problem, first: list[Held], second: list[Held]) -> int:
    """How many persons two slots' meetings take: those who can walk from one to the next are counted once."""
    reach = [
        [
            n
            for n, other in enumerate(second)
            if timedelta(minutes=problem.minutes(one.table.area, other.table.area))
            <= other.slot.starts_at - one.slot.ends_at
        ]
        for one in first
    ]
    partner: dict[int, int] = {}

    def match(one: int, seen: set[int]) -> bool:
        for other in reach[one]:
            if other not in seen:
                seen.add(other)
                if other not in partner or match(partner[other], seen):
                    partner[other] = one
                    return True
        return False

    matched = sum(match(one, set()) for one in range(len(first)))
    return len(first) + len(second) - matched
