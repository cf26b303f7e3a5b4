"""Layer after layer: reach the best, prove it, freeze it, hint the next with the whole solution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from scheduler.budget import Budget, quiet_solver
from scheduler.climb import least_count
from scheduler.measures import at_least, measure
from scheduler.objectives import Goal, Goals
from scheduler.race import LINEAR, PORTFOLIO, race
from scheduler.relaxation import Relaxation, relax
from scheduler.result import Layer, Meeting, Progress

if TYPE_CHECKING:
    from scheduler.draft import Draft
    from scheduler.problem import Objective

Cells = dict[int, tuple[int, int]]
"""Request number to the slot and area in which it is held."""


@dataclass(slots=True)
class Search:
    """The search over one draft, from a first valid choice of cells.

    ``known`` holds bounds of layers by name that somebody else has proven.
    """

    draft: Draft
    cells: Cells
    budget: Budget
    report: Callable[[Progress], None] | None = None
    layers: list[Layer] = field(default_factory=list[Layer])
    solution: list[int] = field(default_factory=list[int])
    fixed: dict[int, int] = field(default_factory=dict[int, int])
    known: dict[str, int] = field(default_factory=dict[str, int])

    def run(self, objectives: tuple[Objective, ...]) -> None:
        """Improve the cells by every step of every objective, until the budget is over."""
        goals = Goals(self.draft, self.fixed)
        for position, objective in enumerate(objectives):
            share = FAIR_SHARE if objective == "fairness" and "gaps" in objectives[position:] else 1.0
            with self.budget.within(share):
                for goal in goals.steps(objective):
                    bound = self.known.get(goal.name, goal.trivial)
                    goal = replace(goal, trivial=(min if goal.sense == "max" else max)(bound, goal.trivial))
                    if self.budget.over and goal.name in COUNTED:
                        self._count(goal)
                    else:
                        self.step(goal)

    def bring_forward(self) -> None:
        """Of schedules equally good by every layer an early one, as far as a short search finds it.

        No layer of the certificate: to prove it takes longer than everything before it together.
        """
        if self.budget.over:
            return
        goal, model = next(Goals(self.draft, self.fixed).steps("earliness")), self.draft.model
        _set_objective(model, goal)
        reached = self._complete_hint(goal)
        solver = self.budget.solver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = FORWARD
        with self.budget.watch(solver):
            status = solver.solve(model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and round(solver.objective_value) < reached:
            self._keep(list(solver.response_proto.solution))

    def _count(self, goal: Goal) -> None:
        """State a step that there is no time to search: what the cells reach, beside a bound that needs no proof."""
        reached = self._measured(goal)
        self.layers.append(Layer(goal.name, reached, goal.trivial, goal.sense, reached == goal.trivial, goal.level))
        self._freeze(goal, reached)

    def _freeze(self, goal: Goal, reached: int) -> None:
        """Let no later step give up what this one reached."""
        if goal.sense == "max":
            self.draft.model.add(goal.expression >= reached)
        else:
            self.draft.model.add(goal.expression <= reached)

    def _measured(self, goal: Goal) -> int:
        instance = self.draft.instance
        meetings = [
            Meeting(one.id, one.supplier, one.buyer, instance.grid.slots[slot].id, "", parties=one.parties)
            for one, slot in ((instance.problem.requests[r], slot) for r, (slot, _) in self.cells.items())
        ]
        if goal.name == "fairness":
            return at_least(instance.problem, meetings, goal.level)
        found = measure(instance.problem, meetings)[goal.name]
        return found if isinstance(found, int) else 0

    def step(self, goal: Goal) -> None:
        """One step of the goal; its layer is appended."""
        model = self.draft.model
        _set_objective(model, goal)
        reached = self._complete_hint(goal)
        if goal.name == "gaps" and reached != goal.trivial:
            reached, _ = self._swap_chains(goal, reached, SWAP_SHARE, SWAP_MOST)
        bound, relaxed = goal.trivial, None
        if reached != bound and goal.name not in COMBINATORIAL and not self.budget.over:
            relaxed = relax(model, goal.expression, goal.sense, self.budget.left * 0.5, self.budget.stop)
            bound = (
                _tighter(goal, relaxed.bound if goal.sense == "max" else -relaxed.bound, reached) if relaxed else bound
            )
        if reached != bound and not self.budget.over:
            reached, bound = self._improve(replace(goal, trivial=bound), reached)
        layer = Layer(goal.name, reached, bound, goal.sense, reached == bound, goal.level)
        if goal.name == "gaps" and reached != bound:
            reached, least = self._swap_chains(goal, reached, SWAP_AGAIN, inf)
            scope = "meetings" if least > bound else "schedule"
            layer = replace(
                layer, value=reached, bound=max(least, bound), proven=reached <= max(least, bound), scope=scope
            )
        self.layers.append(layer)
        self._say(goal, reached, bound)
        self._freeze(goal, reached)
        if relaxed is not None:
            self._settle(relaxed, reached if goal.sense == "max" else -reached)

    def _swap_chains(self, goal: Goal, reached: int, share: float, most: float) -> tuple[int, int]:
        """Fewer gaps by other times for the same meetings, and a bound on their gaps; within a share of the budget."""
        from scheduler.large.times import retimed_cells

        if self.budget.over:
            return reached, 0
        kept = (self.cells, self.solution)
        try:
            with self.budget.within(share, most):  # in rounds, so that runs agree
                self.cells, least = retimed_cells(self.draft.instance, self.cells, self.budget, walks=self.draft.walks)
            now = self._complete_hint(goal)
        except ValueError:  # tables or interpreters that cannot be counted, or a rule that swaps do not know
            self.cells, self.solution = kept
            now, least = self._complete_hint(goal), 0
        return now, least

    def _settle(self, relaxed: Relaxation, reached: int) -> None:
        """Fix every variable that cannot leave its bound in any schedule as good as what was reached."""
        for index in (number for side in relaxed.excluded(reached) for number in side):
            if index not in self.fixed:
                self.fixed[index] = self.solution[index]
                self.draft.model.add(self.draft.model.get_int_var_from_proto_index(index) == self.solution[index])

    def _improve(self, goal: Goal, reached: int) -> tuple[int, int]:
        model = self.draft.model
        if goal.sense == "max":
            model.add(goal.expression <= goal.trivial)
        else:
            model.add(goal.expression >= goal.trivial)
        watcher = partial(self._watcher, goal=goal, reached=reached)
        if goal.name in COMBINATORIAL and goal.sense == "min":
            found = least_count(model, goal.expression, self.budget, goal.trivial, reached, watcher)
        else:
            found = race(model, self.budget, (LINEAR if self.draft.journeys else PORTFOLIO,), watcher)
        if found.objective is not None and _tighter(goal, found.objective, reached) == found.objective:
            reached = found.objective
            self._keep(list(found.solution))
        bound = (
            reached if found.proven else _tighter(goal, goal.trivial if found.bound is None else found.bound, reached)
        )
        return reached, bound

    def _watcher(self, solver: cp_model.CpSolver, goal: Goal, reached: int) -> cp_model.CpSolverSolutionCallback | None:
        if self.report is None:
            return None
        watcher = _Watch(self, goal, reached)
        solver.best_bound_callback = watcher.on_bound
        return watcher

    def _complete_hint(self, goal: Goal) -> int:
        """Hint every variable, helpers too, from the cells, and return what they reach.

        A hint that leaves helpers out starts the search with a worse schedule than the hint's.
        """
        draft, model = self.draft, self.draft.model
        model.clear_hints()
        for r, cells in enumerate(draft.x):
            model.add_hint(draft.held[r], r in self.cells)
            for cell, var in cells.items():
                model.add_hint(var, self.cells.get(r) == cell)
        solver = quiet_solver()
        solver.parameters.fix_variables_to_their_hinted_value = True
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise ValueError(f"the schedule at hand breaks a rule of the model at {goal.name}")
        self._keep(list(solver.response_proto.solution))
        model.clear_hints()
        for index, number in enumerate(self.solution):
            model.add_hint(model.get_int_var_from_proto_index(index), number)
        return round(solver.objective_value)

    def _keep(self, solution: list[int]) -> None:
        self.solution = solution
        self.cells = {
            r: cell for r, cells in enumerate(self.draft.x) for cell, var in cells.items() if solution[var.index]
        }

    def _say(self, goal: Goal, value: int, bound: int, message: str = "") -> None:
        if self.report is not None:
            name = f"{goal.name} {goal.level}" if goal.level else goal.name
            gap = abs(bound - value) / max(abs(bound), 1)
            self.report(Progress(name, value, bound, gap, self.budget.seconds, message or SAYS.get(goal.name, name)))


FAIR_SHARE = 0.5
"""Share of what is left for all levels of fairness together, where idle gaps come after them."""

FORWARD = 0.2
"""Deterministic time for bringing meetings forward: about half a second."""

SWAP_SHARE, SWAP_MOST, SWAP_AGAIN = 0.4, 2.0, 0.5
"""Chains are swapped for a share of what is left, 2 units at most, before a proof is tried; and again if it fails."""

COMBINATORIAL = frozenset({"gaps", "gap_fairness"})
"""Goals whose linear relaxation says nothing."""

COUNTED = frozenset({"pins", "promises", "priority", "value", "fairness", "gaps", "gap_fairness", "earliness"})
"""Goals whose measure can be counted on the meetings."""

SAYS = {
    "pins": "Keeping pinned meetings",
    "promises": "Keeping promised meetings",
    "priority": "Placing VIPs",
    "value": "Raising the value of the meetings held",
    "fairness": "Helping those with the fewest meetings",
    "gaps": "Closing idle gaps",
    "gap_fairness": "Spreading idle gaps",
    "earliness": "Bringing meetings forward",
}


class _Watch(cp_model.CpSolverSolutionCallback):
    """Passes solutions and bounds of a running solver on as progress."""

    def __init__(self, search: Search, goal: Goal, reached: int) -> None:
        super().__init__()
        self.search, self.goal, self.reached, self.proven = search, goal, reached, goal.trivial

    def on_solution_callback(self) -> None:
        self.reached = round(self.objective_value)
        self._say()

    def on_bound(self, bound: float) -> None:
        self.proven = _tighter(self.goal, round(bound), self.reached)
        self._say()

    def _say(self) -> None:
        self.search._say(self.goal, self.reached, self.proven)  # pyright: ignore[reportPrivateUsage]


def _tighter(goal: Goal, bound: int, reached: int) -> int:
    """The better of a bound and the trivial one, never past what is reached."""
    if goal.sense == "max":
        return max(min(bound, goal.trivial), reached)
    return min(max(bound, goal.trivial), reached)


def _set_objective(model: cp_model.CpModel, goal: Goal) -> None:
    if goal.sense == "max":
        model.maximize(goal.expression)
    else:
        model.minimize(goal.expression)
