"""The smallest change is as small as trying every cheaper one says, and it works when it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest

from scheduler import Delegate, Interpreter, Leg, Meeting, Participant, Pin, Problem, Request, Table, check, solve
from scheduler.answers.nearby import Nearby
from scheduler.answers.steps import PRICES, Step, apply
from scheduler.answers.why import why
from scheduler.examples import tiny
from tests.property.scheduler.test_brute_force import random_problem

PROBLEMS = 500
BLOCKS = 10
A_B, C_D = Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 7)
C_D_HELD = (Meeting("c-d", "c", "d", "1", "A"),)


def loosened(problem: Problem) -> Problem:
    """Without the rules that tie slots together, so that trying everything stays quick."""
    interpreters = tuple(replace(one, max_run=None) for one in problem.interpreters)
    slots = tuple(slot for slot in problem.slots if slot.id != "3")  # the one that may overlap
    gone = frozenset({"3"})
    return replace(
        problem,
        slots=slots,
        walking={},
        pins=(),
        delegates=tuple(replace(one, unavailable=one.unavailable - gone) for one in problem.delegates),
        interpreters=tuple(replace(one, unavailable=one.unavailable - gone) for one in interpreters),
        tables=tuple(replace(one, unavailable=one.unavailable - gone) for one in problem.tables),
        participants=tuple(replace(one, unavailable=one.unavailable - gone) for one in problem.participants),
        requests=tuple(replace(one, slots=None if one.slots is None else one.slots - gone) for one in problem.requests),
    )


def fits(problem: Problem, meetings: tuple[Meeting, ...], request: Request, slot: str) -> bool:
    """Whether some tables and interpreters, by trying all, hold the request beside what is held in that slot."""
    here = [next(r for r in problem.requests if r.id == one.request) for one in meetings if one.slot == slot]
    others = [one for one in meetings if one.slot != slot]
    people = [None, *(one.id for one in problem.interpreters)]
    places = list(product([table.id for table in problem.tables], people))
    options: list[list[Meeting]] = []
    for asked in [*here, request]:
        at = [Meeting(asked.id, asked.supplier, asked.buyer, slot, t, i, asked.parties) for t, i in places]
        options.append([one for one in at if not check(problem, [one])])
    return any(not check(problem, [*others, *chosen]) for chosen in product(*options))


def every_step(problem: Problem, meetings: tuple[Meeting, ...], request: Request, slot: str) -> Iterator[Step]:
    """Every step that changes something about someone or something that the request could touch in a slot."""
    who = {name: next(one for one in problem.participants if one.id == name) for name in request.participants}
    if request.slots is not None and slot not in request.slots:
        yield Step("own_slots", (request.id,), slot)
    leg = next(one.leg for one in problem.slots if one.id == slot)
    for area in sorted({table.area for table in problem.tables if table.leg == leg}):
        yield Step("table", (leg, area, request.id), slot)
    for name, one in who.items():
        if slot in one.unavailable:
            yield Step("available", (name,), slot)
        yield Step("delegate", (name,))
        for kind in ("max_meetings", "max_per_day", "max_per_half_day"):
            if getattr(one, kind) is not None:
                yield Step(kind, (name,))
        if one.seat is not None:
            yield Step("seat", (name,))
    for person in problem.delegates:
        if slot in person.unavailable:
            yield Step("present", (person.id,), slot)
    for table in problem.tables:
        if request.equipment - table.equipment:
            yield Step("equipment", (table.id, ", ".join(sorted(request.equipment))))
    for one in problem.interpreters:
        if slot in one.unavailable:
            yield Step("shift", (one.id,), slot)
    if request.level > 1:
        yield Step("level", (request.id,))
    spoken = {tag for one in problem.participants for tag in one.languages}
    for pair in combinations(sorted(spoken), 2):
        yield Step("interpreter", ("-".join(pair), request.id), slot)
    for pair in problem.forbidden:
        yield Step("forbidden", pair)
    for rule in problem.precedences:
        yield Step("precedence", (rule.before, rule.after))


def cheaper(problem: Problem, meetings: tuple[Meeting, ...], request: Request, price: int) -> tuple[Step, ...] | None:
    """A set of at most three steps below a price that lets the request in, if there is one.

    A step only ever loosens a problem: where a set does not help, no part of it does.
    """
    for slot in problem.slots:
        steps = list(every_step(problem, meetings, request, slot.id))
        hopeless: list[frozenset[Step]] = []
        for chosen in (chosen for size in (3, 2, 1, 0) for chosen in combinations(steps, size)):
            if sum(PRICES[step.kind] for step in chosen) >= price or any(set(chosen) <= more for more in hopeless):
                continue
            try:
                changed = apply(problem, chosen)
            except ValueError:
                continue
            asked = next(one for one in changed.requests if one.id == request.id)
            if fits(changed, meetings, asked, slot.id):
                return chosen
            hopeless.append(frozenset(chosen))
    return None


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_cheaper_change_lets_the_request_in(block: int) -> None:
    for seed in range(block * PROBLEMS // BLOCKS, (block + 1) * PROBLEMS // BLOCKS):
        problem = loosened(random_problem(seed))
        result = solve(problem, workers=1, limit_seconds=20)
        for one in result.unscheduled:
            request = next(r for r in problem.requests if r.id == one.request)
            if Nearby(problem, result.meetings, request.id).pair_meets:
                continue
            answer = why(problem, result.meetings, request.id, most=1)
            smallest = answer.remedies[0]
            assert smallest.price == sum(PRICES[step.kind] for step in smallest.steps), seed
            assert check(smallest.problem, smallest.meetings) == (), seed
            assert {m.request for m in smallest.meetings} == {m.request for m in result.meetings} | {request.id}, seed
            slots = {m.request: m.slot for m in smallest.meetings}
            assert all(slots[m.request] == m.slot for m in result.meetings), seed
            assert cheaper(problem, result.meetings, request, smallest.price) is None, (seed, request.id)


def test_making_the_change_and_solving_again_holds_the_request() -> None:
    problem = tiny((A_B, C_D), slots=1)
    smallest = why(problem, C_D_HELD, "a-b").remedies[0]
    assert [step.kind for step in smallest.steps] == ["table"]
    assert {one.request for one in solve(smallest.problem, workers=1).meetings} == {"a-b", "c-d"}


def test_an_interpreter_off_shift_is_asked_before_another_is_hired() -> None:
    people = (Participant("a", "supplier", frozenset({"ko"})), Participant("b", "buyer", frozenset({"tr"})))
    interpreter = Interpreter("I", frozenset({"ko", "tr"}), unavailable=frozenset({"1"}))
    problem = tiny((A_B,), people, slots=1, interpreters=(interpreter,))
    found = why(problem, (), "a-b").remedies
    assert [[step.kind for step in one.steps] for one in found] == [["shift"], ["interpreter"]]
    assert found[0].words() == "I works at 2022-10-11 09:00-09:30 too: then it is held at 2022-10-11 09:00-09:30."


def test_a_resting_interpreter_goes_on() -> None:
    people = tuple(
        Participant(name, side, frozenset({tongue}))
        for name, side, tongue in (("a", "supplier", "ko"), ("b", "buyer", "tr"), ("d", "buyer", "tr"))
    )  # fmt: skip
    requests = (Request("a-d", "a", "d", 7), A_B)
    problem = tiny(requests, people, slots=2, interpreters=(Interpreter("I", frozenset({"ko", "tr"}), max_run=1),))
    held = (Meeting("a-d", "a", "d", "1", "A", "I"),)
    assert [step.kind for step in why(problem, held, "a-b").remedies[0].steps] == ["run"]


def test_a_pair_that_meets_already_has_no_remedy() -> None:
    problem = tiny((A_B, Request("again", "a", "b", 9, leg="leg")))
    answer = why(problem, (Meeting("again", "a", "b", "1", "A"),), "a-b")
    assert (answer.reason.code, answer.remedies) == ("pair_met", ())


def test_room_left_is_no_change_at_all() -> None:
    answer = why(tiny((A_B,)), (), "a-b")
    assert [(one.steps, one.price, one.slot) for one in answer.remedies] == [((), 0, "1")]


def test_what_giving_way_costs_is_the_difference_in_value() -> None:
    answer = why(tiny((A_B, C_D), slots=1), C_D_HELD, "a-b", give_way_seconds=5)
    assert answer.displacement is not None
    assert (answer.displacement.cost, answer.displacement.least) == (2, 2)
    assert [(one.kind, one.request) for one in answer.displacement.changes] == [("lost", "c-d"), ("added", "a-b")]


def test_a_pin_elsewhere_is_dropped() -> None:
    table = Table("A", "leg", unavailable=frozenset({"2"}))
    problem = tiny((A_B,), slots=2, tables=(table,), pins=(Pin("a-b", "2"),))
    assert [step.kind for step in why(problem, (), "a-b").remedies[0].steps] == ["pin"]


def test_asking_about_a_meeting_that_is_held_is_refused() -> None:
    with pytest.raises(ValueError, match="request 'c-d' is held: ask about one that is not"):
        why(tiny((A_B, C_D), slots=1), C_D_HELD, "c-d")
    with pytest.raises(ValueError, match="unknown request 'x'"):
        why(tiny((A_B,)), (), "x")


def test_where_nobody_can_give_way_the_question_is_still_answered() -> None:
    problem = tiny((A_B, C_D), slots=1, forbidden=frozenset({("a", "b")}))
    answer = why(problem, C_D_HELD, "a-b", give_way_seconds=5)
    assert (answer.reason.code, answer.displacement) == ("forbidden", None)
    assert {step.kind for step in answer.remedies[0].steps} == {"forbidden", "table"}


def test_nobody_is_asked_to_travel_where_a_local_change_will_do() -> None:
    people = (
        Participant("a", "supplier", frozenset({"ko"})),
        Participant("b", "buyer", frozenset({"tr"}), legs=frozenset({"leg"})),
    )
    abroad = Interpreter("I", frozenset({"ko", "tr"}), legs=frozenset({"other"}))
    problem = tiny((A_B,), people, slots=2)
    first, second = problem.slots
    stops = replace(problem, legs=(Leg("leg"), Leg("other")), slots=(first, replace(second, leg="other")))
    held = replace(stops, tables=(*stops.tables, Table("B", "other")), interpreters=(abroad,))
    assert [step.kind for step in why(held, (), "a-b").remedies[0].steps] == ["interpreter"]


def test_a_journey_that_is_too_long_takes_one_more_delegate() -> None:
    problem = tiny((A_B, Request("a-d", "a", "d", 7)), slots=2)
    first, second = problem.slots
    stops = replace(
        problem, legs=(Leg("leg"), Leg("other")), slots=(first, replace(second, leg="other")),
        tables=(Table("A", "leg"), Table("Z", "other")),
    )  # fmt: skip
    held = (Meeting("a-d", "a", "d", "1", "A"),)
    assert [step.kind for step in why(replace(stops, travel_minutes=0), held, "a-b").remedies[0].steps] == []
    found = why(replace(stops, travel_minutes=30), held, "a-b").remedies[0]
    assert ([step.kind for step in found.steps], found.slot) == (["delegate"], "2")
    assert check(found.problem, found.meetings) == ()


def test_an_interpreter_on_a_journey_is_exchanged_for_one_who_is_there() -> None:
    people = [Participant(name, "supplier", frozenset({"ko"})) for name in "ac"]
    people += [Participant(name, "buyer", frozenset({"tr"})) for name in "bd"]
    staff = tuple(Interpreter(name, frozenset({"ko", "tr"})) for name in "IJ")
    problem = tiny((A_B, C_D), tuple(people), slots=2, interpreters=staff)
    first, second = problem.slots
    stops = replace(
        problem, legs=(Leg("leg"), Leg("other")), slots=(replace(first, leg="other"), second),
        tables=(Table("A", "leg"), Table("Z", "other")),
    )  # fmt: skip
    for who in "IJ":
        held = (Meeting("c-d", "c", "d", "1", "Z", who),)
        assert why(stops, held, "a-b").remedies[0].steps == ()


def test_a_walk_that_is_too_long_takes_a_nearer_table_or_one_more_delegate() -> None:
    kept = Participant("d", "buyer", seat="A")
    tables = (
        Table("A", "leg", "hall", unavailable=frozenset({"2"})),
        Table("B", "leg", "loft", unavailable=frozenset({"1"})),
    )
    problem = tiny((A_B, Request("a-d", "a", "d", 7)), (kept,), slots=2, tables=tables, walking={("hall", "loft"): 5})
    found = why(problem, (Meeting("a-d", "a", "d", "1", "A"),), "a-b").remedies
    assert [([step.kind for step in one.steps], one.slot) for one in found] == [(["table"], "2"), (["delegate"], "2")]
    assert [one.table for one in found[1].meetings] == ["A", "B"]


KIM = Delegate("Kim", frozenset({"a", "c"}))


def test_named_delegates_who_are_elsewhere_come_or_another_is_sent() -> None:
    people = tuple(replace(one, delegates=2) for one in tiny((A_B, C_D), slots=1, tables=2).participants)
    problem = tiny((A_B, C_D), people, slots=1, tables=2, delegates=(KIM,))
    assert [[step.kind for step in one.steps] for one in why(problem, C_D_HELD, "a-b").remedies] == [["delegate"]]
    lee = Delegate("Lee", frozenset({"a"}), frozenset({"1"}))
    both = replace(problem, delegates=(KIM, lee))
    found = why(both, C_D_HELD, "a-b").remedies
    assert [[step.kind for step in one.steps] for one in found] == [["present"], ["delegate"]]
    assert found[0].words().startswith("Lee is there at 2022-10-11 09:00-09:30: then it is held")
    assert all(check(one.problem, one.meetings) == () for one in found)
