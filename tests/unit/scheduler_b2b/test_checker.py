"""The independent checker: each rule is broken once, and each time it says so."""

from dataclasses import replace

import pytest

from scheduler.bench.b2b.checker import breaks, faults
from scheduler.bench.b2b.problem import B2BProblem

BASE = B2BProblem(
    participants=4,
    slots=4,
    morning_slots=2,
    tables=2,
    pairs=((0, 1), (2, 3), (0, 2)),
    sessions=("any", "any", "any"),
    fixed=(None, None, None),
    forbidden=(frozenset(),) * 4,
    precedences=(),
)
GOOD = (0, 0, 1)


def test_a_good_schedule_has_no_faults() -> None:
    assert faults(BASE, GOOD) == []


@pytest.mark.parametrize(
    ("problem", "slots", "sentence"),
    [
        (BASE, (0, 0), "2 slots are given for 3 meetings."),
        (BASE, (0, 0, 4), "Meeting 2 is in slot 4, which does not exist."),
        (replace(BASE, sessions=("any", "any", "afternoon")), GOOD, "Meeting 2 is not in the afternoon."),
        (replace(BASE, fixed=(None, 2, None)), GOOD, "Meeting 1 is fixed to slot 2 but in slot 0."),
        (replace(BASE, precedences=((0, 1),)), GOOD, "Meeting 0 is not before meeting 1."),
        (replace(BASE, tables=1), GOOD, "Slot 0 has 2 meetings for 1 tables."),
        (BASE, (0, 1, 0), "Participant 0 has 2 meetings in slot 0."),
        (
            replace(BASE, forbidden=(frozenset(), frozenset({0}), frozenset(), frozenset())),
            GOOD,
            "Participant 1 has meeting 0 in the forbidden slot 0.",
        ),
        (replace(BASE, fairness=0), (0, 1, 2), "Breaks range from 0 to 1, more than 0 apart."),
    ],
)
def test_a_broken_rule_is_said_in_a_sentence(problem: B2BProblem, slots: tuple[int, ...], sentence: str) -> None:
    assert faults(problem, slots) == [sentence]


def test_a_break_of_any_length_counts_once_and_noon_is_no_exception() -> None:
    problem = replace(BASE, slots=9, pairs=((0, 1),) * 3)
    assert breaks(problem, (1, 2, 8)) == [1, 1, 0, 0]
