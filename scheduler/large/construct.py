"""A first placement: slot by slot from the scarcest, each filled by a small linear program."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import linprog

from scheduler.facts import Bools, Ints
from scheduler.large.bound import Relaxation
from scheduler.large.packing import Packing
from scheduler.large.sparse import Floats, RowsBuilder
from scheduler.large.state import State

_URGENCY = 4.0
"""How much more a meeting counts whose participants have as many meetings to come as slots; of 1, 4, 16 the best."""


def construct(state: State, relaxation: Relaxation, over: Callable[[], bool]) -> None:
    """Place what the relaxation chose, then whatever else fits.

    Slots are visited from the one that the fewest chosen requests may use. In each, a linear program picks meetings by how
    much the relaxation holds them and how urgent their participants are: meetings to come over slots to come, cubed. It
    stops early, with what is placed so far, when ``over()`` says so.
    """
    packing = state.packing
    wanted = relaxation.chosen * (state.slot < 0)
    sitting = packing.sitting()
    to_come: Bools = np.ones(packing.slots, dtype=np.bool_)
    scarcity = packing.allowed[wanted > 0.5].sum(axis=0)
    for slot in np.argsort(scarcity, kind="stable").tolist():
        if over():
            return
        candidates = np.flatnonzero((wanted > 0.01) & (state.slot < 0) & packing.allowed[:, slot])
        if len(candidates):
            weight = _urgency(packing, wanted * (state.slot < 0), to_come, sitting)[candidates] * wanted[candidates]
            _place(state, slot, candidates, weight)
        to_come[slot] = False
    if not over():
        state.fill(np.argsort(-packing.weight, kind="stable"))


def _urgency(packing: Packing, wanted: Floats, to_come: Bools, sitting: tuple[Ints, Ints]) -> Floats:
    """Shape ``(requests,)``; 1 or more."""
    request, person = sitting
    meetings = np.bincount(person, weights=wanted[request], minlength=packing.participants)
    seats = np.maximum(packing.seats[:, to_come].sum(axis=1), 1)
    pressure: Floats = (meetings / seats) ** 3
    urgency: Floats = np.bincount(request, weights=pressure[person], minlength=packing.requests).astype(np.float64)
    return 1.0 + _URGENCY * urgency


def _place(state: State, slot: int, candidates: Ints, weight: Floats) -> None:
    """Hold in one slot the candidates of most weight together."""
    packing = state.packing
    rows = RowsBuilder(len(candidates))
    members = [packing.members[request] for request in candidates.tolist()]
    _add(rows, members, lambda who: state.seats_left[who][slot])
    counted = [packing.rows_of[profile] for profile in packing.profile[candidates].tolist()]
    _add(rows, counted, lambda row: state.slack[row][slot])
    picked = np.ones(len(candidates))
    if rows.count:
        matrix, ceiling = rows.matrix()
        answer = linprog(-weight, A_ub=matrix, b_ub=ceiling, bounds=(0.0, 1.0), method="highs")
        picked = weight if answer.x is None else np.round(answer.x, 6)
    for index in np.lexsort((-weight, -picked)).tolist():
        request = int(candidates[index])
        if picked[index] > 0.01 and state.openings(request) >> slot & 1:
            state.place(request, slot)


def _add(rows: RowsBuilder, things: list[tuple[int, ...]], left: Callable[[int], int]) -> None:
    """Rows that give each thing (participant or row) no more candidates than are left of it."""
    column = np.repeat(np.arange(len(things)), [len(one) for one in things])
    names, row = np.unique(np.array([thing for one in things for thing in one], dtype=np.int64), return_inverse=True)
    rows.at_most(row.reshape(-1), column, np.array([left(name) for name in names.tolist()], dtype=np.int64))
