"""For every hard rule the smallest problem in which only it stands in the way.

Solved without the rule, the independent checker reports exactly that rule; solved with it, nothing; and what is nearly
forbidden is allowed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduler import (
    Delegate,
    Interpreter,
    Leg,
    Meeting,
    Participant,
    Pin,
    Precedence,
    Problem,
    Request,
    Status,
    Table,
    check,
    solve,
)
from scheduler.board import Board
from scheduler.budget import Budget
from scheduler.check import CHECKS
from scheduler.examples import tiny
from scheduler.instance import instance_of
from scheduler.layers import Search
from scheduler.naming import give_names
from scheduler.onemodel import one_model
from scheduler.rules import HARD, sentence

A_B = Request("a-b", "a", "b", 5)
A_C = Request("a-c", "a", "c", 5)
D_B = Request("d-b", "d", "b", 5)
D_C = Request("d-c", "d", "c", 5)
KOREAN = Participant("a", "supplier", frozenset({"ko"}))
TURKISH = Participant("b", "buyer", frozenset({"tr"}))
BOTH = {"ko": 3, "tr": 3}


def two_legs() -> Problem:
    problem = tiny((A_B,), (Participant("a", "supplier", legs=frozenset({"leg"})),), slots=2)
    slots = (replace(problem.slots[0], leg="other"), problem.slots[1])
    return replace(
        problem,
        legs=(Leg("leg"), Leg("other")),
        slots=slots,
        tables=(Table("A", "other"), Table("B", "leg", unavailable=frozenset({"2"}))),
    )


def walk() -> Problem:
    tables = (
        Table("A", "leg", area="hall", equipment=frozenset({"screen"})),
        Table("B", "leg", area="loft", equipment=frozenset({"stand"})),
    )
    screen, stand = replace(A_B, equipment=frozenset({"screen"})), replace(A_C, equipment=frozenset({"stand"}))
    return tiny((screen, stand), slots=2, tables=tables, walking={("loft", "hall"): 10})


def interpreted(*requests: Request, **interpreter: Any) -> Problem:
    people = tuple(Participant(s, "supplier", frozenset({"ko"})) for s in sorted({r.supplier for r in requests}))
    people += tuple(Participant(b, "buyer", frozenset({"tr"})) for b in sorted({r.buyer for r in requests}))
    return tiny(requests, people, slots=2, tables=2, interpreters=(Interpreter("i", BOTH, **interpreter),))


def elsewhere(**who: Any) -> Problem:
    """Everything but what is given is in the leg "other"."""
    problem = interpreted(A_B)
    two = replace(
        problem,
        legs=(Leg("leg"), Leg("other")),
        slots=tuple(replace(slot, leg="other") for slot in problem.slots),
        tables=(Table("A", "other"),),
    )
    return replace(two, **who)


def ordering_body(*participants: Participant, **given: Any) -> Problem:
    """Two suppliers sit in one meeting with a buyer."""
    asked = replace(A_B, parties=("d",))
    people = (Participant("a", "supplier"), Participant("d", "supplier"))
    return tiny((asked,), participants or people, slots=1, **given)


def far_apart(problem: Problem) -> Problem:
    """The two requests of a problem ask for tables that are ten minutes apart, in two slots without a pause."""
    there = walk()
    requests = tuple(
        replace(one, equipment=table.equipment, slots=frozenset({slot}))
        for one, table, slot in zip(problem.requests, there.tables, ("1", "2"), strict=True)
    )
    return replace(problem, tables=there.tables, walking=there.walking, requests=requests)


def two_stops(problem: Problem, *, pause: int = 0, **given: Any) -> Problem:
    """The second slot of a problem, and a table for it, are in another leg, some minutes later."""
    first, second = problem.slots[:2]
    later = timedelta(minutes=pause)
    there = replace(second, leg="other", starts_at=second.starts_at + later, ends_at=second.ends_at + later)
    tables = (*problem.tables, Table("Z", "other", capacity=2))
    return replace(problem, legs=(Leg("leg"), Leg("other")), slots=(first, there), tables=tables, **given)


def here(request: Request, slot: str) -> Request:
    return replace(request, slots=frozenset({slot}))


KIM = Delegate("Kim", frozenset({"b", "c"}))
STAFF = (KOREAN, TURKISH, replace(KOREAN, id="d"), replace(TURKISH, id="c"))
TWO_DELEGATES = Participant("a", "supplier", delegates=2)

ALONE: dict[str, Problem] = {
    "legs": two_legs(),
    "legs, of the request": elsewhere(requests=(replace(A_B, leg="leg"),)),
    "legs, of a participant": elsewhere(participants=(KOREAN, replace(TURKISH, legs=frozenset({"leg"})))),
    "legs, of an interpreter": elsewhere(interpreters=(Interpreter("i", BOTH, legs=frozenset({"leg"})),)),
    "availability": tiny((A_B,), (Participant("a", "supplier", unavailable=frozenset({"1"})),), slots=1),
    "availability, of a third party": ordering_body(
        Participant("a", "supplier"), Participant("d", "supplier", unavailable=frozenset({"1"}))
    ),
    "table_availability": tiny((A_B,), slots=1, tables=(Table("A", "leg", unavailable=frozenset({"1"})),)),
    "interpreter_availability": interpreted(A_B, unavailable=frozenset({"1", "2"})),
    "own_slots": tiny((replace(A_B, slots=frozenset()),), slots=1),
    "forbidden": tiny((A_B,), slots=1, forbidden=frozenset({("b", "a")})),
    "forbidden, in a meeting of three": ordering_body(forbidden=frozenset({("d", "b")})),
    "pins": tiny(
        (A_B, D_C), (Participant("a", "supplier", max_meetings=1),), slots=1,
        tables=2, pins=(Pin("a-b", table="B"), Pin("d-c", table="B")),
    ),
    "pins, to a slot": tiny((A_B, D_C), slots=2, pins=(Pin("a-b", "1"), Pin("d-c", "1"))),
    "pins, to an interpreter": tiny(
        (A_B, D_C), STAFF, slots=1, tables=2, interpreters=(Interpreter("i", BOTH), Interpreter("j", BOTH)),
        pins=(Pin("a-b", interpreter="i"), Pin("d-c", interpreter="i")),
    ),
    "equipment": tiny((replace(A_B, equipment=frozenset({"screen"})),), slots=1),
    "equipment, one of two": tiny(
        (replace(A_B, equipment=frozenset({"screen", "stand"})),), slots=1,
        tables=(Table("A", "leg", equipment=frozenset({"screen"})),),
    ),
    "seats": tiny(
        (A_B,), (Participant("a", "supplier", seat="A"),), slots=1,
        tables=(Table("A", "leg", unavailable=frozenset({"1"})), Table("B", "leg")),
    ),
    "seats, of both sides": tiny(
        (A_B,), (Participant("a", "supplier", seat="A"), Participant("b", "buyer", seat="B")), slots=1, tables=2
    ),
    "language": tiny((A_B,), (KOREAN, TURKISH), slots=1, interpreters=(Interpreter("i", {"ko": 3, "en": 3}),)),
    "language, at a level": replace(
        interpreted(replace(A_B, level=3)), interpreters=(Interpreter("i", {"ko": 3, "tr": 2}),)
    ),
    "language, of a third party": replace(
        ordering_body(KOREAN, TURKISH, Participant("d", "supplier", frozenset({"th"}))),
        interpreters=(Interpreter("i", BOTH),),
    ),
    "one_meeting_at_a_time": tiny((A_B, A_C), slots=1, tables=2),
    "one_meeting_at_a_time, of two delegates": tiny(
        (A_B, A_C, Request("a-e", "a", "e", 5)), (TWO_DELEGATES,), slots=1, tables=3
    ),
    "one_person_at_a_time": tiny((A_B, D_C), slots=1, tables=2, delegates=(KIM,)),
    "one_person_at_a_time, of three": tiny(
        (A_B, D_C, Request("f-e", "f", "e", 5)), slots=1, tables=3,
        delegates=(Delegate("Kim", frozenset({"b", "c"})), Delegate("Lee", frozenset({"c", "e"}))),
    ),
    "one_person_at_a_time, while the other is away": tiny(
        (A_B, D_C), slots=1, tables=2, delegates=(KIM, Delegate("Lee", frozenset({"b"}), frozenset({"1"}))),
    ),
    "one_person_at_a_time, on both sides": tiny(
        (replace(A_B, parties=("c",)),), (Participant("a", "supplier"), Participant("c", "buyer")), slots=1,
        delegates=(KIM,),
    ),
    "one_person_at_a_time, in slots that overlap": replace(
        tiny((here(A_B, "1"), here(D_C, "2")), tables=2, delegates=(KIM,)),
        slots=tuple(
            replace(slot, ends_at=slot.ends_at + timedelta(minutes=5)) for slot in tiny((A_B,), slots=2).slots
        ),
    ),
    "table_capacity": tiny((A_B, D_C), slots=1, tables=1),
    "table_capacity, of a table for two": tiny(
        (A_B, D_C, Request("f-e", "f", "e", 5)), slots=1, tables=(Table("A", "leg", capacity=2),)
    ),
    "interpreter_one_at_a_time": tiny((A_B, D_C), STAFF, slots=1, tables=2, interpreters=(Interpreter("i", BOTH),)),
    "max_run": interpreted(A_B, A_C, max_run=1),
    "max_meetings": tiny((A_B, A_C), (Participant("a", "supplier", max_meetings=1),), slots=2),
    "max_meetings, of none": tiny((A_B,), (Participant("b", "buyer", max_meetings=0),), slots=1),
    "max_per_day": tiny((A_B, A_C), (Participant("a", "supplier", max_per_day=1),), slots=2),
    "max_per_half_day": tiny((A_B, A_C), (Participant("a", "supplier", max_per_half_day=1),), slots=2),
    "pair_once": replace(
        tiny((replace(A_B, leg="leg"), replace(A_B, id="again")), slots=2), name="the same pair asks twice"
    ),
    "precedence": tiny(
        (replace(A_B, slots=frozenset({"2"})), replace(D_C, slots=frozenset({"1"}))),
        slots=2, precedences=(Precedence("a-b", "d-c"),),
    ),
    "precedence, at one time": tiny((A_B, D_C), slots=1, tables=2, precedences=(Precedence("a-b", "d-c"),)),
    "walking": walk(),
    "walking, of an interpreter": far_apart(interpreted(A_B, D_C)),
    "walking, of two delegates": tiny(
        (*(replace(one, slots=frozenset({"1"})) for one in (A_B, A_C)), Request("a-e", "a", "e", 5, slots=frozenset({"2"}))),
        (TWO_DELEGATES,), slots=2, walking={("loft", "hall"): 10},
        tables=(
            Table("A", "leg", area="hall", capacity=2, unavailable=frozenset({"2"})),
            Table("B", "leg", area="loft", unavailable=frozenset({"1"})),
        ),
    ),
    "travel": two_stops(tiny((here(A_B, "1"), here(A_C, "2")), slots=2)),
    "travel, of the minutes given": two_stops(
        tiny((here(A_B, "1"), here(A_C, "2")), slots=2), pause=190, travel={("other", "leg"): 200}
    ),
    "travel, of an interpreter": two_stops(interpreted(here(A_B, "1"), here(D_C, "2"))),
    "travel, of two delegates": two_stops(
        tiny((here(A_B, "1"), here(A_C, "2"), here(Request("a-e", "a", "e", 5), "2")), (TWO_DELEGATES,), slots=2)
    ),
}  # fmt: skip
"""Name of a rule, or of a rule and what it is about, to a problem in which it takes one meeting."""


def rule_of(name: str) -> str:
    return name.split(",")[0]


def solved_without(problem: Problem, rule: str) -> tuple[Meeting, ...]:
    """The best schedule of the one model with one rule left out."""
    without = frozenset({rule})
    instance = instance_of(problem, without=without)
    search = Search(one_model(instance, without=without), {}, Budget(workers=1))
    search.run(("value",))
    names, _ = give_names(instance, search.cells, search.budget, without=without)
    board = Board(instance)
    board.placed = names
    return board.meetings()


def test_every_hard_rule_has_its_smallest_problem_its_check_and_its_sentence() -> None:
    assert tuple(dict.fromkeys(map(rule_of, ALONE))) == HARD == tuple(CHECKS)
    assert all(sentence(rule).endswith(".") for rule in HARD)


@pytest.mark.parametrize("name", ALONE)
def test_without_the_rule_the_checker_reports_exactly_that_rule(name: str) -> None:
    problem, rule = ALONE[name], rule_of(name)
    assert {violation.rule for violation in check(problem, solved_without(problem, rule))} == {rule}


@pytest.mark.parametrize("name", ALONE)
def test_with_the_rule_the_schedule_is_valid_and_smaller(name: str) -> None:
    problem, rule = ALONE[name], rule_of(name)
    result = solve(problem, workers=1)
    assert (result.status, result.notes) == (Status.OPTIMAL, ())
    assert check(problem, result.meetings) == ()
    assert len(result.meetings) == len(solved_without(problem, rule)) - 1
    assert len(result.unscheduled) == len(problem.requests) - len(result.meetings)


NEARLY: dict[str, Problem] = {
    "two delegates": tiny((A_B, A_C), (Participant("a", "supplier", delegates=2),), slots=1, tables=2),
    "a table for two": tiny((A_B, D_C), slots=1, tables=(Table("A", "leg", capacity=2),)),
    "a common language": tiny((A_B,), (KOREAN, replace(TURKISH, languages=frozenset({"ko-KR"}))), slots=1),
    "no language stated": tiny((A_B,), (KOREAN, replace(TURKISH, languages=frozenset())), slots=1),
    "a rest between": replace(interpreted(A_B, A_C, max_run=1), slots=tiny((A_B,), slots=3).slots[::2]),
    "as many as allowed": tiny((A_B, A_C), (Participant("a", "supplier", max_meetings=2),), slots=2),
    "in order": tiny((A_B, D_C), slots=2, precedences=(Precedence("a-b", "d-c"),)),
    "another pair": tiny((A_B,), (Participant("c", "buyer"),), slots=1, forbidden=frozenset({("a", "c")})),
    "time enough to walk": replace(walk(), walking={("hall", "loft"): 0}),
    "a delegate of two firms one after the other": tiny((A_B, D_C), slots=2, delegates=(KIM,)),
    "two delegates of two firms": tiny(
        (A_B, D_C), slots=1, tables=2, delegates=(KIM, Delegate("Lee", frozenset({"b", "c"})))
    ),
    "delegates who overlap and are away in turn": replace(
        tiny(
            (here(A_B, "1"), here(D_C, "2")),
            tables=2,
            delegates=(
                Delegate("Kim", KIM.participants, frozenset("1")),
                Delegate("Lee", KIM.participants, frozenset("2")),
            ),
        ),
        slots=tuple(replace(slot, ends_at=slot.ends_at + timedelta(minutes=5)) for slot in tiny((A_B,), slots=2).slots),
    ),
    "time enough to travel": two_stops(tiny((here(A_B, "1"), here(A_C, "2")), slots=2), pause=180),
    "stops next door": two_stops(tiny((here(A_B, "1"), here(A_C, "2")), slots=2), travel={("leg", "other"): 0}),
    "two delegates in two stops": two_stops(tiny((here(A_B, "1"), here(A_C, "2")), (TWO_DELEGATES,), slots=2)),
    "an interpreter who works elsewhere now": interpreted(A_B, legs=frozenset({"leg"})),
    "N:1 with an ordering body": tiny(
        (replace(A_B, parties=("d",)),), (Participant("a", "supplier"), Participant("d", "supplier")), slots=1
    ),
}


@pytest.mark.parametrize("name", NEARLY)
def test_what_is_nearly_forbidden_is_held(name: str) -> None:
    result = solve(NEARLY[name], workers=1)
    assert result.unscheduled == ()
    assert check(NEARLY[name], result.meetings) == ()


def test_everyone_in_an_n_to_1_meeting_must_be_free() -> None:
    body = replace(A_B, parties=("d",), value=9)
    problem = tiny((body, D_C), (Participant("a", "supplier"), Participant("d", "supplier")), slots=1, tables=2)
    assert [meeting.request for meeting in solve(problem, workers=1).meetings] == ["a-b"]


def test_a_long_slot_keeps_out_the_short_ones_it_covers() -> None:
    problem = tiny((A_B, A_C), slots=2, tables=2)
    long = replace(problem.slots[0], id="long", ends_at=problem.slots[1].ends_at)
    asks = (replace(A_B, slots=frozenset({"long"})), A_C)
    result = solve(replace(problem, slots=(*problem.slots, long), requests=asks), workers=1)
    assert len(result.meetings) == 1


def test_a_break_is_a_rest_for_an_interpreter() -> None:
    problem = interpreted(A_B, A_C, max_run=1)
    late = replace(
        problem.slots[1],
        starts_at=problem.slots[1].starts_at + timedelta(minutes=15),
        ends_at=problem.slots[1].ends_at + timedelta(minutes=15),
    )
    assert len(solve(replace(problem, slots=(problem.slots[0], late)), workers=1).meetings) == 2
