"""Named delegates: who speaks for whom, and how many meetings participants who share delegates can hold together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.timegrid import TimeGrid

MOST_TOGETHER = 10
"""Different sets of delegates among participants tied by shared ones: every union of them is counted, and there are
1,023 of ten. Participants whom the same persons speak for count once."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Seats at one moment, each of a participant in a slot, of which no more than ``room`` are taken: so many delegates
    are there who can take one of them."""

    seats: frozenset[tuple[int, int]]
    room: int


def circles(problem: Problem) -> list[tuple[str, ...]]:
    """Participants with named delegates, those tied by a shared delegate together, in the order of the problem.

    >>> from scheduler.examples import tiny
    >>> from scheduler.problem import Delegate, Request
    >>> asked = (Request("a-b", "a", "b", 1), Request("a-c", "a", "c", 1))
    >>> kim = Delegate("Kim", frozenset({"b", "c"}))
    >>> circles(tiny(asked, delegates=(kim, Delegate("Lee", frozenset({"a"})))))
    [('a',), ('b', 'c')]
    """
    circle_of: dict[str, set[str]] = {}
    for one in problem.delegates:
        merged = set(one.participants).union(*(circle_of.get(who, ()) for who in one.participants))
        circle_of.update(dict.fromkeys(merged, merged))
    order = [who.id for who in problem.participants if who.id in circle_of]
    found = dict.fromkeys(tuple(who for who in order if who in circle_of[first]) for first in order)
    return list(found)


def different(problem: Problem, circle: tuple[str, ...]) -> int:
    """How many different sets of delegates the participants of a circle have."""
    return len({frozenset(one.id for one in problem.delegates if who in one.participants) for who in circle})


def shared(problem: Problem, grid: TimeGrid) -> Iterator[Shared]:
    """For every moment the sets of seats for which delegates can become too few: together they are exact (Hall 1935).

    A set whose delegates are all those of its parts taken singly says nothing new and is left out.
    """
    if not problem.delegates:
        return
    number = {who.id: n for n, who in enumerate(problem.participants)}
    away = {one.id: {grid.number[slot] for slot in one.unavailable} for one in problem.delegates}
    for circle in circles(problem):
        speak = {who: {one.id for one in problem.delegates if who in one.participants} for who in circle}
        everybody = set[str]().union(*speak.values())
        kinds = different(problem, circle)
        for clash in grid.clashes:
            alike: dict[frozenset[str], list[int]] = {}
            for slot in clash:
                alike.setdefault(frozenset(name for name in everybody if slot not in away[name]), []).append(slot)
            if len(alike) * kinds > MOST_TOGETHER:  # rare: count only who is there in all of these slots
                alike = {frozenset.intersection(*alike): list(clash)}
            for classes, room in _crowded(speak, list(alike)):
                seats = {(number[who], slot) for who, there in classes for slot in alike[there]}
                yield Shared(frozenset(seats), room)


Class: TypeAlias = tuple[str, frozenset[str]]
"""A participant, and the delegates who are there in some slots."""


def _crowded(speak: dict[str, set[str]], there: list[frozenset[str]]) -> Iterator[tuple[tuple[Class, ...], int]]:
    """Sets of participants and presences, each with how many delegates could serve one of them."""
    served: dict[frozenset[str], list[Class]] = {}  # whom the same persons serve are counted together or not at all
    for who, names in speak.items():
        for present in there:
            served.setdefault(frozenset(names & present), []).append((who, present))
    for size in range(1, len(served) + 1):
        for some in combinations(served, size):
            members = tuple(one for names in some for one in served[names])
            together = frozenset[str]().union(*some)
            seats = sum(len(names) * len(served[names]) for names in some)
            apart = len(members) > 1 and seats == len(together)
            wider = any(names not in some and names <= together for names in served)
            if not apart and not wider:
                yield members, len(together)
