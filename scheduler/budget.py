"""How long a search may still go on: wall clock, deterministic time, and a caller who may stop it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import inf, isfinite
from threading import Event, Thread

from ortools.sat.python import cp_model

POLL_SECONDS = 0.05


def quiet_solver() -> cp_model.CpSolver:
    """A solver with one worker that leaves Ctrl-C to whoever called: its own handler ends the whole process."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    return solver


@dataclass(slots=True)
class Budget:
    """What is left of the limits of one call of `solve`.

    Parameters
    ----------
    limit_seconds
        Wall clock in all; ``None`` means no limit.
    deterministic_limit
        Deterministic time in all, in the solver's units: with a fixed number of workers the same on every run.
    stop
        Asked again and again; once it says true the search ends and keeps the best so far.
    """

    limit_seconds: float | None = None
    deterministic_limit: float | None = None
    workers: int = 2
    seed: int = 0
    stop: Callable[[], bool] | None = None
    spent: float = 0.0
    stopped: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Wall clock since the search began."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds of wall clock left; infinite without a limit."""
        return inf if self.limit_seconds is None else max(self.limit_seconds - self.seconds, 0.0)

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        if not self.stopped and self.stop is not None and self.stop():
            self.stopped = True
        late = self.limit_seconds is not None and self.seconds >= self.limit_seconds
        done = self.deterministic_limit is not None and self.spent >= self.deterministic_limit
        return self.stopped or late or done

    def for_search(self, times: float = 3.0, share: float = 0.1) -> Budget:
        """The part of the limit for the search that begins now, so that what follows it ends in time too.

        Naming, checking and explaining a schedule take about ``times`` as long as what was done so far, on the same
        machine under the same load; with a ``share`` of the limit beside it this much is kept back, half at most.

        >>> part = Budget(5.0, began=time.monotonic() - 0.3).for_search()
        >>> round(part.left, 1)
        3.3
        """
        if self.limit_seconds is None:
            return self
        kept_back = min(self.limit_seconds * share + self.seconds * times, self.limit_seconds / 2)
        return replace(self, limit_seconds=self.limit_seconds - kept_back)

    @contextmanager
    def within(self, share: float, most_units: float = inf) -> Generator[None]:
        """A share of what is left for what happens inside, and at most so many units.

        >>> budget = Budget(deterministic_limit=10.0, spent=2.0)
        >>> with budget.within(0.5):
        ...     print(budget.deterministic_limit)
        6.0
        """
        seconds, units = self.limit_seconds, self.deterministic_limit
        self.limit_seconds = None if seconds is None else self.seconds + self.left * share
        most = min(inf if units is None else max(units - self.spent, 0.0) * share, most_units)
        self.deterministic_limit = self.spent + most if isfinite(most) else None
        try:
            yield
        finally:
            self.limit_seconds, self.deterministic_limit = seconds, units

    def solver(self, share: float = 1.0) -> cp_model.CpSolver:
        """A solver that may use a share of what is left."""
        solver = quiet_solver()
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        if self.limit_seconds is not None:
            solver.parameters.max_time_in_seconds = max((self.limit_seconds - self.seconds) * share, 0.01)
        if self.deterministic_limit is not None:
            solver.parameters.interleave_search = True
            solver.parameters.max_deterministic_time = max((self.deterministic_limit - self.spent) * share, 1e-3)
        return solver

    @contextmanager
    def watch(self, solver: cp_model.CpSolver) -> Generator[None]:
        """End the solver from another thread when the caller says stop; count the time it took."""
        done = Event()
        watcher = Thread(target=self._watch, args=(solver, done), daemon=True) if self.stop is not None else None
        if watcher is not None:
            watcher.start()
        try:
            yield
        finally:
            done.set()
            if watcher is not None:
                watcher.join()
            self.spent += solver.response_proto.deterministic_time

    def _watch(self, solver: cp_model.CpSolver, done: Event) -> None:
        while not done.wait(POLL_SECONDS):
            if self.stop is not None and (self.stopped or self.stop()):
                self.stopped = True
                solver.stop_search()
