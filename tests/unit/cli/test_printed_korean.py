"""Whatever a command prints goes one way, and no Korean particle is left open on it."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.cli.plain import console_of, print_json, tell
from api.ground.particles import particles
from scheduler import solve
from scheduler.examples import roadshow
from scheduler.files import write_problem, write_schedule

PROJECT = Path(__file__).parents[3]
OPEN = re.compile(r"\((를|을|가|이|는|은|과|와|으)\)")
"""A particle of which nobody has chosen the form."""


def printing(tree: ast.Module) -> Iterator[int]:
    """Lines that print past `api.cli.plain`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in ("print", "typer.echo", "typer.secho", "Console", "click.echo"):
                yield node.lineno


def test_commands_print_through_one_module() -> None:
    files = sorted((PROJECT / "api" / "cli").rglob("*.py"))
    past = [
        f"{file.name}:{line}"
        for file in files
        if file.name != "plain.py"
        for line in printing(ast.parse(file.read_text("utf-8")))
    ]
    assert (len(files) > 20, past) == (True, [])


def test_sentences_tables_and_json_get_their_particles(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.table import Table

    tell("S01을(를) S02와(과)")
    table = Table("이름")
    table.add_row("T3은(는) 버전 2(으)로")
    console_of(width=60).print(table)
    print_json({"ko": ["B07이(가)"], "en": "B07"})
    shown = capsys.readouterr().out
    assert OPEN.findall(shown) == []
    assert all(words in shown for words in ("S01을 S02와", "T3은 버전 2로", "B07이"))


def literals(package: str) -> Iterator[str]:
    """Every text of a package that holds an open particle, from its sources and its data."""
    for file in sorted((PROJECT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and OPEN.search(node.value):
                yield node.value
    for file in sorted((PROJECT / package / "data").glob("*.json")):
        yield from (text for text in re.findall(r'"([^"]*)"', file.read_text("utf-8")) if OPEN.search(text))


@pytest.mark.parametrize("package", ["scheduler", "matcher", "api"])
def test_every_particle_that_a_source_leaves_open_can_be_chosen(package: str) -> None:
    found = [text for text in literals(package) if "\n" not in text]
    for name in ("S01", "가람", "나무", "Su", "2"):
        filled = [re.sub(r"\{[^}]*\}", name, text) for text in found]
        written = [particles(text if not OPEN.match(text[1:]) else name + text) for text in filled]
        assert [text for text in written if OPEN.search(text)] == []
    assert found


def test_nothing_printed_in_korean_leaves_a_particle_open(tmp_path: Path) -> None:
    problem = roadshow(1)
    source, schedule = str(tmp_path / "problem.json"), str(tmp_path / "schedule.json")
    Path(source).write_text(write_problem(problem), encoding="utf-8")
    Path(schedule).write_text(write_schedule(solve(problem, limit_seconds=60)), encoding="utf-8")
    left_out = [one["request"] for one in json.loads(printed("why", source, schedule, "--json"))["unscheduled"]]
    commands = [
        ("replan", source, schedule, "--gone", "B001", "--language", "ko"),
        ("replan", source, schedule, "--gone", "B001", "--offers", "--language", "ko"),
        ("replan", source, schedule, "--gone", "B001", "--json"),
        ("why", source, schedule, "--language", "ko"),
        ("why", source, schedule, "--json"),
        *(("why", source, schedule, request, "--language", "ko") for request in left_out[:3]),
    ]
    assert left_out
    shown = {" ".join(command[:1] + command[3:]): printed(*command) for command in commands}
    assert {name: OPEN.findall(text) for name, text in shown.items() if OPEN.search(text)} == {}
    assert any("가" <= letter <= "힣" for text in shown.values() for letter in text)


def printed(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.stdout
