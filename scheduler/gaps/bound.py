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
are found by climbing the smoothed bound, in which every minimum is a soft minimum, with L-BFGS at ever lower
temperatures. At the best multipliers the bound equals that of the linear programme whose columns are the participants'
patterns, which column generation would solve.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import coo_array, csr_array

from scheduler.gaps.patterns import NONE, Demand, cheapest, demand_of
from scheduler.gaps.problem import GapProblem
from scheduler.gaps.softpatterns import soft_cheapest

SCALE: Final = 1_000_000
"""Multipliers are whole multiples of 1 / SCALE."""

Floats = NDArray[np.float64]
Array = TypeVar("Array", NDArray[np.float64], NDArray[np.int64])


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
    """The problem with incidence matrices: participants by meetings, and rows by meetings."""

    problem: GapProblem
    demand: Demand
    seating: csr_array
    counting: csr_array


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
        The gaps of a known placement: the search ends when the bound reaches it.
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
    climb = _Climb(_arrays(problem), target, began + seconds, steps, stop or (lambda: False))
    for temperature in TEMPERATURES:
        if climb.over():
            break
        climb.at(temperature)
    value = max(0, climb.best_value)
    best = Multipliers(*climb.split(climb.best))
    return GapBound(-(-value // SCALE), value / SCALE, best, climb.done, time.monotonic() - began)


TEMPERATURES: Final = (0.05, 0.02, 0.008)
"""In gaps; lower is closer to the bound and harder to climb."""

_STEPS: Final = 150
"""Most steps at one temperature."""

_CERTIFY: Final = 10
"""So many steps apart the exact bound is worked out."""


class _Climb:
    """The search for multipliers; `best` holds prices and rents in one vector."""

    def __init__(
        self, arrays: "_Arrays", target: int, deadline: float, most: int | None, stop: Callable[[], bool]
    ) -> None:
        self.arrays = arrays
        self.prices = len(arrays.demand.who) * arrays.problem.slots
        self.best = np.zeros(self.prices + arrays.problem.capacity.size)
        self.best_value = _certified(arrays, *self.split(self.best))
        self.point = self.best
        self.done = 0
        self._enough = (target - 1) * SCALE
        self._deadline, self._most, self._stop = deadline, most, stop

    def over(self) -> bool:
        """Return whether the search shall end."""
        return (
            self.best_value > self._enough
            or time.monotonic() >= self._deadline
            or (self._most is not None and self.done >= self._most)
            or self._stop()
        )

    def at(self, temperature: float) -> None:
        """Climb at one temperature, from where the last one ended."""

        def height(point: Floats) -> tuple[float, Floats]:
            return self._smooth(point, temperature)

        def seen(point: Floats) -> None:
            self.done += 1
            self.point = point.copy()
            if self.done % _CERTIFY == 0:
                self._certify(point)
            if self.over():
                raise StopIteration

        if not self.point.size:  # nothing is shared: the participants' own least gaps are the bound
            self._certify(self.point)
            return
        bounds = [(None, None)] * self.prices + [(0.0, None)] * (len(self.best) - self.prices)
        minimize(
            height,
            self.point,
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            callback=seen,
            options={"maxiter": _STEPS, "maxcor": 20, "ftol": 1e-9},
        )
        self._certify(self.point)

    def split(self, point: Floats) -> tuple[Floats, Floats]:
        """Return prices of all participants and rents."""
        problem = self.arrays.problem
        price = np.zeros(problem.seats.shape)
        price[self.arrays.demand.who] = point[: self.prices].reshape(-1, problem.slots)
        return price, point[self.prices :].reshape(problem.capacity.shape)

    def _certify(self, point: Floats) -> None:
        value = _certified(self.arrays, *self.split(point))
        if value > self.best_value:
            self.best_value, self.best = value, point.copy()

    def _smooth(self, point: Floats, temperature: float) -> tuple[float, Floats]:
        """Return the smoothed bound and its derivatives, both with the sign turned for minimising."""
        arrays, (price, rent) = self.arrays, self.split(point)
        problem, demand = arrays.problem, arrays.demand
        total, share = soft_cheapest(demand, price[demand.who], temperature)
        offer = np.where(problem.allowed, _offers(arrays, price, rent), np.inf)
        least = offer.min(axis=1, keepdims=True)
        weight = np.exp((least - offer) / temperature)
        whole = weight.sum(axis=1, keepdims=True)
        total += float((least - temperature * np.log(whole)).sum()) - float((rent * problem.capacity).sum())
        weight /= whole
        up_price = -(arrays.seating @ weight)[demand.who] + share
        up_rent = arrays.counting @ weight - problem.capacity
        return -total, -np.concatenate([up_price.ravel(), up_rent.ravel()])


def lagrangian(problem: GapProblem, multipliers: Multipliers) -> int:
    """Return what any multipliers prove, in units of ``1 / SCALE``: the check of a `GapBound`.

    Parameters
    ----------
    problem
        The meetings.
    multipliers
        Any; negative rents count as 0.
    """
    arrays = _arrays(problem)
    price = np.zeros_like(multipliers.price)
    price[arrays.demand.who] = multipliers.price[arrays.demand.who]
    return _certified(arrays, price, multipliers.rent)


def _arrays(problem: GapProblem) -> _Arrays:
    reach = problem.allowed.any(axis=1)
    if not reach.all():
        raise ValueError(f"Meeting {int(np.argmin(reach))} has no allowed slot.")
    return _Arrays(
        problem,
        demand_of(problem),
        _incidence(problem.members, problem.participants),
        _incidence(problem.rows_of, problem.rows),
    )


def _incidence(numbers: Sequence[Sequence[int]], rows: int) -> csr_array:
    columns = [column for column, entry in enumerate(numbers) for _ in entry]
    flat = [number for entry in numbers for number in entry]
    ones = np.ones(len(flat), dtype=np.int64)
    return coo_array((ones, (flat, columns)), shape=(rows, len(numbers))).tocsr()


def _offers(arrays: _Arrays, price: Array, rent: Array) -> Array:
    """Return what each meeting costs in each slot: the rents of its rows less the prices of its members."""
    return arrays.counting.T @ rent - arrays.seating.T @ price


def _certified(arrays: _Arrays, price: Floats, rent: Floats) -> int:
    """Return the exact bound in units of ``1 / SCALE``, all arithmetic in whole numbers."""
    problem, demand = arrays.problem, arrays.demand
    prices = np.rint(price * SCALE).astype(np.int64)
    rents = np.rint(np.maximum(rent, 0.0) * SCALE).astype(np.int64)
    least = cheapest(demand, prices[demand.who], SCALE)
    if (least >= NONE // 2).any():
        raise ValueError(f"Participant {int(demand.who[np.argmax(least)])} has too few slots.")
    offer = np.where(problem.allowed, _offers(arrays, prices, rents), NONE)
    return int(least.sum()) + int(offer.min(axis=1).sum()) - int((rents * problem.capacity).sum())
