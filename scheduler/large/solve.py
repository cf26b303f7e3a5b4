"""The entrance for large problems: relaxation, decomposition, names, certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Board, Place
from scheduler.budget import Budget
from scheduler.check import check
from scheduler.facts import Ints
from scheduler.instance import Instance, instance_of
from scheduler.large.certificate import later_layers, linear_certificate, total, value_bound
from scheduler.large.floor import placement, quick_greedy
from scheduler.large.names import name_places
from scheduler.large.packing import Packing
from scheduler.large.reasons import quick_reasons
from scheduler.large.search import Search, search
from scheduler.large.times import fewer_gaps
from scheduler.large.translate import Layered, Scale, layers_of, packing_of, unsupported
from scheduler.result import Certificate, Layer, Meeting, Progress, Result, Status

if TYPE_CHECKING:
    from scheduler.problem import Problem

_VALUE_SHARE = 0.6
"""Share of the limits for value where idle gaps come after it; a proof ends it earlier."""

_SAYS = {
    "greedy": "Greedy schedule",
    "bound": "Bounding what is possible",
    "construction": "Placing the chosen meetings slot by slot",
    "re-planning": "Re-planning slots together",
    "bound by slots": "Tightening the bound",
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
    return solve_instance(instance_of(problem), budget, progress)


def solve_instance(
    instance: Instance, budget: Budget, progress: Callable[[Progress], None] | None = None, *, gaps: bool = True
) -> Result:
    """`solve_large` for a problem already numbered; without ``gaps`` it ends after value."""
    reason = unsupported(instance)
    if reason is not None:
        raise ValueError(f"this problem cannot be decomposed: {reason}")
    packing, scale = packing_of(instance)
    greedy = quick_greedy(instance, packing)
    floor = placement(instance, greedy)
    # Rests chosen beforehand may rule the greedy schedule out as a start; it stays the floor.
    start = floor if packing.exact else np.full_like(floor, -1)
    retimes = gaps and "gaps" in instance.problem.objectives and bool((np.diff(instance.grid.day) >= 0).all())
    first = _share(budget, _VALUE_SHARE if retimes else 1.0)
    found = search(packing, start, budget=first, report=_reporter(instance, budget, scale.unit, progress))
    budget.spent, budget.stopped = first.spent, first.stopped
    if _worth(packing, layers_of(instance), floor) > _worth(packing, layers_of(instance), found.slot):
        return _finish(instance, packing, scale, found, greedy, greedy, budget)
    least_gaps = 0
    if retimes and not budget.over:
        day = np.array(instance.grid.day, dtype=np.int64)
        found.slot, least_gaps = fewer_gaps(packing, found.slot, day, budget)
    places = greedy if np.array_equal(found.slot, floor) else name_places(instance, found.slot)
    return _finish(instance, packing, scale, found, places, greedy, budget, least_gaps)


def _share(budget: Budget, share: float) -> Budget:
    """The same budget with a share of its limits."""
    return replace(
        budget,
        limit_seconds=None if budget.limit_seconds is None else budget.limit_seconds * share,
        deterministic_limit=None if budget.deterministic_limit is None else budget.deterministic_limit * share,
    )


def _worth(packing: Packing, layers: list[Layered], slot: Ints) -> tuple[int, ...]:
    """What a placement reaches of each layer, the first layer first."""
    return tuple(total(packing, layer.goal, slot) for layer in layers)


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


def _finish(
    instance: Instance,
    packing: Packing,
    scale: Scale,
    found: Search,
    places: dict[int, Place],
    greedy: dict[int, Place],
    budget: Budget,
    least_gaps: int = 0,
) -> Result:
    problem, layers = instance.problem, layers_of(instance)
    found.slot = placement(instance, places)
    meetings = meetings_of(instance, places)
    notes: list[str] = []
    violations = check(problem, meetings)
    if violations:
        notes.append(f"The search broke a rule: {violations[0].sentence} The greedy schedule is kept.")
        places, found.slot = greedy, placement(instance, greedy)
        meetings = meetings_of(instance, places)
    seconds = max(min(budget.left, 20.0), 1.0)
    linear = linear_certificate(packing, layers, scale, found.slot, found.bound, seconds)
    later = later_layers(instance, meetings, least_gaps)
    if later:
        notes.append("After value only idle gaps are pursued; the other layers were left as they came.")
    if not packing.exact:
        notes.append("Interpreters' rests were chosen beforehand; the bound holds for every choice of rests.")
    value, bound = linear[-1].value, linear[-1].bound
    most = max(value_bound(packing, layers, linear[-1], seconds), value)
    return Result(
        status=_status(_all_proven((*linear, *later)), places == greedy, budget),
        meetings=meetings,
        unscheduled=quick_reasons(instance, packing, found.slot),
        value=value,
        bound=bound,
        seconds=budget.seconds,
        method="decomposition",
        certificate=Certificate(
            layers=(*linear, *later),
            violations=len(check(problem, meetings)) if violations else 0,
            greedy_value=int(instance.value[list(greedy)].sum()),
            fairness_cost=0,
            value_bound=most,
        ),
        notes=tuple(notes),
    )


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
