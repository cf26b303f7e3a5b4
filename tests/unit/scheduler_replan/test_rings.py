"""Rings: re-planning ends with the first ring that keeps enough value, and says which it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import Meeting, Participant, Problem, Request, Status
from scheduler.examples import tiny
from scheduler.replan import replan, without_participant

A_B, C_D, A_D = Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 5), Request("a-d", "a", "d", 9)


def at(request: Request, slot: str, table: str = "A") -> Meeting:
    return Meeting(request.id, request.supplier, request.buyer, slot, table)


def late_b(problem: Problem) -> Problem:
    """The buyer b misses the first slot."""
    people = tuple(replace(one, unavailable=frozenset("1")) if one.id == "b" else one for one in problem.participants)
    return replace(problem, participants=people)


def test_a_meeting_that_is_hit_and_finds_room_ends_with_the_first_ring() -> None:
    found = replan(late_b(tiny((A_B, C_D), slots=2, tables=1)), [at(A_B, "1")], max_value_loss=1.0)
    assert found.ring == "waiting"
    assert {meeting.request: meeting.slot for meeting in found.result.meetings} == {"a-b": "2", "c-d": "1"}


def test_a_freed_slot_goes_to_a_request_that_waits() -> None:
    problem = without_participant(tiny((A_B, C_D), slots=1, tables=1), "a")
    found = replan(problem, [at(A_B, "1")])
    assert (found.ring, [meeting.request for meeting in found.result.meetings]) == ("waiting", ["c-d"])


def test_a_meeting_gives_way_only_where_the_value_asks_for_it() -> None:
    dear = replace(A_D, slots=frozenset({"1"}))
    problem = tiny((A_B, dear), slots=2, tables=2)
    before = [at(A_B, "1")]
    kept = replan(problem, before, max_value_loss=1.0)
    moved = replan(problem, before, max_value_loss=0.0)
    assert (kept.moved, kept.result.value) == (0, 5)
    assert (moved.ring, moved.moved, moved.result.value) == ("everything", 1, 14)


@pytest.mark.parametrize("limit", [0.0, 0.01])
def test_without_time_survivors_stay_and_nothing_is_claimed(limit: float) -> None:
    problem = tiny((A_B, C_D), (Participant("a", "supplier"),), slots=2, tables=1)
    found = replan(problem, [at(A_B, "2")], limit_seconds=limit)
    assert at(A_B, "2") in found.result.meetings
    assert found.result.status in (Status.FEASIBLE, Status.OPTIMAL)
