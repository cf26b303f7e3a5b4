"""Re-plan a few slots exactly: a small integer program over their meetings and the requests still waiting."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from scheduler.large.packing import Ints
from scheduler.large.sparse import RowsBuilder
from scheduler.large.state import State, bits


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


def replan(
    state: State, slots: Ints, waiting: Ints, needed: Ints, *, limit_seconds: float | None, node_limit: int | None
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
    held = state.held
    for request in inside.tolist():
        state.remove(request)
    cells = _cells(state, np.concatenate([inside, waiting]), sum(1 << slot for slot in slots.tolist()))
    answer = _solve(state, cells, set(needed.tolist()), limit_seconds, node_limit)
    base = held - state.held
    better = answer.x is not None and round(-answer.fun) > base
    if better:
        for column in np.flatnonzero(answer.x > 0.5).tolist():
            state.place(*cells[column])
    else:
        for request, slot in zip(inside.tolist(), before.tolist(), strict=True):
            state.place(request, slot)
    infeasible = answer.status == 2  # only where `needed` rules everything out: nothing better here
    bound = getattr(answer, "mip_dual_bound", None)
    ceiling = 0.0 if infeasible else float("inf") if bound is None else -float(bound) - base
    nodes = int(getattr(answer, "mip_node_count", 0) or 0)
    return Outcome(state.held - held, infeasible or answer.status == 0, ceiling, len(cells), nodes)


def _cells(state: State, requests: Ints, mask: int) -> list[tuple[int, int]]:
    """Every request with every slot it may take, as things stand."""
    return [(request, slot) for request in requests.tolist() for slot in bits(state.openings(request) & mask)]


def _solve(
    state: State, cells: list[tuple[int, int]], needed: set[int], limit_seconds: float | None, node_limit: int | None
):
    rows = _rows(state, cells, needed)
    weight = np.array([state.weight[request] for request, _ in cells], dtype=np.float64)
    options: dict[str, float] = {"mip_rel_gap": 0.0}
    if limit_seconds is not None:
        options["time_limit"] = max(limit_seconds, 0.01)
    if node_limit is not None:
        options["node_limit"] = node_limit
    constraints = []
    if rows.count:
        matrix, ceiling = rows.matrix()
        constraints.append(LinearConstraint(matrix, -np.inf, ceiling))
    return milp(-weight, integrality=np.ones(len(cells)), bounds=Bounds(0, 1), constraints=constraints, options=options)


def _rows(state: State, cells: list[tuple[int, int]], needed: set[int]) -> RowsBuilder:
    groups: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    for column, (request, slot) in enumerate(cells):
        groups[0, request, 0].append(column)
        for person in state.packing.members[request]:
            groups[1, person, slot].append(column)
        for row in state.rows_of[state.profile[request]]:
            groups[2, row, slot].append(column)
        for limit in state.limits_of.get(request, ()):
            if state.packing.limits[limit].slots[slot]:
                groups[3, limit, 0].append(column)
    room = {
        0: lambda _number, _slot: 1,
        1: lambda number, slot: state.seats_left[number][slot],
        2: lambda number, slot: state.slack[number][slot],
        3: lambda number, _slot: state.limit_left[number],
    }
    rows = RowsBuilder(len(cells))
    sizes = [len(group) for group in groups.values()]
    rows.at_most(
        np.repeat(np.arange(len(groups)), sizes),
        np.array([column for group in groups.values() for column in group], dtype=np.int64),
        np.array([room[kind](number, slot) for kind, number, slot in groups], dtype=np.int64),
    )
    for kind, request, _ in list(groups):
        if kind == 0 and request in needed:
            mine = np.array(groups[0, request, 0])
            rows.weighted(mine, -np.ones(len(mine)), -1.0)
    _add_orders(state, groups, cells, rows)
    return rows


def _add_orders(
    state: State, groups: dict[tuple[int, int, int], list[int]], cells: list[tuple[int, int]], rows: RowsBuilder
) -> None:
    """Where both requests of an order may move: the second does not begin before the first has ended."""
    packing = state.packing
    for first, second in packing.orders:
        early, late = groups.get((0, first, 0)), groups.get((0, second, 0))
        if not early or not late:
            continue
        for moment in sorted({int(packing.start[cells[column][1]]) for column in late}):
            clash = [column for column in late if packing.start[cells[column][1]] <= moment]
            clash += [column for column in early if packing.end[cells[column][1]] > moment]
            rows.at_most(np.zeros(len(clash), dtype=np.int64), np.array(clash), np.array([1]))
