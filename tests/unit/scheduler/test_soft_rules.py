"""Soft rules: leaving one out worsens exactly its own measure, and the order of the goal decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import Interpreter, Participant, Pin, Problem, Request, Status, check, solve
from scheduler.board import Board
from scheduler.budget import Budget
from scheduler.examples import BANGKOK, ISTANBUL, Shape, roadshow, tiny
from scheduler.instance import instance_of
from scheduler.layers import Search
from scheduler.measures import measure
from scheduler.naming import give_names
from scheduler.objectives import SOFT, Goals
from scheduler.onemodel import one_model
from scheduler.problem import MEASURES

A_B = Request("a-b", "a", "b", 5)
A_C = Request("a-c", "a", "c", 5)
D_B = Request("d-b", "d", "b", 5)


def ask(supplier: str, buyer: str, *slots: str) -> Request:
    return Request(f"{supplier}-{buyer}", supplier, buyer, 5, slots=frozenset(slots) if slots else None)


TWINS: dict[str, Problem] = {
    "promises": tiny((replace(A_B, must=True), replace(A_C, value=9)), slots=1),
    "priority": tiny((A_B, replace(A_C, value=9)), (Participant("b", "buyer", priority=1),), slots=1),
    "value": tiny((A_B, replace(A_C, value=9)), slots=1),
    "fairness": tiny((A_B, D_B, ask("d", "e")), (Participant("b", "buyer", max_meetings=1),), slots=2, tables=2),
    "gaps": tiny((A_B, A_C), slots=3),
    "gap_fairness": tiny(
        (
            *(ask("a", "b", "1"), ask("a", "c", "3"), ask("d", "e", "1"), ask("d", "f", "2")),
            *(ask("a", "g", "5"), ask("d", "g", "4")),
        ),
        (Participant("g", "buyer", max_meetings=1),),
        slots=5,
        tables=2,
    ),
    "earliness": tiny((A_B,), slots=2),
}
"""The smallest problem in which a soft rule has something to say."""


def layered(problem: Problem, objectives: tuple[str, ...], against: str | None = None) -> dict[str, object]:
    """Measures of the best schedule for some layers, and at last as bad as can be in one more."""
    search = Search(one_model(instance_of(problem)), {}, Budget(workers=1))
    search.run(objectives)
    if against is not None:
        goal = next(Goals(search.draft, search.fixed).steps(against))
        trivial = 0 if goal.sense == "max" else 10**6
        search.step(replace(goal, sense="min" if goal.sense == "max" else "max", trivial=trivial))
    names, _ = give_names(search.draft.instance, search.cells, search.budget)
    board = Board(search.draft.instance)
    board.placed = names
    return dict(measure(problem, board.meetings()))


@pytest.mark.parametrize("name", TWINS)
def test_without_a_soft_rule_exactly_its_own_measure_gets_worse(name: str) -> None:
    before = MEASURES[: MEASURES.index(name)]
    best = layered(TWINS[name], (*before, name))
    bare = layered(TWINS[name], before, against=name)
    assert {one: best[one] for one in before} == {one: bare[one] for one in before}
    assert best[name] != bare[name]
    assert (best[name] < bare[name]) == (name in ("promises", "gaps", "gap_fairness", "earliness"))  # type: ignore[operator]


def test_every_soft_rule_has_a_sentence() -> None:
    assert tuple(SOFT) == ("pins", *MEASURES)
    assert all(sentence.endswith(".") for sentence in SOFT.values())


def test_a_must_meet_comes_before_a_better_one() -> None:
    assert [meeting.request for meeting in solve(TWINS["promises"], workers=1).meetings] == ["a-b"]


def test_a_promised_minimum_comes_before_value() -> None:
    problem = tiny((A_B, replace(A_C, value=9)), (Participant("b", "buyer", min_meetings=1),), slots=1)
    result = solve(problem, workers=1)
    assert [meeting.request for meeting in result.meetings] == ["a-b"]
    assert (result.value, result.bound) == (5, 5)


def test_a_promise_that_cannot_be_kept_is_counted_and_not_refused() -> None:
    problem = tiny((A_B,), (Participant("b", "buyer", min_meetings=3),), slots=2)
    layer = solve(problem, workers=1).certificate.layers[0]
    assert (layer.name, layer.value, layer.bound, layer.proven) == ("promises", 2, 2, True)


def test_a_vip_comes_before_value() -> None:
    assert [meeting.request for meeting in solve(TWINS["priority"], workers=1).meetings] == ["a-b"]


def test_of_equal_value_the_worst_off_meets() -> None:
    result = solve(TWINS["fairness"], workers=1)
    assert measure(TWINS["fairness"], result.meetings)["fairness"] == (1, 1, 1, 1)


def test_meetings_close_up() -> None:
    problem = tiny((A_B, A_C, Request("d-c", "d", "c", 5, slots=frozenset({"3"}))), slots=4)
    assert measure(problem, solve(problem, workers=1).meetings)["gaps"] == 0
    spread = replace(problem, objectives=("value",))
    assert measure(spread, solve(spread, workers=1).meetings)["value"] == 15


def test_of_equally_good_schedules_an_early_one_is_chosen() -> None:
    problem = tiny((A_B, A_C, D_B, Request("e-f", "e", "f", 5)), slots=12, tables=3)
    assert {meeting.slot for meeting in solve(problem).meetings} <= {"1", "2"}


@pytest.mark.parametrize("seed", [2, 5])
def test_a_small_problem_has_the_same_schedule_on_every_run(seed: int) -> None:
    problem = roadshow(seed, Shape(5, 12, 30, 8, 4, 3))
    first, second = solve(problem, limit_seconds=120), solve(problem, limit_seconds=120)
    assert first.status is Status.OPTIMAL
    assert first.meetings == second.meetings


def test_gaps_are_spread() -> None:
    problem = TWINS["gap_fairness"]
    assert measure(problem, solve(problem, workers=1).meetings)["gap_fairness"] == 1


def test_a_participant_keeps_its_table_and_its_interpreter() -> None:
    people = tuple(Participant(s, "supplier", frozenset({"ko"})) for s in "ad")
    people += tuple(Participant(b, "buyer", frozenset({"tr"})) for b in "bcef")
    requests = (A_B, A_C, Request("d-e", "d", "e", 5), Request("d-f", "d", "f", 5))
    both = tuple(Interpreter(name, {"ko": 1, "tr": 1}) for name in "ij")
    problem = tiny(requests, people, slots=2, tables=2, interpreters=both)
    result = solve(problem, workers=1)
    assert len(result.meetings) == 4
    assert measure(problem, result.meetings)["moves"] == 0
    assert result.certificate.layers[-1].scope == "times"


def test_the_organizer_may_put_fairness_before_value_and_sees_its_cost() -> None:
    people = (Participant("b", "buyer", max_meetings=1), Participant("a", "supplier"))
    requests = (A_B, replace(A_C, value=9), Request("d-c", "d", "c", 1))
    problem = tiny(requests, people, slots=1, tables=2)
    assert solve(problem, workers=1).value == 9
    fair = replace(problem, objectives=("fairness", "value"))
    result = solve(fair, workers=1)
    assert (result.value, result.certificate.fairness_cost) == (6, 3)


def test_a_blend_weighs_measures_against_each_other() -> None:
    problem = tiny((A_B, replace(A_C, value=5, slots=frozenset({"3"}))), slots=3)
    pinned = replace(problem, pins=(Pin("a-b", "1"),))
    assert len(solve(replace(pinned, objectives=((("value", 1), ("gaps", 4)),)), workers=1).meetings) == 2
    assert len(solve(replace(pinned, objectives=((("value", 1), ("gaps", 6)),)), workers=1).meetings) == 1


def test_an_unknown_objective_is_refused() -> None:
    with pytest.raises(ValueError, match="names the unknown measure 'speed'"):
        tiny((A_B,), objectives=("speed",))
    with pytest.raises(ValueError, match="'moves' comes last and alone"):
        tiny((A_B,), objectives=("moves", "value"))


@pytest.mark.parametrize(
    ("shape", "seated"), [(ISTANBUL, False), (BANGKOK, True), (Shape(7, 50, 76, 14, 7, 7, days=2), True)]
)
def test_a_roadshow_is_proven_optimal_in_every_layer(shape: Shape, seated: bool) -> None:
    problem = roadshow(3, shape, seated=seated)
    result = solve(problem, limit_seconds=120)
    assert result.status is Status.OPTIMAL
    assert result.gap == 0
    assert all(layer.proven for layer in result.certificate.layers)
    assert check(problem, result.meetings) == ()
    assert result.value >= result.certificate.greedy_value
    counted = measure(problem, result.meetings)
    for layer in result.certificate.layers:
        if layer.level == 0:
            assert counted[layer.name] == layer.value
