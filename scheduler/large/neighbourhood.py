"""Re-plan a few slots exactly: a small integer program over their meetings and the requests still waiting."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from scheduler.budget import waited
from scheduler.facts import Ints
from scheduler.large.sparse import Floats, RowsBuilder
from scheduler.large.state import State, bits

_TOO_COARSE = 1e4  # weights above a million: one unit comes near the solver's absolute tolerance of 1e-6

Cell = tuple[int, int]
"""A request and a slot that it may take."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What re-planning some slots came to.

    Parameters
    ----------
    gain
        Weight won, 0 or more.
    solved
        Whether nothing better exists in this neighbourhood.
    ceiling
        No re-planning of these slots with these requests gains more; infinite where that is not known.
    columns, nodes
        Size of the integer program and of its search tree.
    """

    gain: int
    solved: bool
    ceiling: float
    columns: int
    nodes: int


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the solver found: values of the columns or None, its verdict, and its bound."""

    x: Floats | None
    optimal: bool
    infeasible: bool
    bound: float
    nodes: int


def replan(
    state: State, slots: Ints, waiting: Ints, needed: Ints, *, limit_seconds: float, node_limit: int | None
) -> Outcome:
    """Give all meetings of some slots, and requests still waiting, their best places in those slots.

    Parameters
    ----------
    slots
        Numbers of the slots to re-plan.
    waiting
        Requests not held that may come in.
    needed
        Requests held in these slots that every better placement holds, so that they may move but not go.

    Returns
    -------
    Outcome
        ``state`` holds the better placement, or the old one where none was found.
    """
    inside = np.flatnonzero(np.isin(state.slot, slots))
    before = state.slot[inside].copy()
    held, kept = state.held, state.kept.copy()
    for request in inside.tolist():
        state.remove(request)
    owed = [one - other for one, other in zip(kept, state.kept, strict=True)]
    mask = sum(1 << slot for slot in slots.tolist())
    requests = np.concatenate([inside, waiting]).tolist()
    cells = [(request, slot) for request in requests for slot in bits(state.openings(request) & mask)]
    base = held - state.held
    answer = _solve(state, cells, set(needed.tolist()), owed, limit_seconds, node_limit)
    if answer.x is not None:
        for column in np.flatnonzero(answer.x[: len(cells)] > 0.5).tolist():
            request, slot = cells[column]
            if state.openings(request) >> slot & 1:  # false only where the solver's answer is not whole
                state.place(request, slot)
    given_up = any(now < before for now, before in zip(state.kept, kept, strict=True))
    if state.held <= held or given_up:
        for request in np.flatnonzero(np.isin(state.slot, slots)).tolist():
            state.remove(request)
        for request, slot in zip(inside.tolist(), before.tolist(), strict=True):
            state.place(request, slot)
    ceiling = 0.0 if answer.infeasible else answer.bound - base
    solved = answer.optimal or answer.infeasible or (state.held == held and ceiling < 1 - 1e-6)
    return Outcome(state.held - held, solved, ceiling, len(cells), answer.nodes)


def _solve(
    state: State, cells: list[Cell], needed: set[int], owed: list[int], limit_seconds: float, node_limit: int | None
) -> Answer:
    if not cells:
        return Answer(None, optimal=True, infeasible=False, bound=0.0, nodes=0)
    floors = _open_floors(state, cells)
    short = [state.packing.floors[number].least - state.floor_held[number] for number in floors]
    worth = [state.packing.floors[number].weight for number in floors]
    weight = np.array([state.weight[request] for request, _ in cells] + worth, dtype=float)
    rows = program_rows(state, cells, needed, floors)
    _keep(rows, state, cells, floors, owed)
    matrix, ceiling = rows.matrix()
    options: dict[str, float] = {"mip_rel_gap": 0.0}
    if limit_seconds < inf:
        options["time_limit"] = max(limit_seconds, 0.01)
    if node_limit is not None:
        options["node_limit"] = node_limit
    scale = max(float(weight.max()), 1.0) / 100.0  # the solver's tolerances are absolute
    answer = waited(
        lambda: milp(
            -weight / scale,
            integrality=np.concatenate([np.ones(len(cells)), np.zeros(len(floors))]),
            bounds=Bounds(np.zeros(len(weight)), np.array([1.0] * len(cells) + short, dtype=float)),  # pyright: ignore[reportArgumentType]
            constraints=[LinearConstraint(matrix, -np.inf, ceiling)] if rows.count else [],  # pyright: ignore[reportArgumentType]
            options=options,
        ),
        state.stop,
    )
    if answer is None:
        return Answer(None, optimal=False, infeasible=False, bound=inf, nodes=0)
    bound = getattr(answer, "mip_dual_bound", None)
    return Answer(
        x=None if answer.x is None else np.asarray(answer.x, dtype=np.float64),
        optimal=answer.status == 0 and scale < _TOO_COARSE,
        infeasible=answer.status == 2,
        bound=inf if bound is None else -float(bound) * scale + 1e-9 * abs(float(bound) * scale),
        nodes=int(getattr(answer, "mip_node_count", None) or 0),
    )


