"""When a search ends: by the wall clock, by reproducible work, or because the caller says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

COLUMNS_PER_UNIT = 10_000.0
"""Columns of integer programs that count as one unit of deterministic time: about a second on one 2020s core."""


@dataclass(slots=True)
class Clock:
    """Limits of one search.

    Parameters
    ----------
    limit_seconds
        Wall-clock seconds from now; None for no such limit.
    deterministic_limit
        Units of work, independent of the machine's speed; with it the answer depends on the seed alone, as long as
        neither the wall clock nor the caller ends the search first.
    stop
        Asked between steps; True ends the search with the best so far.
    """

    limit_seconds: float | None = None
    deterministic_limit: float | None = None
    stop: Callable[[], bool] | None = None
    started: float = field(default_factory=monotonic)
    spent: float = 0.0
    stopped: bool = False

    def seconds(self) -> float:
        """Seconds since the start."""
        return monotonic() - self.started

    def left(self) -> float | None:
        """Seconds left, 0 or more; None without a wall-clock limit."""
        return None if self.limit_seconds is None else max(self.limit_seconds - self.seconds(), 0.0)

    def spend(self, columns: float) -> None:
        """Count the work of one integer program."""
        self.spent += columns / COLUMNS_PER_UNIT

    def over(self) -> bool:
        """Whether a limit is reached or the caller wants to stop."""
        if not self.stopped and self.stop is not None:
            self.stopped = self.stop()
        left = self.left()
        worked = self.deterministic_limit is not None and self.spent >= self.deterministic_limit
        return self.stopped or worked or (left is not None and left <= 0)

    def program(self, seconds: float, nodes: int) -> tuple[float | None, int | None]:
        """Time and node limits of one integer program: nodes where the run must be reproducible, else seconds."""
        left = self.left()
        if self.deterministic_limit is not None:
            return left, nodes
        return (seconds if left is None else min(seconds, left)), None
