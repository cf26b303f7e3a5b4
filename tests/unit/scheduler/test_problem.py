"""A problem refuses to contradict itself, naming what and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from scheduler import Interpreter, Leg, Participant, Pin, Precedence, Problem, Request, Slot, Table
from scheduler.examples import tiny
from scheduler.problem import Delegate

A_B = Request("a-b", "a", "b", 5)
D_C = Request("d-c", "d", "c", 5)
A_C = Request("a-c", "a", "c", 5)

CONTRADICTIONS = {
    "pin of 'a-b' to slot '1' contradicts pin of 'a-b' to slot '2': one meeting has one place": {
        "pins": (Pin("a-b", "1"), Pin("a-b", "2"))
    },
    "pin of 'a-b' to slot '1' contradicts pin of 'a-c' to slot '1': 'a' cannot be in two meetings at one time": {
        "pins": (Pin("a-b", "1"), Pin("a-c", "1"))
    },
    "pin of 'a-b' to slot '1' table 'A' contradicts pin of 'd-c' to slot '1' table 'A': "
    "table 'A' holds one meeting at a time": {"pins": (Pin("a-b", "1", "A"), Pin("d-c", "1", "A"))},
    "pin of 'a-b' to slot '1' interpreter 'i' contradicts pin of 'd-c' to slot '1' interpreter 'i': "
    "'i' interprets one meeting at a time": {
        "pins": (Pin("a-b", "1", interpreter="i"), Pin("d-c", "1", interpreter="i"))
    },
    "pin of 'a-b' to slot '2' contradicts pin of 'd-c' to slot '1': 'a-b' comes before 'd-c'": {
        "pins": (Pin("a-b", "2"), Pin("d-c", "1")),
        "precedences": (Precedence("a-b", "d-c"),),
    },
    "pin of 'a-b' contradicts the forbidden pair 'a' and 'b'": {
        "pins": (Pin("a-b"),),
        "forbidden": frozenset({("b", "a")}),
    },
    "pin of 'a-b' to slot '3' contradicts 'a', who is not available in '3'": {"pins": (Pin("a-b", "3"),)},
    "pin of 'a-b' to table 'A' contradicts the seat of 'b' at 'B'": {"pins": (Pin("a-b", table="A"),)},
    "pin of 'd-c' to interpreter 'i' contradicts the languages of 'i'": {"pins": (Pin("d-c", interpreter="i"),)},
    "precedences form a circle: 'a-b' before 'd-c', 'd-c' before 'a-b'": {
        "precedences": (Precedence("a-b", "d-c"), Precedence("d-c", "a-b"))
    },
    "request 'a-b': value -1 is not within 0..1000000000000": {"requests": (replace(A_B, value=-1),)},
    "request 'a-z' names the unknown participant 'z'": {"requests": (Request("a-z", "a", "z", 1),)},
    "requests 'a-b' and 'again' are for the same pair: keep one": {"requests": (A_B, replace(A_B, id="again"))},
    "request 'b-a': 'b' is a buyer, not a supplier": {"requests": (replace(A_B, supplier="c", id="b-a"),)},
    "table 'A' is given 2 times: give each table its own id": {"tables": (Table("A", "leg"), Table("A", "leg"))},
    "leg 'leg': 'Europe/Nowhere' is no IANA zone": {"legs": (Leg("leg", "Europe/Nowhere"),)},
    "participant 'a': delegates is 0, at least 1 is needed": {
        "participants": (Participant("a", "supplier", delegates=0),)
    },
    "participant 'a' is promised min_meetings=2 and limited to max_meetings=1": {
        "participants": (Participant("a", "supplier", min_meetings=2, max_meetings=1),)
    },
    "slot '1': its times have no zone": {
        "slots": (Slot("1", "leg", datetime(2022, 10, 11, 9), datetime(2022, 10, 11, 10)),)
    },
}


def whole(**changes: object) -> Problem:
    people = (
        Participant("a", "supplier", unavailable=frozenset({"3"})),
        Participant("b", "buyer", seat="B"),
        Participant("d", "supplier", frozenset({"ko"})),
        Participant("c", "buyer", frozenset({"th"})),
    )
    problem = tiny((A_B, D_C, A_C), people, slots=3, tables=2, interpreters=(Interpreter("i", {"ko": 1, "tr": 1}),))
    return replace(problem, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("sentence", CONTRADICTIONS)
def test_a_contradiction_is_refused_by_name(sentence: str) -> None:
    changes = CONTRADICTIONS[sentence]
    if "'b' is a buyer" in sentence:
        changes = {"requests": (Request("b-a", "b", "c", 1),)}
    with pytest.raises(ValueError) as refused:
        whole(**changes)
    assert sentence in str(refused.value).splitlines()


def test_pins_that_only_nearly_contradict_are_accepted() -> None:
    pins = (Pin("a-b", "1", "B"), Pin("d-c", "1", "A"), Pin("a-c", "2", "A"))
    assert whole(pins=pins).pins == pins


def test_an_unknown_slot_in_an_unavailable_set_is_refused() -> None:
    with pytest.raises(ValueError, match="table 'A' names the unknown slot '9'"):
        whole(tables=(Table("A", "leg", unavailable=frozenset({"9"})), Table("B", "leg")))


def test_delegates_may_be_shared_by_many_but_in_ten_ways_only() -> None:
    many = tuple(Participant(f"b{n}", "buyer") for n in range(12))
    everybody = Delegate("Kim", frozenset(one.id for one in many))
    assert tiny((A_B,), many, delegates=(everybody,)).delegates == (everybody,)
    ring = tuple(Delegate(str(n), frozenset({f"b{n}", f"b{(n + 1) % 12}"})) for n in range(12))
    with pytest.raises(ValueError, match="12 participants share delegates in 12 ways"):
        tiny((A_B,), many, delegates=ring)
