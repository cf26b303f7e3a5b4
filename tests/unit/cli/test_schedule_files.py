"""``schedule`` and ``check`` on problem files, without any database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from api.cli.schedule import check_and_show, load_problem, solve_and_show
from scheduler.examples import roadshow
from scheduler.files import write_problem


@pytest.fixture
def problem_file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(write_problem(roadshow(2)), encoding="utf-8")
    return path


def test_schedule_prints_one_json_object(
    problem_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "schedule.json"
    solve_and_show(load_problem(problem_file), limit=60, out=out, problem_out=None, picture=None, as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert {"status", "value", "bound", "gap", "seconds", "meetings", "unscheduled", "layers"} <= set(shown)
    assert (shown["status"], shown["gap"]) == ("optimal", 0)
    assert json.loads(out.read_text(encoding="utf-8"))["meetings"] == shown["meetings"]
    check_and_show(load_problem(problem_file), out, as_json=False)
    assert capsys.readouterr().out == f"{len(shown['meetings'])} meetings, no violation\n"


def test_a_broken_schedule_is_answered_with_exit_code_1(
    problem_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = load_problem(problem_file)
    out, drawn = tmp_path / "schedule.json", tmp_path / "schedule.svg"
    solve_and_show(problem, limit=60, out=out, problem_out=tmp_path / "again.json", picture=drawn, as_json=False)
    assert "Certificate" in capsys.readouterr().out
    assert load_problem(tmp_path / "again.json") == problem
    assert drawn.read_text(encoding="utf-8").startswith("<svg")
    content = json.loads(out.read_text(encoding="utf-8"))
    content["meetings"][1] |= {"slot": content["meetings"][0]["slot"], "table": content["meetings"][0]["table"]}
    out.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(typer.Exit) as left:
        check_and_show(problem, out, as_json=True)
    assert left.value.exit_code == 1
    assert "table_capacity" in {one["rule"] for one in json.loads(capsys.readouterr().out)["violations"]}


def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    for name, words in {"x.csv": "is no problem file", "x.dzn": "published benchmark format"}.items():
        with pytest.raises(ValueError, match=words):
            load_problem(tmp_path / name)
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.json: \$: \[\] is not of type 'object'"):
        load_problem(tmp_path / "x.json")


def test_the_way_to_search_can_be_told(problem_file: Path) -> None:
    from typer.testing import CliRunner

    from api.cli.main import app

    for method in ("one model", "decomposition"):
        done = CliRunner().invoke(app, ["schedule", str(problem_file), "--method", method, "--json"])
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["method"] == method


def test_a_problem_without_a_schedule_says_what_to_name(problem_file: Path) -> None:
    from api.cli.event import check

    with pytest.raises(ValueError, match="holds no schedule: name a schedule file"):
        check(str(problem_file), None, as_json=False)
