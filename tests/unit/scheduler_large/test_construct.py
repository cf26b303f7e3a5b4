"""The first placement of the decomposition: valid whatever the relaxation says, and whole where nothing competes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from scheduler import Problem, Request
from scheduler.examples import tiny
from scheduler.instance import instance_of
from scheduler.large.bound import relax, whole
from scheduler.large.construct import construct
from scheduler.large.packing import Packing, faults
from scheduler.large.state import State
from scheduler.large.translate import packing_of


def constructed(packing: Packing, *, over: bool = False) -> State:
    state = State(packing)
    relaxation = relax(packing, whole(packing))
    assert relaxation is not None
    construct(state, relaxation, lambda: over)
    return state


@pytest.mark.parametrize("seed", range(12))
def test_the_first_placement_is_valid_maximal_and_counts_its_own_weight(
    seed: int, rich_problem: Callable[[int], Problem]
) -> None:
    packing, _ = packing_of(instance_of(rich_problem(seed)))
    state = constructed(packing)
    assert faults(packing, state.slot) == []
    assert state.held == packing.worth(state.slot)
    assert [state.openings(request) for request in np.flatnonzero(state.slot < 0).tolist()] == [0] * int(
        (state.slot < 0).sum()
    )


def test_where_nothing_competes_everything_is_placed() -> None:
    pairs = [("a", "b"), ("c", "d"), ("e", "f")]
    problem = tiny(tuple(Request(f"{s}-{b}", s, b, 5) for s, b in pairs), slots=1, tables=3)
    state = constructed(packing_of(instance_of(problem))[0])
    assert state.slot.tolist() == [0, 0, 0]


def test_the_dearer_of_two_meetings_gets_the_only_table() -> None:
    problem = tiny((Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 7)), slots=1)
    assert constructed(packing_of(instance_of(problem))[0]).slot.tolist() == [-1, 0]


def test_when_time_is_over_at_once_nothing_is_placed() -> None:
    problem = tiny((Request("a-b", "a", "b", 5),), slots=1)
    assert constructed(packing_of(instance_of(problem))[0], over=True).slot.tolist() == [-1]
