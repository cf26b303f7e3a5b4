"""The soft minimum over every participant's patterns, and how often each slot is used in it.

At temperature ``h`` the soft minimum of costs c is ``-h * log(sum(exp(-c / h)))``: a smooth lower estimate of the
least cost, whose derivatives by the prices are the shares of patterns that use each slot.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scheduler.gaps.patterns import AWAY, BETWEEN, INSIDE, Demand

Floats = NDArray[np.float64]

_NEVER: Final = -1e30


def soft_cheapest(demand: Demand, price: Floats, temperature: float) -> tuple[float, Floats]:
    """Return the sum of the soft minima, in gaps, and the share of each slot.

    Parameters
    ----------
    demand
        Who needs how many slots.
    price
        Shape ``(N, S)``; what using a slot costs, in gaps.
    temperature
        Over 0, in gaps.

    Returns
    -------
    tuple
        The sum, and shares of shape ``(N, S)``, each row adding up to the count.

    Examples
    --------
    >>> demand = Demand(np.array([0]), np.array([2]), np.array([[True, True, True]]), np.array([True, False, False]))
    >>> total, share = soft_cheapest(demand, np.array([[0.0, 5.0, 0.0]]), 0.1)
    >>> round(total, 3), share.round(3).tolist()
    (1.0, [[1.0, 0.0, 1.0]])
    """
    total, share = 0.0, np.zeros(demand.usable.shape)
    for positions in demand.buckets():
        weight, share[positions] = _soft(demand.part(positions), price[positions] / temperature, 1 / temperature)
        total -= temperature * weight
    return total, share


def _soft(demand: Demand, price: Floats, gap: float) -> tuple[float, Floats]:
    """Return the sum of log weights and the shares; forward and backward over the slots."""
    people, slots = demand.usable.shape
    most = int(demand.count.max(initial=0))
    price = np.where(demand.usable, price, -_NEVER)
    begins = np.empty((slots, people, most))
    weight = np.full((3, people, most + 1), _NEVER)
    weight[AWAY, :, 0] = 0.0
    for slot in range(slots):
        if demand.first_of_day[slot]:
            weight[AWAY] = _add(weight)
            weight[INSIDE:] = _NEVER
        begins[slot] = _either(_either(weight[AWAY], weight[INSIDE]), weight[BETWEEN] - gap)[:, :-1]
        weight[BETWEEN] = _either(weight[INSIDE], weight[BETWEEN])
        weight[INSIDE, :, 0] = _NEVER
        weight[INSIDE, :, 1:] = begins[slot] - price[:, slot, None]
    everyone = np.arange(people)
    whole = _add(weight)[everyone, demand.count]
    rest = np.full((3, people, most + 1), _NEVER)
    rest[:, everyone, demand.count] = 0.0
    share = np.zeros((people, slots))
    for slot in reversed(range(slots)):
        used = rest[INSIDE, :, 1:] - price[:, slot, None]
        share[:, slot] = np.exp(np.minimum(begins[slot] + used - whole[:, None], 0.0)).sum(axis=1)
        idle = rest[BETWEEN].copy()
        rest[BETWEEN, :, :-1] = _either(idle[:, :-1], used - gap)
        rest[INSIDE] = idle
        rest[INSIDE, :, :-1] = _either(idle[:, :-1], used)
        rest[AWAY, :, :-1] = _either(rest[AWAY, :, :-1], used)
        if demand.first_of_day[slot]:
            rest[:] = rest[AWAY]
    return float(whole.sum()), share


def _either(one: Floats, other: Floats) -> Floats:
    """Logarithm of the sum of two weights."""
    high = np.maximum(one, other)
    return high + np.log1p(np.exp(np.minimum(one, other) - high))


def _add(weight: Floats) -> Floats:
    return _either(_either(weight[AWAY], weight[INSIDE]), weight[BETWEEN])
