"""Between which slots and areas there is too little time to walk, or to travel from one leg to another."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from scheduler.timegrid import MINUTE

if TYPE_CHECKING:
    from scheduler.instance import Instance

FarSets: TypeAlias = list[tuple[tuple[int, ...], tuple[int, ...]]]
"""Pairs of area sets: from no area of the first can one be in time in any area of the second."""


ANYWHERE = -1
"""The area of every meeting where nobody walks."""


def hurried(instance: Instance, *, walking: bool = True, travel: bool = True) -> dict[tuple[int, int], FarSets]:
    """For two slots, the second after the first, the areas that cannot be joined in the pause between.

    Two slots of one leg are joined by a walk, two of different legs by a journey, from whichever area to whichever.
    """
    found = _walks(instance) if walking else {}
    return found | _journeys(instance) if travel else found


def _journeys(instance: Instance) -> dict[tuple[int, int], FarSets]:
    grid, problem = instance.grid, instance.problem
    legs = {leg.id: n for n, leg in enumerate(problem.legs)}
    of = [legs[slot.leg] for slot in grid.slots]
    minutes = [[problem.journey(one.id, other.id) * MINUTE for other in problem.legs] for one in problem.legs]
    both = _in_both(instance, of)
    anywhere = (ANYWHERE, *range(len(instance.areas)))
    found: dict[tuple[int, int], FarSets] = {}
    for s, t in combinations(range(len(of)), 2):
        pause = grid.start[t] - grid.end[s]
        if 0 <= pause < minutes[of[s]][of[t]] and frozenset((of[s], of[t])) in both:
            found[s, t] = [(anywhere, anywhere)]
    return found


def _in_both(instance: Instance, leg_of: list[int]) -> set[frozenset[int]]:
    """Pairs of legs where somebody could meet, or interpret, in both."""
    slots = [[s for s, leg in enumerate(leg_of) if leg == number] for number in range(len(instance.problem.legs))]
    if len(slots) < 2:
        return set()
    people = [list(requests) for requests in instance.held_by if requests]
    meets = [[bool(instance.allowed[np.ix_(requests, here)].any()) for here in slots] for requests in people]
    there = [*meets, *([bool(shift[here].any()) for here in slots] for shift in instance.on_shift)]
    pairs = combinations(range(len(slots)), 2)
    return {frozenset(pair) for pair in pairs if any(row[pair[0]] and row[pair[1]] for row in there)}


def _walks(instance: Instance) -> dict[tuple[int, int], FarSets]:
    grid, areas = instance.grid, instance.areas
    minutes = [[instance.problem.minutes(one, other) * MINUTE for other in areas] for one in areas]
    longest = max((m for row in minutes for m in row), default=0)
    by_pause: dict[int, FarSets] = {}
    found: dict[tuple[int, int], FarSets] = {}
    for s, t in combinations(range(len(grid.slots)), 2):
        pause = grid.start[t] - grid.end[s]
        if grid.slots[s].leg == grid.slots[t].leg and 0 <= pause < longest:
            if pause not in by_pause:
                by_pause[pause] = far_sets(minutes, pause)
            if by_pause[pause]:
                found[s, t] = by_pause[pause]
    return found


def far_sets(minutes: list[list[int]], pause: int) -> FarSets:
    """The largest pairs of area sets that a pause does not join; of single areas where there are more than six.

    >>> far_sets([[0, 10], [10, 0]], 5)
    [((0,), (1,)), ((1,), (0,))]
    """
    every = range(len(minutes))
    sizes = range(1, len(minutes)) if len(minutes) <= 6 else (1,)
    found: FarSets = []
    for size in sizes:
        for here in combinations(every, size):
            there = tuple(b for b in every if all(minutes[a][b] > pause for a in here))
            largest = here == tuple(a for a in every if all(minutes[a][b] > pause for b in there))
            if there and (largest or len(minutes) > 6):
                found.append((here, there))
    return found
