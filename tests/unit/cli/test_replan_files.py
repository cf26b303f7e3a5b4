"""``replan``, ``why`` and ``whatif`` on files: what they print, and what they refuse before any work is done."""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.cli.replan import _local  # pyright: ignore[reportPrivateUsage]
from api.cli.schedule import show_result, until_stopped, writable
from scheduler import Leg, Participant, Problem, Request, Slot, solve
from scheduler.examples import roadshow, tiny
from scheduler.files import read_problem, write_problem, write_schedule


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A roadshow and its schedule."""
    problem = roadshow(1)
    source, schedule = tmp_path / "problem.json", tmp_path / "schedule.json"
    source.write_text(write_problem(problem), encoding="utf-8")
    schedule.write_text(write_schedule(solve(problem, limit_seconds=60)), encoding="utf-8")
    return str(source), str(schedule)


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    return done.stdout if done.exit_code == 0 else str(done.exception)


def test_replan_tells_who_is_affected_and_writes_what_check_accepts(files: tuple[str, str], tmp_path: Path) -> None:
    new, changed = str(tmp_path / "new.json"), str(tmp_path / "changed.json")
    words = run("replan", *files, "--gone", "B001", "--out", new, "--problem-out", changed)
    assert "0 moved" in words
    assert "B001 is not available" in words
    assert run("check", changed, new).endswith("no violation\n")
    shown = json.loads(run("replan", *files, "--gone", "B001", "--json"))
    assert (shown["moved"], shown["kept"]) == (0, shown["survivors"])


def test_freed_slots_can_be_offered_before_they_are_filled(files: tuple[str, str]) -> None:
    shown = json.loads(run("replan", *files, "--gone", "B001", "--max-loss", "0", "--json"))
    added = {one["request"] for one in shown["changes"] if one["kind"] == "added"}
    assert added <= {one["request"] for one in shown["offers"]}
    words = run("replan", *files, "--gone", "B001", "--offers", "--language", "ko")
    assert "시간을 옮깁니다" in words
    assert "가치" in words.splitlines()[-1] or "빈 시간에" in words


def test_why_and_whatif_answer_on_files(files: tuple[str, str]) -> None:
    left_out = json.loads(run("why", *files, "--json"))["unscheduled"]
    answer = json.loads(run("why", *files, left_out[0]["request"], "--give-way", "0", "--json"))
    assert answer["reason"]["code"] == left_out[0]["code"]
    assert answer["remedies"]
    shown = json.loads(run("whatif", files[0], "--limit", "5", "--json"))
    assert {one["what"] for one in shown["fewest"]} == {"tables", "interpreters"}
    assert shown["conflict"] is None


def test_a_frozen_horizon_without_a_moment_is_refused(files: tuple[str, str]) -> None:
    assert "--freeze counts from a moment: give --now too" in run("replan", *files, "--freeze", "20")


@pytest.mark.parametrize("command", ["replan", "schedule"])
def test_a_file_that_cannot_be_written_is_refused_before_the_search(
    files: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def search(*_: object) -> None:
        raise AssertionError("the search began")

    monkeypatch.setattr("api.cli.schedule.until_stopped", search)
    given = files if command == "replan" else files[:1]
    assert "there is no folder" in run(command, *given, "--out", str(tmp_path / "none" / "new.json"))


def test_a_file_cannot_be_written_where_there_is_no_folder_or_one_of_its_name(tmp_path: Path) -> None:
    writable(tmp_path / "new.json", None)
    with pytest.raises(ValueError, match="there is no folder"):
        writable(tmp_path / "none" / "new.json")
    with pytest.raises(ValueError, match="is a folder: give the name of a file"):
        writable(tmp_path)


def test_a_schedule_in_place_of_a_problem_is_named(files: tuple[str, str]) -> None:
    assert "this is a schedule, and a problem is asked for" in run("schedule", files[1])
    assert "this is a problem, and a schedule is asked for" in run("check", files[0], files[0])


def test_a_time_without_a_zone_is_local_where_the_event_is_on_that_day() -> None:
    problem = two_stops()
    for day, zone in ((6, "Asia/Bangkok"), (10, "Europe/Istanbul")):
        moment = datetime(2022, 10, day, 14, 10)
        assert _local(problem, moment) == moment.replace(tzinfo=ZoneInfo(zone))


def two_stops() -> Problem:
    def slot(leg: str, day: int) -> Slot:
        start = datetime(2022, 10, day, 7, tzinfo=UTC)
        return Slot(leg, leg, start, start + timedelta(minutes=30))

    return replace(
        tiny((), tables=0),
        legs=(Leg("b", "Asia/Bangkok"), Leg("i", "Europe/Istanbul")),
        slots=(slot("b", 6), slot("i", 10)),
    )


def test_a_third_party_stands_on_its_own_side(capsys: pytest.CaptureFixture[str]) -> None:
    people = (Participant("[it]", "supplier"), Participant("second", "supplier"))
    problem = tiny((Request("r", "[it]", "body", 5, parties=("second",)),), people)
    show_result(problem, solve(problem, workers=1), as_json=False)
    assert "│ [it], second │ body  │" in capsys.readouterr().out


def test_ctrl_c_keeps_the_best_so_far() -> None:
    def search(stop: object) -> str:
        os.kill(os.getpid(), signal.SIGINT)
        began = time.monotonic()
        while not stop() and time.monotonic() - began < 10:  # type: ignore[operator]  # pyright: ignore[reportCallIssue]
            time.sleep(0.01)
        return "the best so far" if stop() else "never told to stop"  # type: ignore[operator]  # pyright: ignore[reportCallIssue]

    before = signal.getsignal(signal.SIGINT)
    assert until_stopped(search) == "the best so far"
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"starts_at": "9am"}, r"\$\.slots\[0\]\.starts_at: '9am' cannot be read: write \"2022-10-11T09:00\+03:00\""),
        (
            {"objectives": ["profit"]},
            r"\$\.objectives\[0\]: 'profit' is none of what can stand here: write \"promises\"",
        ),
    ],
)
def test_a_faulty_value_is_answered_with_what_to_write(fault: dict[str, object], words: str) -> None:
    content = json.loads(write_problem(tiny((Request("a-b", "a", "b", 5),))))
    if "objectives" in fault:
        content |= fault
    else:
        content["slots"][0] |= fault
    with pytest.raises(ValueError, match=words):
        read_problem(json.dumps(content))
