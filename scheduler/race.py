"""Solve one model with several kinds of search side by side; the first proof ends them all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from scheduler.budget import Budget

PORTFOLIO: dict[str, bool | int] = {}
"""The solver's own portfolio: best for value, where the linear relaxation is strong."""

LINEAR: dict[str, bool | int] = {"linearization_level": 2}
"""The portfolio with every Boolean in its linear programs: where journeys join legs, a proof in 4 s and not in minutes."""

CORE: dict[str, bool | int] = {
    "num_workers": 1,
    "optimize_with_core": True,
    "linearization_level": 0,
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
}
"""Proof by cores without linear programming: on idle gaps of a roadshow 0.1 to 0.9 s where the portfolio took 4 to 28 s."""

CLAUSES: dict[str, bool | int] = {"num_workers": 1, "linearization_level": 0}
"""Plain clause learning: finds the better schedules while cores raise the bound."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search found: ``solution`` is empty where there is none."""

    proven: bool
    objective: int | None
    bound: int | None
    solution: tuple[int, ...]


def race(
    model: cp_model.CpModel,
    budget: Budget,
    kinds: tuple[dict[str, bool | int], ...],
    callback: Callable[[cp_model.CpSolver], cp_model.CpSolverSolutionCallback | None],
    *,
    share: float = 0.8,
) -> Outcome:
    """Run one solver per kind within the budget; with a deterministic limit only the first kind, so that runs agree.

    ``callback`` makes the callback of each solver, or none.
    """
    maximize = bool(model.proto.objective.scaling_factor < 0)
    chosen = kinds[:1] if budget.deterministic_limit is not None or budget.workers < len(kinds) else kinds
    solvers = [_solver(budget, kind, share) for kind in chosen]
    if len(solvers) == 1:
        return _better(maximize, [_run(model, budget, solvers[0], callback(solvers[0]))])

    def enter(number: int) -> Outcome:
        solver = solvers[number]
        outcome = _run(model.clone(), budget, solver, callback(solver))
        if outcome.proven:
            for other in solvers:
                if other is not solver:
                    other.stop_search()
        return outcome

    with ThreadPoolExecutor(len(solvers)) as pool:
        return _better(maximize, list(pool.map(enter, range(len(solvers)))))


def _solver(budget: Budget, kind: dict[str, bool | int], share: float) -> cp_model.CpSolver:
    solver = budget.solver(share)
    for name, setting in kind.items():
        setattr(solver.parameters, name, setting)
    return solver


def _run(
    model: cp_model.CpModel,
    budget: Budget,
    solver: cp_model.CpSolver,
    callback: cp_model.CpSolverSolutionCallback | None,
) -> Outcome:
    with budget.watch(solver):
        status = solver.solve(model, callback)
    if status == cp_model.INFEASIBLE:
        raise ValueError("the model has no solution although a schedule is at hand")
    known = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Outcome(
        proven=status == cp_model.OPTIMAL,
        objective=round(solver.objective_value) if known else None,
        bound=round(solver.best_objective_bound) if known else None,  # 0 where nothing was found, whatever is true
        solution=tuple(solver.response_proto.solution) if known else (),
    )


def _better(maximize: bool, outcomes: list[Outcome]) -> Outcome:
    """The best solution and the best bound of several outcomes."""
    sign = 1 if maximize else -1
    solved = [one for one in outcomes if one.objective is not None]
    bounds = [one.bound for one in outcomes if one.bound is not None]
    best = max(solved, key=lambda one: (one.objective or 0) * sign, default=outcomes[0])
    bound = min((b * sign for b in bounds), default=None)
    return Outcome(
        any(one.proven for one in outcomes), best.objective, None if bound is None else bound * sign, best.solution
    )
