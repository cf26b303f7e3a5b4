"""Fairness after value, or before it: from a new start where its relaxation makes one, and by re-planning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.board import Place
from scheduler.budget import Budget
from scheduler.columns import Columns
from scheduler.facts import Ints
from scheduler.instance import Instance
from scheduler.large.bound import relax, whole
from scheduler.large.construct import construct
from scheduler.large.floor import placement
from scheduler.large.names import name_places
from scheduler.large.packing import Packing
from scheduler.large.search import Search, search
from scheduler.large.state import State
from scheduler.large.translate import (
    Scale,
    bounding,
    fair,
    fairness_comes_first,
    packing_of,
    worth_after_fairness,
)
from scheduler.rosters import Offers, offers_of

_FAIR_PATIENCE = 30
"""Programs without gain after which fairness is left as it is."""


@dataclass(frozen=True, slots=True)
class Task:
    """A problem with its counting view and its greedy schedule, and after how many seconds they were ready."""

    instance: Instance
    columns: Columns
    offers: Offers
    packing: Packing
    scale: Scale
    greedy: dict[int, Place]
    ready: float


def evened(task: Task, places: dict[int, Place], budget: Budget, shares: tuple[float, float]) -> dict[int, Place]:
    """A schedule at least as good in all that comes before fairness, and fairer; then of more value if that comes after.

    ``shares`` of the limits end the one and the other.
    """
    instance, columns = task.instance, task.columns
    first = fairness_comes_first(instance.problem.objectives)
    offers = task.offers if task.packing.exact else offers_of(instance, columns, places)
    packing = task.packing if task.packing.exact else packing_of(instance, columns, offers)[0]
    bounds = bounding(instance, columns, packing)
    start = placement(instance, places, columns)
    now, fair_bounds = (fair(instance, one, before_value=first) for one in (packing, bounds))
    part = budget.part(shares[0] if first else shares[1], task.ready)
    again = afresh(packing, start, now, fair_bounds, part)
    slot = search(now, again, budget=part, bounds=fair_bounds, patience=_FAIR_PATIENCE).slot
    budget.spent, budget.stopped = part.spent, part.stopped
    if first:
        now, fair_bounds = (worth_after_fairness(instance, one) for one in (now, fair_bounds))
        part = budget.part(shares[1], task.ready)
        slot = search(now, slot, budget=part, bounds=fair_bounds, patience=_FAIR_PATIENCE).slot
        budget.spent, budget.stopped = part.spent, part.stopped
    return places if np.array_equal(slot, start) else name_places(instance, slot, columns, offers)


def afresh(packing: Packing, start: Ints, fairness: Packing, bounds: Packing, budget: Budget) -> Ints:
    """The placement to begin fairness with: the one at hand, or a new one from the fair relaxation that gives nothing up.

    Parameters
    ----------
    packing, fairness
        The same placements, weighed by what comes first in the goal, and by fairness.
    bounds
        As `fairness`, for its relaxation.
    """
    kept = [(goal, fairness.total(goal, start)) for goal in fairness.keep]
    relaxation = relax(bounds, whole(bounds), at_least=tuple(kept), limit_seconds=budget.left, stop=budget.stop)
    if relaxation is None or budget.over:
        return start
    state = State(packing, budget.stop)
    construct(state, relaxation, lambda: budget.over)
    slot = state.slot
    if any(fairness.total(goal, slot) < least for goal, least in kept):
        aim = Search(packing, start, packing.worth(start), packing.worth(start), relaxation=relaxation)
        slot = search(packing, slot, budget=budget, known=aim, patience=_FAIR_PATIENCE).slot
    if all(fairness.total(goal, slot) >= least for goal, least in kept):
        return max(start, slot, key=fairness.worth)
    return start
