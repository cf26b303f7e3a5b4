"""Patterns of used slots as paths: the cheapest path costs what trying every pattern finds."""

from __future__ import annotations

from itertools import pairwise, product
from random import Random

import pytest

from scheduler.bench.b2b.patterns import cheapest, held_ranges, pattern_arcs

SLOTS = 5


def tried(legal: list[frozenset[int]], price: list[int], break_price: int, breaks: int) -> int | None:
    """The cheapest set of slots that gives every meeting one of its own, with at most so many breaks."""
    costs: list[int] = []
    for slots in product(*map(sorted, legal)):
        used = sorted(set(slots))
        gaps = sum(b - a > 1 for a, b in pairwise(used))
        if len(used) == len(legal) and gaps <= breaks:
            costs.append(sum(price[slot] for slot in used) + gaps * break_price)
    return min(costs, default=None)


@pytest.mark.parametrize("seed", range(40))
def test_the_cheapest_path_is_never_dearer_than_the_cheapest_pattern(seed: int) -> None:
    random = Random(seed)
    legal = [frozenset(random.sample(range(SLOTS), random.randint(1, SLOTS))) for _ in range(random.randint(1, 3))]
    price, dear, breaks = [random.randint(-4, 9) for _ in range(SLOTS)], random.randint(0, 6), random.randint(0, 2)
    arcs = pattern_arcs(SLOTS, frozenset().union(*legal), held_ranges(SLOTS, legal), breaks)
    found, best = cheapest(arcs, price, dear, SLOTS), tried(legal, price, dear, breaks)
    assert best is None or (found is not None and found <= best)


@pytest.mark.parametrize("seed", range(40))
def test_it_is_exact_where_all_meetings_of_a_participant_may_use_the_same_slots(seed: int) -> None:
    random = Random(seed)
    same = frozenset(random.sample(range(SLOTS), random.randint(1, SLOTS)))
    legal = [same] * random.randint(1, 3)
    price, dear, breaks = [random.randint(-4, 9) for _ in range(SLOTS)], random.randint(0, 6), random.randint(0, 2)
    arcs = pattern_arcs(SLOTS, same, held_ranges(SLOTS, legal), breaks)
    assert cheapest(arcs, price, dear, SLOTS) == tried(legal, price, dear, breaks)
