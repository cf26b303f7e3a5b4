"""Sets of contradicting decisions: they cannot be held together, and without any one of them they can."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from scheduler import Participant, Pin, Problem, Request, solve
from scheduler.answers.conflicts import contradicting
from scheduler.examples import tiny
from tests.property.scheduler.test_brute_force import random_problem

PROBLEMS = 60


def together(problem: Problem, pins: tuple[Pin, ...], requests: tuple[str, ...]) -> bool:
    """Whether solving holds all of them."""
    try:
        part = replace(
            problem,
            requests=tuple(one for one in problem.requests if one.id in requests),
            pins=tuple(pin for pin in pins if pin.request in requests),
            precedences=tuple(one for one in problem.precedences if {one.before, one.after} <= set(requests)),
            objectives=("value",),
        )
    except ValueError:
        return False
    return len(solve(part, workers=1).meetings) == len(requests)


def test_random_decisions_shrink_to_a_minimal_contradiction() -> None:
    contradictions = 0
    for seed in range(PROBLEMS):
        problem = replace(random_problem(seed), pins=())
        random = Random(seed)
        slots = [slot.id for slot in problem.slots]
        pins = tuple(Pin(one.id, random.choice(slots[:2])) for one in problem.requests)
        everything = tuple(one.id for one in problem.requests)
        found = contradicting(problem, pins)
        if found is None:
            assert together(problem, pins, everything), seed
            continue
        contradictions += 1
        assert found.minimal, seed
        assert not together(problem, pins, found.requests), seed
        for fewer in combinations(found.requests, len(found.requests) - 1):
            assert together(problem, pins, fewer), seed
    assert contradictions > PROBLEMS // 3


def test_one_must_meet_too_many_is_found_by_counting() -> None:
    requests = tuple(Request(f"a-b{n}", "a", f"b{n}", 5, must=True) for n in range(13))
    problem = tiny(requests, (Participant("a", "supplier"),), slots=12, tables=3)
    found = contradicting(problem, musts=True)
    assert found is not None
    assert (len(found.requests), found.minimal) == (13, True)


def test_decisions_that_stand_together_have_no_contradiction() -> None:
    requests = tuple(Request(f"a-b{n}", "a", f"b{n}", 5, must=True) for n in range(12))
    assert contradicting(tiny(requests, slots=12), musts=True) is None
    assert contradicting(tiny(requests, slots=12)) is None


def test_two_pins_that_a_problem_refuses_are_named() -> None:
    requests = (Request("a-b", "a", "b", 5), Request("a-c", "a", "c", 5), Request("d-e", "d", "e", 5))
    problem = tiny(requests, tables=3)
    found = contradicting(problem, [Pin("a-b", "1"), Pin("a-c", "1"), Pin("d-e", "1")])
    assert found is not None
    assert found.requests == ("a-b", "a-c")
    assert found.words("ko").startswith("a-b, a-c은(는) 정한 대로 모두 열 수 없습니다.")


def test_a_pin_of_an_unknown_request_is_refused() -> None:
    with pytest.raises(ValueError, match="pin of the unknown request 'x'"):
        contradicting(tiny(()), [Pin("x", "1")])
