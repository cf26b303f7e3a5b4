"""The one entrance: a problem in, a valid schedule with its certificate out, within limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scheduler.board import Board, Place
from scheduler.budget import Budget
from scheduler.greedy import board_of, fill, greedy
from scheduler.instance import Instance, instance_of
from scheduler.layers import Search
from scheduler.measures import value
from scheduler.naming import give_names
from scheduler.onemodel import one_model
from scheduler.reasons import reasons
from scheduler.relaxation import relax
from scheduler.result import Certificate, Layer, Meeting, Progress, Result, Status
from scheduler.settling import restate, settle
from scheduler.units import in_units

if TYPE_CHECKING:
    from scheduler.draft import Draft
    from scheduler.problem import Objective, Problem

LARGE_CELLS = 2_500
"""Above so many pairs of a request and an open slot, ``method="auto"`` decomposes (measured: see docs/scheduling.md)."""

CELLS_PER_SECOND = 1_000
"""So many the one model can read, improve and explain in a second; with less time ``"auto"`` decomposes too."""

MIDDLE_CELLS = 500
"""Above so many the one model starts from the decomposition's schedule and its bound of value.

For value alone at 12 x 26 with 120 requests it proves in 0.05 s what the one model alone took 8 s for."""

START_UNITS = 20.0
"""Units of work after which that start ends where it is not proven: numbers may be too large for a proof by its programs."""

REPEATED_CELLS = 1_500
"""Up to so many a single thread searches: it takes half as long again, and ends with the same schedule on every run."""

Way = Literal["auto", "one model", "decomposition"]


def solve(
    problem: Problem,
    *,
    limit_seconds: float | None = None,
    deterministic_limit: float | None = None,
    workers: int = 2,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    method: Way = "auto",
) -> Result:
    """Schedule the requests of a problem.

    Leaving a request unscheduled is always allowed, so there is always a schedule: the greedy one at worst. The layers
    of `Problem.objectives` are reached and proven one after the other; pinned requests come before all of them.

    Parameters
    ----------
    limit_seconds
        Wall clock for the search; without a limit it goes on until everything is proven.
    deterministic_limit
        The same in the solver's deterministic time: equal inputs then give equal schedules on every run.
    workers
        Threads; small problems take one, so that equal inputs give equal schedules where the search ends by proof.
    progress
        Called with every better schedule or bound, from any thread; must return quickly.
    stop
        Asked about twenty times a second; once it says true the best so far is returned as ``STOPPED``.
    method
        ``"one model"`` for problems that fit one model, ``"decomposition"`` for large ones; ``"auto"`` chooses by size.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> result = solve(roadshow(seed=1), limit_seconds=60)
    >>> result.status, result.gap, len(result.meetings) + len(result.unscheduled)
    (<Status.OPTIMAL: 'optimal'>, 0.0, 76)
    """
    budget = Budget(limit_seconds, deterministic_limit, workers, seed, stop)
    units = in_units(problem)
    return units.restored(_solve(instance_of(units.problem), budget, units.heard(progress), method))


def _solve(instance: Instance, budget: Budget, progress: Callable[[Progress], None] | None, method: Way) -> Result:
    if method == "decomposition" or (method == "auto" and _is_large(instance, budget)):
        from scheduler.large.solve import solve_instance
        from scheduler.large.translate import unsupported

        if method == "decomposition" or unsupported(instance) is None:
            return solve_instance(instance, budget, progress)
    if instance.cells <= REPEATED_CELLS:
        budget.workers = 1
    floor = greedy(instance)
    _say_greedy(instance, floor, budget, progress)
    return _one_model(instance, floor, budget, progress)


def _say_greedy(
    instance: Instance, floor: tuple[Meeting, ...], budget: Budget, progress: Callable[[Progress], None] | None
) -> None:
    if progress is not None:
        worth = value(instance.problem, floor)
        most = int(instance.value[instance.allowed.any(axis=1)].sum())
        progress(Progress("greedy", worth, most, (most - worth) / max(most, 1), budget.seconds, "Greedy schedule"))


def _is_large(instance: Instance, budget: Budget) -> bool:
    """Whether the one model is too large, or too large for the time there is."""
    in_time = budget.limit_seconds is None or instance.cells <= budget.limit_seconds * CELLS_PER_SECOND
    return instance.cells > (LARGE_CELLS if in_time else MIDDLE_CELLS)


def _one_model(
    instance: Instance, floor: tuple[Meeting, ...], budget: Budget, progress: Callable[[Progress], None] | None
) -> Result:
    problem = instance.problem
    start, known = _start(instance, floor, budget, progress)
    draft = one_model(instance)
    search = Search(draft, cells_of(draft, start), budget, progress, known=known)
    value_bound = _value_bound(draft, budget)
    objectives: tuple[Objective, ...] = tuple(one for one in problem.objectives if one != "moves")
    search.run((("pins",) if problem.pins else ()) + tuple(one for one in objectives if _matters(problem, one)))
    if "earliness" not in problem.objectives:
        search.bring_forward()
    names: dict[int, Place] = start.placed
    layers, wants_moves = search.layers, "moves" in problem.objectives
    if wants_moves or search.cells != cells_of(draft, start):
        names, moves = give_names(instance, search.cells, budget, fewest=wants_moves and not budget.over)
        layers = layers + ([moves] if moves is not None else [])
        if moves is not None and progress is not None:
            gap = (moves.value - moves.bound) / max(moves.bound, 1)
            progress(Progress("moves", moves.value, moves.bound, gap, budget.seconds, "Sparing table moves"))
    board = Board(instance)
    for request, place in names.items():
        board.put(request, place)
    complete = all(layer.proven for layer in layers) and (not wants_moves or layers[-1].name == "moves")
    times = {(r, place.slot) for r, place in board.placed.items()}
    if not complete:
        fill(board)
    told = _Told(layers, value_bound, times)
    return _finish(instance, board.meetings(), floor, told, budget)


def _start(
    instance: Instance, floor: tuple[Meeting, ...], budget: Budget, progress: Callable[[Progress], None] | None
) -> tuple[Board, dict[str, int]]:
    """The schedule from which the one model starts, and bounds that are proven by then."""
    if instance.cells <= MIDDLE_CELLS or budget.over:
        return board_of(instance, floor), {}
    from scheduler.large.solve import solve_instance
    from scheduler.large.translate import unsupported

    if unsupported(instance) is not None:
        return board_of(instance, floor), {}
    seconds = None if budget.limit_seconds is None else budget.left * 0.3
    share = START_UNITS if budget.deterministic_limit is None else budget.deterministic_limit * 0.3
    part = Budget(seconds, share, budget.workers, budget.seed, budget.stop)
    found = solve_instance(instance, part, progress, gaps=False)
    layers = {layer.name: layer for layer in found.certificate.layers}
    before = [layer for name, layer in layers.items() if name in ("pins", "promises", "priority")]
    known = {"value": layers["value"].bound} if "value" in layers and all(layer.proven for layer in before) else {}
    return board_of(instance, found.meetings), known


@dataclass(frozen=True, slots=True)
class _Told:
    """What the search says of its schedule: layers, a bound on value, and the times for which moves were weighed."""

    layers: list[Layer]
    value_bound: int
    times: set[tuple[int, int]]


def _finish(
    instance: Instance, meetings: tuple[Meeting, ...], floor: tuple[Meeting, ...], told: _Told, budget: Budget
) -> Result:
    """Settle on a schedule, count its layers, state its status and its reasons."""
    problem, value_bound = instance.problem, told.value_bound
    settled = settle(problem, meetings, floor)
    meetings = settled.meetings
    times = {(instance.request_number[one.request], instance.grid.number[one.slot]) for one in meetings}
    layers = restate(problem, meetings, told.layers, times_kept=times == told.times)
    every = all(layer.proven and layer.scope != "meetings" for layer in layers)
    complete = every and _moves_told(problem, layers)
    status = Status.OPTIMAL if complete else Status.GREEDY if set(meetings) == set(floor) else Status.FEASIBLE
    if budget.stopped and status is not Status.OPTIMAL:
        status = Status.STOPPED
    total, by_name = value(problem, meetings), {layer.name: layer for layer in layers}
    layer = by_name.get("value")
    return Result(
        status=status,
        meetings=meetings,
        unscheduled=reasons(instance, meetings),
        value=total,
        bound=max(layer.bound if layer is not None else value_bound, total),
        seconds=budget.seconds,
        method="one model",
        certificate=Certificate(
            layers=layers,
            rejected=settled.rejected,
            greedy_value=value(problem, floor),
            fairness_cost=max(value_bound - total, 0) if _fairness_first(problem) else 0,
            value_bound=max(value_bound, total),
        ),
        notes=settled.notes,
    )


def _moves_told(problem: Problem, layers: tuple[Layer, ...]) -> bool:
    """Whether moves were weighed, where the goal asks for them: there may have been no time for that."""
    return "moves" not in problem.objectives or any(layer.name == "moves" for layer in layers)


def cells_of(draft: Draft, board: Board) -> dict[int, tuple[int, int]]:
    """The cells of a board's meetings in a draft's terms."""
    return {
        request: (place.slot, int(draft.instance.area[place.table]) if draft.walks else -1)
        for request, place in board.placed.items()
    }


def _value_bound(draft: Draft, budget: Budget) -> int:
    """What no schedule can be worth, whatever the other layers."""
    from scheduler.objectives import Goals

    goal = next(Goals(draft).steps("value"))
    relaxed = (
        None
        if budget.over
        else relax(draft.model, goal.expression, goal.sense, min(budget.left * 0.2, 60.0), budget.stop)
    )
    return goal.trivial if relaxed is None else min(relaxed.bound, goal.trivial)


def _matters(problem: Problem, objective: Objective) -> bool:
    """Whether a layer can tell two schedules apart."""
    if objective == "priority":
        return any(who.priority for who in problem.participants)
    return True


def _fairness_first(problem: Problem) -> bool:
    names = [one if isinstance(one, str) else tuple(name for name, _ in one) for one in problem.objectives]
    before = names[: names.index("value")] if "value" in names else names
    return any(name == "fairness" or (not isinstance(name, str) and "fairness" in name) for name in before)
