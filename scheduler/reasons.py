"""Why each unscheduled request is not held: found by trying every slot of the final schedule.

Every sentence is a claim that can be checked against the rules alone; `scheduler.answers.verify` does that. Where no single
rule accounts for every slot, the sentence says that several do together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Board
from scheduler.greedy import board_of
from scheduler.reason import Block, Reason
from scheduler.result import Unscheduled
from scheduler.speech import language_sets, reaches

if TYPE_CHECKING:
    from scheduler.facts import Bools
    from scheduler.instance import Instance
    from scheduler.problem import Request
    from scheduler.result import Meeting

SERVICES = {
    "table_capacity": "tables_full",
    "interpreter_one_at_a_time": "interpreters_busy",
    "max_run": "interpreters_busy",
    "walking": "walking",
    "travel": "travel",
}
"""Rule that binds where everyone in the meeting is free, to the code of its sentence."""

NEAREST = ("max_run", "interpreter_one_at_a_time", "table_capacity", "walking", "travel")
"""The order in which such rules are named: the nearest to a meeting first."""

AT_A_SLOT = {"precedence": "precedence", "travel": "travel", "one_person_at_a_time": "shared_person"}
"""Rule about people that can be told of one slot, to the code of its sentence."""

LIMITS = {"max_per_day": "day_limit", "max_per_half_day": "half_day_limit"}

BUSY = "one_meeting_at_a_time"


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
    asked = instance.problem.requests[request]
    slots = [int(slot) for slot in np.flatnonzero(instance.allowed[request])]
    if not slots:
        return _fact(instance, request)
    by_slot = {instance.grid.slots[slot].id: board.blocks(request, slot) for slot in slots}
    every = tuple(block for blocks in by_slot.values() for block in blocks)
    for slot, blocks in by_slot.items():
        if not blocks:
            return Reason("room_left", "value", (slot,))
    return _always(asked, by_slot, every) or _pinned(instance, request, every) or _by_slot(asked, by_slot, every)


def _always(asked: Request, by_slot: dict[str, list[Block]], every: tuple[Block, ...]) -> Reason | None:
    """What stands in the way wherever the request could be: the pair has met, or someone has enough meetings."""
    for block in every:
        if block.rule == "pair_once":
            return Reason("pair_met", block.rule, (asked.supplier, asked.buyer, *block.resources), every)
        if block.rule == "max_meetings":
            code = "limit_zero" if block.resources[1] == "0" else "limit"
            return Reason(code, block.rule, block.resources, every)
    return None


def _pinned(instance: Instance, request: int, every: tuple[Block, ...]) -> Reason | None:
    taken = {BUSY, "table_capacity", "interpreter_one_at_a_time", "max_run"}
    if not instance.pinned[request] or not {block.rule for block in every} <= taken:
        return None
    name = instance.problem.requests[request].id
    places = [(pin.slot, pin.table, pin.interpreter) for pin in instance.problem.pins if pin.request == name]
    named = tuple(dict.fromkeys(place for three in places for place in three if place is not None)) or (name,)
    return Reason("pin", every[0].rule, named, every)


def _by_slot(asked: Request, by_slot: dict[str, list[Block]], every: tuple[Block, ...]) -> Reason:
    """What accounts for every slot; else what binds in a slot where everyone is free; else several rules together."""
    free = {slot: blocks for slot, blocks in by_slot.items() if all(block.rule != BUSY for block in blocks)}
    if not free:
        return _busy(asked, by_slot, every)
    for rule in NEAREST:
        for slot, blocks in free.items():
            if [block.rule for block in blocks] == [rule] and not _of_people(blocks[0], asked):
                return Reason(SERVICES[rule], rule, (slot, *asked.participants), every)
    for rule, code in LIMITS.items():
        for block in every:
            if block.rule == rule and all(_limits(blocks, block) for blocks in free.values()):
                return Reason(code, rule, block.resources, every)
    for slot, blocks in free.items():
        rules = {block.rule for block in blocks}
        if len(rules) == 1 and (rule := next(iter(rules))) in AT_A_SLOT:
            others = blocks[0].resources if rule == "precedence" else asked.participants
            return Reason(AT_A_SLOT[rule], rule, (slot, *others), every)
    return several(every)


def several(every: tuple[Block, ...]) -> Reason:
    """The sentence that several rules leave no slot, naming those that bind somewhere."""
    rules = tuple(dict.fromkeys(block.rule for block in every))
    return Reason("several", rules[0], tuple(f"rule:{rule}" for rule in rules), every)


def _of_people(block: Block, asked: Request) -> bool:
    """Whether a journey is that of someone in the meeting, not of interpreters."""
    return block.rule == "travel" and block.resources[0] in asked.participants


def _limits(blocks: list[Block], limit: Block) -> bool:
    return any(block.rule == limit.rule and block.resources == limit.resources for block in blocks)


def _busy(asked: Request, by_slot: dict[str, list[Block]], every: tuple[Block, ...]) -> Reason:
    for who in asked.participants:
        if all(any(block.rule == BUSY and who in block.resources for block in blocks) for blocks in by_slot.values()):
            others = tuple(one for one in asked.participants if one != who)
            return Reason("busy_one", BUSY, (who, *others), every)
    return Reason("busy", BUSY, asked.participants, every)


def _fact(instance: Instance, request: int) -> Reason:
    """The first fact, in the order in which people would ask, that leaves no slot at all."""
    problem = instance.problem
    asked = problem.requests[request]
    for pair in sorted(problem.forbidden):
        if set(pair) <= set(asked.participants):
            return Reason("forbidden", "forbidden", pair)
    if not set.intersection(*(_legs(instance, who) for who in asked.participants)):
        return Reason("no_leg", "legs", asked.participants)
    common: Bools = np.all(instance.available[list(instance.members[request])], axis=0)
    if not common.any():
        return Reason("no_common_time", "availability", asked.participants)
    own = common & _own(instance, asked)
    if not own.any():
        return Reason("own_slots", "own_slots", asked.participants)
    return _no_service(instance, request, own)


def _own(instance: Instance, asked: Request) -> Bools:
    """Slots that the request and its pins allow."""
    pinned = [pin.slot for pin in instance.problem.pins if pin.request == asked.id and pin.slot is not None]
    return np.array(
        [
            (asked.slots is None or slot.id in asked.slots)
            and asked.leg in (None, slot.leg)
            and all(slot.id == name for name in pinned)
            for slot in instance.grid.slots
        ],
        dtype=bool,
    )


def _no_service(instance: Instance, request: int, own: Bools) -> Reason:
    """Everyone could be there: no table suits, or nobody can interpret."""
    problem, asked = instance.problem, instance.problem.requests[request]
    seated = own & (instance.seats[instance.suits[int(instance.place[request])]].sum(axis=0) > 0)
    if not seated.any():
        keepers = [who for who in problem.participants if who.id in asked.participants and who.seat is not None]
        legs = {table.id: table.leg for table in problem.tables}
        there = {instance.grid.slots[int(slot)].leg for slot in np.flatnonzero(own)}
        for one in keepers:
            for other in keepers:
                if one.seat != other.seat and {legs[str(one.seat)]} == {legs[str(other.seat)]} == there:
                    return Reason("seats", "seats", (one.id, other.id))
        return Reason("no_table", "table_availability", asked.participants)
    if any(pin.request == asked.id and pin.interpreter is not None for pin in problem.pins):
        return several((Block("", "language"), Block("", "pins")))
    sets = language_sets(problem, asked)
    works = [one for one, shift in zip(problem.interpreters, instance.on_shift, strict=True) if (shift & seated).any()]
    if asked.level > 1 and any(reaches(one, sets, 1) for one in works):
        return Reason("no_interpreter_level", "language", (str(asked.level), *asked.participants))
    return Reason("no_interpreter", "language", asked.participants)


def _legs(instance: Instance, participant: str) -> set[str]:
    who = instance.problem.participants[instance.participant_number[participant]]
    return {leg.id for leg in instance.problem.legs} if who.legs is None else set(who.legs)
