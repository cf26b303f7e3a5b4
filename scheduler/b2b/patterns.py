"""The possible patterns of used slots of one participant as paths through a small network."""

from collections.abc import Sequence
from typing import NamedTuple


class State(NamedTuple):
    """What matters of the slots before `slot`: meetings held, blocks begun, whether the last slot was used."""

    slot: int
    held: int
    blocks: int
    inside: bool


class Arc(NamedTuple):
    """One slot passed: used or not; it costs a break when it begins a second or later block."""

    tail: State
    head: State
    used: bool
    cost: int


START = State(0, 0, 0, False)


def pattern_arcs(slots: int, usable: frozenset[int], count: int, breaks: int) -> list[Arc]:
    """Return the arcs of all patterns, tails before heads.

    Parameters
    ----------
    slots
        How many slots there are.
    usable
        The slots in which the participant can have a meeting.
    count
        How many meetings there are.
    breaks
        The most breaks allowed.

    Examples
    --------
    >>> len(pattern_arcs(2, frozenset({0, 1}), 1, 0))
    4
    """
    arcs: list[Arc] = []
    states = {START}
    for slot in range(slots):
        left = len([later for later in usable if later > slot])
        heads: set[State] = set()
        for state in sorted(states):
            found: list[Arc] = []
            if count - state.held <= left:
                found.append(Arc(state, State(slot + 1, state.held, state.blocks, False), False, 0))
            blocks = state.blocks + (not state.inside)
            if slot in usable and state.held < count and blocks <= breaks + 1 and count - state.held - 1 <= left:
                cost = int(not state.inside and state.blocks > 0)
                found.append(Arc(state, State(slot + 1, state.held + 1, blocks, True), True, cost))
            arcs += found
            heads |= {arc.head for arc in found}
        states = heads
    return arcs


def cheapest(arcs: Sequence[Arc], price: Sequence[int], break_price: int, slots: int) -> int | None:
    """Return the least cost of a pattern, or ``None`` where there is none.

    Parameters
    ----------
    arcs
        From `pattern_arcs`.
    price
        What using each slot costs, in any whole unit, negative values allowed.
    break_price
        What one break costs in the same unit.
    slots
        How many slots there are.

    Examples
    --------
    >>> cheapest(pattern_arcs(3, frozenset({0, 1, 2}), 2, 1), [0, 5, 0], 3, 3)
    3
    """
    best = {START: 0}
    for arc in arcs:
        if arc.tail in best:
            cost = best[arc.tail] + arc.cost * break_price + (price[arc.tail.slot] if arc.used else 0)
            if cost < best.get(arc.head, cost + 1):
                best[arc.head] = cost
    return min((cost for state, cost in best.items() if state.slot == slots), default=None)
