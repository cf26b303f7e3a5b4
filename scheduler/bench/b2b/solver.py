"""Solver of the meeting scheduling problem: a pattern bound, then a race of two searches."""

import threading
import time
from collections.abc import Callable
from typing import Final

from ortools.sat.python import cp_model

from scheduler.bench.b2b.bound import breaks_bound
from scheduler.bench.b2b.model import Encoding
from scheduler.bench.b2b.problem import B2BProblem, B2BResult, Status
from scheduler.bench.b2b.race import Board, Racer, climb, core
from scheduler.budget import quiet_solver

DENSE: Final = 0.75
"""Share of the tables' slots in use from which counting arguments decide, so that the pattern bound pays."""


def solve_b2b(
    problem: B2BProblem,
    limit: float = 60.0,
    *,
    workers: int = 2,
    seed: int = 0,
    progress: Callable[[int | None, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> B2BResult:
    """Find a schedule with the fewest breaks and prove it, or prove that there is no schedule.

    Parameters
    ----------
    limit
        Wall-clock seconds, from 0.
    workers
        1 or 2 searches at the same time, a thread each.
    seed
        Of the searches' random choices, from 0: answers are the same with any, times and schedules may differ.
    progress
        Called with the best value so far (or ``None``) and the bound whenever one of them improves.
    stop
        Asked about ten times a second; true ends the search early.

    Returns
    -------
    B2BResult
        Any schedule in it has passed the independent checker.

    Raises
    ------
    ValueError
        If `limit` is negative, `workers` is neither 1 nor 2, or `seed` is not a whole number below 2^31.

    Examples
    --------
    >>> problem = B2BProblem(2, 3, 2, 1, ((0, 1),), ("afternoon",), (None,), (frozenset(),) * 2, ())
    >>> result = solve_b2b(problem)
    >>> result.status, result.slots, result.value, result.bound
    ('optimal', (2,), 0, 0)
    """
    began = _begun(limit, workers, seed)
    dense = problem.meetings >= DENSE * problem.tables * problem.slots
    bound = breaks_bound(problem, limit / 4 if dense else 0.0)
    board = Board(problem, bound or 0, progress)
    if bound is None:
        board.refuse("pattern bound")
    else:
        _race(board, _racers(board)[:workers], began + limit, seed, stop or (lambda: False))
    return _result(board, time.monotonic() - began)


def _begun(limit: float, workers: int, seed: int) -> float:
    """The moment at which a search with these settings begins; a ValueError if one is out of range."""
    if limit < 0 or workers not in (1, 2):
        raise ValueError(f"The limit must be 0 or more seconds and the workers 1 or 2, not {limit} and {workers}.")
    if not 0 <= seed < 2**31:
        raise ValueError(f"The seed must be from 0 to {2**31 - 1}, not {seed}.")
    return time.monotonic()


def _racers(board: Board) -> list[Racer]:
    """One racer raises the bound, the other looks for a schedule at it or just above."""
    return [
        core(board, Encoding(totalizer=False, windows=True), "core"),
        climb(board, Encoding(totalizer=False, windows=True), "climb"),
    ]


def _race(board: Board, racers: list[Racer], deadline: float, seed: int, stop: Callable[[], bool]) -> None:
    solvers: list[cp_model.CpSolver] = []
    threads: list[threading.Thread] = []
    for racer in racers:
        solvers.append(quiet_solver())
        solvers[-1].parameters.random_seed = seed
        threads.append(threading.Thread(target=racer, args=(solvers[-1], deadline), daemon=True))
        threads[-1].start()
    while any(thread.is_alive() for thread in threads):
        board.finished.wait(0.1)
        if board.finished.is_set() or time.monotonic() > deadline or stop():
            board.finished.set()
            for solver in solvers:
                solver.stop_search()
            for thread in threads:
                thread.join(0.02)
    board.raise_failure()


def _result(board: Board, seconds: float) -> B2BResult:
    status: Status
    if board.infeasible:
        status = "infeasible"
    elif board.value is None:
        status = "unknown"
    else:
        status = "optimal" if board.value <= board.bound else "feasible"
    bound = None if board.infeasible else board.bound
    return B2BResult(status, board.slots, board.value, bound, seconds, board.method)
