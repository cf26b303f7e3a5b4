"""The documentation says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from scheduler import Status, check, solve
from scheduler.files import read_problem
from scheduler.objectives import SOFT
from scheduler.rules import HARD, sentence

TEXT = (Path(__file__).parents[3] / "docs" / "scheduling.md").read_text(encoding="utf-8")


def test_every_hard_rule_is_documented_with_its_sentence() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", TEXT.split("## Soft rules")[0], re.MULTILINE)
    assert rows == [(rule, sentence(rule)) for rule in HARD]


def test_every_soft_rule_is_documented_with_its_sentence() -> None:
    rows = re.findall(r"^\| `(\w+)`[^|]*\| (.+) \|$", TEXT.split("## Soft rules")[1], re.MULTILINE)
    assert [name for name, _ in rows] == list(SOFT)
    assert all(words.startswith(SOFT[name]) for name, words in rows)


def test_the_problem_file_shown_can_be_solved() -> None:
    problem = read_problem(re.findall(r"```json\n(.+?)```", TEXT, re.DOTALL)[0])
    result = solve(problem, workers=1)
    assert (result.status, len(result.meetings)) == (Status.OPTIMAL, 2)
    assert check(problem, result.meetings) == ()
