"""Mutate every hard rule, in the model and in the checker, in a scratch copy, and show the test that catches it.

Run from the repository root: ``.venv/bin/python scripts/mutate_rules.py [--json]``. Exit code 1 if a mutant survives.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = "tests/unit/scheduler/test_each_rule.py"

WEAKENED: tuple[tuple[str, str, str, str], ...] = (
    (
        "choices",
        "one_meeting_at_a_time",
        "draft.model.add_at_most_one(together)",
        "draft.model.add(Sum(together) <= 2)",
    ),
    ("choices", "table_capacity", "Sum(together) <= crew.size", "Sum(together) <= crew.size + 1"),
    ("choices", "max_run", "<= crew.max_run", "<= crew.max_run + 1"),
    ("choices", "max_meetings", "for r in requests]) <= most", "for r in requests]) <= most + 1"),
    ("choices", "max_per_day", "Sum(here) <= most", "Sum(here) <= most + 1"),
    ("choices", "precedence", "grid.end[s] > moment", "grid.end[s] > moment + 60"),
    ("walks", "walking", "minutes[a][b] > pause", "minutes[a][b] > pause + 30"),
    ("facts", "seats", "own == table.id or", "own != table.id or"),
    ("facts", "equipment", "wanted <= table.equipment", "not wanted or bool(wanted)"),
    (
        "facts",
        "pins",
        "all(name == table.id for name in named)",
        "any(name != table.id for name in named) or not named",
    ),
    ("speech", "language", "return all(any(", "return any(any("),
)
"""File, rule, and a text with its weaker form."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule, where and how it was changed, and the tests that fail because of it."""

    rule: str
    file: str
    change: str
    caught_by: tuple[str, ...]


def main() -> int:
    """Make all mutants, print what catches each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for name in ("scheduler", "tests/unit/scheduler"):
            shutil.copytree(ROOT / name, scratch / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", scratch)
        if failing(scratch):
            print("the tests fail before any mutation", file=sys.stderr)
            return 1
        found: list[Mutant] = []
        for mutant in (*removed(scratch), *weakened(scratch)):
            found.append(tried(scratch, *mutant))
            if not wanted.json:
                caught = found[-1].caught_by[0] if found[-1].caught_by else "NOTHING"
                print(f"{found[-1].rule:28}{found[-1].file:16}{found[-1].change:12}{caught}", flush=True)
    survivors = [mutant for mutant in found if not mutant.caught_by]
    if wanted.json:
        print(json.dumps({"mutants": [asdict(mutant) for mutant in found], "survivors": len(survivors)}, indent=1))
    else:
        print(f"{len(found)} mutants, {len(survivors)} survivors")
    return 1 if survivors else 0


def removed(scratch: Path) -> Iterator[tuple[str, str, str, str]]:
    """Every rule with an empty body: rule, file, kind of change, source."""
    for file in ("facts", "choices", "check_facts", "check_choices"):
        source = (scratch / "scheduler" / f"{file}.py").read_text(encoding="utf-8")
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and node.name in rules(scratch):
                yield node.name, file, "removed", emptied(source, node)


def rules(scratch: Path) -> set[str]:
    """Names of the hard rules, read from the rulebook."""
    source = (scratch / "scheduler" / "rules.py").read_text(encoding="utf-8")
    return set(re.findall(r"(?:facts|choices)\.(\w+),", source))


def emptied(source: str, node: ast.FunctionDef) -> str:
    """The source with a function that does nothing after its docstring."""
    lines = source.splitlines(keepends=True)
    first, last = node.body[1].lineno - 1, node.end_lineno or node.lineno
    nothing = "    yield from ()\n" if "Found" in ast.unparse(node.returns or ast.Constant(None)) else "    return\n"
    return "".join([*lines[:first], nothing, *lines[last:]])


def weakened(scratch: Path) -> Iterator[tuple[str, str, str, str]]:
    """Rules that are only a little too weak."""
    for file, rule, text, weaker in WEAKENED:
        source = (scratch / "scheduler" / f"{file}.py").read_text(encoding="utf-8")
        if text not in source:
            raise ValueError(f"{file}.py no longer says {text!r}: bring WEAKENED up to date")
        yield rule, file, "weakened", source.replace(text, weaker)


def tried(scratch: Path, rule: str, file: str, change: str, source: str) -> Mutant:
    """The tests that fail while a file has this source."""
    path = scratch / "scheduler" / f"{file}.py"
    kept = path.read_text(encoding="utf-8")
    path.write_text(source, encoding="utf-8")
    try:
        return Mutant(rule, file, change, failing(scratch, rule) or failing(scratch))
    finally:
        path.write_text(kept, encoding="utf-8")


def failing(scratch: Path, rule: str = "") -> tuple[str, ...]:
    """Names of the tests that fail in the scratch copy, of one rule or of all."""
    chosen = ["-k", f"[{rule}]"] if rule else []
    command = [sys.executable, "-B", "-m", "pytest", TESTS, "-q", "-p", "no:cacheprovider", "--tb=no", "-rfE", *chosen]
    run = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)  # noqa: S603
    found = tuple(re.findall(r"^(?:FAILED|ERROR) \S*?::(\S+)", run.stdout, re.MULTILINE))
    return found if found or run.returncode in (0, 5) else ("the tests do not run",)


if __name__ == "__main__":
    sys.exit(main())
