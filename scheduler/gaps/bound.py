"""A lower bound on idle gaps that holds for every placement.

The argument. Give every participant p and slot t a price, and every resource row r and slot t a rent from 0, all whole
multiples of ``1 / SCALE``. Let each participant pay the price of every slot used, and hand the prices back
to the meeting held there; let each meeting pay the rents of its rows, and hand back ``capacity * rent``. In a valid
placement prices cancel and rents are never more than what is handed back, so its gaps are at least

    sum over p of (least cost of any pattern of used slots: its gaps plus its prices)
    + sum over meetings of (least, over allowed slots, of rents of its rows less prices of its members)
    - sum over rows and slots of capacity * rent.

The first term is found by dynamic programming over (slot, meetings held, phase of the day), the second by looking at
every slot, both in whole numbers: the bound is exact for these multipliers, however they were found. They
are found by subgradient steps. At the best multipliers the bound equals that of the linear programme whose
columns are the participants' patterns, which column generation would solve.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scheduler.gaps.patterns import NONE, Demand, cheapest, demand_of
from scheduler.gaps.problem import GapProblem, Ints

SCALE: Final = 1_000_000
"""Multipliers are whole multiples of 1 / SCALE."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Multipliers:
    """Prices of participants' slots, shape ``(P, S)``, and rents of rows' slots, shape ``(rows, S)``, in gaps."""

    price: Floats
    rent: Floats


@dataclass(frozen=True, slots=True, eq=False)
class GapBound:
    """A certified lower bound.

    Attributes
    ----------
    bound
        No placement has fewer gaps.
    value
        The same before it is rounded up to a whole number.
    multipliers
        They prove it, see `lagrangian`.
    steps, seconds
        What it took.
    """

    bound: int
    value: float
    multipliers: Multipliers
    steps: int
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class _Arrays:
    """The meetings as arrays: entries (meeting, member) and (meeting, row)."""

    problem: GapProblem
    demand: Demand
    seat_meeting: Ints
    seat_member: Ints
    count_meeting: Ints
    count_row: Ints


def gap_bound(
    problem: GapProblem,
    target: int,
    *,
    seconds: float = 60.0,
    steps: int | None = None,
    stop: Callable[[], bool] | None = None,
) -> GapBound:
    """Bound the idle gaps from below.

    Parameters
    ----------
    problem
        The meetings; limits and orders are left out, which keeps the bound valid.
    target
        The gaps of a known placement: it sets the length of the steps, and reaching it ends the search.
    seconds
        Wall-clock limit.
    steps
        Limit of steps; with it alone, equal inputs give equal bounds.
    stop
        Asked before each step; true ends the search.

    Returns
    -------
    GapBound
        The best bound found.

    Raises
    ------
    ValueError
        If some participant or meeting has no slots left, so that there is no placement at all.
    """
    began = time.monotonic()
    arrays = _arrays(problem)
    price, rent = np.zeros(problem.seats.shape), np.zeros(problem.capacity.shape)
    best = Multipliers(price, rent)
    best_value, _, _ = _evaluate(arrays, best)
    pace, stuck, done = 1.0, 0, 0
    at = best
    while best_value < (target - 1) * SCALE + 1 and time.monotonic() - began < seconds and pace > 1e-3:
        if (steps is not None and done >= steps) or (stop is not None and stop()):
            break
        done += 1
        value, up_price, up_rent = _evaluate(arrays, at)
        if value > best_value:
            best_value, best, stuck = value, at, 0
        else:
            stuck += 1
        if stuck >= _PATIENCE:
            pace, stuck, at = pace / 2, 0, best
            continue
        norm = float((up_price**2).sum() + (up_rent**2).sum())
        if norm == 0:
            break
        length = pace * max(1.0, _REACH * (target - value / SCALE)) / norm
        at = Multipliers(at.price + length * up_price, np.maximum(at.rent + length * up_rent, 0.0))
    value = max(0, best_value)
    return GapBound(math.ceil(value / SCALE), value / SCALE, best, done, time.monotonic() - began)


_PATIENCE: Final = 15
_REACH: Final = 0.3


def lagrangian(problem: GapProblem, multipliers: Multipliers) -> int:
    """Return what any multipliers prove, in units of ``1 / SCALE``: the check of a `GapBound`.

    Parameters
    ----------
    problem
        The meetings.
    multipliers
        Any; negative rents count as 0.
    """
    return _evaluate(_arrays(problem), multipliers)[0]


def _arrays(problem: GapProblem) -> _Arrays:
    seats = [(meeting, who) for meeting, members in enumerate(problem.members) for who in members]
    counts = [(meeting, row) for meeting, rows in enumerate(problem.rows_of) for row in rows]
    seat = np.array(seats, dtype=np.int64).reshape(-1, 2)
    count = np.array(counts, dtype=np.int64).reshape(-1, 2)
    if not problem.allowed.any(axis=1).all():
        raise ValueError(f"Meeting {int(np.argmin(problem.allowed.any(axis=1)))} has no allowed slot.")
    return _Arrays(problem, demand_of(problem), seat[:, 0], seat[:, 1], count[:, 0], count[:, 1])


def _evaluate(arrays: _Arrays, multipliers: Multipliers) -> tuple[int, Floats, Floats]:
    """Return the exact Lagrangian and its subgradient for prices and rents."""
    problem, demand = arrays.problem, arrays.demand
    price = np.zeros(problem.seats.shape, dtype=np.int64)
    price[demand.who] = np.rint(multipliers.price[demand.who] * SCALE).astype(np.int64)
    rent = np.maximum(np.rint(multipliers.rent * SCALE).astype(np.int64), 0)
    least, used = cheapest(demand, price[demand.who], SCALE)
    if (least >= NONE // 2).any():
        raise ValueError(f"Participant {int(demand.who[np.argmax(least)])} has too few slots.")
    offer = np.zeros(problem.allowed.shape, dtype=np.int64)
    np.add.at(offer, arrays.count_meeting, rent[arrays.count_row])
    np.subtract.at(offer, arrays.seat_meeting, price[arrays.seat_member])
    offer[~problem.allowed] = NONE
    at = offer.argmin(axis=1)
    total = int(least.sum()) + int(offer.min(axis=1).sum()) - int((rent * problem.capacity).sum())
    up_price = np.zeros(problem.seats.shape)
    np.subtract.at(up_price, (arrays.seat_member, at[arrays.seat_meeting]), 1.0)
    up_price[demand.who] += used
    up_price[np.setdiff1d(np.arange(problem.participants), demand.who)] = 0.0
    up_rent = -problem.capacity.astype(np.float64)
    np.add.at(up_rent, (arrays.count_row, at[arrays.count_meeting]), 1.0)
    up_rent[(rent == 0) & (up_rent < 0)] = 0.0
    return total, up_price, up_rent
