"""Few idle gaps by annealing over Kempe chains: from a valid placement, better and better, at any time valid."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Final

import numpy as np

from scheduler.gaps.chains import Chains
from scheduler.gaps.problem import GapProblem, Ints, faults, gaps_by_participant

WARM: Final = 0.3
"""Temperature at which a cycle begins, in gaps; 0.25 to 0.5 came to the same at 300 x 104 and 458 x 80."""

COLD: Final = 0.1
"""Temperature at which it ends: chains that add one gap are then swapped once in 20,000 times."""

FIRST_ROUNDS: Final = 500
"""Rounds of the first cycle where there is no limit."""

FIRST_SHARE: Final = 0.1
"""Share of the limit that the first cycle takes, so that easy events are soon done; the second takes the rest."""

GROWTH: Final = 9.0
"""How many times as long the next cycle takes."""


@dataclass(frozen=True, slots=True, eq=False)
class GapResult:
    """A placement with few idle gaps.

    Attributes
    ----------
    slot
        Shape ``(M,)``; the slot of each meeting.
    gaps
        Its idle gaps over all participants.
    started_with
        The gaps of the placement that the search began with.
    rounds
        How many rounds of swaps were tried.
    seconds
        Wall-clock time.
    """

    slot: Ints
    gaps: int
    started_with: int
    rounds: int
    seconds: float


@dataclass(slots=True)
class Limits:
    """When a search ends, and how far it is."""

    seconds: float
    rounds: int | None
    enough: int
    stop: Callable[[], bool]
    began: float
    done: int = 0

    @property
    def share(self) -> float:
        """How much of the time, or of the rounds, is used up."""
        by_rounds = 0.0 if self.rounds is None else self.done / max(self.rounds, 1)
        by_time = (time.monotonic() - self.began) / self.seconds if self.seconds > 0 else 1.0
        return max(by_rounds, by_time)

    def over(self, gaps: int) -> bool:
        """Return whether the search shall end."""
        return gaps <= self.enough or self.share >= 1.0 or self.stop()


def minimise_gaps(
    problem: GapProblem,
    start: Ints,
    *,
    seconds: float = 90.0,
    rounds: int | None = None,
    enough: int = 0,
    seed: int = 0,
    progress: Callable[[int, float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> GapResult:
    """Move meetings to other slots so that participants have few idle gaps.

    Every meeting stays held and every rule of the problem stays kept; the answer is never worse than the start and
    has passed an independent check.

    Parameters
    ----------
    start
        Shape ``(M,)``; a valid placement.
    seconds, rounds
        Limits; with a limit of rounds and no other one reached, equal inputs give equal results.
    enough
        End when this many gaps are left, for instance a proven bound.
    progress, stop
        Called with the gaps and the seconds after each improvement; asked before each round, true ends the search.

    Raises
    ------
    ValueError
        If the start breaks a rule, or a limit is out of range.

    Examples
    --------
    >>> day = np.zeros(3, dtype=int)
    >>> problem = GapProblem(((0,),) * 2, np.ones((2, 3), dtype=bool), day, np.ones((1, 3), dtype=int), ((),) * 2,
    ...     np.zeros((0, 3), dtype=int))
    >>> result = minimise_gaps(problem, np.array([0, 2]), seconds=5)
    >>> result.started_with, result.gaps
    (1, 0)
    """
    if seconds < 0:
        raise ValueError(f"There must be 0 or more seconds, not {seconds}.")
    found = faults(problem, start)
    if found:
        raise ValueError(f"The search must start from a valid placement: {found[0]}")
    limits = Limits(seconds, rounds, enough, stop or (lambda: False), time.monotonic())
    return _annealed(problem, start, limits, np.random.default_rng(seed), progress or (lambda _gaps, _seconds: None))


def _annealed(
    problem: GapProblem,
    start: Ints,
    limits: Limits,
    random: np.random.Generator,
    progress: Callable[[int, float], None],
) -> GapResult:
    chains = Chains(problem, start)
    best, fewest, started_with = chains.slot.copy(), chains.gaps, chains.gaps
    for temperature in temperatures(limits):
        if limits.over(fewest):
            break
        chains.round(temperature, random)
        limits.done += 1
        if chains.gaps < fewest:
            best, fewest = chains.slot.copy(), chains.gaps
            progress(fewest, time.monotonic() - limits.began)
    if faults(problem, best) or int(gaps_by_participant(problem, best).sum()) != fewest:
        raise RuntimeError("The search made a placement that breaks a rule.")
    return GapResult(best, fewest, started_with, limits.done, time.monotonic() - limits.began)


def temperatures(limits: Limits) -> Iterator[float]:
    """The temperature of each round: from warm to cold in ever longer cycles, the last of which ends with the limits."""
    limited = limits.rounds is not None or isfinite(limits.seconds)
    begins, length = 0.0, FIRST_SHARE if limited else FIRST_ROUNDS
    while True:
        if limited and begins + length * (1 + GROWTH) > 1.0:
            length = 1.0 - begins  # what would be left is too short for a cycle of its own
        cooled = 0.0
        while cooled < 1.0:
            yield WARM * (COLD / WARM) ** cooled
            cooled = ((limits.share if limited else float(limits.done)) - begins) / length
        begins, length = begins + length, length * GROWTH
