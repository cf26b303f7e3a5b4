"""The linear relaxation that prices participants' slots and tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

from scheduler.bench.b2b.patterns import START, Arc, State
from scheduler.bench.b2b.problem import B2BProblem, meetings_of


@dataclass(frozen=True, slots=True)
class Multipliers:
    """What using a slot costs a participant (participants by slots), and a table in a slot (slots), in breaks."""

    prices: NDArray[np.float64]
    rents: NDArray[np.float64]


@dataclass(slots=True)
class _Rows:
    """Rows of a sparse matrix, grown row by row."""

    rows: list[int] = field(default_factory=list[int])
    columns: list[int] = field(default_factory=list[int])
    values: list[int] = field(default_factory=list[int])
    right: list[int] = field(default_factory=list[int])

    def add(self, right: int, plus: Sequence[int], minus: Sequence[int] = ()) -> None:
        self.rows += [len(self.right)] * (len(plus) + len(minus))
        self.columns += [*plus, *minus]
        self.values += [1] * len(plus) + [-1] * len(minus)
        self.right.append(right)

    def matrix(self, columns: int) -> coo_array:
        return coo_array((self.values, (self.rows, self.columns)), shape=(len(self.right), columns))


def multipliers(
    problem: B2BProblem, legal: Sequence[frozenset[int]], networks: Sequence[Sequence[Arc]], seconds: float
) -> Multipliers | None:
    """Return the multipliers of the relaxation's optimum.

    Parameters
    ----------
    problem, legal, networks
        The instance, the legal slots of its meetings and the pattern networks of its participants.
    seconds
        Limit of the linear solver.

    Returns
    -------
    Multipliers or None
        ``None`` when the solver stops without an optimum (limit reached, or no schedule exists).
    """
    cost: list[int] = []
    equal, tables = _Rows(), _Rows()
    placed: list[dict[int, int]] = []
    for slots in legal:
        placed.append({slot: len(cost) + index for index, slot in enumerate(sorted(slots))})
        cost += [0] * len(slots)
        equal.add(1, list(placed[-1].values()))
    for slot in range(problem.slots):
        tables.add(problem.tables, [columns[slot] for columns in placed if slot in columns])
    links: list[tuple[int, int, int]] = []
    for participant, (arcs, meetings) in enumerate(zip(networks, meetings_of(problem), strict=True)):
        used = [list[int]() for _ in range(problem.slots)]
        for column, arc in enumerate(arcs, start=len(cost)):
            if arc.used:
                used[arc.tail.slot].append(column)
        for slot, columns in enumerate(used):
            links.append((participant, slot, len(equal.right)))
            equal.add(0, columns, [placed[meeting][slot] for meeting in meetings if slot in placed[meeting]])
        _add_flow(equal, arcs, len(cost), problem.slots)
        cost += [arc.cost for arc in arcs]
    return _solved(problem, cost, equal, tables, links, seconds)


def _add_flow(equal: _Rows, arcs: Sequence[Arc], offset: int, slots: int) -> None:
    """One unit leaves the start; what reaches a state leaves it again, except after the last slot."""
    leaving: dict[State, list[int]] = {START: []}
    entering: dict[State, list[int]] = {}
    for column, arc in enumerate(arcs, start=offset):
        leaving.setdefault(arc.tail, []).append(column)
        entering.setdefault(arc.head, []).append(column)
    equal.add(1, leaving.pop(START))
    for state in sorted(leaving.keys() | entering.keys()):
        if state.slot < slots:
            equal.add(0, leaving.get(state, ()), entering.get(state, ()))


def _solved(
    problem: B2BProblem,
    cost: Sequence[int],
    equal: _Rows,
    tables: _Rows,
    links: Sequence[tuple[int, int, int]],
    seconds: float,
) -> Multipliers | None:
    answer = linprog(
        cost,
        A_ub=tables.matrix(len(cost)),
        b_ub=tables.right,
        A_eq=equal.matrix(len(cost)),
        b_eq=equal.right,
        method="highs-ipm",
        options={"time_limit": seconds},
    )
    if answer.status != 0:
        return None
    prices = np.zeros((problem.participants, problem.slots))
    for participant, slot, row in links:
        prices[participant, slot] = -answer.eqlin.marginals[row]
    return Multipliers(prices, -np.asarray(answer.ineqlin.marginals))
