"""Re-planning with the one model, for what the counting view cannot express: walks, overlapping slots, fairness first."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from scheduler.replan.keeping import counted_layers, fill_in_time, keeping
from scheduler.result import Layer

if TYPE_CHECKING:
    from scheduler.draft import Draft
    from scheduler.instance import Instance
    from scheduler.problem import Objective, Problem
    from scheduler.replan.standing import Standing


@dataclass(frozen=True, slots=True)
class Found:
    """Cells of a valid schedule, its layers, and what is known about the number of changes.

    ``floor`` is the schedule, names and all, that the search started from.
    """

    cells: Cells
    layers: tuple[Layer, ...]
    changes: int
    fewest: int
    ring: str
    floor: Board


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
    """Keep as many survivors as can stand together, fill up around them, and move more only where value asks for it.

    Every step has the step before to fall back on where time is short; the first needs no solver.
    """
    objectives = pursued(standing.instance.problem)
    floor = keeping(standing)
    lost = int(standing.survives.sum()) - len(floor.placed)
    start, settled = cells_of(floor), lost == 0
    clock = _Clock(budget, standing, start)
    if not settled and clock.allows_model():
        start, settled = _stand(standing, clock.model(), start, budget)
    least = int(standing.survives.sum()) - len(start)
    if not clock.allows_model():
        fill_in_time(floor, budget)
        return _unsearched(standing, floor, objectives, lost if settled else 0)
    around = clock.model()
    for r, cell in start.items():
        around.model.add(around.x[r][cell] == 1)
    near = Search(around, start, _part(budget, 0.35))
    near.run(objectives)
    fewest = least if settled else 0
    here = Found(near.cells, tuple(near.layers), least, fewest, "waiting", floor)
    if not clock.allows_model():
        return here
    free = Search(clock.model(), near.cells, _part(budget, 0.5))
    free.run(objectives)
    here = replace(here, layers=tuple(_bounded(near.layers, free.layers)))
    if _good_enough(near.layers, free.layers, max_value_loss):
        return here
    if not clock.allows_model():
        return here if _as_good_before_value(near.layers, free.layers) else _moved(standing, free, fewest, floor)
    return _fewest_changes(standing, clock, free, objectives, max_value_loss, here)


@dataclass(slots=True)
class _Clock:
    """Whether there is time for one more model, judged by what the last one took to build."""

    budget: Budget
    standing: Standing
    floor: Cells
    took: float = 0.0

    def allows_model(self) -> bool:
        """Whether a model can be built and searched for twice as long; before the first one, by the number of cells."""
        instance = self.standing.instance
        expected = self.took or instance.cells * len(instance.areas) * _SECONDS_PER_CELL
        return not self.budget.over and self.budget.left > 3 * expected

    def model(self) -> Draft:
        """The one model of the problem, in which no search, however short, gives up what is frozen and can stay."""
        began = self.budget.seconds
        draft = one_model(self.standing.instance)
        for r, cell in self.floor.items():
            if self.standing.frozen[r]:
                draft.model.add(draft.x[r][cell] == 1)
        self.took = self.budget.seconds - began
        return draft


_SECONDS_PER_CELL = 5e-5
"""Building one Boolean with its share of rows takes 35 microseconds of one core."""


def cells_of(board: Board) -> Cells:
    """The cells of the meetings of a board in the terms of the one model."""
    walks = len(board.instance.areas) > 1 and any(board.instance.problem.walking.values())
    return {
        number: (place.slot, int(board.instance.area[place.table]) if walks else -1)
        for number, place in board.placed.items()
    }


def _unsearched(standing: Standing, floor: Board, objectives: tuple[Objective, ...], fewest: int) -> Found:
    """The schedule without a search."""
    layers = counted_layers(standing, floor.meetings(), objectives)
    cells = cells_of(floor)
    return Found(cells, layers, _out(standing, cells), fewest, "waiting", floor)


def _out(standing: Standing, cells: Cells) -> int:
    """Survivors out of their slot."""
    return sum(cells.get(r, (-1, 0))[0] != int(standing.home[r]) for r in _survivors(standing))


def _moved(standing: Standing, free: Search, fewest: int, floor: Board) -> Found:
    """The best schedule, whatever moves."""
    return Found(free.cells, tuple(free.layers), _out(standing, free.cells), fewest, "everything", floor)


def named(standing: Standing, found: Found, budget: Budget) -> tuple[Found, dict[int, Place], bool]:
    """Tables and interpreters of what was found, as few changed as possible, and whether that is proven.

    The schedule without a search where there is no time to find names for another.
    """
    floor = found.floor.placed
    if found.cells == cells_of(found.floor) and all(
        floor[r] == standing.place[r] for r in _survivors(standing) if r in floor
    ):
        return found, floor, True
    try:
        places, exact = same_names(standing, found.cells, budget)
    except TimeoutError:
        return (*_unnamed(standing, found, budget), False)
    return found, places, exact


def _unnamed(standing: Standing, found: Found, budget: Budget) -> tuple[Found, dict[int, Place]]:
    """The schedule without a search, with its names, for want of time to find others."""
    fill_in_time(found.floor, budget)
    instead = _unsearched(standing, found.floor, pursued(standing.instance.problem), found.fewest)
    return instead, found.floor.placed


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


def _stand(standing: Standing, draft: Draft, start: Cells, budget: Budget) -> tuple[Cells, bool]:
    """As many survivors in their slots as the rules let stand together, and whether that is proven."""
    survivors = _survivors(standing)
    stays = [_stays(draft, standing, r) for r in survivors]
    weights = [len(survivors) + 1] * len(survivors)
    areas = cp_model.LinearExpr.sum([_same_area(draft, standing, r) for r in survivors])
    draft.model.maximize(cp_model.LinearExpr.weighted_sum(stays, weights) + areas)
    for r, cells in enumerate(draft.x):
        for cell, var in cells.items():
            draft.model.add_hint(var, start.get(r) == cell)
    found = race(draft.model, _part(budget, 0.3), (PORTFOLIO,), lambda _: None, share=1.0)
    if not found.solution:
        return start, False
    cells = {r: c for r in survivors for c, var in draft.x[r].items() if found.solution[var.index]}
    stay = {r: cell for r, cell in cells.items() if cell[0] == int(standing.home[r])}
    if len(stay) > len(start):
        return stay, found.proven
    return start, found.proven and len(stay) == len(start)  # in `start` those stay who keep their places too


def _good_enough(near: list[Layer], best: list[Layer], loss: float) -> bool:
    """Whether the layers before value are as good as can be, and value loses no more than allowed."""
    if len(near) != len(best):
        return False
    for one, other in zip(near, best, strict=True):
        if one.value != other.value and not (other is best[-1] and one.value >= _least(other.value, loss)):
            return False
    return True


def _as_good_before_value(near: list[Layer], best: list[Layer]) -> bool:
    """Whether the layers before the last are as good as can be."""
    return len(near) == len(best) and all(a.value == b.value for a, b in zip(near[:-1], best[:-1], strict=True))


def _least(value: int, loss: float) -> int:
    return ceil(value * (1 - loss) - 1e-9) if value > 0 else value


def _bounded(near: list[Layer], best: list[Layer]) -> list[Layer]:
    """The layers of the stable schedule with the bounds of the free one."""
    return [
        Layer(one.name, one.value, other.bound, one.sense, one.value == other.bound, one.level)
        for one, other in zip(near, best, strict=True)
    ]


def _fewest_changes(
    standing: Standing, clock: _Clock, free: Search, objectives: tuple[Objective, ...], loss: float, near: Found
) -> Found:
    """Of the schedules near the best, one with the fewest changes; for want of time the one near the published one."""
    draft = clock.model()
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
    found = race(draft.model, _part(clock.budget, 1.0), (PORTFOLIO,), lambda _: None, share=1.0)
    if not found.solution:
        kept = _as_good_before_value(list(near.layers), free.layers)
        return near if kept else _moved(standing, free, near.fewest, near.floor)
    cells = {r: c for r, at in enumerate(draft.x) for c, var in at.items() if found.solution[var.index]}
    layers = [_reached(draft, expression, layer, found.solution) for expression, layer in measured]
    changes = (found.objective or 0) // more
    fewest = changes if found.proven else max((found.bound or 0) // more, near.fewest)
    return Found(cells, tuple(layers), changes, fewest, "everything", near.floor)


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
    TimeoutError
        None were found in time.
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
        raise TimeoutError("no table or no interpreter was found in time for a meeting of the schedule")
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
