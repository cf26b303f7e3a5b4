"""A lower bound on the breaks from a linear programme over the participants' patterns.

The programme couples a path through each participant's pattern network with the meetings placed, and the meetings
with the tables. Its multipliers, rounded to multiples of ``1 / SCALE``, are put into the Lagrangian, which dynamic
programming in whole numbers then solves exactly. Every choice of multipliers gives a valid bound (a schedule pays
its prices and gets them back), so the bound does not depend on the accuracy of the linear solver.
"""

from collections.abc import Sequence
from typing import Final

from scheduler.bench.b2b.legal import break_limits, legal_slots
from scheduler.bench.b2b.patterns import Arc, cheapest, held_ranges, pattern_arcs
from scheduler.bench.b2b.problem import B2BProblem, meetings_of
from scheduler.bench.b2b.relaxation import multipliers
from scheduler.bench.b2b.windows import seating

SCALE: Final = 1_000_000


def breaks_bound(problem: B2BProblem, seconds: float = 10.0) -> int | None:
    """Return a number of breaks below which no schedule goes, or ``None`` if the patterns prove there is none.

    Parameters
    ----------
    problem
        The instance.
    seconds
        Limit of the linear solver; when it is reached the bound is that of each participant alone.

    Examples
    --------
    The participant's two meetings fit only the first and the last slot.

    >>> forbidden = (frozenset({1}), frozenset(), frozenset())
    >>> problem = B2BProblem(3, 3, 3, 1, ((0, 1), (0, 2)), ("any",) * 2, (None,) * 2, forbidden, (), fairness=9)
    >>> breaks_bound(problem)
    1
    """
    legal = legal_slots(problem)
    if not all(legal):
        return None
    networks = pattern_networks(problem, legal)
    if networks is None:
        return None
    exact = multipliers(problem, legal, networks, seconds) if seconds > 0 else None
    if exact is None:
        prices, rents = [[0] * problem.slots] * problem.participants, [0] * problem.slots
    else:
        prices = [[round(price * SCALE) for price in row] for row in exact.prices.tolist()]
        rents = [max(0, round(rent * SCALE)) for rent in exact.rents.tolist()]
    return max(0, -(-_lagrangian(problem, legal, networks, prices, rents) // SCALE))


def pattern_networks(problem: B2BProblem, legal: Sequence[frozenset[int]]) -> list[list[Arc]] | None:
    """Return each participant's pattern network, or ``None`` if somebody's meetings do not fit."""
    networks: list[list[Arc]] = []
    for meetings, limit in zip(meetings_of(problem), break_limits(problem), strict=True):
        allowed = [legal[meeting] for meeting in meetings]
        if seating(meetings, allowed) is None:
            return None
        usable = frozenset[int]().union(*allowed)
        arcs = pattern_arcs(problem.slots, usable, held_ranges(problem.slots, allowed), limit)
        if problem.slots and cheapest(arcs, [0] * problem.slots, 0, problem.slots) is None:
            return None
        networks.append(arcs)
    return networks


def _lagrangian(
    problem: B2BProblem,
    legal: Sequence[frozenset[int]],
    networks: Sequence[Sequence[Arc]],
    prices: Sequence[Sequence[int]],
    rents: Sequence[int],
) -> int:
    """Return the exact bound in units of ``1 / SCALE`` for any prices and any rents from 0."""
    total = -problem.tables * sum(rents)
    for arcs, price in zip(networks, prices, strict=True):
        total += cheapest(arcs, price, SCALE, problem.slots) or 0
    for (first, second), slots in zip(problem.pairs, legal, strict=True):
        total += min(rents[slot] - prices[first][slot] - prices[second][slot] for slot in slots)
    return total
