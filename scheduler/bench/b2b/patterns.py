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


def pattern_arcs(slots: int, usable: frozenset[int], held: Sequence[range], breaks: int) -> list[Arc]:
    """Return the arcs of all patterns, tails before heads.

    Parameters
    ----------
    slots
        How many slots there are.
    usable
        The slots in which the participant can have a meeting.
    held
        How many meetings can have been held before each slot and at the end, from `held_ranges`.
    breaks
        The most breaks allowed.

    Examples
    --------
    >>> len(pattern_arcs(2, frozenset({0, 1}), held_ranges(2, [frozenset({0, 1})]), 0))
    4
    """
    arcs: list[Arc] = []
    states = {START}
    for slot in range(slots):
        heads: set[State] = set()
        for state in sorted(states):
            found: list[Arc] = []
            if state.held in held[slot + 1]:
                found.append(Arc(state, State(slot + 1, state.held, state.blocks, False), False, 0))
            blocks = state.blocks + (not state.inside)
            if slot in usable and state.held + 1 in held[slot + 1] and blocks <= breaks + 1:
                cost = int(not state.inside and state.blocks > 0)
                found.append(Arc(state, State(slot + 1, state.held + 1, blocks, True), True, cost))
            arcs += found
            heads |= {arc.head for arc in found}
        states = heads
    return arcs


def held_ranges(slots: int, legal: Sequence[frozenset[int]]) -> list[range]:
    """Return how many of one participant's meetings can have been held before each slot and at the end.

    Parameters
    ----------
    slots
        How many slots there are.
    legal
        The legal slots of each of these meetings, at least one.

    Examples
    --------
    One meeting is bound to the first of three slots, the other one to the last two.

    >>> held_ranges(3, [frozenset({0}), frozenset({1, 2})])
    [range(0, 1), range(1, 2), range(1, 3), range(2, 3)]
    """
    usable = frozenset[int]().union(*legal)
    ranges: list[range] = []
    for slot in range(slots + 1):
        over = sum(max(one) < slot for one in legal)
        begun = sum(min(one) < slot for one in legal)
        left = sum(other >= slot for other in usable)
        past = len(usable) - left
        ranges.append(range(max(over, len(legal) - left), min(begun, past) + 1))
    return ranges


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
    >>> every = frozenset({0, 1, 2})
    >>> cheapest(pattern_arcs(3, every, held_ranges(3, [every, every]), 1), [0, 5, 0], 3, 3)
    3
    """
    best = {START: 0}
    for arc in arcs:
        if arc.tail in best:
            cost = best[arc.tail] + arc.cost * break_price + (price[arc.tail.slot] if arc.used else 0)
            if cost < best.get(arc.head, cost + 1):
                best[arc.head] = cost
    return min((cost for state, cost in best.items() if state.slot == slots), default=None)
