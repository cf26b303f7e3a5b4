"""Why each unscheduled request is not held: found by trying every slot of the final schedule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Board, board_of
from scheduler.reason import Block, Reason
from scheduler.result import Unscheduled

if TYPE_CHECKING:
    from scheduler.instance import Instance
    from scheduler.result import Meeting

CODES = {
    "pair_once": "pair_met",
    "max_meetings": "limit",
    "one_meeting_at_a_time": "busy",
    "max_per_day": "day_limit",
    "max_per_half_day": "half_day_limit",
    "table_capacity": "tables_full",
    "interpreter_one_at_a_time": "interpreters_busy",
    "max_run": "interpreters_busy",
    "walking": "walking",
    "travel": "travel",
    "one_person_at_a_time": "shared_person",
    "precedence": "precedence",
}
"""Rule of choice to the code of its sentence."""

NEAREST = ("max_run", "interpreter_one_at_a_time", "table_capacity", "walking", "precedence")
"""Rules that bind in slots where both sides are free: the nearest to a meeting, so named first."""


def reasons(instance: Instance, meetings: Sequence[Meeting]) -> tuple[Unscheduled, ...]:
    """The reason of every request that a schedule leaves out, in the order of the requests.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> from scheduler.instance import instance_of
    >>> instance = instance_of(roadshow(seed=1))
    >>> reasons(instance, ())[0].reason.code
    'room_left'
    """
    board = board_of(instance, tuple(meetings))
    requests = instance.problem.requests
    return tuple(
        Unscheduled(request.id, reason_of(board, number))
        for number, request in enumerate(requests)
        if number not in board.placed
    )


def reason_of(board: Board, request: int) -> Reason:
    """What binds one request on a board where it is not placed."""
    instance = board.instance
    slots = [int(slot) for slot in np.flatnonzero(instance.allowed[request])]
    if not slots:
        return _fact(instance, request)
    by_slot = {slot: board.blocks(request, slot) for slot in slots}
    every = tuple(block for blocks in by_slot.values() for block in blocks)
    for slot, blocks in by_slot.items():
        if not blocks:
            return Reason("room_left", "value", (instance.grid.slots[slot].id,))
    for rule in ("pair_once", "max_meetings"):
        block = next((one for one in every if one.rule == rule), None)
        if block is not None:
            return _worded(instance, request, block, every)
    return _worded(instance, request, _nearest(by_slot), every)


def _nearest(by_slot: dict[int, list[Block]]) -> Block:
    """The block of the slot where the least stands in the way; of several, a service, then a limit."""
    least = min(map(len, by_slot.values()))
    near = [blocks for blocks in by_slot.values() if len(blocks) == least]
    for rule in (*NEAREST, "max_per_half_day", "max_per_day"):
        for blocks in near:
            if all(block.rule == rule for block in blocks):
                return blocks[0]
    common = Counter(block.rule for blocks in near for block in blocks).most_common(1)[0][0]
    return next(block for blocks in near for block in blocks if block.rule == common)


def _worded(instance: Instance, request: int, block: Block, every: tuple[Block, ...]) -> Reason:
    asked = instance.problem.requests[request]
    code = CODES[block.rule]
    if instance.pinned[request] and code in ("busy", "tables_full", "interpreters_busy"):
        return Reason("pin", block.rule, _pinned_place(instance, request), every)
    pair = (asked.supplier, asked.buyer)
    resources: dict[str, tuple[str, ...]] = {
        "pair_met": (*pair, *block.resources),
        "limit": block.resources,
        "day_limit": block.resources,
        "half_day_limit": block.resources,
        "busy": pair,
        "precedence": (block.slot, *block.resources),
    }
    return Reason(code, block.rule, resources.get(code, (block.slot, *pair)), every)


def _pinned_place(instance: Instance, request: int) -> tuple[str, ...]:
    name = instance.problem.requests[request].id
    places = [(pin.slot, pin.table, pin.interpreter) for pin in instance.problem.pins if pin.request == name]
    return tuple(dict.fromkeys(place for three in places for place in three if place is not None)) or (name,)


def _fact(instance: Instance, request: int) -> Reason:
    """The first fact, in the order in which people would ask, that leaves no slot at all."""
    problem, grid = instance.problem, instance.grid
    asked = problem.requests[request]
    for pair in problem.forbidden:
        if set(pair) <= set(asked.participants):
            return Reason("forbidden", "forbidden", pair)
    legs = [_legs(instance, who) for who in asked.participants]
    legs += [{asked.leg}] if asked.leg is not None else []
    if not set.intersection(*legs):
        return Reason("no_leg", "legs", asked.participants)
    common = instance.available[list(instance.members[request])].all(axis=0)
    common &= np.array([slot.leg in set.intersection(*legs) for slot in grid.slots], dtype=bool)
    if asked.slots is not None:
        common &= np.array([slot.id in asked.slots for slot in grid.slots], dtype=bool)
    for pin in problem.pins:
        if pin.request == asked.id and pin.slot is not None:
            common &= np.array([slot.id == pin.slot for slot in grid.slots], dtype=bool)
    if not common.any():
        rule = "own_slots" if asked.slots is not None else "availability"
        return Reason("no_common_time", rule, asked.participants)
    pair = (asked.supplier, asked.buyer)
    seat = {who.id: who.seat for who in problem.participants}
    kept = {seat[who] for who in asked.participants} - {None}
    seated = instance.seats[instance.suits[int(instance.place[request])]].sum(axis=0) > 0
    if not (common & seated).any():
        return Reason("seats", "seats", pair) if len(kept) > 1 else Reason("no_table", "table_availability", pair)
    return Reason("no_interpreter", "language", pair)


def _legs(instance: Instance, participant: str) -> set[str]:
    who = instance.problem.participants[instance.participant_number[participant]]
    return {leg.id for leg in instance.problem.legs} if who.legs is None else set(who.legs)
