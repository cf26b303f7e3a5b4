"""Other times for meetings already chosen, so that participants wait less between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.facts import Ints
from scheduler.gaps.bound import gap_bound
from scheduler.gaps.problem import GapProblem
from scheduler.gaps.search import minimise_gaps
from scheduler.large.packing import Packing

if TYPE_CHECKING:
    from scheduler.budget import Budget

ROUNDS_PER_UNIT = 1_000
"""Rounds of the gap search that count as one unit of a deterministic limit, about a second on one core."""

STEPS_PER_UNIT = 20
"""Steps towards a better bound that count as one unit."""

LONGEST = 120.0
"""Seconds where there is no limit: idle gaps are hardly ever proven."""

BOUND_SHARE = 0.1
"""Share of the time for a better bound where the search does not reach the one at hand."""


def frozen(packing: Packing, slot: Ints, day: Ints) -> tuple[GapProblem, Ints]:
    """The meetings of a placement, all to be held at whichever times, and the numbers of their requests.

    Parameters
    ----------
    slot
        Shape ``(requests,)``; -1 where a request is not held.
    day
        Shape ``(slots,)``; the leg-day of each slot, never descending.
    """
    held = np.flatnonzero(slot >= 0)
    number = {request: meeting for meeting, request in enumerate(held.tolist())}
    limits = [
        (tuple(number[request] for request in limit.requests.tolist() if request in number), limit.slots, limit.most)
        for limit in packing.limits
    ]
    problem = GapProblem(
        members=tuple(packing.members[request] for request in number),
        allowed=packing.allowed[held],
        day=day,
        seats=packing.seats,
        rows_of=tuple(packing.rows_of[profile] for profile in packing.profile[held].tolist()),
        capacity=packing.capacity,
        limits=tuple(limit for limit in limits if len(limit[0]) > limit[2]),
        orders=tuple((number[a], number[b]) for a, b in packing.orders if a in number and b in number),
    )
    return problem, held


def fewer_gaps(packing: Packing, slot: Ints, day: Ints, budget: Budget) -> tuple[Ints, int]:
    """The same meetings at times with no more idle gaps, and a bound on their gaps at any times.

    The placement has shape ``(requests,)``; what the budget has left is spent.
    """
    problem, held = frozen(packing, slot, day)
    rounds, steps = None, None
    if budget.deterministic_limit is not None:
        left = max(budget.deterministic_limit - budget.spent, 0.0)
        rounds, steps = int(left * ROUNDS_PER_UNIT * (1 - BOUND_SHARE)), int(left * BOUND_SHARE * STEPS_PER_UNIT)
    least = gap_bound(problem, 0, steps=0).bound
    stop = budget.stop or (lambda: False)
    found = minimise_gaps(
        problem,
        slot[held],
        seconds=min(budget.left, LONGEST) * (1 - BOUND_SHARE),
        rounds=rounds,
        enough=least,
        seed=budget.seed,
        stop=stop,
    )
    if found.gaps > least:
        least = gap_bound(problem, found.gaps, seconds=min(budget.left, LONGEST), steps=steps, stop=stop).bound
    moved = slot.copy()
    moved[held] = found.slot
    return moved, least
