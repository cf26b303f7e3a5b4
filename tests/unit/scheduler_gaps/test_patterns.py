"""The cheapest used slots of every participant at once equal those of trying every set of slots."""

from __future__ import annotations

from itertools import combinations, pairwise
from random import Random

import numpy as np
import pytest

from scheduler.gaps.patterns import NONE, Demand, cheapest

DAYS = [0, 0, 0, 1, 1]


def tried(count: int, usable: list[bool], price: list[int], gap: int) -> int:
    costs = [NONE]
    for chosen in combinations([slot for slot, can in enumerate(usable) if can], count):
        gaps = sum(b - a > 1 and DAYS[a] == DAYS[b] for a, b in pairwise(chosen))
        costs.append(sum(price[slot] for slot in chosen) + gaps * gap)
    return min(costs)


@pytest.mark.parametrize("seed", range(20))
def test_the_cheapest_pattern_of_each_is_that_of_trying_all(seed: int) -> None:
    random = Random(seed)
    people, gap = 4, random.randint(0, 6)
    count = [random.randint(1, 4) for _ in range(people)]
    usable = [[random.random() < 0.8 for _ in DAYS] for _ in range(people)]
    price = [[random.randint(-4, 9) for _ in DAYS] for _ in range(people)]
    demand = Demand(np.arange(people), np.array(count), np.array(usable), np.array([True, False, False, True, False]))
    expected = [tried(count[n], usable[n], price[n], gap) for n in range(people)]
    assert cheapest(demand, np.array(price), gap).tolist() == expected
