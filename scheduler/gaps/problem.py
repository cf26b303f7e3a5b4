"""Chosen meetings with freedom of time, and what an idle gap is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class GapProblem:
    """Meetings that are all held, to be placed in slots so that participants have few idle gaps.

    An **idle gap** lies between two successive meetings of one participant on one day when at least one moment of the
    day lies between them. However long it is, it counts once, and moments in which the participant is not
    available are no exception. Waiting before the first or after the last meeting of a day is no gap.

    A slot is a time, or a time in one area where people walk between areas.

    Attributes
    ----------
    members
        For each of the M meetings the numbers of everyone in it, each once.
    allowed
        Shape ``(M, S)``; True where nothing fixed forbids the meeting. Slots come day after day, in order of time.
    day
        Shape ``(S,)``; the day (of a leg) of each slot, never descending.
    seats
        Shape ``(P, S)``; meetings that a participant can have at the same time, 0 when away.
    rows_of
        For each meeting the resource rows in which it counts.
    capacity
        Shape ``(rows, S)``; meetings of a row possible in a slot. A row of all meetings counts tables, a row for
        each set of language classes counts interpreters (Hall's condition), so that names can be given afterwards.
    limits
        ``(meetings, slots, most)``: at most so many of some meetings in some slots (shape ``(S,)``, bool).
    orders
        ``(earlier, later)``: the first meeting is in a slot that precedes the slot of the second.
    precedes
        Shape ``(S, S)``; whether a slot has ended when another begins. Left out, the order of the slots decides.
    first, last
        Shape ``(S,)``; the first and the last moment of each slot: the day's smallest pieces of time, numbered in order.
        Left out, every slot is one moment.
    apart
        Shape ``(S, S)``; pairs of different slots that one person cannot be in: they overlap, or the walk is too long.
        Left out, there are none.

    Raises
    ------
    ValueError
        If shapes or numbers contradict each other.
    """

    members: tuple[tuple[int, ...], ...]
    allowed: Bools
    day: Ints
    seats: Ints
    rows_of: tuple[tuple[int, ...], ...]
    capacity: Ints
    limits: tuple[tuple[tuple[int, ...], Bools, int], ...] = ()
    orders: tuple[tuple[int, int], ...] = ()
    precedes: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=np.bool_))
    first: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    last: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    apart: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=np.bool_))

    def __post_init__(self) -> None:
        """Refuse shapes and numbers that contradict each other."""
        if self.allowed.shape != (self.meetings, self.slots) or len(self.rows_of) != self.meetings:
            raise ValueError(f"allowed and rows_of must describe {self.meetings} meetings in {self.slots} slots.")
        if self.seats.shape[1:] != (self.slots,) or self.capacity.shape[1:] != (self.slots,):
            raise ValueError(f"seats and capacity must have a column for each of the {self.slots} slots.")
        square = (self.slots, self.slots)
        usual = {
            "precedes": np.triu(np.ones(square, dtype=np.bool_), 1),
            "first": np.arange(self.slots),
            "last": np.arange(self.slots),
            "apart": np.zeros(square, dtype=np.bool_),
        }
        for name, array in usual.items():
            if not getattr(self, name).size:
                object.__setattr__(self, name, array)
            if getattr(self, name).shape != array.shape:
                raise ValueError(f"{name} must describe {self.slots} slots.")
        if (np.diff(self.day) < 0).any():
            raise ValueError("Slots must come day after day.")
        for name, numbers, size in (("members", self.members, self.participants), ("rows_of", self.rows_of, self.rows)):
            for meeting, row in enumerate(numbers):
                if len(set(row)) != len(row) or any(not 0 <= number < size for number in row):
                    raise ValueError(f"{name} of meeting {meeting} must be different numbers below {size}, not {row}.")

    @property
    def meetings(self) -> int:
        """Return the number of meetings."""
        return len(self.members)

    @property
    def slots(self) -> int:
        """Return the number of slots."""
        return len(self.day)

    @property
    def participants(self) -> int:
        """Return the number of participants."""
        return len(self.seats)

    @property
    def rows(self) -> int:
        """Return the number of resource rows."""
        return len(self.capacity)


def gaps_by_participant(problem: GapProblem, slot: Sequence[int] | Ints) -> Ints:
    """Count the idle gaps of every participant.

    Parameters
    ----------
    problem
        The meetings.
    slot
        The slot of each meeting.

    Returns
    -------
    Ints
        Shape ``(P,)``.

    Examples
    --------
    >>> day = np.array([0, 0, 0, 1])
    >>> open_ = np.ones((3, 4), dtype=bool)
    >>> one = GapProblem(((0,),) * 3, open_, day, np.ones((1, 4), dtype=int), ((),) * 3, np.zeros((0, 4), dtype=int))
    >>> gaps_by_participant(one, [0, 2, 3]).tolist()
    [1]
    """
    agendas: dict[tuple[int, int], set[int]] = {}
    for members, at in zip(problem.members, slot, strict=True):
        for who in members:
            agendas.setdefault((who, int(problem.day[at])), set()).add(int(at))
    gaps = np.zeros(problem.participants, dtype=np.int64)
    for (who, _), used in agendas.items():
        in_order = sorted((int(problem.first[at]), int(problem.last[at])) for at in used)
        gaps[who] += sum(begins - ends > 1 for (_, ends), (begins, _) in pairwise(in_order))
    return gaps


def faults(problem: GapProblem, slot: Sequence[int] | Ints) -> list[str]:
    """Return a sentence for every broken rule; no sentence means that the placement is valid.

    Examples
    --------
    >>> one = GapProblem(
    ...     ((0,),) * 2, np.ones((2, 1), dtype=bool), np.array([0]), np.ones((1, 1), dtype=int), ((),) * 2,
    ...     np.zeros((0, 1), dtype=int))
    >>> faults(one, [0, 0])
    ['Participant 0 has 2 meetings in slot 0 but 1 seats.']
    """
    if len(slot) != problem.meetings:
        return [f"{len(slot)} slots are given for {problem.meetings} meetings."]
    found: list[str] = []
    seats, load = np.zeros_like(problem.seats), np.zeros_like(problem.capacity)
    for meeting, at in enumerate(slot):
        if not 0 <= at < problem.slots or not problem.allowed[meeting, at]:
            return [f"Meeting {meeting} may not be in slot {at}."]
        seats[list(problem.members[meeting]), at] += 1
        load[list(problem.rows_of[meeting]), at] += 1
    for who, at in np.argwhere(seats > problem.seats).tolist():
        found.append(
            f"Participant {who} has {seats[who, at]} meetings in slot {at} but {problem.seats[who, at]} seats."
        )
    alone = (problem.seats.max(axis=1, initial=0) <= 1)[:, None]
    for who, at in np.argwhere(((seats > 0) & alone) & ((seats > 0).astype(np.int64) @ problem.apart > 0)).tolist():
        found.append(f"Participant {who} is in slot {at} and in one that excludes it.")
    for row, at in np.argwhere(load > problem.capacity).tolist():
        found.append(f"Row {row} has {load[row, at]} meetings in slot {at} but room for {problem.capacity[row, at]}.")
    for number, (meetings, slots, most) in enumerate(problem.limits):
        if sum(bool(slots[slot[meeting]]) for meeting in meetings) > most:
            found.append(f"Limit {number} allows {most} meetings.")
    for earlier, later in problem.orders:
        if not problem.precedes[slot[earlier], slot[later]]:
            found.append(f"Meeting {earlier} is not before meeting {later}.")
    return found
