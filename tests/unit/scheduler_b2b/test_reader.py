"""The reader of the published format: what it reads, and how it refuses what is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.bench.b2b.reader import parse_dzn, read_dzn
from tests.unit.scheduler_b2b.family import dzn, random_problem


@pytest.mark.parametrize("seed", range(25))
def test_an_instance_written_in_the_published_layout_is_read_back(seed: int) -> None:
    problem = replace(random_problem(seed), fairness=2)
    assert parse_dzn(dzn(problem)) == replace(problem, precedences=tuple(sorted(problem.precedences, key=_later)))


def _later(pair: tuple[int, int]) -> tuple[int, int]:
    return pair[1], pair[0]


def test_comments_ranges_and_missing_rules_are_understood() -> None:
    problem = parse_dzn(
        "% a made-up event\nnBusiness = 2; nMeetings = 1; nTables = 1; nTotalSlots = 4; nMorningSlots = 2;"
        "requested = [|1,2,2|]; forbidden = [{1..3}, {}];"
    )
    assert problem.forbidden == (frozenset({0, 1, 2}), frozenset())
    assert (problem.sessions, problem.fixed, problem.precedences) == (("afternoon",), (None,), ())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nTables = ", "nSeats = ", "The field 'nTables' is missing."),
        ("fixed = [", "fixed = [0, ", "fixed: there must be a list of"),
        ("nMorningSlots = ", "nMorningSlots = 9", "morning slots do not fit"),
        ("nMeetingsBusiness = [", "nMeetingsBusiness = [9,", "nMeetingsBusiness: there must be a list of"),
        ("requested = [|1", "requested = [|99", "which are not two of the participants"),
        ("precedences = [", "precedences [", "is not an assignment"),
        ("forbidden = [{", "forbidden = [{x", "is not a number, list, table or list of sets"),
        ("nTables = ", "nTables = 1; nTables = ", "is given twice"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, message: str) -> None:
    text = dzn(replace(random_problem(1), pairs=((0, 1), *random_problem(1).pairs[1:])))
    assert old in text
    with pytest.raises(ValueError, match=message):
        parse_dzn(text.replace(old, new, 1))


def test_a_list_of_meetings_that_contradicts_the_requests_is_refused() -> None:
    text = dzn(random_problem(2))
    where = text.index("meetingsxBusiness = [{1,")
    with pytest.raises(ValueError, match="meetingsxBusiness does not agree with requested"):
        parse_dzn(text[:where] + text[where:].replace("{1,2", "{1", 1))


def test_the_message_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "fair.original.dzn"
    path.write_text("nBusiness = 2;", encoding="utf-8")
    with pytest.raises(ValueError, match=r"fair\.original\.dzn: The field 'nMeetings' is missing"):
        read_dzn(path)
