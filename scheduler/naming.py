"""Give every meeting whose time is settled a table and an interpreter by name, with the fewest moves and changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from scheduler.board import Place
from scheduler.budget import quiet_solver
from scheduler.climb import least_count
from scheduler.result import Layer
from scheduler.walks import FarSets, hurried

if TYPE_CHECKING:
    from scheduler.budget import Budget
    from scheduler.instance import Instance
    from scheduler.layers import Cells

Names = dict[int, dict[int, cp_model.IntVar]]
"""Request number to candidate number to the Boolean that it serves."""


@dataclass(slots=True)
class Naming:
    """A model of who serves what, once the times (and areas, where people walk) are settled."""

    instance: Instance
    cells: Cells
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    tables: Names = field(default_factory=dict[int, dict[int, cp_model.IntVar]])
    interpreters: Names = field(default_factory=dict[int, dict[int, cp_model.IntVar]])

    def __post_init__(self) -> None:
        instance = self.instance
        for r, (slot, area) in sorted(self.cells.items()):
            tables = instance.open_places(int(instance.place[r]), slot)
            self.tables[r] = self._one_of(k for k in tables if area in (-1, int(instance.area[k])))
            if instance.speech[r] >= 0:
                self.interpreters[r] = self._one_of(instance.open_interpreters(int(instance.speech[r]), slot))

    def _one_of(self, candidates: Iterable[int]) -> dict[int, cp_model.IntVar]:
        names = {candidate: self.model.new_bool_var("") for candidate in candidates}
        self.model.add_exactly_one(names.values())
        return names

    def bind(self, without: frozenset[str]) -> None:
        """Add the rules that bind tables and interpreters."""
        if "table_capacity" not in without:
            sizes = [table.capacity for table in self.instance.problem.tables]
            self._one_at_a_time(self.tables, dict(enumerate(sizes)))
        if "interpreter_one_at_a_time" not in without:
            self._one_at_a_time(self.interpreters, {})
        if "max_run" not in without:
            self._rest()
        self._walk(hurried(self.instance, walking="walking" not in without, travel="travel" not in without))

    def _by_candidate(self, names: Names) -> dict[tuple[int, int], list[cp_model.IntVar]]:
        found: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for r, candidates in names.items():
            for candidate, var in candidates.items():
                found[candidate, self.cells[r][0]].append(var)
        return found

    def _one_at_a_time(self, names: Names, sizes: Mapping[int, int]) -> None:
        by = self._by_candidate(names)
        for candidate in sorted({candidate for candidate, _ in by}):
            for clash in self.instance.grid.clashes:
                together = [var for slot in clash for var in by.get((candidate, slot), ())]
                if len(together) > sizes.get(candidate, 1):
                    self.model.add(cp_model.LinearExpr.sum(together) <= sizes.get(candidate, 1))

    def _rest(self) -> None:
        by = self._by_candidate(self.interpreters)
        runs = self.instance.grid.runs(self.instance.problem.break_minutes)
        for i, one in enumerate(self.instance.problem.interpreters):
            for run in runs if one.max_run is not None else ():
                for first in range(len(run) - (one.max_run or 0)):
                    window = run[first : first + (one.max_run or 0) + 1]
                    busy = [var for moment in window for slot in moment for var in by.get((i, slot), ())]
                    self.model.add(cp_model.LinearExpr.sum(busy) <= (one.max_run or 0))

    def _walk(self, pairs: dict[tuple[int, int], FarSets]) -> None:
        """Interpreters are in time; participants are, because areas are settled."""
        at: dict[int, list[int]] = defaultdict(list)
        for r in self.interpreters:
            at[self.cells[r][0]].append(r)
        for (s, t), sets in pairs.items():
            for one in at.get(s, ()):
                for other in at.get(t, ()):
                    far = any(self.cells[one][1] in here and self.cells[other][1] in there for here, there in sets)
                    for i in set(self.interpreters[one]) & set(self.interpreters[other]) if far else ():
                        self.model.add_at_most_one(self.interpreters[one][i], self.interpreters[other][i])

    def changes(self) -> list[cp_model.IntVar]:
        """One Boolean for every two successive meetings of a participant that differ in table, or in interpreter."""
        sizes = [table.capacity for table in self.instance.problem.tables]
        found: list[cp_model.IntVar] = []
        for names, size in ((self.tables, sizes), (self.interpreters, [])):
            pairs = [(one, other) for one, other in self._successive() if one in names and other in names]
            differ = {(one, other): self._differ(names[one], names[other]) for one, other in dict.fromkeys(pairs)}
            self._share(names, size, differ)
            found += [differ[pair] for pair in pairs]
        return found

    def _share(self, names: Names, sizes: list[int], differ: Mapping[tuple[int, int], cp_model.IntVar]) -> None:
        """Implied: of several meetings at one moment, no more stay where another was than fit there."""
        beside: dict[tuple[int, tuple[int, ...]], list[cp_model.IntVar]] = defaultdict(list)
        clashes: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for clash in self.instance.grid.clashes:
            for slot in clash:
                clashes[slot].append(clash)
        for pair, var in differ.items():
            for one, other in (pair, pair[::-1]):
                for clash in clashes[self.cells[other][0]]:
                    beside[one, clash].append(var)
        for (one, _), apart in beside.items():
            room = max((sizes[k] if sizes else 1 for k in names[one]), default=1)
            if len(apart) > room:
                self.model.add(cp_model.LinearExpr.sum(apart) >= len(apart) - room)

    def _successive(self) -> list[tuple[int, int]]:
        grid, requests = self.instance.grid, self.instance.problem.requests
        agendas: dict[tuple[int, int], list[int]] = defaultdict(list)
        for r, (slot, _) in self.cells.items():
            for who in self.instance.members[r]:
                agendas[who, grid.day[slot]].append(r)
        found: list[tuple[int, int]] = []
        for agenda in agendas.values():
            agenda.sort(key=lambda r: (self.cells[r][0], requests[r].id))
            found += [
                (one, other)
                for one, other in pairwise(agenda)
                if grid.end[self.cells[one][0]] <= grid.start[self.cells[other][0]]
            ]
        return found

    def _differ(self, one: dict[int, cp_model.IntVar], other: dict[int, cp_model.IntVar]) -> cp_model.IntVar:
        differ = self.model.new_bool_var("")
        for candidate, var in one.items():
            self.model.add_bool_or([~var, differ, *([other[candidate]] if candidate in other else [])])
        return differ


def give_names(
    instance: Instance, cells: Cells, budget: Budget, *, without: frozenset[str] = frozenset(), fewest: bool = True
) -> tuple[dict[int, Place], Layer | None]:
    """Tables and interpreters for settled times, and the layer "moves" if its goal was asked for.

    Raises
    ------
    ValueError
        No table or interpreter is left for some meeting: the cells do not come from the one model.
    """
    naming = Naming(instance, cells)
    naming.bind(without)
    solver = quiet_solver()
    if solver.solve(naming.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise ValueError("no table or no interpreter is left for a meeting of the schedule")
    solution = tuple(solver.response_proto.solution)
    if not fewest:
        return _places(naming, solution), None
    changes = cp_model.LinearExpr.sum(naming.changes())
    naming.model.minimize(changes)
    reached, bound = _complete_hint(naming.model, solution, budget), 0
    if not budget.over:
        found = least_count(naming.model, changes, budget, bound, reached, lambda _: None, share=1.0)
        if found.objective is not None and found.objective <= reached:
            solution, reached = found.solution, found.objective
        bound = reached if found.proven else max(found.bound or 0, 0)
    layer = Layer("moves", reached, bound, "min", reached == bound, scope="times")
    return _places(naming, solution), layer


def _complete_hint(model: cp_model.CpModel, solution: tuple[int, ...], budget: Budget) -> int:
    """The objective of a partial solution completed as well as it can be; its completion becomes the hint."""
    model.clear_hints()
    for index, number in enumerate(solution):
        model.add_hint(model.get_int_var_from_proto_index(index), number)
    solver = quiet_solver()
    solver.parameters.random_seed = budget.seed
    solver.parameters.fix_variables_to_their_hinted_value = True
    solver.solve(model)
    model.clear_hints()
    for index, number in enumerate(solver.response_proto.solution):
        model.add_hint(model.get_int_var_from_proto_index(index), number)
    return round(solver.objective_value)


def _places(naming: Naming, solution: tuple[int, ...]) -> dict[int, Place]:
    def chosen(names: dict[int, cp_model.IntVar]) -> int:
        return next(candidate for candidate, var in names.items() if solution[var.index])

    return {
        r: Place(slot, chosen(naming.tables[r]), chosen(naming.interpreters[r]) if r in naming.interpreters else -1)
        for r, (slot, _) in naming.cells.items()
    }
