"""Racers: searches that post verified schedules and bounds on one board until both meet."""

import math
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from ortools.sat.python import cp_model

from scheduler.bench.b2b.checker import breaks, faults
from scheduler.bench.b2b.model import Encoding, Model, build
from scheduler.bench.b2b.problem import B2BProblem

Racer = Callable[[cp_model.CpSolver, float], None]

SLACK: Final = 1
"""Breaks above the bound that a racer looking for a schedule accepts: one more is found far sooner, and leads on."""


class Board:
    """The best schedule and the best bound of all racers; every schedule is checked before it counts.

    Attributes
    ----------
    value, slots
        The best schedule so far, or ``None``.
    bound
        No schedule has fewer breaks.
    infeasible
        Whether it is proven that there is no schedule.
    method
        Who brought the last news.
    finished
        Set when nothing is left to find out.
    """

    def __init__(self, problem: B2BProblem, bound: int, progress: Callable[[int | None, int], None] | None) -> None:
        self.problem = problem
        self.value: int | None = None
        self.slots: tuple[int, ...] | None = None
        self.bound = bound
        self.infeasible = False
        self.method = "pattern bound"
        self.finished = threading.Event()
        self._progress = progress
        self._lock = threading.Lock()
        self._failure: Exception | None = None
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Have `listener` called, quickly and from any thread, whenever the value or the bound improves."""
        self._listeners.append(listener)

    def offer(self, slots: Sequence[int], method: str) -> None:
        """Post a schedule; a wrong one ends the race with an error, for it would show a fault in the model."""
        found = faults(self.problem, slots)
        with self._lock:
            if found:
                self._failure = RuntimeError(f"{method} made a wrong schedule: {found[0]}")
                self.finished.set()
                return
            value = sum(breaks(self.problem, slots))
            if self.value is None or value < self.value:
                self.value, self.slots = value, tuple(slots)
                self._news(method)

    def raise_bound(self, bound: float, method: str) -> None:
        """Post a proven bound."""
        whole = math.ceil(bound - 1e-6)
        with self._lock:
            if whole > self.bound:
                self.bound = whole
                self._news(method)

    def refuse(self, method: str) -> None:
        """Post the proof that there is no schedule."""
        with self._lock:
            self.infeasible = True
            self.method = method
            self.finished.set()

    def fail(self, error: Exception) -> None:
        """End the race because of an error."""
        with self._lock:
            self._failure = error
            self.finished.set()

    def raise_failure(self) -> None:
        """Raise what a racer could not handle."""
        if self._failure is not None:
            raise self._failure

    def _news(self, method: str) -> None:
        self.method = method
        if self._progress is not None:
            self._progress(self.value, self.bound)
        if self.value is not None and self.value <= self.bound:
            self.finished.set()
        for listener in self._listeners:
            listener()


def core(board: Board, encoding: Encoding, name: str) -> Racer:
    """Return a racer that raises the bound by unsatisfiable cores until a schedule meets it."""

    def run(solver: cp_model.CpSolver, deadline: float) -> None:
        made = _built(board, encoding, name)
        if made is None:
            return
        made.model.add(sum(made.breaks) >= board.bound)
        solver.parameters.optimize_with_core = True
        solver.best_bound_callback = lambda bound: board.raise_bound(bound, name)
        status = _solve(board, solver, made, name, deadline)
        if status == cp_model.INFEASIBLE:
            board.refuse(name)
        elif status == cp_model.OPTIMAL:
            board.raise_bound(solver.best_objective_bound, name)

    return _guarded(board, run)


def climb(board: Board, encoding: Encoding, name: str) -> Racer:
    """Return a racer that asks for a schedule at the bound or `SLACK` breaks above it, anew whenever the bound rises."""

    def run(solver: cp_model.CpSolver, deadline: float) -> None:
        asked = board.bound
        board.listen(lambda: solver.stop_search() if board.bound > asked else None)
        while not board.finished.is_set() and time.monotonic() < deadline:
            made = _built(board, encoding, name)
            if made is None:
                return
            asked = board.bound
            most = asked + SLACK if board.value is None else min(asked + SLACK, board.value - 1)
            made.model.add(sum(made.breaks) >= asked)
            made.model.add(sum(made.breaks) <= most)
            status = _solve(board, solver, made, name, deadline)
            if status == cp_model.INFEASIBLE and most >= len(made.breaks):
                board.refuse(name)
            elif status == cp_model.INFEASIBLE:
                board.raise_bound(most + 1, name)
            elif status == cp_model.OPTIMAL:
                board.raise_bound(solver.best_objective_bound, name)

    return _guarded(board, run)


def _guarded(board: Board, run: Racer) -> Racer:
    def guarded(solver: cp_model.CpSolver, deadline: float) -> None:
        try:
            run(solver, deadline)
        except Exception as error:
            board.fail(error)

    return guarded


def _built(board: Board, encoding: Encoding, name: str) -> Model | None:
    made = build(board.problem, encoding)
    if made is None:
        board.refuse(name)
    return made


def _solve(board: Board, solver: cp_model.CpSolver, made: Model, name: str, deadline: float) -> cp_model.CpSolverStatus:
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.default_restart_algorithms = "LUBY_RESTART"
    solver.parameters.max_time_in_seconds = max(0.0, deadline - time.monotonic())
    if board.finished.is_set():
        return cp_model.UNKNOWN
    return solver.solve(made.model, _Poster(board, made, name))


class _Poster(cp_model.CpSolverSolutionCallback):
    """Posts every schedule that the solver finds."""

    def __init__(self, board: Board, made: Model, name: str) -> None:
        super().__init__()
        self._board = board
        self._made = made
        self._name = name

    def on_solution_callback(self) -> None:
        """Read the schedule off the placing variables."""
        slots = [next(slot for slot, here in row.items() if self.boolean_value(here)) for row in self._made.placed]
        self._board.offer(slots, self._name)
