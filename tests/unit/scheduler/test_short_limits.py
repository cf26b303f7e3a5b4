"""However short the limit: a valid schedule, no worse than greedy, and a certificate that promises nothing false."""

from __future__ import annotations

from functools import cache

import pytest
from ortools.sat.python import cp_model

from scheduler import Problem, Status, check, solve
from scheduler.bench.events import SHAPES, event_arrays, event_problem
from scheduler.budget import Budget
from scheduler.greedy import greedy
from scheduler.instance import instance_of
from scheduler.large import solve_large
from scheduler.measures import value
from scheduler.onemodel import one_model
from scheduler.race import PORTFOLIO, race


@cache
def event(shape: str) -> tuple[Problem, int, int]:
    """An event, what greedy reaches, and the best there is."""
    problem = event_problem(event_arrays(SHAPES[shape], 3))
    best = solve_large(problem, limit_seconds=60)
    assert best.status is Status.OPTIMAL
    return problem, value(problem, greedy(instance_of(problem))), best.value


@pytest.mark.parametrize("limit", [0.01, 0.1, 0.3, 1.0])
@pytest.mark.parametrize("shape", ["7x50", "12x26", "60x100"])
def test_a_short_limit_never_falls_below_greedy_and_never_claims_too_much(shape: str, limit: float) -> None:
    problem, floor, best = event(shape)
    for method in ("auto", "one model", "decomposition"):
        result = solve(problem, limit_seconds=limit, method=method)
        assert check(problem, result.meetings) == ()
        assert floor <= result.value <= best <= result.bound, method
        assert result.status is not Status.OPTIMAL or result.value == result.bound == best, method


def test_a_search_that_found_nothing_proves_nothing() -> None:
    problem, _, best = event("60x100")
    draft = one_model(instance_of(problem))
    draft.model.maximize(cp_model.LinearExpr.weighted_sum(draft.held, [one.value for one in problem.requests]))
    found = race(draft.model, Budget(0.0), (PORTFOLIO,), lambda _: None)
    assert not found.proven
    assert found.bound is None or found.bound >= best


def test_a_roadshow_of_value_alone_is_proven_by_the_decomposition_at_once() -> None:
    problem, _, best = event("12x26")
    result = solve(problem, deterministic_limit=3, workers=1)
    assert (result.value, result.bound, result.method) == (best, best, "one model")
