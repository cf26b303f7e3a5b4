"""Between which slots and areas there is too little time to walk."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from scheduler.timegrid import MINUTE

if TYPE_CHECKING:
    from scheduler.instance import Instance

FarSets: TypeAlias = list[tuple[tuple[int, ...], tuple[int, ...]]]
"""Pairs of area sets: from no area of the first can one be in time in any area of the second."""


def hurried(instance: Instance) -> dict[tuple[int, int], FarSets]:
    """For two slots of one leg, the second after the first, the areas that cannot be joined in the pause between."""
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
