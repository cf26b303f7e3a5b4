"""The linear relaxation of a model: a bound without search, and the choices that no good enough schedule can make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper as linear
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import CpModelProto
from scipy.sparse import csr_matrix

from scheduler.budget import POLL_SECONDS

TOLERANCE = 1e-5
"""Slack left to rounding, as a share of the bound: bounds are only ever weakened by it."""


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """The optimum of the linear relaxation of a maximisation.

    Parameters
    ----------
    bound
        No whole-numbered solution has a larger objective.
    exact
        The relaxed optimum before rounding.
    reduced
        Shape ``(variables,)``: what the objective loses at least, per unit, when a variable leaves its bound.
    at_lower, at_upper
        Shape ``(variables,)``, bool: where each variable stands in the relaxed optimum.
    """

    bound: int
    exact: float
    reduced: NDArray[np.float64]
    at_lower: NDArray[np.bool_]
    at_upper: NDArray[np.bool_]

    def excluded(self, reached: int) -> tuple[list[int], list[int]]:
        """Variables that stay at their lower, and at their upper, bound wherever the objective is at least ``reached``."""
        slack = self.exact - reached + TOLERANCE * max(abs(self.exact), 1)
        costly = np.abs(self.reduced) > slack
        return (
            [int(n) for n in np.flatnonzero(costly & self.at_lower)],
            [int(n) for n in np.flatnonzero(costly & self.at_upper)],
        )


def relax(
    model: cp_model.CpModel,
    expression: cp_model.LinearExprT,
    sense: str,
    limit: float,
    stop: Callable[[], bool] | None = None,
) -> Relaxation | None:
    """Solve the relaxation of a model's linear and Boolean constraints for one objective; ``None`` if out of time.

    Constraints that are not linear are left out, which keeps the bound valid. For ``sense`` ``"min"`` the objective is
    its negative. Once ``stop`` says true the program ends.
    """
    probe = model.clone()
    (probe.maximize if sense == "max" else probe.minimize)(expression)
    proto = probe.proto
    lower = np.array([min(variable.domain) for variable in proto.variables], dtype=np.float64)
    upper = np.array([max(variable.domain) for variable in proto.variables], dtype=np.float64)
    if not len(lower):
        return None
    cost = np.zeros(len(lower))
    for index, coefficient in zip(proto.objective.vars, proto.objective.coeffs, strict=True):
        column, sign = (index, 1) if index >= 0 else (-index - 1, -1)
        cost[column] += coefficient * sign
    matrix, limits = _rows(proto, len(lower))
    program: Any = linear.ModelBuilderHelper()  # its types name shapes of arrays that numpy does not have
    program.fill_model_from_sparse_data(lower, upper, cost, np.full(len(limits), -np.inf), limits, matrix)
    found = _solved(program, limit, stop)
    if found.status() != linear.SolveStatus.OPTIMAL:
        return None
    x = found.variable_values()
    exact = -(found.objective_value() + proto.objective.offset)
    return Relaxation(
        bound=floor(exact + TOLERANCE * max(abs(exact), 1)),
        exact=float(exact),
        reduced=found.reduced_costs(),
        at_lower=x <= lower + 1e-9,
        at_upper=x >= upper - 1e-9,
    )


def _solved(program: linear.ModelBuilderHelper, limit: float, stop: Callable[[], bool] | None) -> Any:
    """A program after its search, of at most ``limit`` seconds or until it is no longer wanted.

    Its thread never outlives the call: an interpreter that ends while one is inside of a solver aborts. That is why the
    solver is one that can be interrupted.
    """
    solver = linear.ModelSolverHelper("glop")
    solver.set_time_limit_in_seconds(max(limit, 0.01))
    thread = Thread(target=solver.solve, args=(program,), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(POLL_SECONDS)
        if stop is not None and stop():
            solver.interrupt_solve()
    return solver


def _rows(proto: CpModelProto, width: int) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Constraints as ``matrix @ x <= limits``."""
    rows: list[int] = []
    columns: list[int] = []
    entries: list[float] = []
    limits: list[float] = []

    def add(terms: list[tuple[int, int]], limit: float) -> None:
        for index, coefficient in terms:
            column, sign = (index, 1) if index >= 0 else (-index - 1, -1)
            rows.append(len(limits))
            columns.append(column)
            entries.append(coefficient * sign)
            limit -= coefficient if index < 0 else 0
        limits.append(limit)

    for constraint in proto.constraints:
        if constraint.has_linear() and not len(constraint.enforcement_literal):
            terms = list(zip(constraint.linear.vars, constraint.linear.coeffs, strict=True))
            least, most = min(constraint.linear.domain), max(constraint.linear.domain)
            if most < 2**60:
                add(terms, most)
            if least > -(2**60):
                add([(index, -coefficient) for index, coefficient in terms], -least)
        elif constraint.has_at_most_one():
            add([(index, 1) for index in constraint.at_most_one.literals], 1)
        elif constraint.has_exactly_one():
            add([(index, 1) for index in constraint.exactly_one.literals], 1)
            add([(index, -1) for index in constraint.exactly_one.literals], -1)
        elif constraint.has_bool_or() and not len(constraint.enforcement_literal):
            add([(index, -1) for index in constraint.bool_or.literals], -1)
        elif constraint.has_bool_and() and len(constraint.enforcement_literal) == 1:
            for literal in constraint.bool_and.literals:
                add([(constraint.enforcement_literal[0], 1), (literal, -1)], 0)
    return csr_matrix((entries, (rows, columns)), shape=(len(limits), width)), np.array(limits)
