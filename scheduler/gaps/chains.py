"""A placement, and rounds of Kempe chains on it: many swaps between slots weighed and made at once.

Two slots are exchanged by a whole chain of meetings: where a participant sits in both slots, the meeting in one slot can
only go over if the meeting in the other comes back, so that the smallest sets that can move are the connected components of
the two slots' meetings. A round pairs all slots at random and weighs every chain of every pair. Chains of one pair have no
participant in common; of chains that would change the same participant, or together overfill a row, a random one is made.

Where rows are full, hardly any chain fits alone: whoever takes an interpreter along must leave one behind. Two chains of a
pair that ask the opposite of full rows move together. And where gaps are few, hardly any pair of slots touches one: half of
the rounds pair the slots that somebody with a gap would change.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from scheduler.gaps.problem import Bools, GapProblem, Ints, gaps_by_participant
from scheduler.gaps.room import Room, Swaps

_KEYS: Final = 2**32
"""More than what any chain asks of full rows, as a number."""

_HOPELESS: Final = 1
"""Chains that add more gaps than this are not weighed: even two gaps are added once in 800 times when it is warmest."""

_DIRECTED: Final = 0.5
"""Share of rounds in which slots are paired for those who have a gap."""

_AT_ONCE, _TRIED = 16, 200
"""For so many of them at once, with so many pairs of slots that would help."""


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
        self._on_day = on_day.astype(np.float32)
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
        roots = np.flatnonzero((chain == self._meetings) & ~blocked & (change <= _HOPELESS))
        chain, roots = self._in_twos(target, chain, change, roots, random)
        roots = roots[random.random(len(roots)) < np.exp(-np.maximum(change[roots], 0.0) / temperature)]
        random.shuffle(roots)  # of chains that exclude each other the later one is made
        roots = self._apart(chain, stays, self._in_order(target, chain, roots))
        swaps = self._swaps(target, chain, roots)
        made = self._room.admit(self.slot, swaps)
        if made.any():
            self._make(np.flatnonzero(np.append(made, False)[swaps.chain]), target, stays)
            self.gaps += int(change[roots[made]].sum())
        return int(made.sum())

    def _swaps(self, target: Ints, chain: Ints, roots: Ints) -> Swaps:
        here, there = self.slot[roots], target[roots]
        return Swaps(_numbers(roots, len(chain))[chain], target, np.minimum(here, there), np.maximum(here, there))

    def _partners(self, random: np.random.Generator) -> Ints:
        """For every slot the one it is exchanged with in this round: itself where their number is odd."""
        partner = np.arange(self.problem.slots)
        if random.random() < _DIRECTED:
            for here, there in self._wanted(random):
                if partner[here] == here and partner[there] == there:
                    partner[here], partner[there] = there, here
        order = random.permutation(np.flatnonzero(partner == np.arange(self.problem.slots)))
        half = len(order) // 2
        partner[order[:half]], partner[order[half : 2 * half]] = order[half : 2 * half], order[:half]
        return partner

    def _wanted(self, random: np.random.Generator) -> list[list[int]]:
        """Pairs of slots whose exchange would take a gap from somebody who has one, in random order."""
        busy = self._at >= 0
        joints = (self._bordering * busy).astype(np.float32) @ self._on_day / 2
        waits = np.flatnonzero((self._held - joints > 1).any(axis=1))
        who = random.permutation(waits)[:_AT_ONCE]
        beside, day = self._bordering[who], self.problem.day
        change = beside[:, :, None] - beside[:, None, :] + self._beside
        ends, opens = self._held[who][:, day] == 1, self._held[who][:, day] == 0
        change += (ends[:, :, None].astype(np.int8) - opens[:, None, :]) * self._other_day
        wanted = (change < 0) & busy[who][:, :, None] & ~busy[who][:, None, :]
        wanted &= self.problem.allowed[self._at[who]]
        return random.permutation(np.argwhere(wanted)[:, 1:])[:_TRIED].tolist()

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
        """Make one chain of two of a pair of slots where neither has room alone and each makes it for the other.

        The best are taken together; their changes add up in place. Whoever has no room and finds no other stays.
        """
        swaps = self._swaps(target, chain, roots)
        fits, key = self._room.alone(self.slot, swaps)
        key = np.where(fits, 0, key)
        lone = np.flatnonzero(key != 0)
        group = swaps.low * (2 * _KEYS) + key
        order = lone[np.lexsort((change[roots[lone]] + random.random(len(lone)), group[lone]))]
        first = np.flatnonzero(np.diff(group[order], prepend=-1))
        rank = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order)))
        code = (swaps.low[order] * _KEYS + np.abs(key[order])) * (len(order) + 1) + rank
        up = key[order] > 0
        _, one, other = np.intersect1d(code[up], code[~up], assume_unique=True, return_indices=True)
        stays, joins = roots[order[up][one]], roots[order[~up][other]]
        becomes = self._meetings.copy()
        becomes[joins] = stays
        change[stays] += change[joins]
        return becomes[chain], np.concatenate([roots[fits], stays])

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
