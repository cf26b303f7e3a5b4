"""The entrance for large problems: relaxation, decomposition, names, certificate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Board, Place
from scheduler.budget import Budget
from scheduler.columns import columns_of
from scheduler.facts import Ints
from scheduler.instance import Instance, instance_of
from scheduler.large.certificate import LONGEST, Proof, later_layers, value_bound
from scheduler.large.evening import Task, evened
from scheduler.large.floor import first_places, placement
from scheduler.large.names import name_places
from scheduler.large.packing import Packing, faults
from scheduler.large.reasons import quick_reasons
from scheduler.large.search import Search, search
from scheduler.large.times import retimed
from scheduler.large.translate import (
    Layered,
    bounding,
    fair,
    fairness_comes_first,
    layers_of,
    packing_of,
    unsupported,
)
from scheduler.reasons import reasons
from scheduler.result import Certificate, Layer, Meeting, Progress, Result, Status, Unscheduled
from scheduler.rosters import offers_of
from scheduler.settling import settle
from scheduler.units import in_units

if TYPE_CHECKING:
    from scheduler.problem import Problem

_SHARES = (0.4, 0.5, 0.5)
_FAIR_FIRST_SHARES = (0.1, 0.3, 0.65)
"""Shares of the limits at which a first schedule of much value, then fairness, then value after it end at the latest."""

_RELAXATIONS = 8
"""Fairness is pursued where there is time for so many relaxations of value; its own are larger."""

_FIRST_SHARE, _PASSES = 0.3, 4
"""Where rests, walks or overlaps tie slots together: the share of the first search, and how many there are."""

_SAYS = {
    "greedy": "Greedy schedule",
    "bound": "Bounding what is possible",
    "construction": "Placing the chosen meetings slot by slot",
    "re-planning": "Re-planning slots together",
    "bound by slots": "Tightening the bound",
    "evening": "Helping those with the fewest meetings",
    "retiming": "Closing idle gaps",
}


def supports(problem: Problem) -> str | None:
    """Why `solve_large` cannot take a problem on, as a sentence; None where it can.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> supports(roadshow(seed=1)) is None
    True
    """
    return unsupported(instance_of(problem))


def solve_large(
    problem: Problem,
    *,
    limit_seconds: float | None = None,
    deterministic_limit: float | None = None,
    workers: int = 1,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """Schedule a large problem: choose meetings against a relaxation, place them slot by slot, re-plan slots exactly.

    Starts from the greedy schedule and never falls below it. Memory grows with the number of (request, slot) cells:
    about 0.4 GB for 100,000 requests in 48 slots.

    Parameters
    ----------
    limit_seconds
        Wall clock for the search, from the call on; names, the check and the certificate come on top (about 5 s for
        100,000 requests). None goes on until the value is proven.
    deterministic_limit
        Units of work, see `scheduler.large.search.search`; equal inputs then give equal schedules on every run.
    workers
        Taken for symmetry with `scheduler.solve`; the search uses one thread.
    progress, stop
        As in `scheduler.solve`.

    Raises
    ------
    ValueError
        If `supports` gives a reason against it.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> result = solve_large(roadshow(seed=1), limit_seconds=20)
    >>> result.method, result.gap
    ('decomposition', 0.0)
    """
    budget = Budget(limit_seconds, deterministic_limit, workers, seed, stop)
    units = in_units(problem)
    return units.restored(solve_instance(instance_of(units.problem), budget, units.heard(progress)))


def solve_instance(
    instance: Instance, budget: Budget, progress: Callable[[Progress], None] | None = None, *, gaps: bool = True
) -> Result:
    """`solve_large` for a problem already numbered; without ``gaps`` it ends after value."""
    reason = unsupported(instance)
    if reason is not None:
        raise ValueError(f"this problem cannot be decomposed: {reason}")
    columns = columns_of(instance)
    offers = offers_of(instance, columns)
    packing, scale = packing_of(instance, columns, offers)
    greedy = first_places(instance, packing, columns)
    whole = budget.for_search()
    task = Task(instance, columns, offers, packing, scale, greedy, whole.seconds)
    retimes = gaps and "gaps" in instance.problem.objectives
    evens = gaps and "fairness" in instance.problem.objectives
    shares = _FAIR_FIRST_SHARES if evens and fairness_comes_first(instance.problem.objectives) else _SHARES
    first = whole.part(shares[0] if retimes or evens else 1.0, task.ready)
    report = _reporter(instance, budget, scale.unit, progress)
    found, places = _most_value(task, first, report)
    whole.spent, whole.stopped = first.spent, first.stopped
    if _worth(packing, layers_of(instance), placement(instance, greedy, columns)) > _worth(
        packing, layers_of(instance), found.slot
    ):
        places = greedy
    if evens and not whole.over and found.relaxation is not None and whole.left > _RELAXATIONS * found.relaxing:
        report(found, "evening")
        places = evened(task, places, whole, shares[1:] if retimes else (shares[1] / shares[2], 1.0))
    least_gaps = 0
    if retimes and not whole.over:
        report(found, "retiming")
        places, least_gaps = retimed(instance, columns, places, whole, packing if packing.exact else None)
    return _finish(task, found, places, budget, least_gaps)


def _most_value(task: Task, budget: Budget, report: Callable[[Search, str], None]) -> tuple[Search, dict[int, Place]]:
    """The best placement found, with names; where offers are a choice they are made anew around it, again and again."""
    instance, columns, packing = task.instance, task.columns, task.packing
    floor = placement(instance, task.greedy, columns)
    start = floor if packing.exact else np.full_like(floor, -1)
    bounds = bounding(instance, columns, packing)
    first = budget.part(1.0 if packing.exact else _FIRST_SHARE, task.ready)
    found = search(packing, start, budget=first, report=report, bounds=bounds)
    if np.array_equal(found.slot, floor):
        return found, task.greedy
    places = name_places(instance, found.slot, columns, task.offers)
    for turn in range(1, 1 if packing.exact else _PASSES):
        if budget.over or found.proven:
            break
        if packing.worth(floor) > packing.worth(found.slot):
            places, found.slot = task.greedy, floor
        part = budget.part(_FIRST_SHARE + (1 - _FIRST_SHARE) * turn / (_PASSES - 1), task.ready)
        offers = offers_of(instance, columns, places)
        again, _ = packing_of(instance, columns, offers)
        if faults(again, found.slot):  # whoever holds several meetings at a time may be where nobody is sent
            break
        found = search(again, found.slot, budget=part, report=report, bounds=bounds, known=found)
        places = name_places(instance, found.slot, columns, offers)
    return found, places


def _worth(packing: Packing, layers: list[Layered], slot: Ints) -> tuple[int, ...]:
    """What a placement reaches of each layer, the first layer first."""
    return tuple(packing.total(layer.goal, slot) for layer in layers)


def _reporter(
    instance: Instance, budget: Budget, unit: int, progress: Callable[[Progress], None] | None
) -> Callable[[Search, str], None]:
    def report(found: Search, phase: str) -> None:
        if progress is not None:
            value = int(instance.value[found.slot >= 0].sum())
            bound = value + (found.bound - found.held) * unit
            gap = (bound - value) / max(bound, 1)
            progress(Progress(phase, value, bound, gap, budget.seconds, _SAYS[phase]))

    return report


def _finish(task: Task, found: Search, places: dict[int, Place], budget: Budget, least_gaps: int) -> Result:
    instance, packing, greedy = task.instance, task.packing, task.greedy
    problem, layers = instance.problem, layers_of(instance)
    found.slot = placement(instance, places, task.columns)
    meetings = meetings_of(instance, places)
    settled = settle(problem, meetings, meetings_of(instance, greedy))
    if settled.meetings != meetings:
        places, found.slot = greedy, placement(instance, greedy, task.columns)
        meetings = settled.meetings
    notes = list(settled.notes)
    told = _certified(task, found, meetings, least_gaps, budget)
    if not packing.exact:
        notes.append("Who serves where was chosen around the schedule; the bounds hold for every choice.")
    by_name = {layer.name: layer for layer in told}
    value, bound = by_name["value"].value, by_name["value"].bound
    bounds = bounding(instance, task.columns, packing)
    alone = found.bound * task.scale.unit
    most = max(value_bound(bounds, layers, alone, min(budget.left, LONGEST), budget.stop), value)
    return Result(
        status=_status(_all_proven(told), places == greedy, budget),
        meetings=meetings,
        unscheduled=_reasons(task, found.slot, meetings),
        value=value,
        bound=bound,
        seconds=budget.seconds,
        method="decomposition",
        certificate=Certificate(
            layers=told,
            rejected=settled.rejected,
            greedy_value=int(instance.value[list(greedy)].sum()),
            fairness_cost=max(most - value, 0) if fairness_comes_first(problem.objectives) else 0,
            value_bound=most,
        ),
        notes=tuple(notes),
    )


def _certified(
    task: Task, found: Search, meetings: tuple[Meeting, ...], least_gaps: int, budget: Budget
) -> tuple[Layer, ...]:
    """The layers of the goal in their order, each with its bound."""
    instance = task.instance
    objectives = instance.problem.objectives
    layers = {layer.name: layer for layer in layers_of(instance)}
    bounds = fair(instance, bounding(instance, task.columns, task.packing), before_value=False)
    proof = Proof(instance, bounds, found.slot, layers, task.scale, found.bound, budget)
    told: list[Layer] = [proof.linear("pins")] if "pins" in layers else []
    for name in objectives:
        if isinstance(name, str) and name in layers:
            told.append(proof.linear(name))
        elif name == "fairness":
            told += proof.fairness()
    return (*told, *later_layers(instance, meetings, least_gaps))


def _reasons(task: Task, slot: Ints, meetings: tuple[Meeting, ...]) -> tuple[Unscheduled, ...]:
    if task.columns.plain and task.packing.exact:
        return quick_reasons(task.instance, task.packing, slot)
    return reasons(task.instance, meetings)


def meetings_of(instance: Instance, places: dict[int, Place]) -> tuple[Meeting, ...]:
    """Meetings by start, then table."""
    board = Board(instance)
    for request, place in places.items():
        board.put(request, place)
    return board.meetings()


def _all_proven(layers: tuple[Layer, ...]) -> bool:
    """Whether no schedule at all is better; that no other times are better does not suffice."""
    return all(layer.proven and layer.scope != "meetings" for layer in layers)


def _status(proven: bool, as_greedy: bool, budget: Budget) -> Status:
    if proven:
        return Status.OPTIMAL
    if budget.over and budget.stopped:
        return Status.STOPPED
    return Status.GREEDY if as_greedy else Status.FEASIBLE
