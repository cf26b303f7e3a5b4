"""What rows and limits leave free, and which of several swaps they admit together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.gaps.problem import Bools, GapProblem, Ints

_FULL = 2
"""Rows with less room than this in either slot count as full."""


@dataclass(frozen=True, slots=True, eq=False)
class Swaps:
    """Chains that may be made together.

    Attributes
    ----------
    chain
        Shape ``(M,)``; the number of each meeting's chain, -1 where it stays.
    target
        Shape ``(M,)``; the slot that each meeting would go to.
    low, high
        Shape ``(chains,)``; the two slots of each chain. Of chains that do not fit together the last is admitted.
    """

    chain: Ints
    target: Ints
    low: Ints
    high: Ints


class Room:
    """Meetings of each row in each slot, and of each limit; whoever has several seats is a row too."""

    def __init__(self, problem: GapProblem, slot: Ints) -> None:
        wide = np.flatnonzero(problem.seats.max(axis=1, initial=0) > 1)
        row_of = {who: problem.rows + number for number, who in enumerate(wide.tolist())}
        entries = [(meeting, row) for meeting, rows in enumerate(problem.rows_of) for row in rows]
        entries += [
            (meeting, row_of[who]) for meeting, one in enumerate(problem.members) for who in one if who in row_of
        ]
        self._meeting, self._row = _columns(entries)
        self._capacity = np.ascontiguousarray(np.concatenate([problem.capacity, problem.seats[wide]]).T)
        self._load = np.zeros_like(self._capacity)
        np.add.at(self._load, (slot[self._meeting], self._row), 1)
        self._weights = np.random.default_rng(0).integers(1, 2**24, self._load.shape[1])  # hardly two sums are equal
        counted = [(meeting, number) for number, limit in enumerate(problem.limits) for meeting in limit[0]]
        self._limited, self._limit = _columns(counted)
        self._within = np.array([slots for _, slots, _ in problem.limits], dtype=np.int64).reshape(-1, problem.slots)
        left = np.array([most for _, _, most in problem.limits], dtype=np.int64)
        used = np.bincount(self._limit, self._within[self._limit, slot[self._limited]], minlength=len(left))
        self._left = left - used.astype(np.int64)

    def admit(self, slot: Ints, swaps: Swaps) -> Bools:
        """Which chains fit, shape ``(chains,)``: each alone and all together; they are counted as made."""
        net = self._net(slot, swaps)
        more = self._load[swaps.high] + net <= self._capacity[swaps.high]
        less = self._load[swaps.low] - net <= self._capacity[swaps.low]
        alive: Bools = np.all(more & less, axis=1)
        chain, limit, step = self._limit_steps(slot, swaps)
        alive[chain[step > self._left[limit]]] = False
        while alive.any():
            over = self._rows_over(swaps, net, alive) | self._limits_over(chain, limit, step, alive)
            if not over.any():
                break
            alive &= ~over
        np.add.at(self._load, swaps.high[alive], net[alive])
        np.subtract.at(self._load, swaps.low[alive], net[alive])
        made = alive[chain]
        np.subtract.at(self._left, limit[made], step[made])
        return alive

    def alone(self, slot: Ints, swaps: Swaps) -> tuple[Bools, Ints]:
        """Which chains fit alone, and a number for what each asks of full rows: the opposite number asks the opposite."""
        net = self._net(slot, swaps)
        free = self._capacity - self._load
        high, low = free[swaps.high], free[swaps.low]
        fits = np.all((high >= net) & (low >= -net), axis=1)
        return fits, np.where(np.minimum(high, low) < _FULL, net, 0) @ self._weights

    def _net(self, slot: Ints, swaps: Swaps) -> Ints:
        """Meetings more of each row in the high slot, and less in the low one, shape ``(chains, rows)``."""
        moving = swaps.chain[self._meeting] >= 0
        meeting, row = self._meeting[moving], self._row[moving]
        rows = self._load.shape[1]
        step = np.where(slot[meeting] < swaps.target[meeting], 1, -1)
        net = np.bincount(swaps.chain[meeting] * rows + row, step, minlength=len(swaps.low) * rows)
        return net.astype(np.int64).reshape(len(swaps.low), rows)

    def _limit_steps(self, slot: Ints, swaps: Swaps) -> tuple[Ints, Ints, Ints]:
        """Chain, limit, and how many meetings more of the limit the chain makes; where that is not 0."""
        none = np.zeros(0, dtype=np.int64)
        if not len(self._left):
            return none, none, none
        moving = swaps.chain[self._limited] >= 0
        meeting, limit = self._limited[moving], self._limit[moving]
        change = self._within[limit, swaps.target[meeting]] - self._within[limit, slot[meeting]]
        limits = len(self._left)
        keys, entry = np.unique(swaps.chain[meeting] * limits + limit, return_inverse=True)
        step = np.bincount(entry, change, minlength=len(keys)).astype(np.int64)
        keys, step = keys[step != 0], step[step != 0]
        return keys // limits, keys % limits, step

    def _rows_over(self, swaps: Swaps, net: Ints, alive: Bools) -> Bools:
        """Chains to leave out, all but one of a pair of slots, where rows would overflow."""
        total = np.zeros_like(self._load)
        np.add.at(total, swaps.high[alive], net[alive])
        np.add.at(total, swaps.low[alive], -net[alive])
        full: Bools = np.any(self._load + total > self._capacity, axis=1)
        return _all_but_last(swaps.low, alive & net.any(axis=1) & (full[swaps.low] | full[swaps.high]))

    def _limits_over(self, chain: Ints, limit: Ints, step: Ints, alive: Bools) -> Bools:
        """Chains to leave out, all but one of those that add to a limit that would be passed."""
        over = np.zeros(len(alive), dtype=np.bool_)
        if not len(chain):
            return over
        here = alive[chain]
        total = np.bincount(limit[here], step[here], minlength=len(self._left))
        adds = here & (step > 0) & (total > self._left)[limit]
        last = np.full(len(self._left), -1, dtype=np.int64)
        np.maximum.at(last, limit[adds], chain[adds])
        over[chain[adds & (chain < last[limit])]] = True
        return over


def _all_but_last(group: Ints, taking_part: Bools) -> Bools:
    """Those who take part and are not the last of their group to do so."""
    last = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int64)
    number = np.arange(len(group))
    np.maximum.at(last, group[taking_part], number[taking_part])
    return taking_part & (number < last[group])


def _columns(entries: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    both = np.array(entries, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]
