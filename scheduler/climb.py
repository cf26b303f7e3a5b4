"""Find the fewest of what a model counts: cores raise the bound, and beside them a climber asks for exactly the bound.

Where few idle gaps are possible the bound is soon right, and nearly all the time goes into finding a schedule that meets
it. Asked for exactly that, a search without an objective finds one in a fraction of the time that cores take.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import ceil, inf, isfinite
from threading import Event, Lock
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from scheduler.race import CLAUSES, CORE, Outcome

if TYPE_CHECKING:
    from scheduler.budget import Budget

Watcher = Callable[[cp_model.CpSolver], cp_model.CpSolverSolutionCallback | None]

ASK: dict[str, bool | int] = {
    "num_workers": 1,
    "linearization_level": 0,
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
}
"""Plain clause learning for a question without an objective."""

EFFORT = 4.0
"""Deterministic time of the first question; searches differ by luck, so a question is soon asked anew with another seed."""

GROWTH = 1.5
"""Each question may take so much longer than the one before."""

POLL_SECONDS = 0.02


def least_count(
    model: cp_model.CpModel,
    count: cp_model.LinearExprT,
    budget: Budget,
    bound: int,
    known: int,
    watcher: Watcher,
    *,
    share: float = 0.8,
) -> Outcome:
    """Minimise a count, which is the objective of the model, within a share of the budget.

    Parameters
    ----------
    bound
        No solution has a smaller count.
    known
        The count of a solution at hand, best the one hinted. If nothing better is found, the outcome may have no solution.
    watcher
        Makes the callback of a solver that minimises, or none.

    Notes
    -----
    With one worker, or a deterministic limit, questions are asked until one stays open and cores take the rest, so that
    runs agree.

    Examples
    --------
    >>> from scheduler.budget import Budget
    >>> model = cp_model.CpModel()
    >>> chosen = [model.new_bool_var("") for _ in range(3)]
    >>> _ = model.add_at_least_one(chosen)
    >>> model.minimize(sum(chosen))
    >>> found = least_count(model, sum(chosen), Budget(), 0, 3, lambda _: None)
    >>> found.proven, found.objective, found.bound, sum(found.solution)
    (True, 1, 1, 1)
    """
    climb = _Climb(model, count, budget, bound, known, watcher, share)
    if budget.deterministic_limit is not None or budget.workers < 2:
        while climb.ask(EFFORT, budget.seed):
            pass
        climb.cores()
    else:
        _side_by_side(climb)
    return Outcome(climb.proven, climb.reached, climb.bound, climb.solution)


def _side_by_side(climb: _Climb) -> None:
    """Cores in one thread, questions in another, until either proves the count or time is over."""
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(climb.cores), pool.submit(climb.alternate)]
        while not all(one.done() for one in running):
            climb.finished.wait(POLL_SECONDS)
            climb.stop_the_done()
        for one in running:
            one.result()


@dataclass(slots=True)
class _Climb:
    """What both searches share: the bound, and the best solution."""

    model: cp_model.CpModel
    count: cp_model.LinearExprT
    budget: Budget
    bound: int
    known: int
    watcher: Watcher
    share: float
    reached: int | None = None
    solution: tuple[int, ...] = ()
    finished: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    asking: dict[cp_model.CpSolver, int] = field(default_factory=dict[cp_model.CpSolver, int])
    running: set[cp_model.CpSolver] = field(default_factory=set[cp_model.CpSolver])
    deadline: float = inf

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.budget.left * self.share
        self._end_if_proven()

    @property
    def proven(self) -> bool:
        return min(self.known, self.known if self.reached is None else self.reached) <= self.bound

    @property
    def over(self) -> bool:
        return self.finished.is_set() or self.budget.over or time.monotonic() >= self.deadline

    def stop_the_done(self) -> None:
        """Stop searches whose answer is no longer needed; again and again, for one may be just about to begin."""
        with self.lock:
            if self.finished.is_set():
                late = list(self.running)
            else:
                late = [solver for solver, asked in self.asking.items() if asked < self.bound]
        for solver in late:
            solver.stop_search()
        if self.finished.is_set():
            time.sleep(POLL_SECONDS)

    def cores(self) -> None:
        """Minimise by cores."""
        if not self.over:
            self._minimise(CORE, inf)

    def alternate(self) -> None:
        """Ask for the bound, improve what there is, and again with more effort."""
        effort, seed = EFFORT, self.budget.seed
        while not self.over:
            if self.ask(effort, seed):
                continue
            if not self.over:
                self._minimise(CLAUSES, effort)
            effort, seed = effort * GROWTH, seed + 1

    def ask(self, effort: float, seed: int) -> bool:
        """Ask for a solution exactly at the bound; whether there was an answer, yes or no."""
        if self.over:
            return False
        asked = self.bound
        question = self.model.clone()
        question.clear_objective()
        question.clear_hints()
        question.add(self.count == asked)
        solver = self._solver(ASK, effort)
        solver.parameters.random_seed = seed
        with self.lock:
            self.asking[solver] = asked
        status = self._run(solver, question, None)
        with self.lock:
            del self.asking[solver]
        if status == cp_model.INFEASIBLE:
            self._raise(asked + 1)
        elif status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._offer(asked, solver)
        return status != cp_model.UNKNOWN or self.bound > asked

    def _minimise(self, kind: dict[str, bool | int], effort: float) -> None:
        solver = self._solver(kind, effort)
        watcher = self.watcher(solver)
        told = solver.best_bound_callback

        def tell(bound: float) -> None:
            self._raise(ceil(bound - 1e-6))
            if told is not None:
                told(bound)

        solver.best_bound_callback = tell
        model = self.model.clone()
        with self.lock:
            if self.solution:
                model.clear_hints()
                for index, number in enumerate(self.solution):
                    model.add_hint(model.get_int_var_from_proto_index(index), number)
        status = self._run(solver, model, watcher)
        if status == cp_model.INFEASIBLE:
            raise ValueError("the model has no solution although a schedule is at hand")
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._offer(round(solver.objective_value), solver)
            self._raise(ceil(solver.best_objective_bound - 1e-6))

    def _solver(self, kind: dict[str, bool | int], effort: float) -> cp_model.CpSolver:
        solver = self.budget.solver(self.share)
        for name, setting in kind.items():
            setattr(solver.parameters, name, setting)
        if isfinite(self.deadline):
            solver.parameters.max_time_in_seconds = max(self.deadline - time.monotonic(), 0.01)
        if isfinite(effort):
            solver.parameters.max_deterministic_time = min(solver.parameters.max_deterministic_time, effort)
        return solver

    def _run(
        self, solver: cp_model.CpSolver, model: cp_model.CpModel, watcher: cp_model.CpSolverSolutionCallback | None
    ) -> cp_model.CpSolverStatus:
        with self.lock:
            self.running.add(solver)
        try:
            with self.budget.watch(solver):
                return solver.solve(model, watcher)
        finally:
            with self.lock:
                self.running.discard(solver)

    def _offer(self, reached: int, solver: cp_model.CpSolver) -> None:
        with self.lock:
            if self.reached is None or reached < self.reached:
                self.reached, self.solution = reached, tuple(solver.response_proto.solution)
        self._end_if_proven()

    def _raise(self, bound: int) -> None:
        with self.lock:
            self.bound = max(self.bound, bound)
        self._end_if_proven()

    def _end_if_proven(self) -> None:
        if self.proven:
            self.finished.set()
