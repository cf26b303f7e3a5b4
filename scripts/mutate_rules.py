"""Mutate every hard rule, in the model and in the checker, in a scratch copy, and show the test that catches it.

Run from the repository root: ``.venv/bin/python scripts/mutate_rules.py [--json]``. Exit code 1 if a mutant survives.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = "tests/unit/scheduler/test_each_rule.py"

WEAKENED: tuple[tuple[str, str, str, str], ...] = (
    ("facts", "legs", "facts.own[number] &= at[request.leg]", "facts.own[number] &= True"),
    ("facts", "legs", "row &= sum((at[leg] for leg in thing.legs)", "row |= sum((at[leg] for leg in thing.legs)"),
    ("facts", "legs", "row *= at[table.leg]", "row *= 1"),
    ("facts", "forbidden", "len(members) > 2 and", "len(members) > 3 and"),
    (
        "facts",
        "pins",
        "all(name == table.id for name in named)",
        "any(name != table.id for name in named) or not named",
    ),
    ("facts", "pins", "facts.own[numbers[pin.request]] &=", "facts.own[numbers[pin.request]] |="),
    ("facts", "pins", "all(name == one.id for name in named)", "any(name != one.id for name in named) or not named"),
    ("facts", "equipment", "wanted <= table.equipment", "not wanted or bool(wanted)"),
    ("facts", "equipment", "wanted <= table.equipment", "not wanted or bool(wanted & table.equipment)"),
    ("facts", "seats", "own == table.id or", "own != table.id or"),
    ("facts", "seats", "all(own == table.id or", "any(own == table.id or"),
    ("facts", "language", "reaches(one, sets, level)", "reaches(one, sets, 1)"),
    ("speech", "language", "return all(any(", "return any(any("),
    ("speech", "language", "apart |= {one, other}", "apart |= {one}"),
    (
        "choices",
        "one_meeting_at_a_time",
        "draft.model.add_at_most_one(together)",
        "draft.model.add(Sum(together) <= 2)",
    ),
    ("choices", "one_meeting_at_a_time", "Sum(together) <= delegates", "Sum(together) <= delegates + 1"),
    ("choices", "table_capacity", "Sum(together) <= crew.size", "Sum(together) <= crew.size + 1"),
    ("choices", "max_run", "<= crew.max_run\n", "<= crew.max_run + 1\n"),
    ("choices", "max_meetings", "for r in requests]) <= most", "for r in requests]) <= most + 1"),
    ("choices", "max_per_day", "Sum(here) <= most", "Sum(here) <= most + 1"),
    (
        "choices",
        "max_per_half_day",
        "most_per_half, draft.instance.grid.half",
        "most_per_half, draft.instance.grid.start",
    ),
    ("choices", "pair_once", "draft.model.add_at_most_one(together)\n\n\ndef precedence", "pass\n\n\ndef precedence"),
    ("choices", "precedence", "grid.end[s] > moment", "grid.end[s] > moment + 60"),
    ("choices", "precedence", "grid.end[s] > moment", "grid.start[s] > moment"),
    ("choices", "walking", "_no_hurry(draft, shares, 1, pairs)", "_no_hurry(draft, shares, 2, pairs)"),
    ("choices", "walking", "Sum(first) + Sum(second) <= persons", "Sum(first) + Sum(second) <= max(persons, 3)"),
    ("choices", "one_person_at_a_time", "Sum(together) <= crowd.room", "Sum(together) <= crowd.room + 1"),
    ("persons", "one_person_at_a_time", "yield members, len(together)", "yield members, len(served) + len(together)"),
    ("persons", "one_person_at_a_time", "slot not in away[name]", "slot is not None"),
    (
        "persons",
        "one_person_at_a_time",
        "merged = set(one.participants).union(*(circle_of.get(who, ()) for who in one.participants))",
        "merged = set(one.participants)",
    ),
    (
        "facts",
        "availability",
        "np.zeros(len(facts.grid.slots), dtype=bool)) | ~facts",
        "np.ones(len(facts.grid.slots), dtype=bool)) & ~facts",
    ),
    ("choices", "travel", "hurried(draft.instance, walking=False)", "{}"),
    ("walks", "travel", "0 <= pause < minutes[of[s]][of[t]]", "0 < pause < minutes[of[s]][of[t]]"),
    ("walks", "travel", "0 <= pause < minutes[of[s]][of[t]]", "0 <= pause < minutes[of[s]][of[t]] // 2"),
    ("walks", "travel", "*([bool(shift[here].any()) for here in slots] for shift in instance.on_shift)", ""),
    (
        "problem",
        "travel",
        "given = [self.travel[way] for way in ((leg, other), (other, leg)) if",
        "given = [self.travel[way] for way in ((leg, other),) if",
    ),
    ("walks", "walking", "minutes[a][b] > pause", "minutes[a][b] > pause + 30"),
    ("walks", "walking", "0 <= pause < longest", "0 < pause < longest"),
    ("check_facts", "legs", "one.request.leg not in (None, leg)", "False"),
    (
        "check_facts",
        "legs",
        "for thing in (*one.people, *([one.interpreter] if one.interpreter else []))",
        "for thing in one.people",
    ),
    (
        "check_facts",
        "availability",
        "for who in one.people:",
        "for who in one.people[:2]:",
    ),
    ("check_facts", "forbidden", "combinations(one.meeting.participants, 2)", "[one.meeting.participants[:2]]"),
    ("check_facts", "pins", '("slot", "table", "interpreter")', '("table", "interpreter")'),
    ("check_facts", "pins", '("slot", "table", "interpreter")', '("slot", "table")'),
    ("check_facts", "equipment", "if lacking:", "if lacking == sorted(one.request.equipment):"),
    ("check_facts", "language", "max(one.request.level, 1)", "1"),
    ("check_facts", "language", "found |= {speaks, hears}", "found |= {speaks}"),
    (
        "check_choices",
        "one_meeting_at_a_time",
        "agendas[who.id], who.delegates)",
        "agendas[who.id], who.delegates + 1)",
    ),
    (
        "check_facts",
        "availability",
        "if one.slot.id in who.unavailable or absent:",
        "if one.slot.id in who.unavailable:",
    ),
    (
        "check_facts",
        "availability",
        "all(one.slot.id in person.unavailable",
        "False and (one.slot.id in person.unavailable",
    ),
    ("check_choices", "table_capacity", "table.capacity)", "table.capacity + 1)"),
    ("check_choices", "interpreter_one_at_a_time", "crowds(works, 1)", "crowds(works, 2)"),
    ("check_choices", "max_run", "len(run) > interpreter.max_run", "len(run) > interpreter.max_run + 1"),
    ("check_choices", "max_meetings", "> who.max_meetings:", "> who.max_meetings + 1:"),
    ("check_choices", "max_per_day", "count > most:", "count > most + 1:"),
    ("check_choices", "max_per_half_day", "(local.date(), local.time() >= leg.noon)", "(local.date(), local.time())"),
    ("check_choices", "pair_once", "if count > 1:", "if count > 2:"),
    ("check_choices", "precedence", "slot[rule.before].ends_at > slot", "slot[rule.before].starts_at > slot"),
    ("check_choices", "walking", "[*agendas.items(), *work(held).items()]", "agendas.items()"),
    ("check_choices", "walking", "> persons.get(who, 1)", "> max(persons.get(who, 1), 3)"),
    ("check_choices", "walking", "timedelta(0) <= pause", "timedelta(0) < pause"),
    (
        "check_choices",
        "one_person_at_a_time",
        "if _most_matched(can) < len(can):",
        "if _most_matched(can) + 1 < len(can):",
    ),
    ("check_choices", "one_person_at_a_time", "and one.slot.id not in person.unavailable", ""),
    (
        "check_choices",
        "one_person_at_a_time",
        "here = [(one, who) for one, who in seats if one.slot.starts_at <= moment",
        "here = [(one, who) for one, who in seats if one.slot.starts_at == moment",
    ),
    ("check_choices", "travel", "timedelta(0) <= pause < needed", "timedelta(0) < pause < needed"),
    (
        "check_choices",
        "travel",
        "for who, agenda in [*agendas.items(), *work(held).items()]:\n        load",
        "for who, agenda in agendas.items():\n        load",
    ),
    (
        "check_choices",
        "travel",
        "load[first.id] + load[second.id] > persons.get(who, 1)",
        "load[first.id] + load[second.id] > max(persons.get(who, 1), 2)",
    ),
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
    if failing(ROOT):
        print("the tests fail before any mutation", file=sys.stderr)
        return 1
    found: list[Mutant] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutant in pool.map(tried, *zip(*removed(), *weakened(), strict=True)):
            found.append(mutant)
            if not wanted.json:
                caught = mutant.caught_by[0] if mutant.caught_by else "NOTHING"
                print(f"{mutant.rule:28}{mutant.file:16}{mutant.change:12}{caught}", flush=True)
    survivors = [mutant for mutant in found if not mutant.caught_by]
    if wanted.json:
        print(json.dumps({"mutants": [asdict(mutant) for mutant in found], "survivors": len(survivors)}, indent=1))
    else:
        print(f"{len(found)} mutants, {len(survivors)} survivors")
    return 1 if survivors else 0


def removed() -> Iterator[tuple[str, str, str, str]]:
    """Every rule with an empty body: rule, file, kind of change, source."""
    for file in ("facts", "choices", "check_facts", "check_choices"):
        source = read(file)
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and node.name in rules():
                yield node.name, file, "removed", emptied(source, node)


def rules() -> set[str]:
    """Names of the hard rules, read from the tables at the end of their modules."""
    tables = "".join(read(file).split(": dict[str, Callable")[1] for file in ("facts", "choices"))
    return set(re.findall(r"^        (\w+),$", tables, re.MULTILINE))


def read(file: str) -> str:
    """The source of a module of the scheduler."""
    return (ROOT / "scheduler" / f"{file}.py").read_text(encoding="utf-8")


def emptied(source: str, node: ast.FunctionDef) -> str:
    """The source with a function that does nothing after its docstring."""
    lines = source.splitlines(keepends=True)
    first, last = node.body[1].lineno - 1, node.end_lineno or node.lineno
    nothing = "    yield from ()\n" if "Found" in ast.unparse(node.returns or ast.Constant(None)) else "    return\n"
    return "".join([*lines[:first], nothing, *lines[last:]])


def weakened() -> Iterator[tuple[str, str, str, str]]:
    """Rules that are only a little too weak."""
    for file, rule, text, weaker in WEAKENED:
        source = read(file)
        if text not in source:
            raise ValueError(f"{file}.py no longer says {text!r}: bring WEAKENED up to date")
        yield rule, file, "weakened", weaker_in(source, rule, text, weaker)


def weaker_in(source: str, rule: str, text: str, weaker: str) -> str:
    """The source with a text changed: within the rule, where it stands there, so that no other rule is changed with it."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == rule:
            lines = source.splitlines(keepends=True)
            own = "".join(lines[node.lineno - 1 : node.end_lineno])
            if text in own:
                return "".join([*lines[: node.lineno - 1], own.replace(text, weaker), *lines[node.end_lineno :]])
    return source.replace(text, weaker)


def tried(rule: str, file: str, change: str, source: str) -> Mutant:
    """The tests that fail in a scratch copy in which a file has this source."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for name in ("scheduler", "tests/unit/scheduler"):
            shutil.copytree(ROOT / name, scratch / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", scratch)
        (scratch / "scheduler" / f"{file}.py").write_text(source, encoding="utf-8")
        return Mutant(rule, file, change, failing(scratch, rule) or failing(scratch))


def failing(scratch: Path, rule: str = "") -> tuple[str, ...]:
    """Names of the tests that fail in a copy, those named after a rule or all."""
    chosen = ["-k", f"[{rule}"] if rule else []
    command = [sys.executable, "-B", "-m", "pytest", TESTS, "-q", "-p", "no:cacheprovider", "--tb=no", "-rfE", *chosen]
    run = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)  # noqa: S603
    found = tuple(re.findall(r"^(?:FAILED|ERROR) \S*?::(.+?)(?: - .*)?$", run.stdout, re.MULTILINE))
    return found if found or run.returncode in (0, 5) else ("the tests do not run",)


if __name__ == "__main__":
    sys.exit(main())
