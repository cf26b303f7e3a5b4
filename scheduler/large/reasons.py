"""Why each unscheduled request is not held, read off the counts of the final placement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Board
from scheduler.facts import Ints
from scheduler.large.packing import Packing
from scheduler.large.state import State, bits
from scheduler.reason import Reason
from scheduler.reasons import reason_of
from scheduler.result import Unscheduled

if TYPE_CHECKING:
    from scheduler.instance import Instance

_LIMIT_CODES = {"max_meetings": "limit", "max_per_day": "day_limit", "max_per_half_day": "half_day_limit"}


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
            return Reason("limit", limit.rule, (instance.problem.participants[limit.owner].id, str(limit.most)))
    for person in instance.members[request]:
        mask &= state.free[person]
    if not mask:
        code, named = ("pin", (asked.id,)) if instance.pinned[request] else ("busy", pair)
        return Reason(code, "one_meeting_at_a_time", named)
    for _, limit in exhausted:
        first = bits(mask)[0]
        mask &= ~sum(1 << slot for slot in np.flatnonzero(limit.slots).tolist())
        if not mask and limit.rule == "one_person_at_a_time":
            return Reason("shared_person", limit.rule, (instance.grid.slots[first].id, *pair))
        if not mask:
            return Reason(
                _LIMIT_CODES[limit.rule], limit.rule, (instance.problem.participants[limit.owner].id, str(limit.most))
            )
    return _service(instance, state, request, mask)


def _service(instance: Instance, state: State, request: int, mask: int) -> Reason:
    """The sides are free in these slots: what is missing there is an order, a table or an interpreter."""
    asked = instance.problem.requests[request]
    slot = bits(mask)[0]
    place = (instance.grid.slots[slot].id, asked.supplier, asked.buyer)
    if state.openings(request):
        return Reason("room_left", "value", (instance.grid.slots[bits(state.openings(request))[0]].id,))
    closed = [row for row in state.rows_of[state.profile[request]] if not state.open_rows[row] >> slot & 1]
    if not closed:
        other = next(other for other, _ in state.orders_of[request] if state.slot[other] >= 0)
        return Reason("precedence", "precedence", (place[0], instance.problem.requests[other].id))
    if instance.pinned[request]:
        return Reason("pin", "table_capacity", (asked.id,))
    if min(closed) < state.packing.table_rows:
        return Reason("tables_full", "table_capacity", place)
    return Reason("interpreters_busy", "interpreter_one_at_a_time", place)
