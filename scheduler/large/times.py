"""Other times for meetings already chosen, so that participants wait less between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.facts import Ints
from scheduler.gaps.problem import GapProblem
from scheduler.gaps.search import minimise_gaps
from scheduler.large.packing import Packing

if TYPE_CHECKING:
    from scheduler.budget import Budget

STEPS_PER_UNIT = 4
"""Steps of the gap search that count as one unit of a deterministic limit."""

LONGEST = 120.0
"""Seconds where there is no limit: idle gaps are hardly ever proven."""


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


def fewer_gaps(packing: Packing, slot: Ints, day: Ints, budget: Budget) -> Ints:
    """The same meetings at times with no more idle gaps, shape ``(requests,)``; spends what the budget has left."""
    problem, held = frozen(packing, slot, day)
    steps = None
    if budget.deterministic_limit is not None:
        steps = max(int((budget.deterministic_limit - budget.spent) * STEPS_PER_UNIT), 0)
    found = minimise_gaps(
        problem,
        slot[held],
        seconds=min(budget.left, LONGEST),
        workers=1 if steps is not None else max(budget.workers, 1),
        steps=steps,
        seed=budget.seed,
        stop=lambda: budget.stop is not None and budget.stop(),
    )
    moved = slot.copy()
    moved[held] = found.slot
    return moved
