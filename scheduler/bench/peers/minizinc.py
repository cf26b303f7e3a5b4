"""The MiniZinc peer: our model of the published problem, solved by Gecode as Debian packages it."""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path

from scheduler.bench.b2b.legal import legal_slots
from scheduler.bench.b2b.problem import B2BProblem, B2BResult, Status, meetings_of

NAME = "Gecode"


def available() -> bool:
    """Return whether the programs of the Debian packages minizinc and gecode are installed."""
    return shutil.which("minizinc") is not None and shutil.which("fzn-gecode") is not None


def solve_minizinc(problem: B2BProblem, limit: float) -> B2BResult:
    """Solve with MiniZinc and Gecode, two threads, within a limit of wall-clock seconds (flattening included).

    Raises
    ------
    RuntimeError
        If MiniZinc fails.
    """
    began = time.monotonic()
    legal = legal_slots(problem)
    if not all(legal):
        return B2BResult("infeasible", None, None, None, time.monotonic() - began, NAME)
    with tempfile.TemporaryDirectory() as folder, as_file(files("scheduler.bench.peers") / "b2b.mzn") as model:
        data = Path(folder) / "data.dzn"
        data.write_text(_data(problem, legal), encoding="utf-8")
        milliseconds = str(max(1, int(limit * 1000)))
        command = [
            "minizinc",
            "--solver",
            "gecode",
            "-a",
            "-p",
            "2",
            "--time-limit",
            milliseconds,
            str(model),
            str(data),
        ]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit + 30)
    if ran.returncode != 0 and not ran.stdout.strip():
        raise RuntimeError(f"minizinc: {ran.stderr.strip()[:500]}")
    return _result(ran.stdout, time.monotonic() - began)


def _data(problem: B2BProblem, legal: Iterable[frozenset[int]]) -> str:
    """Return the instance in our own data format, everything counted from 1."""
    values: dict[str, object] = {
        "participants": problem.participants,
        "slots": problem.slots,
        "tables": problem.tables,
        "meetings": problem.meetings,
        "fairness": problem.fairness,
        "legal": _sets(legal),
        "held": _sets(meetings_of(problem)),
        "precedences": len(problem.precedences),
        "earlier": [earlier + 1 for earlier, _ in problem.precedences],
        "later": [later + 1 for _, later in problem.precedences],
    }
    return "".join(f"{name} = {value};\n" for name, value in values.items())


def _sets(sets: Iterable[Iterable[int]]) -> str:
    return "[" + ", ".join("{" + ", ".join(str(number + 1) for number in sorted(one)) + "}" for one in sets) + "]"


def _result(output: str, seconds: float) -> B2BResult:
    found = re.findall(r"total=(\d+);slots=\[([\d, ]*)\]", output)
    proven = "==========" in output
    if "=====UNSATISFIABLE=====" in output:
        return B2BResult("infeasible", None, None, None, seconds, NAME)
    if not found:
        return B2BResult("unknown", None, None, 0, seconds, NAME)
    value = int(found[-1][0])
    slots = tuple(int(slot) - 1 for slot in found[-1][1].split(",") if slot.strip())
    status: Status = "optimal" if proven else "feasible"
    return B2BResult(status, slots, value, value if proven else 0, seconds, NAME)
