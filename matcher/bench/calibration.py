"""Calibration on simulated events whose true probabilities are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.calibration import Calibration, Outcomes, calibrate
from matcher.reliability import brier, calibration_error

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    """How often a pair of some score really meets with success: log-odds ``shift + slope * log-odds(score)``.

    Parameters
    ----------
    name
        What the world shows.
    shift, slope
        0 and 1 where the rule is already right.
    spread
        Standard deviation of an event's own shift.
    """

    name: str
    shift: float
    slope: float
    spread: float = 0.2


WORLDS = (
    World("the rule is right", 0.0, 1.0),
    World("success is rarer", -1.2, 1.0),
    World("scores are too bold", 0.2, 0.4),
    World("scores say nothing", -0.8, 0.0),
)


@dataclass(frozen=True, slots=True)
class CalibrationResult:
    """How often calibration was switched on, and its error against the rule's, on fresh events of the same world."""

    world: str
    meetings: int
    switched_on: float
    rule_error: float
    error: float
    rule_brier: float
    brier: float
    worse_brier: float
    runs: int


def truth(score: Array, world: World, shift: Array | float = 0.0) -> Array:
    """Return the true probabilities of scores."""
    return 1 / (1 + np.exp(-(world.shift + shift + world.slope * np.log(score / (1 - score)))))


def simulate(world: World, meetings: int, events: int, random: np.random.Generator) -> Outcomes:
    """Return outcomes of events: scores as suggested pairs have them, success drawn from the truth."""
    score = np.clip(random.beta(4, 4, meetings), 0.02, 0.98)
    event = np.arange(meetings) % events
    shift = random.normal(0, world.spread, events)[event]
    happened = (random.random(meetings) < truth(score, world, shift)).astype(np.int64)
    return Outcomes(score, happened, event)


def measure(world: World, meetings: int, *, events: int = 4, runs: int = 40, seed: int = 0) -> CalibrationResult:
    """Return the mean result over simulated histories, each judged on 20,000 fresh meetings of average events."""
    random = np.random.default_rng(seed)
    rows: list[tuple[float, ...]] = []
    for run in range(runs):
        found, _ = calibrate(simulate(world, meetings, events, random), samples=0, seed=run)
        rows.append((float(found.kind != "rule"), *_judge(found, world, random)))
    on, rule_error, error, rule_brier, own_brier = np.asarray(rows).T
    return CalibrationResult(
        world.name,
        meetings,
        float(on.mean()),
        float(rule_error.mean()),
        float(error.mean()),
        float(rule_brier.mean()),
        float(own_brier.mean()),
        float((own_brier - rule_brier).max()),
        runs,
    )


def _judge(found: Calibration, world: World, random: np.random.Generator) -> tuple[float, float, float, float]:
    fresh = simulate(World(world.name, world.shift, world.slope, 0.0), 20_000, 1, random)
    probability = found.probability(fresh.score)
    return (
        calibration_error(fresh.score, fresh.happened),
        calibration_error(probability, fresh.happened),
        brier(fresh.score, fresh.happened),
        brier(probability, fresh.happened),
    )


def table(meetings: tuple[int, ...] = (70, 300, 2000), runs: int = 40, seed: int = 0) -> list[CalibrationResult]:
    """Return the results of all worlds and sizes."""
    return [measure(world, size, runs=runs, seed=seed) for world in WORLDS for size in meetings]
