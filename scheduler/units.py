"""Values of any size: searched in their largest common unit, and told as they were given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from scheduler.result import Progress, Result
from scheduler.settling import name_of

if TYPE_CHECKING:
    from scheduler.facts import Ints
    from scheduler.problem import Objective, Problem

IN_VALUE = frozenset({"greedy", "value", "bound", "construction", "bound by slots", "evening", "retiming"})
"""Phases whose progress is told in value, beside those that begin with "re-planning"."""


@dataclass(frozen=True, slots=True)
class Units:
    """A problem whose values are counted in units: the same schedules in the same order, in smaller numbers.

    Solvers work with tolerances: what is worth a thousand times as much would be as hard to prove as what is worth a
    thousandth less.
    """

    given: Problem
    problem: Problem
    unit: int

    def restored(self, result: Result) -> Result:
        """A result in the values that were given."""
        if self.unit == 1:
            return result
        names = {name_of(one): name_of(other) for one, other in self._objectives()}
        told = result.certificate
        layers = (
            replace(layer, value=layer.value * self.unit, bound=layer.bound * self.unit)
            if layer.name == "value"
            else replace(layer, name=names.get(layer.name, layer.name))
            for layer in told.layers
        )
        return replace(
            result,
            value=result.value * self.unit,
            bound=result.bound * self.unit,
            certificate=replace(
                told,
                layers=tuple(layers),
                greedy_value=told.greedy_value * self.unit,
                fairness_cost=None if told.fairness_cost is None else told.fairness_cost * self.unit,
                value_bound=None if told.value_bound is None else told.value_bound * self.unit,
            ),
        )

    def heard(self, progress: Callable[[Progress], None] | None) -> Callable[[Progress], None] | None:
        """Progress in the values that were given."""
        if progress is None or self.unit == 1:
            return progress

        def tell(one: Progress) -> None:
            in_value = one.phase in IN_VALUE or one.phase.startswith("re-planning")
            unit = self.unit if in_value else 1
            progress(replace(one, value=one.value * unit, bound=one.bound * unit))

        return tell

    def _objectives(self) -> zip[tuple[Objective, Objective]]:
        return zip(self.problem.objectives, self.given.objectives, strict=True)


def in_units(problem: Problem) -> Units:
    """A problem in the largest unit that divides all values.

    Examples
    --------
    >>> from scheduler import Request
    >>> from scheduler.examples import tiny
    >>> units = in_units(tiny((Request("a-b", "a", "b", 600_000), Request("c-d", "c", "d", 450_000))))
    >>> units.unit, [request.value for request in units.problem.requests]
    (150000, [4, 3])
    """
    unit = common_unit(np.array([request.value for request in problem.requests], dtype=np.int64))
    if unit == 1:
        return Units(problem, problem, 1)
    requests = tuple(replace(request, value=request.value // unit) for request in problem.requests)
    return Units(problem, replace(problem, requests=requests, objectives=_weighed(problem, unit)), unit)


def common_unit(values: Ints) -> int:
    """The largest whole number that divides all values: 1 where there are none.

    >>> common_unit(np.array([600, 450]))
    150
    """
    return max(gcd(*np.unique(values).tolist()), 1)


def _weighed(problem: Problem, unit: int) -> tuple[Objective, ...]:
    """Objectives in which value, counted in units, weighs in blends what it did."""
    return tuple(
        one
        if isinstance(one, str)
        else tuple((name, weight * unit if name == "value" else weight) for name, weight in one)
        for one in problem.objectives
    )
