"""What is worth so many times as much is the same problem: the same schedule, and a certificate that many times as large."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import Problem, Result, solve
from scheduler.answers.minimum import fewest_tables
from scheduler.bench.events import SHAPES, event_arrays, event_problem
from scheduler.examples import Shape, roadshow
from scheduler.instance import instance_of
from scheduler.large.solve import solve_large
from scheduler.large.translate import unsupported
from scheduler.replan import replan, without_participant
from scheduler.result import Layer
from scheduler.solve import Way

TIMES = (10, 1_000, 1_000_007)
SMALL = Shape(suppliers=5, buyers=8, requests=24, slots=5, tables=3, interpreters=3)


def worth(problem: Problem, times: int) -> Problem:
    return replace(problem, requests=tuple(replace(one, value=one.value * times) for one in problem.requests))


def promised(problem: Problem) -> Problem:
    """With must-meets and VIPs, which come before value."""
    requests = tuple(replace(one, must=n % 7 == 0) for n, one in enumerate(problem.requests))
    people = tuple(replace(one, priority=n % 5 == 0) for n, one in enumerate(problem.participants))
    return replace(problem, requests=requests, participants=people)


def smaller(result: Result, times: int) -> tuple[object, ...]:
    """Everything a result tells, with value divided; no value is left that cannot be."""

    def one(layer: Layer) -> Layer:
        if layer.name != "value":
            return layer
        assert layer.value % times == layer.bound % times == 0
        return replace(layer, value=layer.value // times, bound=layer.bound // times)

    told = result.certificate
    figures = (result.value, result.bound, told.greedy_value, told.fairness_cost or 0, told.value_bound or 0)
    assert all(figure % times == 0 for figure in figures)
    layers = tuple(one(layer) for layer in told.layers)
    return result.status, result.meetings, layers, tuple(figure // times for figure in figures), result.gap


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("method", ["one model", "decomposition"])
def test_a_roadshow_worth_more_is_the_same_roadshow(seed: int, method: Way, times: int) -> None:
    problem = promised(roadshow(seed, SMALL))
    one, other = (solve(worth(problem, n), method=method, deterministic_limit=2, workers=1) for n in (1, times))
    assert smaller(one, 1) == smaller(other, times)


@pytest.mark.parametrize("times", TIMES)
def test_an_expo_worth_more_is_the_same_expo(times: int) -> None:
    problem = event_problem(event_arrays(SHAPES["60x100"], 1))
    one, other = (solve_large(worth(problem, n), deterministic_limit=0.5) for n in (1, times))
    assert smaller(one, 1) == smaller(other, times)


@pytest.mark.parametrize("times", TIMES)
def test_a_changed_schedule_and_the_fewest_tables_are_told_in_the_values_given(times: int) -> None:
    problem = roadshow(1, SMALL)
    before = solve(problem, workers=1).meetings
    one, other = (replan(without_participant(worth(problem, n), "B001"), before, workers=1) for n in (1, times))
    assert smaller(one.result, 1) == smaller(other.result, times)
    assert one.changes == other.changes
    fewest = fewest_tables(worth(problem, times))
    assert replace(fewest, value=fewest.value // times, most=fewest.most // times) == fewest_tables(problem)


def test_values_without_a_common_unit_end_without_a_limit() -> None:
    """Too large for a proof by the decomposition's programs, which then ends and leaves it to the one model."""
    base = roadshow(1, Shape(suppliers=6, buyers=12, requests=60, slots=9, tables=4, interpreters=4))
    problem = replace(
        promised(base),
        requests=tuple(replace(one, value=one.value * 999_983 + n) for n, one in enumerate(promised(base).requests)),
        objectives=("promises", "priority", "value"),
    )
    assert instance_of(problem).cells > 300
    result = solve(problem, workers=1)
    assert result.value == result.bound


def test_values_too_large_to_be_weighed_with_promises_are_left_to_the_one_model() -> None:
    problem = promised(worth(roadshow(1, SMALL), 1_000_000_007))
    every = replace(problem, requests=tuple(replace(one, must=True) for one in problem.requests))
    assert unsupported(instance_of(every)) is not None
    assert unsupported(instance_of(roadshow(1, SMALL))) is None
