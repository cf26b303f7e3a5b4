"""Upper bounds on what any schedule can hold, by linear relaxation over blocks of slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from scheduler.large.packing import Bools, Floats, Ints, Packing
from scheduler.large.sparse import RowsBuilder

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
    weight: Ints | None = None,
    at_least: tuple[tuple[Ints, int], ...] = (),
    limit_seconds: float | None = None,
) -> Relaxation | None:
    """Solve the relaxation that tells only blocks of slots apart.

    Parameters
    ----------
    block
        Shape ``(slots,)``; the block of each slot, numbered from 0. Any partition gives a valid bound.
    weight
        Shape ``(requests,)``, whole numbers; what to maximise instead of the packing's weight.
    at_least
        Weights of shape ``(requests,)`` with totals that the placement keeps: the layers that come first.
    limit_seconds
        Give up after that time.

    Returns
    -------
    Relaxation | None
        None when the time was too short. The bound is computed from the prices by weak duality, so that it holds even
        where the solver is inexact.
    """
    weight = packing.weight if weight is None else weight
    request, where = _columns(packing, block)
    if not len(request):
        return Relaxation(0, 0.0, np.zeros(packing.requests), np.full(packing.requests, -np.inf))
    matrix, ceiling, own = _rows(packing, block, request, where, at_least)
    answer = linprog(
        -weight[request].astype(np.float64),
        A_ub=matrix,
        b_ub=ceiling,
        bounds=(0.0, 1.0),
        method="highs",
        options={} if limit_seconds is None else {"time_limit": max(limit_seconds, 0.01)},
    )
    if answer.x is None or answer.status != 0:
        return None
    price = np.maximum(-np.asarray(answer.ineqlin.marginals, dtype=np.float64), 0.0)
    price[own] = 0.0  # that a request is held once is counted below, by its best block
    gain = weight[request] - matrix.T @ price
    reduced = np.full(packing.requests, -np.inf)
    np.maximum.at(reduced, request, gain)
    exact = float(price @ ceiling + np.maximum(reduced, 0.0).sum())
    chosen = np.zeros(packing.requests)
    np.add.at(chosen, request, np.clip(answer.x, 0.0, 1.0))
    return Relaxation(int(np.floor(exact * (1 + _SAFETY) + 1e-6)), exact, np.minimum(chosen, 1.0), reduced)


def _columns(packing: Packing, block: Ints) -> tuple[Ints, Ints]:
    """Request and block of every column: blocks with a slot that the request may use."""
    inside = _inside(block)
    return np.nonzero((packing.allowed.astype(np.int32) @ inside.astype(np.int32)) > 0)


def _inside(block: Ints) -> Ints:
    """Shape ``(slots, blocks)``; 1 where a slot lies in a block."""
    inside = np.zeros((len(block), int(block.max(initial=0)) + 1), dtype=np.int64)
    inside[np.arange(len(block)), block] = 1
    return inside


def _rows(
    packing: Packing, block: Ints, request: Ints, where: Ints, at_least: tuple[tuple[Ints, int], ...]
) -> tuple[csr_array, Floats, slice]:
    """The inequality matrix of the relaxation, its right-hand side, and which rows say that a request is held once."""
    inside = _inside(block)
    blocks = inside.shape[1]
    rows = RowsBuilder(len(request))
    columns = np.arange(len(request))
    by_request = np.split(columns, np.searchsorted(request, np.arange(1, packing.requests)))
    sitting, person = packing.sitting()
    size = np.array([len(found) for found in by_request], dtype=np.int64)[sitting]
    column = np.concatenate([by_request[number] for number in sitting.tolist()])
    rows.at_most(np.repeat(person, size) * blocks + where[column], column, (_useful(packing) @ inside).reshape(-1))
    first = rows.count
    if blocks > 1:
        rows.at_most(request, columns, np.ones(packing.requests, dtype=np.int64))
    own = slice(first, rows.count)
    for members, room in zip(packing.rows, packing.capacity @ inside, strict=True):
        mine = columns[members[packing.profile[request]]]
        rows.at_most(where[mine], mine, room)
    for limit in packing.limits:
        full = limit.slots @ inside == inside.sum(axis=0)
        mine = np.concatenate([by_request[number] for number in limit.requests.tolist()])
        mine = mine[full[where[mine]]]
        rows.at_most(np.zeros(len(mine), dtype=np.int64), mine, np.array([limit.most]))
    for weight, total in at_least:
        rows.weighted(columns, -weight[request].astype(np.float64), -float(total))
    return (*rows.matrix(), own)


def _useful(packing: Packing) -> Ints:
    """Seats, 0 in slots that none of the participant's requests may use."""
    wanted: Bools = np.zeros(packing.seats.shape, dtype=np.bool_)
    request, person = packing.sitting()
    np.logical_or.at(wanted, person, packing.allowed[request])
    return np.where(wanted, packing.seats, 0)
