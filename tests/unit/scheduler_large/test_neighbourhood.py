"""Re-planning some slots together: exact in them, valid always, and never worse."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from scheduler import Problem, Request
from scheduler.examples import tiny
from scheduler.instance import instance_of
from scheduler.large.neighbourhood import Outcome, replan
from scheduler.large.packing import Packing, faults
from scheduler.large.state import State
from scheduler.large.translate import packing_of

NOBODY = np.zeros(0, dtype=np.int64)


def everywhere(state: State) -> Outcome:
    """All slots and all waiting requests together."""
    waiting = np.flatnonzero(state.slot < 0)
    return replan(state, np.arange(state.packing.slots), waiting, NOBODY, limit_seconds=20.0, node_limit=None)


def heaviest(packing: Packing) -> int:
    """The most weight of any placement, by trying all."""
    choices = [[-1, *np.flatnonzero(row).tolist()] for row in packing.allowed]
    placements = (np.array(one, dtype=np.int64) for one in product(*choices))
    return max(packing.worth(slot) for slot in placements if not faults(packing, slot))


@pytest.mark.parametrize("seed", range(12))
def test_all_slots_together_from_a_filled_start_reach_a_valid_proven_placement(
    seed: int, rich_problem: Callable[[int], Problem]
) -> None:
    packing, _ = packing_of(instance_of(rich_problem(seed)))
    state = State(packing)
    state.fill(np.arange(packing.requests))
    before = state.held
    outcome = everywhere(state)
    assert (outcome.solved, state.held) == (True, before + outcome.gain)
    assert faults(packing, state.slot) == []
    assert everywhere(state).gain == 0


def test_what_is_reached_is_what_trying_everything_reaches() -> None:
    requests = (Request("a-b", "a", "b", 4), Request("a-d", "a", "d", 3), Request("c-b", "c", "b", 3))
    packing, _ = packing_of(instance_of(tiny(requests, slots=2, tables=1)))
    state = State(packing)
    everywhere(state)
    assert state.held == heaviest(packing)


def test_slots_that_are_not_named_keep_their_meetings() -> None:
    requests = (Request("a-b", "a", "b", 4), Request("c-d", "c", "d", 9))
    packing, _ = packing_of(instance_of(tiny(requests, slots=2, tables=1)))
    state = State(packing)
    state.place(0, 0)
    replan(state, np.array([1]), np.array([1]), NOBODY, limit_seconds=5.0, node_limit=None)
    assert state.slot.tolist() == [0, 1]


def test_a_needed_meeting_stays_although_a_dearer_one_waits() -> None:
    requests = (Request("a-b", "a", "b", 4), Request("c-d", "c", "d", 9))
    packing, _ = packing_of(instance_of(tiny(requests, slots=1, tables=1)))
    state = State(packing)
    state.place(0, 0)
    outcome = replan(state, np.array([0]), np.array([1]), np.array([0]), limit_seconds=5.0, node_limit=None)
    assert (outcome.gain, state.slot.tolist()) == (0, [0, -1])
