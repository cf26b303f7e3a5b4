"""The entrance: progress, stopping, limits, repeatability, the choice of method."""

from __future__ import annotations

import threading

from ortools.sat.python import cp_model

from scheduler import Participant, Pin, Progress, Request, Status, check, solve
from scheduler.bench.events import SHAPES, event_arrays, event_problem
from scheduler.examples import Shape, roadshow, tiny
from scheduler.instance import instance_of
from scheduler.onemodel import one_model
from scheduler.relaxation import relax

A_B = Request("a-b", "a", "b", 5)
EXPO = Shape(suppliers=20, buyers=40, requests=200, slots=12, tables=10, interpreters=8)


def test_a_problem_without_requests_has_an_empty_schedule() -> None:
    result = solve(tiny(()), workers=1)
    assert (result.status, result.meetings, result.unscheduled, result.gap) == (Status.OPTIMAL, (), (), 0)


def test_a_problem_without_slots_or_tables_leaves_everything_unscheduled() -> None:
    for problem in (tiny((A_B,), slots=0), tiny((A_B,), tables=0)):
        result = solve(problem, workers=1)
        assert (result.status, len(result.unscheduled)) == (Status.OPTIMAL, 1)


def test_progress_is_told_phase_value_bound_gap_and_seconds() -> None:
    heard: list[Progress] = []
    result = solve(roadshow(1), limit_seconds=60, progress=heard.append)
    assert heard[0].phase == "greedy"
    assert {"value", "gaps"} <= {one.phase for one in heard}
    values = [one for one in heard if one.phase == "value"]
    assert (values[-1].value, values[-1].bound, values[-1].gap) == (result.value, result.bound, 0)
    assert all(one.message and one.seconds >= 0 for one in heard)


def test_stopping_at_once_keeps_a_valid_schedule_no_worse_than_greedy() -> None:
    problem = roadshow(1, EXPO)
    result = solve(problem, stop=lambda: True)
    assert result.status is Status.STOPPED
    assert check(problem, result.meetings) == ()
    assert result.value >= result.certificate.greedy_value
    assert result.bound >= result.value


def test_stopping_during_the_search_keeps_the_best_so_far() -> None:
    problem = roadshow(1, EXPO)
    seen: list[str] = []
    result = solve(problem, progress=lambda one: seen.append(one.phase), stop=lambda: "value" in seen)
    assert result.status is Status.STOPPED
    assert check(problem, result.meetings) == ()
    assert result.value >= result.certificate.greedy_value


def test_no_time_at_all_still_gives_a_valid_schedule() -> None:
    problem = roadshow(1, EXPO)
    result = solve(problem, limit_seconds=0)
    assert result.status in (Status.GREEDY, Status.FEASIBLE)
    assert check(problem, result.meetings) == ()
    assert len(result.meetings) + len(result.unscheduled) == len(problem.requests)


def test_equal_deterministic_limits_give_equal_schedules() -> None:
    problem = roadshow(2)
    one, other = (solve(problem, deterministic_limit=0.5) for _ in range(2))
    assert one.meetings == other.meetings
    assert one.certificate == other.certificate


def test_the_method_can_be_told() -> None:
    assert solve(tiny((A_B,)), method="one model").method == "one model"


def test_a_pin_is_kept_against_value() -> None:
    dear = Request("a-c", "a", "c", 9)
    problem = tiny((A_B, dear), slots=1, pins=(Pin("a-b", "1"),))
    assert [meeting.request for meeting in solve(problem, workers=1).meetings] == ["a-b"]


def test_three_pins_that_cannot_all_be_kept_leave_one_with_its_reason() -> None:
    requests = tuple(Request(f"a{n}-b{n}", f"a{n}", f"b{n}", 5) for n in range(3))
    problem = tiny(requests, slots=1, tables=2, pins=tuple(Pin(request.id, "1") for request in requests))
    result = solve(problem, workers=1)
    assert result.status is Status.OPTIMAL
    assert [one.reason.code for one in result.unscheduled] == ["pin"]
    assert (result.certificate.layers[0].name, result.certificate.layers[0].value) == ("pins", 1)


def test_someone_with_two_delegates_meets_twice_at_a_time() -> None:
    problem = tiny(
        (A_B, Request("a-c", "a", "c", 5), Request("a-d", "a", "d", 5)),
        (Participant("a", "supplier", delegates=2),),
        slots=1,
        tables=3,
    )
    assert len(solve(problem, workers=1).meetings) == 2


def test_a_linear_program_ends_with_its_thread_once_a_stop_was_said() -> None:
    problem = event_problem(event_arrays(SHAPES["60x100"], 1))
    draft = one_model(instance_of(problem))
    value = cp_model.LinearExpr.weighted_sum(draft.held, [one.value for one in problem.requests])
    running = threading.active_count()
    assert relax(draft.model, value, "max", 60.0, lambda: True) is None
    assert threading.active_count() == running
    found = relax(draft.model, value, "max", 60.0, lambda: False)
    waited_for = relax(draft.model, value, "max", 60.0)
    assert found is not None
    assert waited_for is not None
    assert found.bound == waited_for.bound
