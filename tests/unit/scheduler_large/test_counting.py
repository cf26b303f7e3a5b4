"""The counting view: Hall rows, rests, relaxations, greedy by count and names."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from scheduler import Problem
from scheduler.budget import Budget
from scheduler.check import check
from scheduler.columns import columns_of
from scheduler.examples import roadshow
from scheduler.greedy import greedy
from scheduler.instance import instance_of
from scheduler.large.bound import each_slot, relax, whole
from scheduler.large.floor import quick_greedy
from scheduler.large.hall import hall_rows
from scheduler.large.names import name_places
from scheduler.large.packing import Packing, faults
from scheduler.large.search import search
from scheduler.large.solve import meetings_of
from scheduler.large.state import State, bits
from scheduler.large.translate import packing_of, unsupported
from scheduler.rosters import offers_of

Make = Callable[[int], Problem]


def served(serves: np.ndarray, places: np.ndarray, wanted: tuple[int, ...]) -> bool:
    """Whether units can be given to so many meetings of each class, by trying."""
    if not any(wanted):
        return True
    first = next(index for index, count in enumerate(wanted) if count)
    rest = tuple(count - (index == first) for index, count in enumerate(wanted))
    for unit in np.flatnonzero(serves[first] & (places > 0)):
        fewer = places.copy()
        fewer[unit] -= 1
        if served(serves, fewer, rest):
            return True
    return False


@pytest.mark.parametrize("seed", range(12))
def test_hall_rows_allow_exactly_what_units_can_serve(seed: int) -> None:
    rng = np.random.default_rng(seed)
    serves = rng.random((3, 4)) < 0.45
    places = rng.integers(0, 3, (4, 1))
    members, capacity = hall_rows(serves, places)
    for wanted in product(range(4), repeat=3):
        allowed = bool((members.astype(int) @ np.array(wanted) <= capacity[:, 0]).all())
        assert allowed == served(serves, places[:, 0], wanted)


def best(state: State, request: int = 0) -> int:
    """The largest weight that any placement holds, by trying all."""
    if request == state.packing.requests:
        return state.held
    found = best(state, request + 1)
    for slot in bits(state.openings(request)):
        state.place(request, slot)
        found = max(found, best(state, request + 1))
        state.remove(request)
    return found


def small(packing: Packing) -> Packing:
    """The first six requests alone, so that all placements can be tried."""
    keep = 6
    return Packing(
        weight=packing.weight[:keep],
        members=packing.members[:keep],
        allowed=packing.allowed[:keep],
        seats=packing.seats,
        profile=packing.profile[:keep],
        rows_of=packing.rows_of,
        capacity=packing.capacity,
        start=packing.start,
        end=packing.end,
        table_rows=packing.table_rows,
    )


@pytest.mark.parametrize("seed", range(10))
def test_relaxations_never_fall_below_the_best_of_all_placements(rich_problem: Make, seed: int) -> None:
    packing = small(packing_of(instance_of(rich_problem(seed)))[0])
    optimum = best(State(packing))
    for block in (whole(packing), packing.start // 1_000, each_slot(packing)):
        blocks = np.unique(block, return_inverse=True)[1]
        relaxation = relax(packing, blocks.astype(np.int64))
        assert relaxation is not None
        assert relaxation.bound >= optimum
    found = search(packing, np.full(packing.requests, -1), budget=Budget())
    assert (found.held, found.bound) == (optimum, optimum)


@pytest.mark.parametrize("seed", range(30))
def test_quick_greedy_is_the_greedy_schedule_meeting_for_meeting(rich_problem: Make, seed: int) -> None:
    instance = instance_of(rich_problem(seed))
    assert unsupported(instance) is None
    assert meetings_of(instance, quick_greedy(instance, packing_of(instance)[0])) == greedy(instance)


def test_quick_greedy_is_the_greedy_schedule_of_a_roadshow() -> None:
    for seated in (False, True):
        instance = instance_of(roadshow(seed=3, seated=seated))
        assert meetings_of(instance, quick_greedy(instance, packing_of(instance)[0])) == greedy(instance)


@pytest.mark.parametrize("seed", range(12))
def test_a_state_taken_back_to_nothing_is_as_new(rich_problem: Make, seed: int) -> None:
    packing = packing_of(instance_of(rich_problem(seed)))[0]
    state, fresh = State(packing), State(packing)
    state.fill(np.argsort(-packing.weight))
    assert faults(packing, state.slot) == []
    assert state.held == packing.worth(state.slot)
    for request in np.flatnonzero(state.slot >= 0).tolist():
        state.remove(request)
    assert state.held == 0
    assert [state.openings(r) for r in range(packing.requests)] == [fresh.openings(r) for r in range(packing.requests)]


@pytest.mark.parametrize("seed", range(12))
def test_names_can_be_given_to_every_placement_that_the_rows_allow(rich_problem: Make, seed: int) -> None:
    instance = instance_of(rich_problem(seed))
    packing = packing_of(instance)[0]
    state = State(packing)
    state.fill(np.random.default_rng(seed).permutation(packing.requests))
    assert check(instance.problem, meetings_of(instance, name_places(instance, state.slot))) == ()


def test_names_are_refused_where_a_row_is_broken() -> None:
    instance = instance_of(roadshow(seed=1))
    slot = np.where(instance.allowed[:, 0], 0, -1)
    with pytest.raises(ValueError, match="nothing is left to serve request"):
        name_places(instance, slot)


def test_interpreters_rest_as_seldom_as_their_longest_run_allows(rich_problem: Make) -> None:
    instance = instance_of(rich_problem(1))
    offered = offers_of(instance, columns_of(instance)).people
    lost = instance.on_shift.sum(axis=1) - offered.sum(axis=1)
    assert instance.problem.interpreters[0].max_run == 2
    assert lost.tolist() == [2, 0]  # one of three slots on each of two days
