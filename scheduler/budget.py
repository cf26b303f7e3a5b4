"""How long a search may still go on: wall clock, deterministic time, and a caller who may stop it."""

from __future__ import annotations

import atexit
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import inf, isfinite
from threading import Event, Thread
from threading import enumerate as enumerate_threads
from typing import TypeVar

from ortools.sat.python import cp_model

POLL_SECONDS = 0.05

ABANDONED = "abandoned"

Found = TypeVar("Found")


def quiet_solver() -> cp_model.CpSolver:
    """A solver with one worker that leaves Ctrl-C to whoever called: its own handler ends the whole process."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    return solver


def waited(work: Callable[[], Found], stop: Callable[[], bool] | None) -> Found | None:
    """What some work comes to, or ``None`` as soon as it is no longer wanted: HiGHS itself cannot be stopped.

    It is then left to itself, and waited for when the interpreter ends, which would abort while a thread is inside of it;
    whoever is in a hurry leaves without the interpreter, see `abandoned`.

    >>> waited(lambda: 5, None), waited(lambda: time.sleep(0.2), lambda: True)
    (5, None)
    """
    if stop is None:
        return work()
    found: list[Found] = []
    faults: list[Exception] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as fault:
            faults.append(fault)

    thread = Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(POLL_SECONDS)
        if thread.is_alive() and stop():
            thread.name = ABANDONED
            atexit.register(thread.join)
            return None
    if faults:
        raise faults[0]
    return found[0]


def abandoned() -> bool:
    """Whether some work that nobody waits for any more still goes on."""
    return any(thread.name == ABANDONED for thread in enumerate_threads())


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
        """Seconds of wall clock left; infinite without a limit, and none once the caller said stop."""
        if self._told_to_stop():
            return 0.0
        return inf if self.limit_seconds is None else max(self.limit_seconds - self.seconds, 0.0)

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        late = self.limit_seconds is not None and self.seconds >= self.limit_seconds
        done = self.deterministic_limit is not None and self.spent >= self.deterministic_limit
        return self._told_to_stop() or late or done

    def _told_to_stop(self) -> bool:
        if not self.stopped and self.stop is not None and self.stop():
            self.stopped = True
        return self.stopped

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

    def part(self, share: float, since: float = 0.0) -> Budget:
        """The same budget with a share of its limits, of the time counted from some second on."""
        seconds, units = self.limit_seconds, self.deterministic_limit
        return replace(
            self,
            limit_seconds=None if seconds is None else since + max(seconds - since, 0.0) * share,
            deterministic_limit=None if units is None else units * share,
        )

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
