"""Re-planning with the one model, for what the counting view cannot express: walks, overlapping slots, fairness first."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from scheduler.board import Board, Place
from scheduler.budget import Budget
from scheduler.layers import Cells, Search
from scheduler.naming import Naming
from scheduler.objectives import Goals
from scheduler.onemodel import one_model
from scheduler.race import PORTFOLIO, race
from scheduler.result import Layer

if TYPE_CHECKING:
    from scheduler.draft import Draft
    from scheduler.instance import Instance
    from scheduler.problem import Objective, Problem
    from scheduler.replan.standing import Standing


@dataclass(frozen=True, slots=True)
class Found:
    """Cells of a valid schedule, its layers, and what is known about the number of changes."""

    cells: Cells
    layers: tuple[Layer, ...]
    changes: int
    fewest: int
    ring: str


def pursued(problem: Problem) -> tuple[Objective, ...]:
    """Pins, and the objectives up to the one that holds value; the later ones are not pursued."""
    found: list[Objective] = ["pins"] if problem.pins else []
    for objective in problem.objectives:
        if objective == "moves":
            continue
        found.append(objective)
        if holds_value(objective):
            break
    return tuple(found)


def holds_value(objective: Objective) -> bool:
    """Whether an objective is value, or a blend with value in it."""
    return objective == "value" or (not isinstance(objective, str) and any(name == "value" for name, _ in objective))


def replan_generally(standing: Standing, budget: Budget, max_value_loss: float) -> Found:
    """Keep as many survivors as can stand together, fill up around them, and move more only where value asks for it."""
    instance, objectives = standing.instance, pursued(standing.instance.problem)
    start = _stand(standing, budget)
    kept = {r for r, (slot, _) in start.items() if standing.survives[r] and slot == int(standing.home[r])}
    around = one_model(instance)
    for r in kept:
        around.model.add(around.x[r][start[r]] == 1)
    near = Search(around, start, _part(budget, 0.35))
    near.run(objectives)
    lost = int(standing.survives.sum()) - len(kept)
    free = Search(one_model(instance), near.cells, _part(budget, 0.5))
    free.run(objectives)
    if _good_enough(near.layers, free.layers, max_value_loss):
        return Found(near.cells, tuple(_bounded(near.layers, free.layers)), lost, lost, "waiting")
    return _fewest_changes(standing, free, objectives, max_value_loss, budget, lost)


def _part(budget: Budget, share: float) -> Budget:
    limit = None if budget.limit_seconds is None else budget.left * share
    return Budget(limit, budget.deterministic_limit, budget.workers, budget.seed, budget.stop)


def _stays(draft: Draft, standing: Standing, request: int) -> cp_model.LinearExprT:
    home = int(standing.home[request])
    return cp_model.LinearExpr.sum([var for (slot, _), var in draft.x[request].items() if slot == home])


def _same_area(draft: Draft, standing: Standing, request: int) -> cp_model.LinearExprT:
    """Whether a survivor stays in its slot and, where people walk, in the area of its table."""
    table = standing.place[request].table
    area = int(draft.instance.area[table]) if draft.walks and table >= 0 else -1
    var = draft.x[request].get((int(standing.home[request]), area))
    return 0 if var is None else var


def _survivors(standing: Standing) -> list[int]:
    return [int(r) for r in np.flatnonzero(standing.survives)]


def _stand(standing: Standing, budget: Budget) -> Cells:
    """As many survivors in their slots as the rules let stand together, frozen ones first of all."""
    draft = one_model(standing.instance)
    survivors = _survivors(standing)
    stays = [_stays(draft, standing, r) for r in survivors]
    more = len(survivors) + 1
    weights = [more * more if standing.frozen[r] else more for r in survivors]
    areas = cp_model.LinearExpr.sum([_same_area(draft, standing, r) for r in survivors])
    draft.model.maximize(cp_model.LinearExpr.weighted_sum(stays, weights) + areas)
    home = set(survivors)
    for r, cells in enumerate(draft.x):
        for (slot, _), var in cells.items():
            draft.model.add_hint(var, r in home and slot == int(standing.home[r]))
    found = race(draft.model, _part(budget, 0.3), (PORTFOLIO,), lambda _: None, share=1.0)
    if not found.solution:
        return {}
    return {r: cell for r in survivors for cell, var in draft.x[r].items() if found.solution[var.index]}


def _good_enough(near: list[Layer], best: list[Layer], loss: float) -> bool:
    """Whether the layers before value are as good as can be, and value loses no more than allowed."""
    if len(near) != len(best):
        return False
    for one, other in zip(near, best, strict=True):
        if one.value != other.value and not (other is best[-1] and one.value >= _least(other.value, loss)):
            return False
    return True


def _least(value: int, loss: float) -> int:
    return ceil(value * (1 - loss) - 1e-9) if value > 0 else value


def _bounded(near: list[Layer], best: list[Layer]) -> list[Layer]:
    """The layers of the stable schedule with the bounds of the free one."""
    return [
        Layer(one.name, one.value, other.bound, one.sense, one.value == other.bound, one.level)
        for one, other in zip(near, best, strict=True)
    ]


def _fewest_changes(
    standing: Standing, free: Search, objectives: tuple[Objective, ...], loss: float, budget: Budget, lost: int
) -> Found:
    """Of the schedules near the best, one with the fewest changes."""
    draft = one_model(standing.instance)
    goals = Goals(draft)
    wanted = {(layer.name, layer.level): layer for layer in free.layers}
    measured: list[tuple[cp_model.LinearExprT, Layer]] = []
    for objective in objectives:
        for goal in goals.steps(objective):
            layer = wanted.get((goal.name, goal.level))
            if layer is None:
                break
            measured.append((goal.expression, layer))
            least = _least(layer.value, loss) if holds_value(objective) else layer.value
            draft.model.add(goal.expression >= least if layer.sense == "max" else goal.expression <= least)
    survivors = _survivors(standing)
    moved = len(survivors) - cp_model.LinearExpr.sum([_stays(draft, standing, r) for r in survivors])
    areas = len(survivors) - cp_model.LinearExpr.sum([_same_area(draft, standing, r) for r in survivors])
    more = len(survivors) + 1
    draft.model.minimize(moved * more + areas)
    for r, cells in enumerate(draft.x):
        for cell, var in cells.items():
            draft.model.add_hint(var, free.cells.get(r) == cell)
    found = race(draft.model, _part(budget, 1.0), (PORTFOLIO,), lambda _: None, share=1.0)
    if not found.solution:
        changes = sum(free.cells.get(r, (-1, 0))[0] != int(standing.home[r]) for r in survivors)
        return Found(free.cells, tuple(free.layers), changes, lost, "everything")
    cells = {r: c for r, at in enumerate(draft.x) for c, var in at.items() if found.solution[var.index]}
    layers = [_reached(draft, expression, layer, found.solution) for expression, layer in measured]
    changes = (found.objective or 0) // more
    fewest = changes if found.proven else max((found.bound or 0) // more, lost)
    return Found(cells, tuple(layers), changes, fewest, "everything")


def _reached(draft: Draft, expression: cp_model.LinearExprT, layer: Layer, solution: tuple[int, ...]) -> Layer:
    """A layer with what a solution reaches of it."""
    model = draft.model.clone()
    model.minimize(expression)
    proto = model.proto.objective
    total = proto.offset + sum(
        coefficient * (solution[index] if index >= 0 else -solution[-index - 1])
        for index, coefficient in zip(proto.vars, proto.coeffs, strict=True)
    )
    reached = round(total * (proto.scaling_factor or 1))
    return Layer(layer.name, reached, layer.bound, layer.sense, reached == layer.bound, layer.level)


def same_names(standing: Standing, cells: Cells, budget: Budget) -> tuple[dict[int, Place], bool]:
    """Tables and interpreters of settled cells, as few changed as possible, and whether that is proven.

    Raises
    ------
    ValueError
        Nothing is left to serve a meeting: the cells do not come from the one model.
    """
    if not cells:
        return {}, True
    naming = Naming(standing.instance, cells)
    naming.bind(frozenset())
    same: list[cp_model.IntVar] = []
    weights: list[int] = []
    for names, speaks in ((naming.tables, False), (naming.interpreters, True)):
        for r, candidates in names.items():
            place = standing.place.get(r)
            unit = -1 if place is None else place.interpreter if speaks else place.table
            if unit in candidates:
                same.append(candidates[unit])
                weights.append(10_000 if standing.frozen[r] else 10 if cells[r][0] == int(standing.home[r]) else 1)
    naming.model.maximize(cp_model.LinearExpr.weighted_sum(same, weights))
    found = race(naming.model, _part(budget, 1.0), (PORTFOLIO,), lambda _: None, share=1.0)
    if not found.solution:
        raise ValueError("no table or no interpreter was found in time for a meeting of the schedule")
    return {r: _place(naming, r, slot, found.solution) for r, (slot, _) in cells.items()}, found.proven


def _place(naming: Naming, request: int, slot: int, solution: tuple[int, ...]) -> Place:
    def chosen(names: dict[int, cp_model.IntVar]) -> int:
        return next(candidate for candidate, var in names.items() if solution[var.index])

    interpreter = chosen(naming.interpreters[request]) if request in naming.interpreters else -1
    return Place(slot, chosen(naming.tables[request]), interpreter)


def placed(instance: Instance, places: dict[int, Place]) -> Board:
    """A board with these places."""
    board = Board(instance)
    for request, place in places.items():
        board.put(request, place)
    return board
