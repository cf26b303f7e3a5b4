"""Upper bounds on what any schedule can hold, by linear relaxation over blocks of slots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array

from scheduler.budget import waited
from scheduler.facts import Ints
from scheduler.large.packing import Goal, Packing, useful
from scheduler.large.sparse import Floats, RowsBuilder

_SAFETY = 1e-9  # relative; a sum of a million products of doubles errs by less


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """A bound and the fractional choice that reaches it.

    Parameters
    ----------
    bound
        No placement holds more weight; rounded down, since weights are whole numbers.
    exact
        The bound before rounding.
    chosen
        Shape ``(requests,)``; how much of each request the relaxation holds, in [0, 1].
    reduced
        Shape ``(requests,)``; weight of a request less the price of what it uses, at best over blocks. A placement
        that holds a request of negative ``reduced`` r holds at most ``exact + r``; one that leaves out a request of
        positive r holds at most ``exact - r``.
    """

    bound: int
    exact: float
    chosen: Floats
    reduced: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Program:
    """Columns of requests in blocks, then columns of floors; rows, of which ``own`` say that a request is held once."""

    request: Ints
    matrix: csr_array
    ceiling: Floats
    own: slice


def whole(packing: Packing) -> Ints:
    """All slots as one block: the cheapest relaxation."""
    return np.zeros(packing.slots, dtype=np.int64)


def each_slot(packing: Packing) -> Ints:
    """Every slot a block of its own: the strongest relaxation, and the largest."""
    return np.arange(packing.slots, dtype=np.int64)


def relax(
    packing: Packing,
    block: Ints,
    *,
    goal: Goal | None = None,
    at_least: tuple[tuple[Goal, int], ...] = (),
    limit_seconds: float = float("inf"),
    stop: Callable[[], bool] | None = None,
) -> Relaxation | None:
    """Solve the relaxation that tells only blocks of slots apart.

    Parameters
    ----------
    block
        Shape ``(slots,)``; the block of each slot, numbered from 0. Any partition gives a valid bound.
    goal
        What to maximise; the packing's own goal when left out.
    at_least
        Goals with totals that the placement keeps: the layers that come first.
    limit_seconds, stop
        Give up after that time, or as soon as the caller says so.

    Returns
    -------
    Relaxation | None
        None when given up. The bound is computed from the prices by weak duality, so that it holds even
        where the solver is inexact.
    """
    goal = packing.goal() if goal is None else goal
    program = _program(packing, block, at_least)
    request = program.request
    if not len(request):
        return Relaxation(0, 0.0, np.zeros(packing.requests), np.full(packing.requests, -np.inf))
    weight = np.concatenate([goal.weight[request], goal.floors]).astype(np.float64)
    most = np.concatenate([np.ones(len(request)), [floor.least for floor in packing.floors]])
    scale = max(float(weight.max()), 1.0) / 100.0  # the solver's tolerances are absolute
    answer = waited(
        lambda: linprog(
            -weight / scale,
            A_ub=program.matrix,
            b_ub=program.ceiling,
            bounds=np.column_stack([np.zeros(len(most)), most]),
            method="highs",
            options={} if limit_seconds == float("inf") else {"time_limit": max(limit_seconds, 0.01)},
        ),
        stop,
    )
    if answer is None or answer.x is None or answer.status != 0:
        return None
    return _proven(packing, program, weight, most, answer, scale)


def _proven(
    packing: Packing, program: _Program, weight: Floats, most: Floats, answer: OptimizeResult, scale: float
) -> Relaxation:
    """What the prices of a solved program prove, whatever its tolerances."""
    request = program.request
    price = np.maximum(-np.asarray(answer.ineqlin.marginals, dtype=np.float64), 0.0) * scale
    price[program.own] = 0.0  # that a request is held once is counted below, by its best block
    gain = weight - program.matrix.T @ price
    reduced = np.full(packing.requests, -np.inf)
    np.maximum.at(reduced, request, gain[: len(request)])
    promised = np.maximum(gain[len(request) :], 0.0) @ most[len(request) :]
    exact = float(price @ program.ceiling + np.maximum(reduced, 0.0).sum() + promised)
    chosen = np.zeros(packing.requests)
    np.add.at(chosen, request, np.clip(answer.x[: len(request)], 0.0, 1.0))
    return Relaxation(int(np.floor(exact * (1 + _SAFETY) + 1e-6)), exact, np.minimum(chosen, 1.0), reduced)


def _program(packing: Packing, block: Ints, at_least: tuple[tuple[Goal, int], ...]) -> _Program:
    inside = np.zeros((len(block), int(block.max(initial=0)) + 1), dtype=np.int64)
    inside[np.arange(len(block)), block] = 1
    blocks = inside.shape[1]
    cells = np.argwhere((packing.allowed.astype(np.int32) @ inside.astype(np.int32)) > 0)
    request, where = cells[:, 0], cells[:, 1]
    first_of = np.searchsorted(request, np.arange(packing.requests + 1))
    rows = RowsBuilder(len(request) + len(packing.floors))
    for (entry, thing), room in (
        (packing.sitting(), useful(packing) @ inside),
        (packing.counting(), packing.capacity @ inside),
    ):
        size, column = _columns_of(entry, first_of)
        rows.at_most(np.repeat(thing, size) * blocks + where[column], column, room.reshape(-1))
    first = rows.count
    if blocks > 1:
        rows.at_most(request, np.arange(len(request)), np.ones(packing.requests, dtype=np.int64))
    own = slice(first, rows.count)
    for limit in packing.limits:
        full = limit.slots @ inside == inside.sum(axis=0)  # blocks that lie wholly inside the limit's slots
        _, mine = _columns_of(limit.requests, first_of)
        mine = mine[full[where[mine]]]
        rows.at_most(np.zeros(len(mine), dtype=np.int64), mine, np.array([limit.most]))
    for number, floor in enumerate(packing.floors):
        _, mine = _columns_of(floor.requests, first_of)
        column = np.append(mine, len(request) + number)
        rows.weighted(column, np.append(-np.ones(len(mine)), 1.0), 0.0)
    for goal, total in at_least:
        kept = np.concatenate([goal.weight[request], goal.floors])
        rows.weighted(np.flatnonzero(kept), -kept[kept != 0].astype(np.float64), -float(total))
    return _Program(request, *rows.matrix(), own)


def _columns_of(requests: Ints, first_of: Ints) -> tuple[Ints, Ints]:
    """How many columns each of some requests has, and all those columns one after the other."""
    first, size = first_of[requests], np.diff(first_of)[requests]
    within = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    return size, np.repeat(first, size) + within
