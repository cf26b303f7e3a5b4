"""Why each unscheduled request is not held, read off the counts of the final placement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Board
from scheduler.facts import Ints
from scheduler.large.packing import Limit, Packing
from scheduler.large.state import State, bits
from scheduler.reason import Block, Reason
from scheduler.reasons import reason_of, several
from scheduler.result import Unscheduled

if TYPE_CHECKING:
    from scheduler.instance import Instance

_LIMIT_CODES = {"max_per_day": "day_limit", "max_per_half_day": "half_day_limit"}


def quick_reasons(instance: Instance, packing: Packing, slot: Ints) -> tuple[Unscheduled, ...]:
    """The reason of every request that a placement, shape ``(requests,)``, leaves out, in the order of the requests.

    Each names what binds where the request comes nearest to being held; the slot by slot account
    (``Reason.blocks``) is left empty, `scheduler.reasons.reason_of` gives it for one request.
    """
    state = State(packing)
    state.load(slot)
    empty = Board(instance)
    found: list[Unscheduled] = []
    for request in np.flatnonzero(state.slot < 0).tolist():
        possible = state.allowed[request] != 0
        reason = _binding(instance, state, request) if possible else reason_of(empty, request)
        found.append(Unscheduled(instance.problem.requests[request].id, reason))
    return tuple(found)


def _binding(instance: Instance, state: State, request: int) -> Reason:
    asked = instance.problem.requests[request]
    pair = (asked.supplier, asked.buyer)
    mask = state.allowed[request]
    exhausted = [
        (limit, state.packing.limits[limit])
        for limit in state.limits_of.get(request, ())
        if state.limit_left[limit] <= 0
    ]
    for _, limit in exhausted:
        if limit.rule == "pair_once":
            other = next(one for one in limit.requests.tolist() if state.slot[one] >= 0)
            return Reason("pair_met", "pair_once", (*pair, instance.problem.requests[other].id))
        if limit.rule == "max_meetings":
            return Reason(
                "limit" if limit.most else "limit_zero",
                limit.rule,
                (instance.problem.participants[limit.owner].id, str(limit.most)),
            )
    for person in instance.members[request]:
        mask &= state.free[person]
    if not mask:
        code, named = ("pin", (asked.id,)) if instance.pinned[request] else ("busy", asked.participants)
        return Reason(code, "one_meeting_at_a_time", named)
    return _part_limit(instance, mask, [limit for _, limit in exhausted]) or _service(
        instance, state, request, mask & ~_closed([limit for _, limit in exhausted]), mask
    )


def _closed(limits: list[Limit]) -> int:
    """Slots in which a limit leaves nothing, as a bit mask."""
    slots = [slot for limit in limits for slot in np.flatnonzero(limit.slots).tolist()]
    return sum(1 << slot for slot in set(slots))


def _part_limit(instance: Instance, free: int, limits: list[Limit]) -> Reason | None:
    """One participant's limit a day, or a half-day, that accounts for every slot in which everyone is free."""
    for limit in limits:
        alike = [one for one in limits if (one.rule, one.owner) == (limit.rule, limit.owner)]
        if limit.rule in _LIMIT_CODES and not free & ~_closed(alike):
            who = instance.problem.participants[limit.owner].id
            return Reason(_LIMIT_CODES[limit.rule], limit.rule, (who, str(limit.most)))
    return None


def _service(instance: Instance, state: State, request: int, mask: int, free: int) -> Reason:
    """What is missing in a slot where everyone is free and no limit binds: an order, a table or an interpreter."""
    asked, openings = instance.problem.requests[request], state.openings(request)
    if openings:
        return Reason("room_left", "value", (instance.grid.slots[bits(openings)[0]].id,))
    kept = mask & state.in_order(request) if request in state.orders_of else mask
    if not kept:
        return several(tuple(_blocks(instance, state, request, free)))
    slot = bits(kept)[0]
    closed = [row for row in state.rows_of[state.profile[request]] if not state.open_rows[row] >> slot & 1]
    place = (instance.grid.slots[slot].id, *asked.participants)
    if instance.pinned[request]:
        return several((Block(place[0], "pins"), Block(place[0], "table_capacity")))
    if min(closed) < state.packing.table_rows:
        return Reason("tables_full", "table_capacity", place)
    return Reason("interpreters_busy", "interpreter_one_at_a_time", place)


def _blocks(instance: Instance, state: State, request: int, free: int) -> Iterator[Block]:
    """The rules about people that bind somewhere among the slots in which everyone is free."""
    for number in state.limits_of.get(request, ()):
        limit = state.packing.limits[number]
        if state.limit_left[number] <= 0 and free & _closed([limit]):
            yield Block("", limit.rule)
    if request in state.orders_of and free & ~state.in_order(request):
        yield Block("", "precedence")
    if free != state.allowed[request]:
        yield Block("", "one_meeting_at_a_time")