def _open_floors(state: State, cells: list[Cell]) -> list[int]:
    """Floors that some cells could fill and that are not full."""
    touched = {number for request in {request for request, _ in cells} for number in state.floors_of.get(request, ())}
    return sorted(number for number in touched if state.floor_held[number] < state.packing.floors[number].least)


def _keep(rows: RowsBuilder, state: State, cells: list[Cell], floors: list[int], owed: list[int]) -> None:
    """What was taken out of the goals that come first must come in again."""
    requests = np.array([request for request, _ in cells], dtype=np.int64)
    for goal, least in zip(state.packing.keep, owed, strict=True):
        worth = np.concatenate([goal.weight[requests], goal.floors[floors]]).astype(np.float64)
        column = np.flatnonzero(worth)
        if least > 0:
            scale = float(worth.max(initial=1.0))
            rows.weighted(column, -worth[column] / scale, (0.5 - least) / scale)


def program_rows(state: State, cells: list[Cell], needed: set[int], floors: list[int]) -> RowsBuilder:
    """Every rule on holding some requests in some cells, as rows over the cells, then over some floors."""
    packing = state.packing
    own: defaultdict[int, list[int]] = defaultdict(list)
    people: defaultdict[Cell, list[int]] = defaultdict(list)
    served: defaultdict[Cell, list[int]] = defaultdict(list)
    limited: defaultdict[int, list[int]] = defaultdict(list)
    for column, (request, slot) in enumerate(cells):
        own[request].append(column)
        for person in packing.members[request]:
            people[person, slot].append(column)
        for row in state.rows_of[state.profile[request]]:
            served[row, slot].append(column)
        for limit in state.limits_of.get(request, ()):
            if packing.limits[limit].slots[slot]:
                limited[limit].append(column)
    rows = RowsBuilder(len(cells) + len(floors))
    _add(rows, list(own.values()), [1] * len(own))
    _add(rows, list(people.values()), [state.seats_left[person][slot] for person, slot in people])
    _add_apart(rows, people, state)
    _add(rows, list(served.values()), [state.slack[row][slot] for row, slot in served])
    _add(rows, list(limited.values()), [state.limit_left[limit] for limit in limited])
    for request in needed & own.keys():
        rows.weighted(np.array(own[request]), -np.ones(len(own[request])), -1.0)
    for position, number in enumerate(floors):
        mine = [column for request in packing.floors[number].requests.tolist() for column in own.get(request, ())]
        column = np.array([*mine, len(cells) + position])
        rows.weighted(column, np.append(-np.ones(len(mine)), 1.0), 0.0)
    _add_orders(state, own, cells, rows)
    return rows


def _add(rows: RowsBuilder, groups: list[list[int]], room: list[int]) -> None:
    sizes = [len(group) for group in groups]
    column = np.array([column for group in groups for column in group], dtype=np.int64)
    rows.at_most(np.repeat(np.arange(len(groups)), sizes), column, np.array(room, dtype=np.int64))


def _add_apart(rows: RowsBuilder, people: dict[Cell, list[int]], state: State) -> None:
    """Nobody is in two slots that exclude each other; largest sets of such slots make the fewest rows."""
    if not state.packing.apart.any():
        return
    groups: list[list[int]] = []
    for person in sorted({person for person, _ in people}):
        for clique in state.packing.cliques:
            together = [column for slot in clique for column in people.get((person, slot), ())]
            if len(together) > 1:
                groups.append(together)
    _add(rows, groups, [1] * len(groups))


def _add_orders(state: State, own: dict[int, list[int]], cells: list[Cell], rows: RowsBuilder) -> None:
    """Where both requests of an order may move: the second does not begin before the first has ended."""
    packing = state.packing
    for first, second in packing.orders:
        early, late = own.get(first), own.get(second)
        if not early or not late:
            continue
        for moment in sorted({int(packing.start[cells[column][1]]) for column in late}):
            clash = [column for column in late if packing.start[cells[column][1]] <= moment]
            clash += [column for column in early if packing.end[cells[column][1]] > moment]
            _add(rows, [clash], [1])
