"""The counting view of a problem: which requests are held in which slots, with tables and interpreters as counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from scheduler.facts import Bools, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """At most ``most`` of some requests in some slots: a participant's day, or a pair that meets once.

    ``requests`` holds numbers, ``slots`` has shape ``(slots,)``; ``rule`` is the hard rule it comes from and ``owner``
    the participant it binds, -1 for a pair.
    """

    requests: Ints
    slots: Bools
    most: int
    rule: str = ""
    owner: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """Each of the first ``least`` of some requests held is worth ``weight`` more.

    It was ``promised``, or it is a level of fairness.
    """

    requests: Ints
    least: int
    weight: int
    promised: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """What to count: a weight per request, and one per promised meeting of every floor.

    ``weight`` has shape ``(requests,)``, ``floors`` shape ``(floors,)``; whole numbers.
    """

    weight: Ints
    floors: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """Requests to place into slots, so that seats, rows, limits and orders hold.

    A slot is a column of `scheduler.columns`: a time, or a time in one area where people walk between areas.

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
    rows_of
        For each profile the rows in which its requests count.
    capacity
        Shape ``(rows, slots)``; meetings of a row possible in a slot. Together the rows say exactly what tables and
        interpreters can serve, see `scheduler.large.hall`.
    table_rows
        Rows before this number count tables, the others interpreters.
    limits, floors
        Bounds on some requests over some slots, and promised minimums.
    orders
        Pairs of requests; where both are held, the first has ended when the second begins.
    start, end
        Shape ``(slots,)``; times in one unit.
    apart
        Shape ``(slots, slots)``; pairs of slots that one participant cannot be in: they overlap, or the walk from one to
        the other is too long. Left out, there are none. Whoever holds several meetings at a time keeps them apart too.
    cliques
        Sets of slots that all exclude each other and together hold every such pair.
    keep
        Goals that come first: what is reached of them is not given up for more weight.
    exact
        Whether every valid schedule is a placement. Where False, rests, areas or times of tables and interpreters were
        chosen beforehand (`scheduler.rosters`), and another packing bounds every schedule.
    """

    weight: Ints
    members: tuple[tuple[int, ...], ...]
    allowed: Bools
    seats: Ints
    profile: Ints
    rows_of: tuple[tuple[int, ...], ...]
    capacity: Ints
    start: Ints
    end: Ints
    table_rows: int = 0
    limits: tuple[Limit, ...] = ()
    floors: tuple[Floor, ...] = ()
    orders: tuple[tuple[int, int], ...] = ()
    exact: bool = True
    apart: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=np.bool_))
    cliques: tuple[tuple[int, ...], ...] = ()
    keep: tuple[Goal, ...] = ()

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
        """Request and participant of every seat that meetings would take, one entry per member."""
        return _entries(self.members)

    def counting(self) -> tuple[Ints, Ints]:
        """Request and row of every count that meetings would take."""
        profile, row = _entries(self.rows_of)
        by_profile = np.searchsorted(profile, np.arange(len(self.rows_of) + 1))
        size = np.diff(by_profile)[self.profile]
        first = np.repeat(by_profile[self.profile], size)
        within = np.arange(len(first)) - np.repeat(np.cumsum(size) - size, size)
        return np.repeat(np.arange(self.requests), size), row[first + within]

    def goal(self) -> Goal:
        """What the weights count."""
        return Goal(self.weight, np.array([floor.weight for floor in self.floors], dtype=np.int64))

    def total(self, goal: Goal, slot: Ints) -> int:
        """What a placement reaches of a goal."""
        held = slot >= 0
        filled = [min(int(held[floor.requests].sum()), floor.least) for floor in self.floors]
        return int(goal.weight[held].sum()) + int(goal.floors @ np.array(filled, dtype=np.int64))

    def worth(self, slot: Ints) -> int:
        """Weight of a placement, promised minimums included."""
        return self.total(self.goal(), slot)


def useful(packing: Packing) -> Ints:
    """Seats, 0 in slots that none of the participant's requests may use."""
    wanted: Bools = np.zeros(packing.seats.shape, dtype=np.bool_)
    request, person = packing.sitting()
    np.logical_or.at(wanted, person, packing.allowed[request])
    return np.where(wanted, packing.seats, 0)


def faults(packing: Packing, slot: Ints) -> list[str]:
    """Everything wrong with a placement of shape ``(requests,)``, -1 where a request is not held.

    Slow and independent of the search state: for tests, and for a last look before names are given.
    """
    found: list[str] = []
    held = np.flatnonzero(slot >= 0)
    if not packing.allowed[held, slot[held]].all():
        found.append("a request is held in a slot it may not use")
    if (_load(packing.sitting(), slot, packing.seats) > packing.seats).any():
        found.append("a participant has more meetings in a slot than seats")
    if packing.apart.size:
        there = _load(packing.sitting(), slot, packing.seats) > 0
        if (there & (there.astype(np.int64) @ packing.apart > 0)).any():
            found.append("a participant is in two slots that exclude each other")
    if (_load(packing.counting(), slot, packing.capacity) > packing.capacity).any():
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


def members_of(groups: list[Ints]) -> dict[int, list[int]]:
    """For each request in any group, the numbers of its groups."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for request in group.tolist():
            found[request].append(number)
    return dict(found)


def _entries(lists: tuple[tuple[int, ...], ...]) -> tuple[Ints, Ints]:
    sizes = np.fromiter((len(one) for one in lists), dtype=np.int64, count=len(lists))
    flat = np.fromiter((entry for one in lists for entry in one), dtype=np.int64, count=int(sizes.sum()))
    return np.repeat(np.arange(len(lists)), sizes), flat


def _load(entries: tuple[Ints, Ints], slot: Ints, like: Ints) -> Ints:
    request, thing = entries
    there = slot[request] >= 0
    load = np.zeros_like(like)
    np.add.at(load, (thing[there], slot[request[there]]), 1)
    return load
