"""Where a meeting can be: a slot, and an area too where people need time to walk between areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.walks import FarSets, hurried

if TYPE_CHECKING:
    from scheduler.facts import Bools, Ints
    from scheduler.instance import Instance


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The C times and places of a problem, in the order of the grid.

    Attributes
    ----------
    slot, area
        Shape ``(C,)``; numbers of the instance's slots and areas, the area -1 throughout where walks do not matter.
    day
        Shape ``(C,)``; the leg-day.
    first, last
        Shape ``(C,)``; the first and the last moment of the slot, moments being numbered through all days.
    apart
        Shape ``(C, C)``; pairs of different columns that one person cannot be in: the slots overlap, or the walk from one
        to the other takes longer than the pause between.
    overlap
        Shape ``(C, C)``; pairs of columns whose slots share a moment, each with itself too.
    precedes
        Shape ``(C, C)``; whether one has ended when the other begins.
    """

    slot: Ints
    area: Ints
    day: Ints
    first: Ints
    last: Ints
    apart: Bools
    overlap: Bools
    precedes: Bools

    @property
    def count(self) -> int:
        """Number of columns."""
        return len(self.slot)

    @property
    def plain(self) -> bool:
        """Whether every column is a slot that no other one excludes."""
        return not self.apart.any()

    def number(self, slot: int, area: int) -> int:
        """The column of a slot and an area of the instance."""
        at = int(np.searchsorted(self.slot, slot))
        while self.area[at] not in (-1, area):
            at += 1
        return at


def columns_of(instance: Instance) -> Columns:
    """The columns of an instance.

    >>> from scheduler.examples import roadshow
    >>> from scheduler.instance import instance_of
    >>> columns = columns_of(instance_of(roadshow(seed=1)))
    >>> columns.count, columns.plain
    (14, True)
    """
    far = hurried(instance)
    return _columns(instance, far, range(len(instance.areas)) if far else range(-1, 0))


def plain_columns(instance: Instance) -> Columns:
    """The slots alone, as if nobody had to walk."""
    return _columns(instance, {}, range(-1, 0))


def _columns(instance: Instance, far: Mapping[tuple[int, int], FarSets], areas: range) -> Columns:
    grid = instance.grid
    first, last = _moments(instance)
    cells = [
        (s, a)
        for s in range(len(grid.slots))
        for a in areas
        if a < 0 or (instance.seats[instance.area == a, s] > 0).any()
    ]
    slot, area = np.array(cells, dtype=np.int64).reshape(-1, 2).T
    start, end = np.array(grid.start, dtype=np.int64)[slot], np.array(grid.end, dtype=np.int64)[slot]
    overlap: Bools = (start[:, None] < end[None, :]) & (start[None, :] < end[:, None])
    apart = overlap & ~np.eye(len(cells), dtype=np.bool_)
    for (s, t), sets in far.items():
        for here, there in sets:
            one, other = (slot == s) & np.isin(area, here), (slot == t) & np.isin(area, there)
            apart |= (one[:, None] & other[None, :]) | (other[:, None] & one[None, :])
    return Columns(
        slot=slot,
        area=area,
        day=np.array(grid.day, dtype=np.int64)[slot],
        first=first[slot],
        last=last[slot],
        apart=apart,
        overlap=overlap,
        precedes=end[:, None] <= start[None, :],
    )


def _moments(instance: Instance) -> tuple[Ints, Ints]:
    """The first and last moment of every slot; days follow each other with a moment between, so that none touch."""
    slots = len(instance.grid.slots)
    first, last = np.full(slots, -1, dtype=np.int64), np.zeros(slots, dtype=np.int64)
    number = 0
    for moments in instance.grid.moments:
        for moment in moments:
            for s in moment:
                first[s] = number if first[s] < 0 else first[s]
                last[s] = number
            number += 1
        number += 1
    return first, last


def cliques(apart: Bools) -> tuple[tuple[int, ...], ...]:
    """Sets of columns that all exclude each other, such that every such pair lies in one of them.

    >>> cliques(np.array([[0, 1, 1], [1, 0, 1], [1, 1, 0]], dtype=np.bool_))
    ((0, 1, 2),)
    """
    found: list[tuple[int, ...]] = []
    left = np.triu(apart)
    for one, other in np.argwhere(left).tolist():
        if not left[one, other]:
            continue
        members = [one, other]
        both = apart[one] & apart[other]
        while both.any():
            members.append(int(np.argmax(both)))
            both &= apart[members[-1]]
        for member in members:
            left[member, members] = False
        found.append(tuple(sorted(members)))
    return tuple(found)
