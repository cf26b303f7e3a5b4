"""Decomposition against the one model, the greedy floor, limits and repeatability."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler import Participant, Problem, Progress, Status, Table, check, solve
from scheduler.bench.events import SHAPES, event_arrays, event_problem
from scheduler.examples import roadshow
from scheduler.greedy import greedy
from scheduler.instance import instance_of
from scheduler.large import solve_large, supports
from scheduler.measures import at_least, measure
from scheduler.reasons import reasons

Make = Callable[[int], Problem]
LAYERS = ("pins", "promises", "priority", "value")


@pytest.mark.parametrize("seed", range(30))
def test_every_layer_of_a_tiny_event_equals_the_one_model(rich_problem: Make, seed: int) -> None:
    problem = rich_problem(seed)
    ours = solve_large(problem, limit_seconds=20)
    best = measure(problem, solve(problem, method="one model", workers=1).meetings)
    reached = measure(problem, ours.meetings)
    rests = any(interpreter.max_run is not None for interpreter in problem.interpreters)
    if not rests:  # rests are chosen beforehand, which may cost a meeting in so small an event
        assert [reached[name] for name in LAYERS] == [best[name] for name in LAYERS]
    assert check(problem, ours.meetings) == ()


@pytest.mark.parametrize("seed", range(30))
def test_no_bound_is_passed_by_the_optimum(rich_problem: Make, seed: int) -> None:
    problem = rich_problem(seed)
    best = measure(problem, solve(problem, method="one model", workers=1).meetings)
    for limit in (0.0, 10.0):
        for layer in solve_large(problem, limit_seconds=limit).certificate.layers:
            if layer.scope == "meetings":
                break
            optimum, kept = best[layer.name], layer.value == best[layer.name]
            assert layer.bound <= optimum if layer.sense == "min" else layer.bound >= optimum
            if not kept:
                break  # the bounds after this layer speak of schedules that keep its value
            if layer.proven:
                assert layer.value == layer.bound


@pytest.mark.parametrize("limit", [0.0, 0.1])
def test_no_limit_is_too_short_for_the_greedy_floor(limit: float) -> None:
    problem = event_problem(event_arrays(SHAPES["60x100"], seed=1))
    result = solve_large(problem, limit_seconds=limit)
    floor = measure(problem, greedy(instance_of(problem)))["value"]
    assert isinstance(floor, int)
    assert result.value >= floor == result.certificate.greedy_value
    assert result.bound >= result.value
    assert check(problem, result.meetings) == ()


def test_without_time_the_result_is_the_greedy_schedule() -> None:
    problem = event_problem(event_arrays(SHAPES["12x26"], seed=0))
    result = solve_large(problem, limit_seconds=0)
    assert result.status is Status.GREEDY
    assert result.meetings == greedy(instance_of(problem))


def test_a_caller_who_says_stop_gets_a_valid_schedule() -> None:
    problem = event_problem(event_arrays(SHAPES["60x100"], seed=0))
    heard: list[Progress] = []
    result = solve_large(problem, progress=heard.append, stop=lambda: any(one.phase == "construction" for one in heard))
    assert result.status is Status.STOPPED
    assert check(problem, result.meetings) == ()
    assert [one.phase for one in heard[:3]] == ["greedy", "bound", "construction"]
    assert all(one.bound >= result.value for one in heard)


def test_the_same_deterministic_limit_and_seed_give_the_same_schedule() -> None:
    problem = event_problem(event_arrays(SHAPES["60x100"], seed=2))
    first = solve_large(problem, deterministic_limit=1.0, seed=3)
    again = solve_large(problem, deterministic_limit=1.0, seed=3)
    assert (first.meetings, first.value, first.bound) == (again.meetings, again.value, again.bound)
    assert first.value > first.certificate.greedy_value


def test_roadshow_events_are_proven() -> None:
    for name, seed in (("7x50", 1), ("12x26", 0), ("12x26", 2)):
        problem = event_problem(event_arrays(SHAPES[name], seed))
        result = solve_large(problem)
        assert (result.status, result.gap) == (Status.OPTIMAL, 0.0)


def test_every_unscheduled_request_has_a_reason_that_the_slot_by_slot_account_knows() -> None:
    problem = event_problem(event_arrays(SHAPES["60x100"], seed=1))
    result = solve_large(problem, limit_seconds=0.5)
    account = {one.request: one.reason for one in reasons(instance_of(problem), result.meetings)}
    assert {one.request for one in result.unscheduled} == set(account)
    for one in result.unscheduled:
        known = {block.rule for block in account[one.request].blocks} or {account[one.request].rule}
        assert one.reason.rule in known
        assert one.reason.words() != ""


def overlapping(problem: Problem) -> Problem:
    """With a second row of slots, ten minutes after the first."""
    ten = timedelta(minutes=10)
    later = [
        replace(slot, id=f"{slot.id}b", starts_at=slot.starts_at + ten, ends_at=slot.ends_at + ten)
        for slot in problem.slots
    ]
    return replace(problem, slots=(*problem.slots, *later))


def in_two_halls(problem: Problem) -> Problem:
    """Every second table stands in a hall that is ten minutes away."""
    tables = [replace(table, area="annex" if n % 2 else "") for n, table in enumerate(problem.tables)]
    return replace(problem, tables=tuple(tables), walking={("", "annex"): 10})


@pytest.mark.parametrize("change", [overlapping, in_two_halls])
def test_overlaps_and_walks_are_decomposed_with_a_bound_that_no_schedule_passes(
    change: Callable[[Problem], Problem],
) -> None:
    problem = replace(change(event_problem(event_arrays(SHAPES["12x26"], seed=0))), objectives=("value", "gaps"))
    assert supports(problem) is None
    first = solve_large(problem, deterministic_limit=0.6)
    assert check(problem, first.meetings) == ()
    assert first.method == "decomposition"
    floor = measure(problem, greedy(instance_of(problem)))["value"]
    assert isinstance(floor, int)
    assert floor <= first.value <= first.bound
    assert first.gap < 0.05
    found = solve(replace(problem, objectives=("value",)), limit_seconds=2, method="one model")
    assert found.value <= first.bound


def test_fairness_before_value_is_pursued_first_and_value_is_bounded_beside_it() -> None:
    problem = event_problem(event_arrays(SHAPES["60x100"], seed=0))
    fair = solve_large(replace(problem, objectives=("fairness", "value")), deterministic_limit=1.0)
    plain = solve_large(problem, deterministic_limit=1.0)
    assert check(problem, fair.meetings) == ()
    first = fair.certificate.layers[0]
    assert (first.name, first.level, first.value, first.proven) == ("fairness", 1, 160, True)
    assert at_least(problem, plain.meetings, 1) < 160
    assert fair.value < plain.value <= plain.bound
    assert fair.bound < plain.bound
    assert fair.certificate.fairness_cost == plain.bound - fair.value


def test_of_schedules_of_equal_value_nobody_is_left_out() -> None:
    """Twelve suppliers of equal worth and two tables: by value alone some take all, though one meeting each would do."""
    problem = event_problem(event_arrays(SHAPES["12x26"], seed=0))
    equal = replace(
        problem,
        requests=tuple(replace(request, value=5) for request in problem.requests),
        tables=problem.tables[:2],
        objectives=("value", "fairness"),
    )
    result = solve_large(equal, deterministic_limit=2.0)
    layers = {(layer.name, layer.level): layer for layer in result.certificate.layers}
    assert layers["value", 0].proven
    alone = solve_large(replace(equal, objectives=("value",)), deterministic_limit=2.0)
    assert result.value == alone.value
    assert layers["fairness", 1].proven
    assert layers["fairness", 1].value > at_least(equal, alone.meetings, 1)


def test_what_adds_up_over_no_meetings_is_named_as_a_reason() -> None:
    problem = replace(roadshow(seed=1), objectives=("gaps", "value"))
    assert (supports(problem) or "").split()[0] == "Another"
    with pytest.raises(ValueError, match="cannot be decomposed: Another"):
        solve_large(problem)


def test_a_participant_without_requests_changes_nothing() -> None:
    problem = event_problem(event_arrays(SHAPES["12x26"], seed=1))
    more = replace(problem, participants=(*problem.participants, Participant("alone", "buyer")))
    assert solve_large(more).value == solve_large(problem).value


def test_with_gaps_after_value_the_same_value_comes_with_fewer_gaps() -> None:
    alone = event_problem(event_arrays(SHAPES["12x26"], seed=0))
    both = replace(alone, objectives=("value", "gaps"))
    first, second = solve_large(alone), solve_large(both, deterministic_limit=5.0)
    assert (first.value, first.gap) == (second.value, second.gap)
    assert check(both, second.meetings) == ()
    gaps = [measure(both, result.meetings)["gaps"] for result in (first, second)]
    assert gaps[1] < gaps[0]
    layer = second.certificate.layers[1]
    assert (layer.name, layer.value) == ("gaps", gaps[1])
    assert layer.bound <= layer.value
    assert layer.scope == ("meetings" if layer.bound else "schedule")


def test_a_pair_with_a_request_at_each_stop_meets_once() -> None:
    problem = roadshow(seed=1)
    stop = replace(problem.legs[0], id="ankara")
    week = timedelta(days=7)
    slots = [
        replace(slot, id=f"a{slot.id}", leg="ankara", starts_at=slot.starts_at + week, ends_at=slot.ends_at + week)
        for slot in problem.slots
    ]
    here = [replace(request, leg="istanbul") for request in problem.requests]
    there = [replace(request, id=f"a{request.id}", leg="ankara") for request in problem.requests]
    both = replace(
        problem,
        legs=(*problem.legs, stop),
        slots=(*problem.slots, *slots),
        tables=(*problem.tables, Table("A1", "ankara")),
        requests=(*here, *there),
        objectives=("value",),
    )
    result = solve_large(both)
    pairs = [(meeting.supplier, meeting.buyer) for meeting in result.meetings]
    assert (len(pairs), result.gap, check(both, result.meetings)) == (len(set(pairs)), 0.0, ())
    asked = {request.id: (request.supplier, request.buyer) for request in both.requests}
    instance = instance_of(both)
    for one in result.unscheduled:
        possible = bool(instance.allowed[instance.request_number[one.request]].any())
        assert (one.reason.code == "pair_met") == (possible and asked[one.request] in pairs)


def test_the_one_model_closes_gaps_by_chains_before_it_proves() -> None:
    """At a limit that leaves the solver no time for a proof, swaps alone leave fewer gaps than greedy has."""
    problem = replace(event_problem(event_arrays(SHAPES["12x26"], seed=0)), objectives=("value", "gaps"))
    found = solve(problem, deterministic_limit=1.0, method="one model", workers=1)
    layers = {layer.name: layer for layer in found.certificate.layers}
    assert check(problem, found.meetings) == ()
    assert layers["value"].proven
    assert layers["gaps"].value == measure(problem, found.meetings)["gaps"]
    other = solve_large(problem, deterministic_limit=1.0)
    assert other.value == found.value
    assert layers["gaps"].value <= next(layer.value for layer in other.certificate.layers if layer.name == "gaps") + 4


def test_fairness_counts_no_level_that_slots_do_not_allow() -> None:
    """One buyer whom sixty want, in fourteen slots."""
    problem = event_problem(event_arrays(SHAPES["12x26"], seed=0))
    buyer = next(who.id for who in problem.participants if who.side == "buyer")
    wishes = tuple(
        replace(one, id=f"{n}", supplier=f"X{n}", buyer=buyer) for n, one in enumerate(problem.requests[:60])
    )
    people = tuple(replace(problem.participants[0], id=f"X{n}", unavailable=frozenset()) for n in range(60))
    crowd = replace(
        problem,
        participants=(*people, *(who for who in problem.participants if who.id == buyer)),
        requests=wishes,
        objectives=("value", "fairness"),
    )
    for method in ("one model", "decomposition"):
        found = solve(crowd, deterministic_limit=3.0, method=method, workers=1)
        assert found.status is Status.OPTIMAL, method
        levels = [layer for layer in found.certificate.layers if layer.name == "fairness"]
        assert len(levels) <= 14, method
        assert all(layer.proven for layer in levels), method
