"""Chains: a dearer request comes in where a cheaper meeting gives way, at a stated price."""

from __future__ import annotations

import numpy as np

from scheduler import Request
from scheduler.examples import tiny
from scheduler.instance import instance_of
from scheduler.large.packing import faults
from scheduler.large.state import State
from scheduler.large.translate import packing_of
from scheduler.replan.chains import give_way

CHEAP, DEAR = Request("a-b", "a", "b", 4), Request("a-d", "a", "d", 9)


def state_of(*requests: Request, slots: int, tables: int = 2) -> State:
    packing, _ = packing_of(instance_of(tiny(requests, slots=slots, tables=tables)))
    return State(packing)


def test_a_meeting_moves_aside_for_a_request_that_fits_nowhere_else() -> None:
    state = state_of(CHEAP, Request("a-d", "a", "d", 9, slots=frozenset({"1"})), slots=2)
    state.place(0, 0)
    home = np.array([0, -1])
    made = give_way(state, home, np.zeros(2, dtype=bool), 10**9, 5, lambda: False)
    assert (made, state.slot.tolist()) == (1, [1, 0])
    assert faults(state.packing, state.slot) == []


def test_a_cheaper_meeting_is_dropped_for_a_dearer_one_where_there_is_one_slot() -> None:
    state = state_of(CHEAP, DEAR, slots=1)
    state.place(0, 0)
    give_way(state, np.array([0, -1]), np.zeros(2, dtype=bool), 10**9, 5, lambda: False)
    assert state.slot.tolist() == [-1, 0]


def test_a_fixed_meeting_and_a_limit_of_changes_are_respected() -> None:
    for fixed, most in ((True, 5), (False, 0)):
        state = state_of(CHEAP, DEAR, slots=1)
        state.place(0, 0)
        made = give_way(state, np.array([0, -1]), np.array([fixed, False]), 10**9, most, lambda: False)
        assert (made, state.slot.tolist()) == (0, [0, -1])


def test_nothing_is_done_beyond_the_weight_asked_for() -> None:
    state = state_of(CHEAP, DEAR, slots=1)
    state.place(0, 0)
    assert give_way(state, np.array([0, -1]), np.zeros(2, dtype=bool), state.held, 5, lambda: False) == 0


def test_a_full_table_is_given_up_by_the_cheapest_who_sits_there() -> None:
    state = state_of(CHEAP, Request("c-d", "c", "d", 9), slots=1, tables=1)
    state.place(0, 0)
    give_way(state, np.array([0, -1]), np.zeros(2, dtype=bool), 10**9, 5, lambda: False)
    assert state.slot.tolist() == [-1, 0]
