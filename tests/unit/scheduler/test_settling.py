"""What is handed over is valid, no worse than greedy, and its layers are those of the schedule itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler import Layer, Meeting, Request, solve
from scheduler.examples import Shape, roadshow, tiny
from scheduler.greedy import greedy
from scheduler.instance import instance_of
from scheduler.settling import rank, restate, settle

ROOT = Path(__file__).parents[3]
A_B, C_D = Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 7)
TWO = tiny((A_B, C_D), slots=2, tables=1)


def at(request: Request, slot: str, table: str = "A") -> Meeting:
    return Meeting(request.id, request.supplier, request.buyer, slot, table)


def test_a_schedule_that_breaks_a_rule_is_thrown_away_and_told() -> None:
    floor = greedy(instance_of(TWO))
    settled = settle(TWO, (at(A_B, "1"), at(C_D, "1")), floor)
    assert (settled.meetings, settled.rejected) == (floor, 1)
    assert "table_capacity" in settled.notes[0]


def test_where_greedy_too_breaks_a_rule_nothing_is_handed_over() -> None:
    broken = (at(A_B, "1"), at(C_D, "1"))
    for other in (broken, broken[::-1]):
        with pytest.raises(ValueError, match="no valid schedule was found"):
            settle(TWO, other, broken)


def test_greedy_is_handed_over_where_it_is_better_in_a_later_layer() -> None:
    problem = tiny((A_B, Request("a-d", "a", "d", 7)), slots=3, tables=1)
    floor = greedy(instance_of(problem))
    idle = (at(A_B, "1"), Meeting("a-d", "a", "d", "3", "A"))
    assert rank(problem, floor) > rank(problem, idle)
    assert settle(problem, idle, floor).meetings == floor


def test_layers_are_counted_on_the_schedule_that_is_handed_over() -> None:
    told = (
        Layer("value", 5, 12, "max", False),
        Layer("fairness", 2, 4, "max", False, 1),
        Layer("moves", 0, 0, "min", True, scope="times"),
    )
    value, fairness, moves = restate(TWO, (at(A_B, "1"), at(C_D, "2")), told, times_kept=False)
    assert (value.value, value.bound, value.proven) == (12, 12, True)
    assert (fairness.value, fairness.proven) == (4, True)
    assert (moves.value, moves.bound) == (0, 0)


@pytest.mark.parametrize("limit", [0.01, 0.1, 0.4])
@pytest.mark.parametrize("method", ["one model", "decomposition"])
def test_no_limit_is_so_short_that_greedy_is_better_in_a_later_layer(limit: float, method: str) -> None:
    problem = roadshow(3, Shape(12, 26, 120, 14, 6, 3))
    result = solve(problem, limit_seconds=limit, workers=1, method=method)  # pyright: ignore[reportArgumentType]
    assert rank(problem, result.meetings) >= rank(problem, greedy(instance_of(problem)))
    assert restate(problem, result.meetings, result.certificate.layers) == result.certificate.layers


def test_every_solver_leaves_the_stop_key_to_its_caller() -> None:
    made = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "scheduler").rglob("*.py")
        if re.search(r"\bCpSolver\(\)", path.read_text(encoding="utf-8"))
    }
    assert {path for path in made if "/bench/" not in path} == {"scheduler/budget.py"}


SCRIPT = """
import os, signal, sys, threading
from dataclasses import replace
from scheduler import OBJECTIVES, check, solve
from scheduler.bench.events import SHAPES, event_arrays, event_problem
pressed = threading.Event()
signal.signal(signal.SIGINT, lambda *_: pressed.set())
problem = replace(event_problem(event_arrays(SHAPES["60x100"], 1)), objectives=OBJECTIVES)
found = []
work = threading.Thread(target=lambda: found.append(
    solve(problem, limit_seconds=60, method=sys.argv[1], stop=pressed.is_set)))
threading.Timer(float(sys.argv[2]), lambda: os.kill(os.getpid(), signal.SIGINT)).start()
work.start()
while work.is_alive():
    work.join(0.05)
result = found[0]
print(result.status.value, len(result.meetings) > 300, len(check(problem, result.meetings)), result.seconds < 50)
"""


@pytest.mark.parametrize(("method", "after"), [("decomposition", 5), ("one model", 2)])
def test_the_stop_key_in_any_phase_keeps_the_best_so_far(method: str, after: float) -> None:
    command = [sys.executable, "-c", SCRIPT, method, str(after)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode, ran.stdout.split()) == (0, ["stopped", "True", "0", "True"]), ran.stderr
