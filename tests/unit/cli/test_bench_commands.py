"""The benchmarks at sizes that end at once: what they print is what they measured, and what fails has exit code 1."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli.bench import scale as scale_command
from api.cli.main import app
from matcher.bench import calibration
from scheduler.bench import events, reasons, replan, scale
from scheduler.bench.events import EventShape
from scheduler.bench.reasons import FalseSentence, Tally

TINY = EventShape("tiny", 6, 12, 1, 8, 30, 5, 4)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one event of the benchmarks, small, and measured in this process."""
    monkeypatch.setitem(events.SHAPES, "tiny", TINY)
    monkeypatch.setattr(scale, "apart", called)


def called(function: Callable[..., Any], *arguments: object) -> Any:
    return function(*arguments)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


@pytest.mark.usefixtures("tiny")
def test_every_method_at_scale_is_checked_and_ours_is_the_best() -> None:
    done = run("bench", "scale", "--shape", "tiny", "--limit", "2", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    runs = {one["method"]: one for one in found["runs"]}
    assert set(runs) == {scale.OURS, *scale.PEERS}
    assert {one["violations"] for one in runs.values()} == {0}
    assert runs[scale.OURS]["value"] == max(one["value"] for one in runs.values())
    assert runs[scale.OURS]["value"] <= runs[scale.CP_SAT]["bound"]
    assert [(one["shape"], one["seeds"]) for one in found["summary"]] == [("tiny", 1)]


@pytest.mark.usefixtures("tiny")
def test_the_tables_at_scale_show_gaps_and_idle_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale_command, "IDLE_SHAPE", "tiny")
    done = run("bench", "scale", "--shape", "tiny", "--limit", "1", "--no-peers", "--idle")
    assert done.exit_code == 0
    for words in ("Value of the meetings held", "Ours over the seeds", "Idle gaps with the meetings frozen", "mannam"):
        assert words in done.stdout


@pytest.mark.usefixtures("tiny")
def test_a_method_that_breaks_a_rule_or_is_worse_than_greedy_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(scale.METHODS, scale.OURS, lambda _problem, _limit: ((), None, ()))
    done = run("bench", "scale", "--shape", "tiny", "--limit", "1")
    assert done.exit_code == 1


def test_a_shape_that_nobody_knows_is_named() -> None:
    with pytest.raises(ValueError, match="there is no shape 'huge'"):
        run("bench", "scale", "--shape", "huge")


@pytest.mark.usefixtures("tiny")
def test_buyers_vanish_and_the_rest_stays() -> None:
    done = run("bench", "replan", "--event", "tiny", "--json")
    rows = json.loads(done.stdout)["rows"]
    assert [row["share"] for row in rows] == list(replan.SHARES)
    assert {row["violations"] for row in rows} == {0}
    assert [row["gone"] for row in rows] == [1, 1, 1, 2]
    assert all(0 < row["kept"] <= row["survivors"] and row["value"] <= row["bound"] for row in rows)
    shown = run("bench", "replan", "--event", "tiny").stdout
    assert "Buyers vanish" in shown and shown.count("tiny") == len(replan.SHARES)


def test_sentences_are_tried_and_counted() -> None:
    done = run("bench", "reasons", "--problems", "2", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert (found["problems"], found["false"]) == (2, [])
    assert sum(found["codes"].values()) > 0


def test_a_false_sentence_is_shown_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally(problems=100)
    tally.codes["no-slot"] = 7
    tally.false.append(FalseSentence(3, "one model", "r1", "There is no free slot."))
    monkeypatch.setattr(reasons, "bench_reasons", lambda _problems, _first: iter([tally]))
    done = run("bench", "reasons", "--problems", "100")
    assert done.exit_code == 1
    assert "false: problem 3, one model, r1: There is no free slot." in done.stdout
    assert "100 problems, 7 sentences, 0 remedies, 1 false" in done.stdout
    assert "100 problems, 1 false sentences" in done.stderr


def test_calibration_prints_rows_for_every_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "WORLDS", calibration.WORLDS[:2])
    shown = run("bench", "calibration", "--runs", "2").stdout
    assert "Calibration on simulated events" in shown
    assert {name: name in shown for name in ("the rule is right", "success is rarer", "scores are")} == {
        "the rule is right": True,
        "success is rarer": True,
        "scores are": False,
    }
