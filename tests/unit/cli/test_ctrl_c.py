"""Ctrl-C, sent to a real process in each phase of a search: it ends soon, and the best by then is written and valid."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduler import Problem, check
from scheduler.answers.conflicts import contradicting
from scheduler.answers.minimum import fewest_interpreters
from scheduler.answers.whatif import one_more
from scheduler.answers.why import why
from scheduler.bench.scale import problem_named
from scheduler.examples import Shape, roadshow
from scheduler.files import read_schedule, write_problem, write_schedule
from scheduler.greedy import greedy
from scheduler.instance import instance_of
from scheduler.large import solve_large
from scheduler.replan import without_participant
from scheduler.settling import rank

ROOT = Path(__file__).parents[3]
EXPO = Shape(suppliers=20, buyers=40, requests=200, slots=12, tables=10, interpreters=8)
PATIENCE = 120.0
"""Seconds for a phase to begin, on however busy a machine."""


def said(terminal: int, process: subprocess.Popen[bytes], phrase: str) -> bool:
    """Whether a process says something on its terminal before it ends."""
    heard, until = b"", time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                heard += os.read(terminal, 4096)
            except OSError:  # the other end is closed
                return False
            if phrase.encode() in heard:
                return True
    return False


def pressed(phrase: str, *command: str) -> tuple[int, float]:
    """Exit code of a command to which Ctrl-C is sent when it says a phrase, and its processor seconds from then on."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", *command],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        assert said(ours, process, phrase), f"{command} never said {phrase!r}"
        before = processor_seconds(process.pid)
        process.send_signal(signal.SIGINT)
        assert said(ours, process, "stopping with the best so far")
        last = before
        while process.poll() is None:
            last = max(last, processor_seconds(process.pid))
            if select.select([ours], [], [], 0.05)[0]:
                drained(ours)
        return process.wait(), last - before
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(ours)


def drained(terminal: int) -> None:
    try:
        os.read(terminal, 4096)
    except OSError:  # the other end is closed
        time.sleep(0.05)


def processor_seconds(pid: int) -> float:
    """What a process has used; 0 once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


ONE = ("--method", "one model", "--limit", "600")
LARGE = ("--method", "decomposition", "--limit", "600")
SOON = ("--method", "decomposition", "--limit", "40")
"""The last phases of the decomposition begin at a share of the limit."""

PHASES: dict[str, tuple[str, Problem, tuple[str, ...]]] = {
    "one model, value": ("Raising the value", roadshow(1, EXPO), ONE),
    "one model, fairness": ("Helping those", roadshow(1, EXPO), ONE),
    "one model, gaps": ("Closing idle gaps", roadshow(1), ONE),
    "decomposition, bound": ("Bounding", problem_named("60x100", 0), LARGE),
    "decomposition, construction": ("Placing the chosen", problem_named("60x100+halls", 0), LARGE),
    "decomposition, neighbourhoods": ("Re-planning slots", problem_named("60x100+halls", 0), LARGE),
    "decomposition, fairness": ("Helping those", problem_named("60x100+fair", 0), SOON),
    "decomposition, gaps": ("Closing idle gaps", problem_named("60x100", 0), SOON),
}


@pytest.mark.parametrize("phase", PHASES)
def test_ctrl_c_keeps_the_best_schedule_in_every_phase(phase: str, tmp_path: Path) -> None:
    phrase, problem, options = PHASES[phase]
    source, out = tmp_path / "problem.json", tmp_path / "schedule.json"
    source.write_text(write_problem(problem), "utf-8")
    code, seconds = pressed(phrase, "schedule", str(source), *options, "--out", str(out))
    assert code == 0
    assert seconds < 60
    meetings = read_schedule(out.read_text("utf-8"))
    assert check(problem, meetings) == ()
    assert rank(problem, meetings) >= rank(problem, greedy(instance_of(problem)))


@pytest.mark.parametrize("phrase", ["Placing the meetings hit", "Weighing all meetings"])
def test_ctrl_c_keeps_the_best_re_planning(phrase: str, tmp_path: Path) -> None:
    problem = problem_named("60x100", 0)
    changed = without_participant(without_participant(problem, "S1"), "B1")
    source, before, out = (tmp_path / f"{name}.json" for name in ("problem", "before", "after"))
    source.write_text(write_problem(changed), "utf-8")
    before.write_text(write_schedule(solve_large(problem, deterministic_limit=0.01)), "utf-8")
    options = ("--limit", "600", "--max-loss", "0", "--out", str(out))
    code, seconds = pressed(phrase, "replan", str(source), str(before), *options)
    assert (code, seconds < 60) == (0, True)
    assert check(changed, read_schedule(out.read_text("utf-8"))) == ()


def test_questions_end_early_with_what_is_known() -> None:
    problem = roadshow(1)
    meetings = greedy(instance_of(problem))
    waiting = sorted({one.id for one in problem.requests} - {one.request for one in meetings})[0]
    began = time.process_time()
    answer = why(problem, meetings, waiting, give_way_seconds=600, stop=lambda: True)
    assert answer.reason.words() and answer.displacement is None
    assert contradicting(problem, musts=True, limit_seconds=600, stop=lambda: True) is None
    assert one_more(problem, limit_seconds=600, stop=lambda: True) == ()
    fewest = fewest_interpreters(problem, limit_seconds=600, stop=lambda: True)
    assert 0 <= fewest.least <= fewest.count and not fewest.proven
    assert time.process_time() - began < 20
