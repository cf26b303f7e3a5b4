"""A placement being changed, with quick answers to "where could this request be held now"."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

import numpy as np

from scheduler.facts import Bools, Ints
from scheduler.large.packing import Packing, members_of


def masks(table: Bools) -> list[int]:
    """Each row of a boolean table as one whole number, bit t for column t.

    >>> masks(np.array([[True, False, True]]))
    [5]
    """
    packed = np.packbits(table, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]


def bits(mask: int) -> list[int]:
    """The positions of the bits set, from the lowest.

    >>> bits(0b10110)
    [1, 2, 4]
    """
    found: list[int] = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


class State:
    """Which request is held in which slot, with what is left of seats, rows and limits as bit masks over slots.

    The placement stays valid as long as `place` is only called for a slot that `openings` names.
    """

    def __init__(self, packing: Packing, stop: Callable[[], bool] | None = None) -> None:
        self.packing = packing
        self.stop = stop
        """Asked while a program over the placement runs; once it says true the program is given up."""
        self.weight: list[int] = packing.weight.tolist()
        self.profile: list[int] = packing.profile.tolist()
        self.allowed = masks(packing.allowed)
        self.slot: Ints = np.full(packing.requests, -1, dtype=np.int64)
        self.held = 0
        """Weight of the requests held, promised minimums included."""
        self.kept = [0] * len(packing.keep)
        """The same for every goal that is kept."""
        self._keep: list[tuple[list[int], list[int]]] = [
            (goal.weight.tolist(), goal.floors.tolist()) for goal in packing.keep
        ]
        self.seats_left: list[list[int]] = packing.seats.tolist()
        self.free = masks(packing.seats > 0)
        """For each participant the slots with a seat left."""
        self._apart = masks(packing.apart) if packing.apart.any() else []
        self._busy: list[list[int]] = [[] for _ in self.free]
        self._closed = [0] * len(self.free)
        """For each participant the slots that one of their meetings excludes."""
        self.rows_of = packing.rows_of
        self.slack: list[list[int]] = packing.capacity.tolist()
        self.open_rows = masks(packing.capacity > 0)
        self.limits_of = members_of([limit.requests for limit in packing.limits])
        self.limit_left = [limit.most for limit in packing.limits]
        self._limit_mask = [masks(limit.slots[None, :])[0] for limit in packing.limits]
        self.floors_of = members_of([floor.requests for floor in packing.floors])
        self.floor_held = [0] * len(packing.floors)
        self.orders_of = _orders_of(packing)
        self._later = masks(packing.start[None, :] >= packing.end[:, None])
        self._earlier = masks(packing.end[None, :] <= packing.start[:, None])

    def openings(self, request: int) -> int:
        """Slots, as a bit mask, in which a request that is not held could be held now."""
        mask = self.allowed[request]
        for person in self.packing.members[request]:
            mask &= self.free[person] & ~self._closed[person]
        for row in self.rows_of[self.profile[request]]:
            mask &= self.open_rows[row]
        if mask and request in self.limits_of:
            for limit in self.limits_of[request]:
                if self.limit_left[limit] <= 0:
                    mask &= ~self._limit_mask[limit]
        if mask and request in self.orders_of:
            mask &= self.in_order(request)
        return mask

    def place(self, request: int, slot: int) -> None:
        """Hold a request in a slot that `openings` names."""
        self.slot[request] = slot
        self.held += self.weight[request]
        closed = ~(1 << slot)
        for row in self.rows_of[self.profile[request]]:
            self.slack[row][slot] -= 1
            if self.slack[row][slot] <= 0:
                self.open_rows[row] &= closed
        for person in self.packing.members[request]:
            self.seats_left[person][slot] -= 1
            if self.seats_left[person][slot] == 0:
                self.free[person] &= closed
            if self._apart:
                self._busy[person].append(slot)
                self._closed[person] |= self._apart[slot]
        self._count(request, slot, 1)

    def remove(self, request: int) -> int:
        """Take a request out; returns the slot it had."""
        slot = int(self.slot[request])
        self.slot[request] = -1
        self.held -= self.weight[request]
        bit = 1 << slot
        for row in self.rows_of[self.profile[request]]:
            self.slack[row][slot] += 1
            if self.slack[row][slot] > 0:
                self.open_rows[row] |= bit
        for person in self.packing.members[request]:
            self.seats_left[person][slot] += 1
            self.free[person] |= bit
            if self._apart:
                self._busy[person].remove(slot)
                self._closed[person] = reduce(or_, (self._apart[other] for other in self._busy[person]), 0)
        self._count(request, slot, -1)
        return slot

    def load(self, slot: Ints) -> None:
        """Hold every request of a valid placement, shape ``(requests,)``, -1 where a request is not held."""
        for request in np.flatnonzero(slot >= 0).tolist():
            self.place(request, int(slot[request]))

    def fill(self, order: Ints) -> None:
        """Hold, in the given order, every request that fits as things stand, in its first opening."""
        for request in order[self.slot[order] < 0].tolist():
            mask = self.openings(request)
            if mask:
                self.place(request, (mask & -mask).bit_length() - 1)

    def _count(self, request: int, slot: int, change: int) -> None:
        """Note one meeting more (1) or less (-1) in limits and floors."""
        for limit in self.limits_of.get(request, ()):
            if self._limit_mask[limit] >> slot & 1:
                self.limit_left[limit] -= change
        for number, (weight, _) in enumerate(self._keep):
            self.kept[number] += change * weight[request]
        for number in self.floors_of.get(request, ()):
            floor, before = self.packing.floors[number], self.floor_held[number]
            self.floor_held[number] = before + change
            if max(before, before + change) <= floor.least:
                self.held += change * floor.weight
                for goal, (_, worth) in enumerate(self._keep):
                    self.kept[goal] += change * worth[number]

    def in_order(self, request: int) -> int:
        """Slots, as a bit mask, in which a request keeps the orders it is in, as things stand."""
        mask = -1
        for other, comes_first in self.orders_of[request]:
            at = int(self.slot[other])
            if at >= 0:
                mask &= self._later[at] if comes_first else self._earlier[at]
        return mask


def _orders_of(packing: Packing) -> dict[int, list[tuple[int, bool]]]:
    """For each request in an order, the others, and whether the other comes first."""
    found: dict[int, list[tuple[int, bool]]] = {}
    for first, second in packing.orders:
        found.setdefault(second, []).append((first, True))
        found.setdefault(first, []).append((second, False))
    return found
