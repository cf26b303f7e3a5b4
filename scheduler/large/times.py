"""Other times for meetings already chosen, so that participants wait less between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from scheduler.columns import columns_of
from scheduler.facts import Ints
from scheduler.gaps.bound import gap_bound
from scheduler.gaps.problem import GapProblem, faults
from scheduler.gaps.search import minimise_gaps
from scheduler.large.floor import placement
from scheduler.large.names import name_places
from scheduler.large.packing import Packing
from scheduler.large.translate import packing_of
from scheduler.rosters import offers_of, tied

if TYPE_CHECKING:
    from scheduler.board import Place
    from scheduler.budget import Budget
    from scheduler.columns import Columns
    from scheduler.instance import Instance

ROUNDS_PER_UNIT = 1_000
"""Rounds of the gap search that count as one unit of a deterministic limit, about a second on one core."""

STEPS_PER_UNIT = 20
"""Steps towards a better bound that count as one unit."""

PASSES = 3
"""How often offers are chosen anew around the schedule, where rests, walks or overlaps make them a choice."""

LONGEST = 120.0
"""Seconds where there is no limit: idle gaps are hardly ever proven."""

BOUND_SHARE = 0.1
"""Share of the time for a better bound where the search does not reach the one at hand."""


def frozen(packing: Packing, column: Ints, columns: Columns) -> tuple[GapProblem, Ints, Ints]:
    """The meetings of a placement, all to be held at whichever times, day after day.

    Returns
    -------
    tuple
        The problem, the numbers of the requests held, and the column of each of its slots.
    """
    held = np.flatnonzero(column >= 0)
    order = np.lexsort((columns.first, columns.day))
    number = {request: meeting for meeting, request in enumerate(held.tolist())}
    limits = [
        (tuple(number[request] for request in limit.requests.tolist() if request in number), limit.slots, limit.most)
        for limit in packing.limits
    ]
    problem = GapProblem(
        members=tuple(packing.members[request] for request in number),
        allowed=packing.allowed[np.ix_(held, order)],
        day=columns.day[order],
        seats=packing.seats[:, order],
        rows_of=tuple(packing.rows_of[profile] for profile in packing.profile[held].tolist()),
        capacity=packing.capacity[:, order],
        limits=tuple((among, slots[order], most) for among, slots, most in limits if len(among) > most),
        orders=tuple((number[a], number[b]) for a, b in packing.orders if a in number and b in number),
        precedes=columns.precedes[np.ix_(order, order)],
        first=columns.first[order],
        last=columns.last[order],
        apart=columns.apart[np.ix_(order, order)],
    )
    return problem, held, order


def fewer_gaps(
    packing: Packing, column: Ints, columns: Columns, budget: Budget, share: float = 1.0
) -> tuple[Ints, int]:
    """The same meetings at times with no more idle gaps, and a bound on their gaps at any times.

    Parameters
    ----------
    column
        Shape ``(requests,)``; a valid placement.
    share
        How much to spend of what the budget has left.
    """
    problem, held, order = frozen(packing, column, columns)
    position = np.argsort(order)
    start = position[column[held]]
    if faults(problem, start):  # whoever holds several meetings at a time may have what a swap would not make
        return column, 0
    rounds, steps = None, None
    if budget.deterministic_limit is not None:
        left = max(budget.deterministic_limit - budget.spent, 0.0) * share
        rounds, steps = int(left * ROUNDS_PER_UNIT * (1 - BOUND_SHARE)), int(left * BOUND_SHARE * STEPS_PER_UNIT)
    seconds = min(budget.left * share, LONGEST)
    least = gap_bound(problem, 0, steps=0).bound
    stop = budget.stop or (lambda: False)
    found = minimise_gaps(
        problem,
        start,
        seconds=seconds * (1 - BOUND_SHARE),
        rounds=rounds,
        enough=least,
        seed=budget.seed,
        stop=stop,
    )
    if found.gaps > least:
        climb = min(seconds * BOUND_SHARE, budget.left)
        least = gap_bound(problem, found.gaps, seconds=climb, steps=steps, stop=stop).bound
    budget.spent += found.rounds / ROUNDS_PER_UNIT
    moved = column.copy()
    moved[held] = order[found.slot]
    return moved, least


def retimed_cells(
    instance: Instance, cells: Mapping[int, tuple[int, int]], budget: Budget, *, walks: bool
) -> tuple[dict[int, tuple[int, int]], int]:
    """The same for the cells of the one model: the slot of each request held and, where people walk, its area."""
    from scheduler.naming import give_names

    named, _ = give_names(instance, dict(cells), budget, fewest=False)
    places, least = retimed(instance, columns_of(instance), named, budget)
    found = {r: (place.slot, int(instance.area[place.table]) if walks else -1) for r, place in places.items()}
    return found, least


def retimed(
    instance: Instance,
    columns: Columns,
    places: dict[int, Place],
    budget: Budget,
    packing: Packing | None = None,
) -> tuple[dict[int, Place], int]:
    """A schedule with the same meetings at times with no more idle gaps, and a bound on their gaps at any times.

    Who serves where is offered around the schedule at hand, again and again where that is a choice; where it is none, the
    problem's ``packing`` may be given.

    Raises
    ------
    ValueError
        If tables or interpreters cannot be counted.
    """
    least, passes = 0, PASSES if tied(instance, columns) else 1
    for turn in range(passes):
        offers = offers_of(instance, columns, places)
        if packing is None or passes > 1:
            packing, _ = packing_of(instance, columns, offers)
        column = placement(instance, places, columns)
        moved, bound = fewer_gaps(packing, column, columns, budget, 1 / (passes - turn))
        least = bound if passes == 1 else 0
        if not np.array_equal(moved, column):
            places = name_places(instance, moved, columns, offers)
    return places, least
