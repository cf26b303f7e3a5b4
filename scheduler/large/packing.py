"""The counting view of a problem: which requests are held in which slots, with tables and interpreters as counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """At most ``most`` of some requests in some slots: a participant's day, or a pair that meets once.

    ``requests`` holds numbers, ``slots`` has shape ``(slots,)``.
    """

    requests: Ints
    slots: Bools
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """Requests to place into slots, so that seats, rows, limits and orders hold.

    Parameters
    ----------
    weight
        Shape ``(requests,)``; what holding each is worth in the search, whole numbers >= 0.
    members
        For each request the numbers of everyone in the meeting.
    allowed
        Shape ``(requests, slots)``; True where no fact forbids the meeting.
    seats
        Shape ``(participants, slots)``; meetings a participant can hold in a slot, 0 when away.
    profile
        Shape ``(requests,)``; requests of one profile ask the same of tables and interpreters.
    rows
        Shape ``(rows, profiles)``; True where requests of that profile count in that row.
    capacity
        Shape ``(rows, slots)``; meetings of a row possible in a slot. Together the rows say exactly what tables and
        interpreters can serve, see `scheduler.large.hall`.
    limits
        Bounds on some requests over some slots.
    orders
        Pairs of requests; where both are held, the first has ended when the second begins.
    start, end
        Shape ``(slots,)``; minutes. Slots do not overlap.
    """

    weight: Ints
    members: tuple[tuple[int, ...], ...]
    allowed: Bools
    seats: Ints
    profile: Ints
    rows: Bools
    capacity: Ints
    limits: tuple[Limit, ...]
    orders: tuple[tuple[int, int], ...]
    start: Ints
    end: Ints

    @property
    def requests(self) -> int:
        """Number of requests."""
        return len(self.weight)

    @property
    def slots(self) -> int:
        """Number of slots."""
        return int(self.allowed.shape[1])

    @property
    def participants(self) -> int:
        """Number of participants."""
        return len(self.seats)

    def sitting(self) -> tuple[Ints, Ints]:
        """Request and participant of every seat taken by a meeting, one entry per member."""
        sizes = np.fromiter((len(member) for member in self.members), dtype=np.int64, count=self.requests)
        people = np.fromiter((who for member in self.members for who in member), dtype=np.int64, count=int(sizes.sum()))
        return np.repeat(np.arange(self.requests), sizes), people


def faults(packing: Packing, slot: Ints) -> list[str]:
    """Everything wrong with a placement of shape ``(requests,)``, -1 where a request is not held.

    Slow and independent of the search state: for tests, and for a last look before names are given.
    """
    found: list[str] = []
    held = np.flatnonzero(slot >= 0)
    if not packing.allowed[held, slot[held]].all():
        found.append("a request is held in a slot it may not use")
    request, person = packing.sitting()
    sits = slot[request] >= 0
    used = np.zeros_like(packing.seats)
    np.add.at(used, (person[sits], slot[request[sits]]), 1)
    if (used > packing.seats).any():
        found.append("a participant has more meetings in a slot than seats")
    count = np.zeros((packing.rows.shape[1], packing.slots), dtype=np.int64)
    np.add.at(count, (packing.profile[held], slot[held]), 1)
    if (packing.rows.astype(np.int64) @ count > packing.capacity).any():
        found.append("a slot has more meetings than tables or interpreters can serve")
    for limit in packing.limits:
        at = slot[limit.requests]
        if limit.slots[at[at >= 0]].sum() > limit.most:
            found.append("more meetings than a limit allows")
            break
    for first, second in packing.orders:
        if slot[first] >= 0 and slot[second] >= 0 and packing.end[slot[first]] > packing.start[slot[second]]:
            found.append("a meeting begins before the one that must come first has ended")
            break
    return found


def limits_of(packing: Packing) -> dict[int, list[int]]:
    """For each request that has any, the numbers of its limits."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for number, limit in enumerate(packing.limits):
        for request in limit.requests.tolist():
            found[request].append(number)
    return dict(found)
