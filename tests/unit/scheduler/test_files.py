"""Problems and schedules as JSON: there and back, and errors that name the place."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from scheduler import Interpreter, Participant, Pin, Precedence, Problem, Request, Table, solve
from scheduler.examples import roadshow, tiny
from scheduler.files import read_problem, read_schedule, schedule_json, write_problem, write_schedule
from scheduler.files.schema import schema
from scheduler.picture import picture

EVERYTHING = tiny(
    (
        Request("a-b", "a", "b", 5, must=True, parties=("d",), leg="leg", equipment=frozenset({"screen"}), level=2),
        Request("d-c", "d", "c", 7, slots=frozenset({"1", "2"})),
    ),
    (
        Participant("a", "supplier", frozenset({"ko"}), frozenset({"3"}), 2, "A", 1, 4, 3, 2, 1, frozenset({"leg"})),
        Participant("d", "supplier", frozenset({"ko", "en"})),
        Participant("b", "buyer", frozenset({"tr"})),
    ),
    tables=(Table("A", "leg", "hall", 2, frozenset({"screen"}), frozenset({"1"})), Table("B", "leg", "loft")),
    interpreters=(Interpreter("i", {"ko": 3, "tr": 2}, frozenset({"leg"}), frozenset({"3"}), 2),),
    pins=(Pin("d-c", slot="2", table="B"),),
    forbidden=frozenset({("a", "c")}),
    precedences=(Precedence("d-c", "a-b"),),
    walking={("hall", "loft"): 4},
    objectives=("promises", (("value", 3), ("gaps", 10)), "moves"),
    break_minutes=20,
    name="행사",
)


@pytest.mark.parametrize("problem", [EVERYTHING, roadshow(1, seated=True), tiny(())])
def test_a_problem_reads_back_equal(problem: Problem) -> None:
    text = write_problem(problem)
    assert read_problem(text) == problem
    assert json.loads(text)["format"] == "mannam-problem-1"


def test_a_plain_set_of_interpreter_languages_reads_back_as_level_1() -> None:
    problem = tiny((), interpreters=(Interpreter("i", frozenset({"ko", "en"})),))
    assert read_problem(write_problem(problem)).interpreters[0].languages == {"en": 1, "ko": 1}


def test_a_schedule_reads_back_equal_and_fits_its_schema() -> None:
    result = solve(EVERYTHING, workers=1)
    assert read_schedule(write_schedule(result, problem="행사")) == result.meetings
    content = schedule_json(result)
    assert list(Draft202012Validator(schema("schedule")).iter_errors(content)) == []
    assert (content["status"], content["value"], content["gap"]) == ("optimal", result.value, 0.0)


def test_both_schemas_are_schemas() -> None:
    for name in ("problem", "schedule"):
        Draft202012Validator.check_schema(schema(name))


def broken(**changes: object) -> str:
    return json.dumps(json.loads(write_problem(EVERYTHING)) | changes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "this is no JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        (broken(tables=[{"id": "A"}]), "$.tables[0]: 'leg' is a required property"),
        (broken(participants=[{"id": "a", "side": "guest"}]), "$.participants[0].side: 'guest' is not one of"),
        (broken(break_minutes="20"), "$.break_minutes: '20' is not of type 'integer'"),
        (broken(colour="red"), "'colour' was unexpected"),
        (broken(pins=[{"request": "zz"}]), "pin 'zz' names the unknown request 'zz'"),
        (
            broken(slots=[{"id": "1", "leg": "leg", "starts_at": "2022-13-11T09:00Z", "ends_at": "2022-10-11T09:30Z"}]),
            "$.slots[0].starts_at: month must be in 1..12",
        ),
        (
            broken(slots=[{"id": "1", "leg": "leg", "starts_at": "2022-10-11 9:00", "ends_at": "2022-10-11T09:30Z"}]),
            "$.slots[0].starts_at: '2022-10-11 9:00' cannot be read: write",
        ),
    ],
)
def test_a_fault_in_a_problem_file_names_its_place(text: str, words: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_problem(text)
    assert words in str(refused.value)


def test_a_picture_is_valid_xml_with_every_name_in_it() -> None:
    problem = replace(EVERYTHING, name="A & <B>")
    result = solve(problem, workers=1)
    words = "".join(ElementTree.fromstring(picture(problem, result.meetings)).itertext())
    assert "A & <B>" in words
    for meeting in result.meetings:
        assert meeting.supplier in words
        assert meeting.interpreter is None or f"via {meeting.interpreter}" in words


def slot_file(starts_at: str, zone: str | None = "Europe/Istanbul", mark: str = "") -> str:
    leg = {"id": "leg"} | ({} if zone is None else {"zone": zone})
    slot = {"id": "1", "leg": "leg", "starts_at": starts_at, "ends_at": starts_at.replace("09:00", "09:30")}
    return mark + json.dumps({"legs": [leg], "slots": [slot], "tables": [], "participants": [], "requests": []})


@pytest.mark.parametrize(
    ("starts_at", "zone"),
    [
        ("2022-10-11T09:00+02:00", "Europe/Istanbul"),
        ("2022-07-11T09:00+01:00", "Europe/Berlin"),
        ("2022-12-11T09:00+02:00", "Europe/Berlin"),
    ],
)
def test_an_offset_that_the_zone_does_not_have_on_that_day_is_refused_with_what_to_write(
    starts_at: str, zone: str
) -> None:
    with pytest.raises(ValueError, match=r"\$\.slots\[0\]\.starts_at: .* does not have the offset of .*: write "):
        read_problem(slot_file(starts_at, zone))


@pytest.mark.parametrize(
    ("starts_at", "zone"),
    [
        ("2022-10-11T09:00+03:00", "Europe/Istanbul"),
        ("2022-10-11T09:00Z", "Europe/Istanbul"),
        ("2022-07-11T09:00+02:00", "Europe/Berlin"),
        ("2022-12-11T09:00+01:00", "Europe/Berlin"),
        ("2022-10-11T09:00+05:00", None),
    ],
)
def test_a_right_offset_utc_and_a_leg_without_a_zone_are_read(starts_at: str, zone: str | None) -> None:
    assert read_problem(slot_file(starts_at, zone)).slots[0].id == "1"


def test_a_byte_order_mark_is_ignored() -> None:
    assert read_problem(slot_file("2022-10-11T09:00Z", mark="\ufeff")).slots[0].id == "1"


def test_slots_are_written_in_the_time_of_their_leg() -> None:
    problem = read_problem(slot_file("2022-10-11T09:00Z"))
    assert json.loads(write_problem(problem))["slots"][0]["starts_at"] == "2022-10-11T12:00:00+03:00"
    assert read_problem(write_problem(problem)) == problem
