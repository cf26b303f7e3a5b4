"""The cheapest pattern of used slots of every participant, by dynamic programming over all participants at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scheduler.gaps.problem import Bools, GapProblem, Ints

NONE: Final = np.int64(2**60)
"""More than any cost: no such pattern."""

_AWAY, _INSIDE, _BETWEEN = 0, 1, 2  # no meeting yet today; in a meeting; idle after a meeting of today


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


def cheapest(demand: Demand, price: Ints, gap: int) -> tuple[Ints, Bools]:
    """Return the least cost of a pattern for everyone, and such a pattern.

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
    tuple
        Costs, shape ``(N,)``, `NONE` or more where the slots do not suffice; used slots, shape ``(N, S)``.

    Examples
    --------
    >>> demand = Demand(np.array([0]), np.array([2]), np.array([[True, True, True]]), np.array([True, False, False]))
    >>> cost, used = cheapest(demand, np.array([[0, 5, 0]]), 3)
    >>> cost.tolist(), used.tolist()
    ([3], [[True, False, True]])
    """
    people, slots = demand.usable.shape
    most = int(demand.count.max(initial=0))
    cost = np.full((people, most + 1, 3), NONE, dtype=np.int64)
    cost[:, 0, _AWAY] = 0
    came_from = np.zeros((slots, people, most + 1, 3), dtype=np.int8)
    for slot in range(slots):
        if demand.first_of_day[slot]:
            came_from[slot, :, :, _AWAY] = cost.argmin(axis=2)
            cost[:, :, _AWAY] = cost.min(axis=2)
            cost[:, :, _INSIDE:] = NONE
        cost = _passed(cost, np.where(demand.usable[:, slot], price[:, slot], NONE), gap, came_from[slot])
    everyone = np.arange(people)
    phase = cost[everyone, demand.count].argmin(axis=1)
    least = cost[everyone, demand.count, phase]
    return least, _traced(demand, came_from, phase)


def _passed(cost: Ints, price: Ints, gap: int, came_from: NDArray[np.int8]) -> Ints:
    """One slot: idle keeps what is held, a meeting adds one and begins a new block after an idle slot of the day."""
    following = np.full_like(cost, NONE)
    following[:, :, _AWAY] = cost[:, :, _AWAY]
    idle = cost[:, :, _INSIDE:]
    came_from[:, :, _BETWEEN] = idle.argmin(axis=2) + _INSIDE
    following[:, :, _BETWEEN] = idle.min(axis=2)
    begin = cost[:, :-1] + np.array([0, 0, gap], dtype=np.int64)
    came_from[:, 1:, _INSIDE] = begin.argmin(axis=2)
    total = begin.min(axis=2) + price[:, None]
    following[:, 1:, _INSIDE] = np.where(total >= NONE // 2, NONE, total)
    return following


def _traced(demand: Demand, came_from: NDArray[np.int8], phase: Ints) -> Bools:
    """Follow everyone's choices back from the last slot."""
    people, slots = demand.usable.shape
    used = np.zeros((people, slots), dtype=bool)
    everyone, held = np.arange(people), demand.count.copy()
    for slot in reversed(range(slots)):
        used[:, slot] = phase == _INSIDE
        before = np.where(phase == _AWAY, _AWAY, came_from[slot, everyone, held, phase])
        held = held - used[:, slot]
        phase = came_from[slot, everyone, held, _AWAY] if demand.first_of_day[slot] else before
    return used
