"""The third ring: let a waiting request in where one or two meetings give way, the most gain per change first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.facts import Bools, Ints
from scheduler.large.state import State, bits

_MOST_BLOCKERS = 2
_MOST_SHARERS = 6
"""Meetings of a full row that are tried as the one to give way."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A request comes into a slot and some meetings there go elsewhere, or out.

    ``gain`` is the weight won, ``cost`` how many meetings leave the slot they were published in.
    """

    gain: int
    cost: int
    request: int
    slot: int
    blockers: tuple[int, ...]

    @property
    def rate(self) -> float:
        """Gain per change."""
        return self.gain / max(self.cost, 0.01)


def give_way(state: State, home: Ints, fixed: Bools, target: int, most_changes: int, over: Callable[[], bool]) -> int:
    """Raise the weight held to a target with few changes; returns how many meetings left their published slot.

    Parameters
    ----------
    home
        Shape ``(requests,)``; published slots, -1 where a request had none.
    fixed
        Shape ``(requests,)``; meetings that do not give way.
    most_changes
        Stop before more meetings than that have left their slot.
    """
    made = 0
    while state.held < target and not over():
        chains = sorted(_chains(state, home, fixed, over), key=lambda one: (-one.rate, one.request, one.slot))
        progressed = False
        for chain in chains:
            if state.held >= target or over():
                break
            if made + chain.cost > most_changes:
                continue
            done = _follow(state, home, fixed, chain)
            if done is not None:
                made += done
                progressed = True
        if not progressed:
            break
    return made


def _chains(state: State, home: Ints, fixed: Bools, over: Callable[[], bool]) -> list[Chain]:
    """For every waiting request its best chain."""
    at = _held_by(state)
    found: list[Chain] = []
    for request in np.flatnonzero((state.slot < 0) & state.packing.allowed.any(axis=1)).tolist():
        if over():
            break
        best: Chain | None = None
        for slot in bits(state.allowed[request]):
            for blockers in _blockers(state, at, fixed, request, slot):
                chain = _weigh(state, home, request, slot, blockers)
                if chain is not None and (best is None or (chain.rate, chain.gain) > (best.rate, best.gain)):
                    best = chain
        if best is not None:
            found.append(best)
    return found


def _held_by(state: State) -> dict[tuple[int, int], list[int]]:
    """Requests held, by participant and slot."""
    found: dict[tuple[int, int], list[int]] = {}
    for request in np.flatnonzero(state.slot >= 0).tolist():
        for who in state.packing.members[request]:
            found.setdefault((who, int(state.slot[request])), []).append(request)
    return found


def _blockers(
    state: State, at: dict[tuple[int, int], list[int]], fixed: Bools, request: int, slot: int
) -> list[tuple[int, ...]]:
    """Sets of meetings whose leaving the slot could let a request in."""
    blocking: list[int] = []
    for who in state.packing.members[request]:
        if not state.free[who] >> slot & 1:
            meetings = [one for one in at.get((who, slot), ()) if not fixed[one]]
            if not meetings:
                return []
            blocking.append(min(meetings, key=lambda one: state.weight[one]))
    chosen = tuple(dict.fromkeys(blocking))
    if len(chosen) > _MOST_BLOCKERS:
        return []
    rows = state.rows_of[state.profile[request]]
    closed = [row for row in rows if not state.open_rows[row] >> slot & 1]
    if not closed or chosen:
        return [chosen] if chosen else []
    sharers = [
        one
        for one in np.flatnonzero(state.slot == slot).tolist()
        if not fixed[one] and set(closed) <= set(state.rows_of[state.profile[one]])
    ]
    return [(one,) for one in sorted(sharers, key=lambda one: state.weight[one])[:_MOST_SHARERS]]


def _weigh(state: State, home: Ints, request: int, slot: int, blockers: tuple[int, ...]) -> Chain | None:
    """What a chain would bring, tried on the state and taken back."""
    held = state.held
    cost = _try(state, home, request, slot, blockers)
    if cost is None:
        return None
    gain = state.held - held
    _undo(state, request, slot, blockers)
    return Chain(gain, cost, request, slot, blockers) if gain > 0 else None


def _try(state: State, home: Ints, request: int, slot: int, blockers: tuple[int, ...]) -> int | None:
    """Follow a chain on the state; the number of meetings that left their published slot, ``None`` if it fails."""
    for one in blockers:
        state.remove(one)
    if not state.openings(request) >> slot & 1:
        for one in blockers:
            state.place(one, slot)
        return None
    state.place(request, slot)
    cost = -int(home[request] == slot)
    for one in blockers:
        mask = state.openings(one)
        if mask:
            here = int(home[one])
            state.place(one, here if here >= 0 and mask >> here & 1 else bits(mask)[0])
        cost += int(home[one] == slot) - int(home[one] >= 0 and state.slot[one] == home[one])
    return cost


def _undo(state: State, request: int, slot: int, blockers: tuple[int, ...]) -> None:
    for one in blockers:
        if state.slot[one] >= 0:
            state.remove(one)
    state.remove(request)
    for one in blockers:
        state.place(one, slot)


def _follow(state: State, home: Ints, fixed: Bools, chain: Chain) -> int | None:
    """Make a chain real if it still holds and still pays; the changes it made."""
    if state.slot[chain.request] >= 0 or any(state.slot[one] != chain.slot or fixed[one] for one in chain.blockers):
        return None
    held = state.held
    cost = _try(state, home, chain.request, chain.slot, chain.blockers)
    if cost is None:
        return None
    if state.held - held < chain.gain or cost > chain.cost:
        _undo(state, chain.request, chain.slot, chain.blockers)
        return None
    return cost
