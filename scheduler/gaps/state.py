"""The placement during a search: who is busy when, what is left of the resources, and the gaps."""

import numpy as np

from scheduler.gaps.problem import GapProblem, Ints, gaps_by_participant


class State:
    """A valid placement and its counts; changes only through `apply`.

    Attributes
    ----------
    slot
        Shape ``(M,)``; the slot of each meeting.
    busy
        Shape ``(P, S)``; meetings of each participant in each slot.
    load
        Shape ``(rows, S)``; meetings of each row in each slot.
    gaps
        Shape ``(P,)``; idle gaps of each participant.
    """

    def __init__(self, problem: GapProblem, slot: Ints) -> None:
        self.problem = problem
        self.slot = slot.copy()
        self.busy = np.zeros_like(problem.seats)
        self.load = np.zeros_like(problem.capacity)
        for meeting in range(problem.meetings):
            self._count(meeting, 1)
        self.gaps = gaps_by_participant(problem, slot)
        self.held: list[list[int]] = [[] for _ in range(problem.participants)]
        for meeting, members in enumerate(problem.members):
            for who in members:
                self.held[who].append(meeting)
        self._day_start = np.concatenate([[True], np.diff(problem.day) > 0]) if problem.slots else np.zeros(0, bool)
        self._days = np.unique(problem.day)

    @property
    def total(self) -> int:
        """Return the number of idle gaps."""
        return int(self.gaps.sum())

    def apply(self, before: dict[int, int], after: dict[int, int]) -> bool:
        """Move meetings if they still are where they were, the result is valid, and the gaps do not grow.

        Parameters
        ----------
        before, after
            The slot of each meeting to move, as it was seen and as it shall be.

        Returns
        -------
        bool
            Whether the move was made.
        """
        if any(self.slot[meeting] != at for meeting, at in before.items()):
            return False
        touched = sorted({who for meeting in before for who in self.problem.members[meeting]})
        self._move(after)
        gaps = self._gaps_of(touched)
        if self._valid(before, after) and gaps.sum() <= self.gaps[touched].sum():
            self.gaps[touched] = gaps
            return True
        self._move(before)
        return False

    def _count(self, meeting: int, change: int) -> None:
        at = self.slot[meeting]
        self.busy[list(self.problem.members[meeting]), at] += change
        self.load[list(self.problem.rows_of[meeting]), at] += change

    def _move(self, target: dict[int, int]) -> None:
        for meeting, at in target.items():
            self._count(meeting, -1)
            self.slot[meeting] = at
            self._count(meeting, 1)

    def _valid(self, before: dict[int, int], after: dict[int, int]) -> bool:
        problem = self.problem
        if (self.busy > problem.seats).any() or (self.load > problem.capacity).any():
            return False
        moved = before.keys()
        if any(not problem.allowed[meeting, at] for meeting, at in after.items()):
            return False
        for meetings, slots, most in problem.limits:
            if not moved.isdisjoint(meetings) and int(slots[self.slot[list(meetings)]].sum()) > most:
                return False
        return all(self.slot[earlier] < self.slot[later] for earlier, later in problem.orders)

    def _gaps_of(self, touched: list[int]) -> Ints:
        """Blocks begun, less the days with a meeting."""
        used = self.busy[touched] > 0
        follows = np.zeros_like(used)
        follows[:, 1:] = used[:, :-1] & ~self._day_start[1:]
        blocks = (used & ~follows).sum(axis=1)
        days = sum(used[:, self.problem.day == day].any(axis=1).astype(np.int64) for day in self._days)
        return blocks - days
