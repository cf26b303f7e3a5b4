"""Hard rules about what is chosen together: each adds its constraints to the one model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from ortools.sat.python import cp_model

from scheduler.draft import Crew, Draft
from scheduler.facts import NO_LIMIT
from scheduler.timegrid import MINUTE
from scheduler.walks import FarSets, hurried

if TYPE_CHECKING:
    from scheduler.facts import Ints

Sum = cp_model.LinearExpr.sum
Expression: TypeAlias = cp_model.LinearExprT


def one_meeting_at_a_time(draft: Draft) -> None:
    """A participant is at no moment in more meetings than it has delegates."""
    instance = draft.instance
    for participant, requests in enumerate(instance.held_by):
        delegates = int(instance.delegates[participant])
        if len(requests) <= delegates:
            continue
        by_slot: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for request in requests:
            for (slot, _), var in draft.x[request].items():
                by_slot[slot].append(var)
        for clash in instance.grid.clashes:
            together = [var for slot in clash for var in by_slot[slot]]
            if delegates == 1 and len(together) > 1:
                draft.model.add_at_most_one(together)
            elif len(together) > delegates:
                draft.model.add(Sum(together) <= delegates)


def one_person_at_a_time(draft: Draft) -> None:
    """A named delegate is at no moment in more than one meeting, for however many participants it speaks."""
    for crowd in draft.instance.shared:
        together = [
            var
            for who in sorted({who for who, _ in crowd.seats})
            for request in draft.instance.held_by[who]
            for (slot, _), var in draft.x[request].items()
            if (who, slot) in crowd.seats
        ]
        if len(together) > crowd.room:
            draft.model.add(Sum(together) <= crowd.room)


def table_capacity(draft: Draft) -> None:
    """A table holds at no moment more meetings than its capacity."""
    _crews_suffice(draft, draft.tables, {(g, s, e): share for (g, e, s), share in draft.seated.items()})


def interpreter_one_at_a_time(draft: Draft) -> None:
    """An interpreter is at no moment in more than one meeting."""
    _crews_suffice(draft, draft.interpreters, {(g, s, c, a): share for (g, c, s, a), share in draft.spoken.items()})


def max_run(draft: Draft) -> None:
    """An interpreter rests for a slot, or has a break, after as many adjacent slots as their maximum run."""
    by_crew = _by_crew_and_slot({(g, s, c, a): share for (g, c, s, a), share in draft.spoken.items()})
    for g, crew in enumerate(draft.interpreters):
        if crew.max_run is None:
            continue
        for run in draft.instance.grid.runs(draft.instance.problem.break_minutes):
            for first in range(len(run) - crew.max_run):
                window = run[first : first + crew.max_run + 1]
                draft.model.add(
                    Sum([share for moment in window for s in moment for share in by_crew.get((g, s), ())])
                    <= crew.max_run
                )


def max_meetings(draft: Draft) -> None:
    """A participant has in all no more meetings than its maximum."""
    for participant, requests in enumerate(draft.instance.held_by):
        most = int(draft.instance.most[participant])
        if most < len(requests):
            draft.model.add(Sum([draft.held[r] for r in requests]) <= most)


def max_per_day(draft: Draft) -> None:
    """A participant has on one day of a leg no more meetings than its daily maximum."""
    _at_most_per(draft, draft.instance.most_per_day, draft.instance.grid.day)


def max_per_half_day(draft: Draft) -> None:
    """A participant has before noon, and after noon, no more meetings than its half-day maximum."""
    _at_most_per(draft, draft.instance.most_per_half, draft.instance.grid.half)


def pair_once(draft: Draft) -> None:
    """A supplier and a buyer meet at most once, in whichever leg."""
    pairs: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for r, held in enumerate(draft.held):
        pairs[int(draft.instance.supplier[r]), int(draft.instance.buyer[r])].append(held)
    for together in pairs.values():
        if len(together) > 1:
            draft.model.add_at_most_one(together)


def precedence(draft: Draft) -> None:
    """Where both meetings of a precedence are held, the first has ended when the second begins."""
    grid, number = draft.instance.grid, draft.instance.request_number
    for rule in draft.instance.problem.precedences:
        before, after = draft.x[number[rule.before]], draft.x[number[rule.after]]
        for moment in sorted({grid.start[s] for s, _ in after}):
            early = [var for (s, _), var in after.items() if grid.start[s] <= moment]
            late = [var for (s, _), var in before.items() if grid.end[s] > moment]
            if early and late:
                draft.model.add_at_most_one(early + late)


def walking(draft: Draft) -> None:
    """Nobody goes from one meeting to the next in another area in less time than the walk takes."""
    if draft.walks:
        _in_time(draft, hurried(draft.instance, travel=False))


def travel(draft: Draft) -> None:
    """Nobody goes from a meeting in one leg to the next in another in less time than the journey takes."""
    pairs = hurried(draft.instance, walking=False)
    draft.journeys = bool(pairs)
    alone = np.flatnonzero(draft.instance.delegates == 1).tolist()
    _in_time(draft, pairs, besides=frozenset(alone))
    for who in alone if pairs else ():
        _one_leg_at_a_time(draft, who)


def _one_leg_at_a_time(draft: Draft, who: int) -> None:
    """A Boolean for each set of slots of one leg that exclude a slot of another: somebody is still in the first.

    To decide one settles a day in both legs; pairs of slots alone, which exclude the same, are weighed meeting by meeting.
    """
    grid, model = draft.instance.grid, draft.model
    by_slot: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for request in draft.instance.held_by[who]:
        for (slot, _), var in draft.x[request].items():
            by_slot[slot].append(var)
    for one, other in combinations(sorted({grid.slots[s].leg for s in by_slot}), 2):
        minutes = draft.instance.problem.journey(one, other) * MINUTE
        here, there = ([s for s in sorted(by_slot) if grid.slots[s].leg == leg] for leg in (one, other))
        near, still = frozenset[int](), model.new_constant(0)
        for t in there:
            before = near, still
            near = frozenset(s for s in here if grid.start[t] - grid.end[s] < minutes > grid.start[s] - grid.end[t])
            if near != before[0]:
                still = model.new_bool_var("")
                nested = before[0] if before[0] < near else frozenset[int]()
                if nested:
                    model.add_implication(before[1], still)
                elif near < before[0]:
                    model.add_implication(still, before[1])
                for var in (var for s in near - nested for var in by_slot[s]):
                    model.add_implication(var, still)
            if near:
                model.add_at_most_one(*by_slot[t], still)


def _in_time(draft: Draft, pairs: dict[tuple[int, int], FarSets], besides: frozenset[int] = frozenset()) -> None:
    if not pairs:
        return
    for participant, requests in enumerate(draft.instance.held_by):
        if participant in besides:
            continue
        by_place: dict[tuple[int, int], list[Expression]] = defaultdict(list)
        for request in requests:
            for place, var in draft.x[request].items():
                by_place[place].append(var)
        _no_hurry(draft, by_place, int(draft.instance.delegates[participant]), pairs)
    for g in range(len(draft.interpreters)):
        shares: dict[tuple[int, int], list[Expression]] = defaultdict(list)
        for (crew, _, s, a), share in draft.spoken.items():
            if crew == g:
                shares[s, a].append(share)
        _no_hurry(draft, shares, 1, pairs)


def _no_hurry(
    draft: Draft,
    by_place: dict[tuple[int, int], list[Expression]],
    persons: int,
    pairs: dict[tuple[int, int], FarSets],
) -> None:
    slots = {slot for slot, _ in by_place}
    for (s, t), sets in pairs.items():
        if s not in slots or t not in slots:
            continue
        for here, there in sets:
            first = [var for a in here for var in by_place.get((s, a), ())]
            second = [var for a in there for var in by_place.get((t, a), ())]
            if first and second:
                draft.model.add(Sum(first) + Sum(second) <= persons)


def _at_most_per(draft: Draft, limits: Ints, part: tuple[int, ...]) -> None:
    for participant in range(len(draft.instance.held_by)):
        most = int(limits[participant])
        if most >= NO_LIMIT:
            continue
        for number in sorted(set(part)):
            here = draft.meetings(participant, [s for s in range(len(part)) if part[s] == number])
            if len(here) > most:
                draft.model.add(Sum(here) <= most)


def _crews_suffice(draft: Draft, crews: list[Crew], shares: Mapping[tuple[int, ...], Expression]) -> None:
    by_crew = _by_crew_and_slot(shares)
    for g, crew in enumerate(crews):
        for clash in draft.instance.grid.clashes:
            together = [share for s in clash for share in by_crew.get((g, s), ())]
            if together:
                draft.model.add(Sum(together) <= crew.size)


def _by_crew_and_slot(shares: Mapping[tuple[int, ...], Expression]) -> dict[tuple[int, int], list[Expression]]:
    found: dict[tuple[int, int], list[Expression]] = defaultdict(list)
    for key, share in shares.items():
        found[key[0], key[1]].append(share)
    return found


CHOICES: dict[str, Callable[[Draft], None]] = {
    rule.__name__: rule
    for rule in (
        one_meeting_at_a_time,
        one_person_at_a_time,
        table_capacity,
        interpreter_one_at_a_time,
        max_run,
        max_meetings,
        max_per_day,
        max_per_half_day,
        pair_once,
        precedence,
        walking,
        travel,
    )
}
"""Every rule of choice by name, in the order of the rulebook."""
