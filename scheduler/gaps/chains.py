"""A placement, and rounds of Kempe chains on it: many swaps between slots weighed and made at once.

Two slots are exchanged by a whole chain of meetings: where a participant sits in both slots, the meeting in one slot can
only go over if the meeting in the other comes back, so that the smallest sets that can move are the connected components of
the two slots' meetings. A round pairs all slots at random and weighs every chain of every pair. Chains of one pair have no
participant in common; of chains that would change the same participant, or together overfill a row, a random one is made.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from scheduler.gaps.problem import Bools, GapProblem, Ints, gaps_by_participant
from scheduler.gaps.room import Room, Swaps

_IN_TWOS: Final = 0.25
"""Share of rounds that move chains of two slots in twos: where tables are full, one can only go over if another comes."""


class Chains:
    """A valid placement that `round` changes; valid after every round.

    Attributes
    ----------
    slot
        Shape ``(M,)``; the slot of each meeting.
    gaps
        Idle gaps over all participants.
    """

    def __init__(self, problem: GapProblem, slot: Ints) -> None:
        self.problem = problem
        self.slot = np.array(slot, dtype=np.int64)
        self.gaps = int(gaps_by_participant(problem, slot).sum())
        self._room = Room(problem, self.slot)
        self._meetings = np.arange(problem.meetings)
        self._first, self._second = np.array(problem.orders, dtype=np.int64).reshape(-1, 2).T
        self._seat()
        self._lay_out_days()

    def _seat(self) -> None:
        """Members as rows of equal length, filled up with nobody, who sits nowhere."""
        problem = self.problem
        nobody = problem.participants
        width = max((len(one) for one in problem.members), default=0)
        self._members = np.full((width, problem.meetings), nobody, dtype=np.int64)
        for meeting, members in enumerate(problem.members):
            self._members[: len(members), meeting] = members
        self._nobody = self._members == nobody
        self._at = np.full((nobody + 1, problem.slots), -1, dtype=np.int64)
        self._sit(self._members, self.slot, self._meetings)
        wide = np.append(problem.seats.max(axis=1, initial=0) > 1, False)[self._members]
        self._several = self._members[wide], np.broadcast_to(self._meetings, wide.shape)[wide]

    def _sit(self, members: Ints, slot: Ints, meetings: Ints | int) -> None:
        """Note who is where; of several meetings of a participant in one slot any one is noted."""
        self._at[members, slot] = meetings
        self._at[-1] = -1

    def _lay_out_days(self) -> None:
        """Which slots border on each other, and how many of each participant's slots border on, or exclude, each slot."""
        problem = self.problem
        same_day = problem.day[:, None] == problem.day[None, :]
        meets = problem.first[:, None] == problem.last[None, :] + 1
        self._other_day = (~same_day).astype(np.int8)
        self._beside = ((meets | meets.T) & same_day).astype(np.int8)
        self._apart_from = problem.apart.astype(np.int8)
        days = int(problem.day.max(initial=-1)) + 1
        on_day = (problem.day[:, None] == np.arange(days)[None, :]).astype(np.int64)
        busy = (self._at >= 0).astype(np.int64)
        self._held = busy @ on_day
        self._bordering = (busy @ self._beside).astype(np.int8)
        self._excluding = (busy @ self._apart_from).astype(np.int8)

    def round(self, temperature: float, random: np.random.Generator) -> int:
        """Pair all slots at random, swap chains of every pair, and return how many chains were swapped.

        A chain that adds gaps is swapped with a chance that falls exponentially with them (Metropolis).

        Parameters
        ----------
        temperature
            In gaps, over 0.
        """
        target = self._partners(random)[self.slot]
        going = self._members * self.problem.slots + target
        chain, stays = self._components(going, target)
        change = np.bincount(chain, self._changes(target, stays), minlength=len(chain))
        blocked = np.zeros(len(chain), dtype=np.bool_)
        blocked[chain[self._closed(target, stays)]] = True
        roots = np.flatnonzero((chain == self._meetings) & ~blocked)
        if random.random() < _IN_TWOS:
            chain, roots = self._in_twos(target, chain, change, roots, random)
        roots = roots[random.random(len(roots)) < np.exp(-np.maximum(change[roots], 0.0) / temperature)]
        random.shuffle(roots)  # of chains that exclude each other the later one is made
        roots = self._apart(chain, stays, self._in_order(target, chain, roots))
        number = _numbers(roots, len(chain))
        here, there = self.slot[roots], target[roots]
        swaps = Swaps(number[chain], target, np.minimum(here, there), np.maximum(here, there))
        made = self._room.admit(self.slot, swaps)
        if made.any():
            self._make(np.flatnonzero(np.append(made, False)[swaps.chain]), target, stays)
            self.gaps += int(change[roots[made]].sum())
        return int(made.sum())

    def _partners(self, random: np.random.Generator) -> Ints:
        """For every slot the one it is exchanged with in this round: itself where their number is odd."""
        slots, half = self.problem.slots, self.problem.slots // 2
        order, partner = random.permutation(slots), np.arange(slots)
        partner[order[:half]], partner[order[half : 2 * half]] = order[half : 2 * half], order[:half]
        return partner

    def _components(self, going: Ints, target: Ints) -> tuple[Ints, Bools]:
        """For every meeting the least number in its chain, and which members sit in both slots, so that nothing changes."""
        other = self._at.ravel().take(going)
        linked = other >= 0
        beside = np.where(linked, other, self._meetings)
        chain = self._meetings
        while True:
            least = np.minimum(chain, chain.take(beside).min(axis=0))
            if len(self._several[0]):
                least = self._with_the_several(least, target)
            least = least.take(least)
            if np.array_equal(least, chain):
                return chain, linked | self._nobody
            chain = least

    def _with_the_several(self, chain: Ints, target: Ints) -> Ints:
        """Tie together all meetings in both slots of whoever holds several at a time."""
        who, meeting = self._several
        low = np.minimum(self.slot, target)[meeting]
        least = np.full(self._at.shape, len(chain), dtype=np.int64)
        np.minimum.at(least, (who, low), chain[meeting])
        chain = chain.copy()
        np.minimum.at(chain, meeting, least[who, low])
        return chain

    def _changes(self, target: Ints, stays: Bools) -> Ints:
        """How many gaps more every meeting's members have if they go over; those who stay busy in both slots count 0."""
        slots, days = self.problem.slots, self._held.shape[1]
        across, row = self.slot * slots + target, self._members * slots
        bordering, held = self._bordering.ravel(), self._held.ravel()
        # A slot left parts a block of meetings or ends it, a slot taken joins blocks or begins one.
        change = bordering.take(row + self.slot) - bordering.take(row + target) + self._beside.ravel().take(across)
        row = self._members * days
        ends_day = held.take(row + self.problem.day.take(self.slot)) == 1
        opens_day = held.take(row + self.problem.day.take(target)) == 0
        change += (ends_day.astype(np.int8) - opens_day) * self._other_day.ravel().take(across)
        change[stays] = 0
        if len(self._several[0]):
            change[self._at[self._members, self.slot] != self._meetings] = 0
        return change.sum(axis=0)

    def _closed(self, target: Ints, stays: Bools) -> Bools:
        """Meetings that may not go over, or whose members have a meeting at a time that excludes the other slot's."""
        closed = ~self.problem.allowed[self._meetings, target] | (target == self.slot)
        if self._apart_from.any():
            own = self._apart_from[self.slot, target]
            closed |= (~stays & (self._excluding[self._members, target] > own)).any(axis=0)
        return closed

    def _in_twos(
        self, target: Ints, chain: Ints, change: Ints, roots: Ints, random: np.random.Generator
    ) -> tuple[Ints, Ints]:
        """Make one chain of every two of a pair of slots; their changes add up in place."""
        low = np.minimum(self.slot, target)[roots]
        order = roots[np.lexsort((random.random(len(roots)), low))]
        low = np.minimum(self.slot, target)[order]
        place = np.arange(len(order)) - np.searchsorted(low, low)
        second = np.flatnonzero(place % 2 == 1)
        becomes = self._meetings.copy()
        becomes[order[second]] = order[second - 1]
        change[order[second - 1]] += change[order[second]]
        return becomes[chain], order[place % 2 == 0]

    def _in_order(self, target: Ints, chain: Ints, roots: Ints) -> Ints:
        """Without chains that break an order, and with at most one chain that touches an order."""
        if not len(self._first):
            return roots
        first, second, precedes = self._first, self._second, self.problem.precedes
        number = _numbers(roots, len(chain))[chain]
        one, other = number[first], number[second]
        then = np.where(other == one, target[second], self.slot[second])
        broken = np.zeros(len(roots) + 1, dtype=np.bool_)
        broken[one[~precedes[target[first], then]]] = True
        then = np.where(other == one, target[first], self.slot[first])
        broken[other[~precedes[then, target[second]]]] = True
        broken[np.minimum(one, other)[(one != other) & (np.minimum(one, other) >= 0)]] = True
        return roots[~broken[:-1]]

    def _apart(self, chain: Ints, stays: Bools, roots: Ints) -> Ints:
        """Without chains that would change a participant whom a later chain changes too."""
        number = _numbers(roots, len(chain))[chain]
        moving = ~stays & (number >= 0)
        who, mine = self._members[moving], np.broadcast_to(number, moving.shape)[moving]
        last = np.zeros(len(self._at), dtype=np.int64)
        np.maximum.at(last, who, mine)
        excluded = np.zeros(len(roots), dtype=np.bool_)
        excluded[mine[mine < last[who]]] = True
        return roots[~excluded]

    def _make(self, moved: Ints, target: Ints, stays: Bools) -> None:
        """Let meetings change their slots."""
        before, after = self.slot[moved], target[moved]
        members, leaves = self._members[:, moved], ~stays[:, moved]
        self._at[members, before] = -1
        self._at[members, after] = moved
        self._at[-1] = -1
        self.slot[moved] = after
        goes = leaves & (self._at[members, after] == moved)
        who = members[goes]
        old, new = (np.broadcast_to(slot, goes.shape)[goes] for slot in (before, after))
        day = self.problem.day
        np.subtract.at(self._held, (who, day[old]), 1)
        np.add.at(self._held, (who, day[new]), 1)
        self._bordering[who] += self._beside[new] - self._beside[old]  # nobody changes twice in a round
        if self._apart_from.any():
            self._excluding[who] += self._apart_from[new] - self._apart_from[old]


def _numbers(roots: Ints, size: int) -> Ints:
    """The position of each root among them, shape ``(size,)``; -1 for every other number."""
    number = np.full(size, -1, dtype=np.int64)
    number[roots] = np.arange(len(roots))
    return number
