"""What a schedule is worth: each measure counted on the meetings themselves, without a solver."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from scheduler.timegrid import TimeGrid, time_grid

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.result import Meeting

HARMONIC = 1000


def pins_missed(problem: Problem, meetings: Iterable[Meeting]) -> int:
    """How many pinned requests are not held."""
    held = {meeting.request for meeting in meetings}
    return len({pin.request for pin in problem.pins} - held)


def promises_missed(problem: Problem, meetings: Sequence[Meeting]) -> int:
    """Must-meets not held, plus the meetings that participants lack to their promised minimum."""
    held = {meeting.request for meeting in meetings}
    counts = meeting_counts(problem, meetings)
    musts = sum(request.must and request.id not in held for request in problem.requests)
    return musts + sum(max(who.min_meetings - counts[who.id], 0) for who in problem.participants)


def priority(problem: Problem, meetings: Iterable[Meeting]) -> int:
    """Sum, over the meetings, of the priorities of everyone in them."""
    of = {who.id: who.priority for who in problem.participants}
    return sum(of[who] for meeting in meetings for who in meeting.participants)


def value(problem: Problem, meetings: Iterable[Meeting]) -> int:
    """Sum of the values of the requests held."""
    of = {request.id: request.value for request in problem.requests}
    return sum(of[meeting.request] for meeting in meetings)


def meeting_counts(problem: Problem, meetings: Iterable[Meeting]) -> dict[str, int]:
    """Meetings of every participant, 0 included."""
    counts = {who.id: 0 for who in problem.participants}
    for meeting in meetings:
        for who in meeting.participants:
            counts[who] += 1
    return counts


def at_least(problem: Problem, meetings: Iterable[Meeting], level: int) -> int:
    """How many participants have at least so many meetings: the steps of fairness, level 1 first.

    Comparing these counts level by level compares the sorted numbers of meetings, the worst-off first.
    """
    return sum(count >= level for count in meeting_counts(problem, meetings).values())


def harmonic(counts: Iterable[int]) -> int:
    """Fairness as one number, for blends: a participant's k-th meeting counts ``1000 // k``."""
    return sum(HARMONIC // k for count in counts for k in range(1, count + 1))


def gaps_by_participant(problem: Problem, meetings: Iterable[Meeting], grid: TimeGrid | None = None) -> dict[str, int]:
    """Idle gaps of every participant, 0 included.

    An idle gap lies between two successive meetings of a participant on one day of a leg when at least one slot lies
    between them; however long, it counts once. Lunch is no slot, so no gap.
    """
    grid = time_grid(problem) if grid is None else grid
    agendas: dict[str, set[int]] = defaultdict(set)
    for meeting in meetings:
        for who in meeting.participants:
            agendas[who].add(grid.number[meeting.slot])
    return {who.id: gaps_of(agendas[who.id], grid) for who in problem.participants}


def gaps_of(slots: set[int], grid: TimeGrid) -> int:
    """Idle gaps of one participant who meets in these slots."""
    gaps = 0
    for moments in grid.moments:
        used = [n for n, moment in enumerate(moments) if not slots.isdisjoint(moment)]
        gaps += sum(later - earlier > 1 for earlier, later in itertools.pairwise(used))
    return gaps


def earliness(problem: Problem, meetings: Iterable[Meeting], grid: TimeGrid | None = None) -> int:
    """Sum, over the meetings, of how many starts of slots come before theirs in the event: less is earlier."""
    grid = time_grid(problem) if grid is None else grid
    return sum(grid.turn[grid.number[meeting.slot]] for meeting in meetings)


def moves(problem: Problem, meetings: Iterable[Meeting], grid: TimeGrid | None = None) -> int:
    """Table moves and interpreter changes between successive meetings of one participant on one day of a leg.

    Meetings follow each other when the second starts no earlier than the first ends. An interpreter changes where both
    meetings are interpreted, by two persons.
    """
    grid = time_grid(problem) if grid is None else grid
    agendas: dict[tuple[str, int], list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        for who in meeting.participants:
            agendas[who, grid.day[grid.number[meeting.slot]]].append(meeting)
    total = 0
    for agenda in agendas.values():
        agenda.sort(key=lambda meeting: (grid.number[meeting.slot], meeting.request))
        for one, other in itertools.pairwise(agenda):
            if grid.end[grid.number[one.slot]] <= grid.start[grid.number[other.slot]]:
                total += one.table != other.table
                interpreters = {one.interpreter, other.interpreter}
                total += len(interpreters) == 2 and None not in interpreters
    return total


def measure(problem: Problem, meetings: Sequence[Meeting]) -> Mapping[str, int | tuple[int, ...]]:
    """Every soft measure of a schedule by name; fairness as the sorted numbers of meetings, worst-off first.

    Counted for participants who have at least one request.
    """
    wanted = {who for request in problem.requests for who in request.participants}
    counts = meeting_counts(problem, meetings)
    gaps = gaps_by_participant(problem, meetings)
    return {
        "pins": pins_missed(problem, meetings),
        "promises": promises_missed(problem, meetings),
        "priority": priority(problem, meetings),
        "value": value(problem, meetings),
        "fairness": tuple(sorted(counts[who] for who in wanted)),
        "gaps": sum(gaps.values()),
        "gap_fairness": max(gaps.values(), default=0),
        "earliness": earliness(problem, meetings),
        "moves": moves(problem, meetings),
    }
