"""One ring of re-planning as a small integer program over cells, in which staying put has a worth of its own."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from scheduler.budget import waited
from scheduler.facts import Ints
from scheduler.large.neighbourhood import Cell, program_rows
from scheduler.large.state import State, bits


@dataclass(frozen=True, slots=True)
class Goal:
    """What a program pursues over the cells it may choose.

    Parameters
    ----------
    worth
        How much a unit of weight counts; 0 pursues stability alone.
    stay
        How much it counts that a meeting stays in its slot.
    least
        Weight that the whole placement must keep; ``None`` asks for none.
    most_changes
        Most surviving meetings, of those set free, that may leave their slot; ``None`` asks for no limit.
    """

    worth: float = 1.0
    stay: float = 0.0
    least: int | None = None
    most_changes: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program came to; ``bound`` is what its objective cannot pass, infinite where nothing is known."""

    improved: bool
    proven: bool
    bound: float
    columns: int


def improve(
    state: State, free: Ints, home: Ints, goal: Goal, *, limit_seconds: float, slots: Ints | None = None
) -> Answer:
    """Give some requests their best places while all others stay; the state only ever gets better by the goal.

    Parameters
    ----------
    free
        Numbers of requests that may be placed, moved or dropped.
    home
        Shape ``(requests,)``; the slot where staying put counts, -1 where there is none.
    slots
        Only these slots may be taken; default all.
    """
    before = state.slot[free].copy()
    reached = _objective(state, free, home, goal)
    feasible = goal.least is None or state.held >= goal.least
    for request in free[before >= 0].tolist():
        state.remove(request)
    mask = -1 if slots is None else sum(1 << slot for slot in slots.tolist())
    cells = [(request, slot) for request in free.tolist() for slot in bits(state.openings(request) & mask)]
    solved = _solve(state, cells, free, home, goal, limit_seconds)
    if solved.x is not None:
        for column in np.flatnonzero(solved.x[: len(cells)] > 0.5).tolist():
            request, slot = cells[column]
            if state.openings(request) >> slot & 1:
                state.place(request, slot)
    kept_floor = goal.least is None or state.held >= min(goal.least, inf)
    better = kept_floor and (_objective(state, free, home, goal) > reached + 1e-6 or not feasible)
    if not better:
        for request in free[state.slot[free] >= 0].tolist():
            state.remove(request)
        for request, slot in zip(free.tolist(), before.tolist(), strict=True):
            if slot >= 0:
                state.place(request, slot)
    return Answer(better, solved.optimal, solved.bound, len(cells))


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    x: np.ndarray | None
    optimal: bool
    bound: float


def _objective(state: State, free: Ints, home: Ints, goal: Goal) -> float:
    return goal.worth * state.held + goal.stay * float(((state.slot[free] == home[free]) & (home[free] >= 0)).sum())


def _solve(state: State, cells: list[Cell], free: Ints, home: Ints, goal: Goal, limit_seconds: float) -> _Solved:
    if not cells:
        return _Solved(None, True, 0.0)
    floors = state.packing.floors
    short = [max(floor.least - held, 0) for floor, held in zip(floors, state.floor_held, strict=True)]
    weight = np.array([state.weight[request] for request, _ in cells] + [floor.weight for floor in floors], dtype=float)
    stays = np.array([home[request] == slot for request, slot in cells] + [False] * len(floors), dtype=float)
    rows = program_rows(state, cells, set(), list(range(len(state.packing.floors))))
    if goal.least is not None:
        column = np.flatnonzero(weight)
        rows.weighted(column, -weight[column], float(state.held - goal.least))
    if goal.most_changes is not None:
        column = np.flatnonzero(stays)
        rows.weighted(column, -np.ones(len(column)), float(goal.most_changes - int((home[free] >= 0).sum())))
    matrix, ceiling = rows.matrix()
    objective = goal.worth * weight + goal.stay * stays
    options = {"mip_rel_gap": 0.0} | ({"time_limit": max(limit_seconds, 0.05)} if limit_seconds < inf else {})
    scale = max(float(objective.max()), 1e-9) / 100.0
    found = waited(
        lambda: milp(
            -objective / scale,
            integrality=np.concatenate([np.ones(len(cells)), np.zeros(len(floors))]),
            bounds=Bounds(np.zeros(len(objective)), np.array([1.0] * len(cells) + short, dtype=float)),  # pyright: ignore[reportArgumentType]
            constraints=[LinearConstraint(matrix, -np.inf, ceiling)] if rows.count else [],  # pyright: ignore[reportArgumentType]
            options=options,
        ),
        state.stop,
    )
    if found is None:
        return _Solved(None, optimal=False, bound=inf)
    bound = getattr(found, "mip_dual_bound", None)
    return _Solved(
        x=None if found.x is None else np.asarray(found.x, dtype=np.float64),
        optimal=found.status in (0, 2),
        bound=inf if bound is None else -float(bound) * scale,
    )
