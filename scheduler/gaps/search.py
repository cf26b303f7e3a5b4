"""Large-neighbourhood search for few idle gaps: from a valid placement, better and better, at any time valid."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from scheduler.gaps.neighbourhood import step
from scheduler.gaps.problem import GapProblem, Ints, faults, gaps_by_participant
from scheduler.gaps.regions import Widths, draw_slots
from scheduler.gaps.state import State

STEP: Final = 0.5
"""Most deterministic time of one step, about half a second."""


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
    steps
        How many neighbourhoods were tried.
    seconds
        Wall-clock time.
    """

    slot: Ints
    gaps: int
    started_with: int
    steps: int
    seconds: float


@dataclass(slots=True)
class _Search:
    """What the workers share."""

    problem: GapProblem
    state: State
    random: np.random.Generator
    deadline: float
    most_steps: int | None
    enough: int
    progress: Callable[[int, float], None] | None
    stop: Callable[[], bool]
    began: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)
    steps: int = 0
    widths: Widths = field(default_factory=Widths)
    failure: Exception | None = None

    def over(self) -> bool:
        """Return whether the search shall end."""
        return (
            self.failure is not None
            or time.monotonic() >= self.deadline
            or (self.most_steps is not None and self.steps >= self.most_steps)
            or self.state.total <= self.enough
            or self.stop()
        )

    def work(self) -> None:
        """Try neighbourhoods until the end."""
        try:
            while not self.over():
                self._one()
        except Exception as error:
            self.failure = error

    def _one(self) -> None:
        with self.lock:
            self.steps += 1
            width = self.widths.draw(self.random)
            slots = draw_slots(self.state, self.random, width)
            seed, hint = int(self.random.integers(2**31)), bool(self.random.random() < 0.5)
            made = step(self.problem, self.state, np.flatnonzero(np.isin(self.state.slot, slots)).tolist(), slots)
        found, effort = made.solve(STEP, max(self.deadline - time.monotonic(), 0.01), seed, hint=hint)
        with self.lock:
            before = self.state.total
            if found is not None:
                self.state.apply(made.free, found)
            gained = before - self.state.total
            self.widths.learn(width, gained, effort)
            if gained and self.progress:
                self.progress(self.state.total, time.monotonic() - self.began)


def minimise_gaps(
    problem: GapProblem,
    start: Ints,
    *,
    seconds: float = 90.0,
    workers: int = 2,
    steps: int | None = None,
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
    seconds, workers
        Wall-clock limit, from 0, kept to about a second; threads, from 1.
    steps
        A limit of steps: with one worker and no other limit reached, equal inputs give equal results.
    enough
        End when this many gaps are left, for instance a proven bound.
    progress, stop
        Called with the gaps and the seconds after each improvement; asked before each step, true ends the search.

    Raises
    ------
    ValueError
        If the start breaks a rule, or a limit is out of range.

    Examples
    --------
    >>> day = np.zeros(3, dtype=int)
    >>> problem = GapProblem(((0,),) * 2, np.ones((2, 3), dtype=bool), day, np.ones((1, 3), dtype=int), ((),) * 2,
    ...     np.zeros((0, 3), dtype=int))
    >>> result = minimise_gaps(problem, np.array([0, 2]), seconds=5, workers=1)
    >>> result.started_with, result.gaps
    (1, 0)
    """
    _refuse(problem, start, seconds, workers)
    state, deadline = State(problem, np.asarray(start, dtype=np.int64)), time.monotonic() + seconds
    search = _Search(
        problem, state, np.random.default_rng(seed), deadline, steps, enough, progress, stop or (lambda: False)
    )
    return _searched(search, workers)


def _refuse(problem: GapProblem, start: Ints, seconds: float, workers: int) -> None:
    if seconds < 0 or workers < 1:
        raise ValueError(f"There must be 0 or more seconds and 1 or more workers, not {seconds} and {workers}.")
    found = faults(problem, start)
    if found:
        raise ValueError(f"The search must start from a valid placement: {found[0]}")


def _searched(search: _Search, workers: int) -> GapResult:
    """Run the workers to the end and look at what they made."""
    problem, started_with = search.problem, search.state.total
    threads = [threading.Thread(target=search.work, daemon=True) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if search.failure is not None:
        raise search.failure
    slot = search.state.slot
    if faults(problem, slot) or int(gaps_by_participant(problem, slot).sum()) != search.state.total:
        raise RuntimeError("The search made a placement that breaks a rule.")
    return GapResult(slot, search.state.total, started_with, search.steps, time.monotonic() - search.began)
