"""Generated events and the table of the benchmark at scale."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.bench.events import HARDER, SHAPES, VARIANTS, event_arrays, event_problem
from scheduler.bench.scale import GREEDY, OURS, Run, measure, problem_named, run_scale, summaries
from scheduler.problem import OBJECTIVES


def test_the_same_shape_and_seed_give_the_same_event() -> None:
    shape = SHAPES["60x100"]
    assert event_problem(event_arrays(shape, 4)) == event_problem(event_arrays(shape, 4))
    assert event_problem(event_arrays(shape, 4)) != event_problem(event_arrays(shape, 5))


@pytest.mark.parametrize("shape", [*SHAPES.values(), *HARDER.values()], ids=lambda shape: shape.name)
def test_events_have_the_size_and_scarcity_of_their_shape(shape) -> None:
    if shape.requests > 3_000:
        shape = replace(shape, requests=3_000, interpreters=40)
    event = event_arrays(shape, 0)
    pairs = set(zip(event.supplier.tolist(), event.buyer.tolist(), strict=True))
    assert len(pairs) == shape.requests
    assert event.available.shape == (shape.suppliers + shape.buyers, shape.slots)
    assert abs(event.available.mean() - shape.availability) < 0.02
    assert 1 <= event.score.min() <= event.score.max() <= 100
    assert 0.6 < (event.need >= 0).mean() < 0.95


def test_the_problem_asks_for_interpreters_exactly_where_the_arrays_do() -> None:
    from scheduler.instance import instance_of

    event = event_arrays(SHAPES["60x100"], 1)
    instance = instance_of(event_problem(event))
    assert ((instance.speech >= 0) == (event.need >= 0)).all()
    available = event.available[event.supplier] & event.available[event.buyer]
    assert not (instance.allowed & ~available).any()
    assert (instance.allowed | ~available).all(axis=1)[event.need < 0].all()
    assert np.array_equal(instance.on_shift, event.interpreter_shift)


def test_more_requests_than_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="400 requests, but only 350 pairs"):
        event_arrays(replace(SHAPES["7x50"], requests=400), 0)


def test_a_run_is_measured_and_checked() -> None:
    run = measure("12x26", 0, OURS, 10.0)
    floor = measure("12x26", 0, GREEDY, 10.0)
    assert (run.violations, floor.violations, run.gap, floor.gap) == (0, 0, 0.0, None)
    assert run.value > floor.value
    assert run.peak_mb > 0


def test_summaries_name_median_and_worst_gap() -> None:
    runs = [Run("12x26", seed, OURS, value=100 - seed, bound=100) for seed in range(3)]
    (summary,) = summaries([*runs, Run("12x26", 0, GREEDY, value=90)])
    assert (summary.median_gap, summary.worst_gap, summary.proven) == (0.01, 0.02, 1)
    assert summary.greedy_short == pytest.approx(0.1)


def test_an_unknown_shape_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="there is no shape '9x9'; there are 7x50, 12x26"):
        next(run_scale(["9x9"], 1))


def test_every_variant_changes_the_event_as_it_says_and_an_unknown_one_is_refused() -> None:
    plain = problem_named("12x26", 0)
    assert plain.objectives == OBJECTIVES
    halls, overlap, rests, fair = (problem_named(f"12x26+{variant}", 0) for variant in VARIANTS)
    assert {table.area for table in halls.tables} == {"east", "west"}
    assert halls.minutes("west", "east") == 10
    assert len(overlap.slots) == 2 * len(plain.slots)
    assert {interpreter.max_run for interpreter in rests.interpreters} == {4}
    assert fair.objectives.index("fairness") < fair.objectives.index("value")
    with pytest.raises(ValueError, match=r"there is no shape '12x26\+loft'; there are .*\+halls"):
        problem_named("12x26+loft", 0)
