"""The cheapest pattern of used slots of every participant, by dynamic programming over all participants at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from scheduler.gaps.problem import Bools, GapProblem, Ints

NONE: Final = 2**60
"""More than any cost: no such pattern."""

AWAY, INSIDE, BETWEEN = 0, 1, 2
"""Phases of a day: no meeting yet; in a meeting; idle after a meeting."""


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Who needs how many slots, and which can be used.

    Attributes
    ----------
    who
        Shape ``(N,)``; participants with meetings and one seat at a time. Others are left out: their gaps count 0.
    count
        Shape ``(N,)``; their meetings.
    usable
        Shape ``(N, S)``; where some meeting of theirs is allowed.
    first_of_day
        Shape ``(S,)``.
    """

    who: Ints
    count: Ints
    usable: Bools
    first_of_day: Bools

    def buckets(self) -> list[Ints]:
        """Return positions in groups of similar counts, so that arrays over counts are hardly longer than needed."""
        order = np.argsort(self.count, kind="stable")
        return [part for part in np.array_split(order, min(6, max(1, len(order)))) if len(part)]

    def part(self, positions: Ints) -> "Demand":
        """Return the demand of some positions alone."""
        return Demand(self.who[positions], self.count[positions], self.usable[positions], self.first_of_day)


def demand_of(problem: GapProblem) -> Demand:
    """Return what the patterns of a problem must cover."""
    count = np.zeros(problem.participants, dtype=np.int64)
    usable = np.zeros((problem.participants, problem.slots), dtype=bool)
    for meeting, members in enumerate(problem.members):
        count[list(members)] += 1
        usable[list(members)] |= problem.allowed[meeting]
    who = np.flatnonzero((count > 0) & (problem.seats.max(axis=1, initial=0) <= 1))
    first = np.concatenate([[True], np.diff(problem.day) > 0]) if problem.slots else np.zeros(0, dtype=bool)
    return Demand(who, count[who], usable[who] & (problem.seats[who] > 0), first)


def cheapest(demand: Demand, price: Ints, gap: int) -> Ints:
    """Return the least cost of a pattern for everyone.

    Parameters
    ----------
    demand
        Who needs how many slots.
    price
        Shape ``(N, S)``; what using a slot costs, in whole units, negative values allowed.
    gap
        What an idle gap costs in the same unit.

    Returns
    -------
    Ints
        Shape ``(N,)``; `NONE` where the slots do not suffice.

    Examples
    --------
    >>> demand = Demand(np.array([0]), np.array([2]), np.array([[True, True, True]]), np.array([True, False, False]))
    >>> cheapest(demand, np.array([[0, 5, 0]]), 3).tolist()
    [3]
    """
    least = np.zeros(len(demand.who), dtype=np.int64)
    for positions in demand.buckets():
        least[positions] = _cheapest(demand.part(positions), price[positions], gap)
    return least


def _cheapest(demand: Demand, price: Ints, gap: int) -> Ints:
    people, slots = demand.usable.shape
    cost = np.full((3, people, int(demand.count.max(initial=0)) + 1), NONE, dtype=np.int64)
    cost[AWAY, :, 0] = 0
    for slot in range(slots):
        if demand.first_of_day[slot]:
            cost[AWAY] = cost.min(axis=0)
            cost[INSIDE:] = NONE
        begin = np.minimum(np.minimum(cost[AWAY], cost[INSIDE]), cost[BETWEEN] + gap)[:, :-1] + price[:, slot, None]
        possible = (begin < NONE // 2) & demand.usable[:, slot, None]
        cost[BETWEEN] = np.minimum(cost[INSIDE], cost[BETWEEN])
        cost[INSIDE] = NONE
        cost[INSIDE, :, 1:][possible] = begin[possible]
    return cost.min(axis=0)[np.arange(people), demand.count]
