"""Checks of the rules that look at meetings together."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.held import Found, Held, crowds, ids, work

if TYPE_CHECKING:
    from scheduler.problem import Problem, Slot


def one_meeting_at_a_time(problem: Problem, held: list[Held]) -> Found:
    """Nobody is in more meetings at one moment than they have delegates."""
    agendas: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        for who in one.meeting.participants:
            agendas[who].append(one)
    for who in problem.participants:
        for crowd in crowds(agendas[who.id], who.delegates):
            yield f"{who.id} is in {len(crowd)} meetings at one time.", (who.id, *ids(crowd))


def one_person_at_a_time(problem: Problem, held: list[Held]) -> Found:
    """No named delegate is needed in two meetings at one moment."""
    speaks = {who for one in problem.delegates for who in one.participants}
    seats = [(one, who) for one in held for who in one.meeting.participants if who in speaks]
    for moment in sorted({one.slot.starts_at for one, _ in seats}):
        here = [(one, who) for one, who in seats if one.slot.starts_at <= moment < one.slot.ends_at]
        can = [
            [
                n
                for n, person in enumerate(problem.delegates)
                if who in person.participants and one.slot.id not in person.unavailable
            ]
            for one, who in here
        ]
        if _most_matched(can) < len(can):
            who = sorted({who for _, who in here})
            yield f"{', '.join(who)} have too few delegates for {len(here)} seats at one time.", (
                *who, *ids([one for one, _ in here]),
            )  # fmt: skip


def table_capacity(problem: Problem, held: list[Held]) -> Found:
    """No table holds more meetings than its capacity."""
    sat: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        sat[one.table.id].append(one)
    for table in problem.tables:
        for crowd in crowds(sat[table.id], table.capacity):
            yield f"Table {table.id} holds {len(crowd)} meetings at one time.", (table.id, *ids(crowd))


def interpreter_one_at_a_time(problem: Problem, held: list[Held]) -> Found:
    """No interpreter is in two meetings at one moment."""
    for interpreter, works in work(held).items():
        for crowd in crowds(works, 1):
            yield f"{interpreter} interprets {len(crowd)} meetings at one time.", (interpreter, *ids(crowd))


def max_run(problem: Problem, held: list[Held]) -> Found:
    """No interpreter works more adjacent slots in a row than their maximum run."""
    for interpreter in problem.interpreters:
        if interpreter.max_run is None:
            continue
        works = [one for one in held if one.interpreter is not None and one.interpreter.id == interpreter.id]
        for leg in problem.legs:
            grid = [slot for slot in problem.slots if slot.leg == leg.id]
            run: list[datetime] = []
            last: datetime | None = None
            for moment, begins, ends in _moments(grid):
                rested = last is not None and begins - last >= timedelta(minutes=problem.break_minutes)
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
    for who, agenda in [*agendas.items(), *work(held).items()] if problem.walking else ():
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
                            *ids([*first, *second]),
                        ),
                    )


def travel(problem: Problem, held: list[Held]) -> Found:
    """Everyone has time to travel from a meeting in one leg to the next in another."""
    if len({one.slot.leg for one in held}) < 2:
        return
    persons = {who.id: who.delegates for who in problem.participants}
    agendas: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        for who in one.meeting.participants:
            agendas[who].append(one)
    for who, agenda in [*agendas.items(), *work(held).items()]:
        load = Counter(one.slot.id for one in agenda)
        slots = {one.slot.id: one.slot for one in agenda}.values()
        for first in slots:
            for second in slots:
                pause = second.starts_at - first.ends_at
                needed = timedelta(minutes=problem.journey(first.leg, second.leg))
                if timedelta(0) <= pause < needed and load[first.id] + load[second.id] > persons.get(who, 1):
                    yield f"{who} has no time to travel from {first.id} in {first.leg} to {second.id} in {second.leg}.", (
                        who, *ids([one for one in agenda if one.slot.id in (first.id, second.id)]),
                    )  # fmt: skip


def _moments(grid: list[Slot]) -> list[tuple[datetime, datetime, datetime]]:
    """For every moment at which the largest sets of slots are under way: it, their first start and their last end."""
    found: list[tuple[datetime, frozenset[str], datetime, datetime]] = []
    for start in sorted({slot.starts_at for slot in grid}):
        here = [slot for slot in grid if slot.starts_at <= start < slot.ends_at]
        names = frozenset(slot.id for slot in here)
        found.append((start, names, min(slot.starts_at for slot in here), max(slot.ends_at for slot in here)))
    largest = [one for one in found if not any(one[1] < other[1] for other in found)]
    return [(start, begins, ends) for start, _, begins, ends in largest]


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
    return len(first) + len(second) - _most_matched(reach)


def _most_matched(reach: list[list[int]]) -> int:
    """How many can each have one of their own among the numbers that they reach."""
    partner: dict[int, int] = {}

    def match(one: int, seen: set[int]) -> bool:
        for other in reach[one]:
            if other not in seen:
                seen.add(other)
                if other not in partner or match(partner[other], seen):
                    partner[other] = one
                    return True
        return False

    return sum(match(one, set()) for one in range(len(reach)))
