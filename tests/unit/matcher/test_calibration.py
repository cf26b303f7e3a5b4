"""Learning is off until it is better, and never makes things worse."""

import numpy as np
import pytest

from matcher.bench.calibration import WORLDS, measure, simulate
from matcher.calibration import RULE, Outcomes, backtest, calibrate, fit
from matcher.reliability import brier, calibration_error, reliability

RIGHT, RARER = WORLDS[0], WORLDS[1]


def test_with_seventy_meetings_it_is_never_worse_than_the_rule() -> None:
    for world in WORLDS:
        result = measure(world, 70, runs=8)
        assert result.worse_brier <= 1e-9, world.name


def test_with_many_meetings_the_error_falls_far_below_the_rule() -> None:
    result = measure(RARER, 2000, runs=2)
    assert result.switched_on == 1
    assert result.error < 0.3 * result.rule_error


def test_one_event_alone_never_switches_it_on() -> None:
    outcomes = simulate(RARER, 500, 1, np.random.default_rng(0))
    assert calibrate(outcomes) == (RULE, [])


def test_few_outcomes_lean_on_the_rule_and_many_on_what_happened() -> None:
    score = np.full(10, 0.5)
    event = np.zeros(10)
    few = fit(Outcomes(score, np.zeros(10, dtype=np.int64), event), prior=1000)
    many = fit(Outcomes(np.tile(score, 1000), np.zeros(10_000, dtype=np.int64), np.tile(event, 1000)), prior=10)
    assert few.probability(score)[0] == pytest.approx(0.495, abs=0.002)
    assert many.probability(score)[0] < 0.01


def test_probabilities_rise_with_the_score_and_lie_within_their_interval() -> None:
    found = fit(simulate(RARER, 600, 3, np.random.default_rng(1)), samples=40)
    grid = np.linspace(0.05, 0.95, 10)
    low, high = found.interval(grid)
    probability = found.probability(grid)
    assert (np.diff(probability) > 0).all()
    assert ((low <= probability + 0.02) & (probability <= high + 0.02)).all()


def test_isotonic_never_falls() -> None:
    found = fit(simulate(RARER, 1500, 3, np.random.default_rng(2)), "isotonic")
    assert (np.diff(found.probability(np.linspace(0, 1, 50))) >= 0).all()


def test_what_was_shown_less_counts_more() -> None:
    happened = np.array([1, 0] * 50)
    shown = np.where(happened == 1, 0.2, 1.0)
    plain = Outcomes(np.full(100, 0.5), happened, np.zeros(100))
    logged = Outcomes(np.full(100, 0.5), happened, np.zeros(100), shown)
    half = np.array([0.5])
    assert fit(logged).probability(half)[0] > fit(plain).probability(half)[0]


def test_a_backtest_needs_two_events() -> None:
    with pytest.raises(ValueError, match="at least two events"):
        backtest(simulate(RIGHT, 100, 1, np.random.default_rng(0)))


def test_the_reliability_diagram_counts_every_outcome_once() -> None:
    random = np.random.default_rng(3)
    probability = random.random(500)
    happened = (random.random(500) < probability).astype(np.int64)
    points = reliability(probability, happened)
    assert sum(point.count for point in points) == 500
    assert all(point.observed_low <= point.observed <= point.observed_high for point in points)
    assert calibration_error(probability, happened) < 0.1
    assert brier(probability, happened) < 0.25


def test_outcomes_that_are_neither_yes_nor_no_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or 1"):
        Outcomes(np.array([0.5]), np.array([2]), np.array(["a"]))
