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
"""Participants tied by shared delegates: every set of them is counted, and there are 1,023 of ten."""


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
        for clash in grid.clashes:
            alike: dict[frozenset[str], list[int]] = {}
            for slot in clash:
                alike.setdefault(frozenset(name for name in everybody if slot not in away[name]), []).append(slot)
            if len(alike) * len(circle) > MOST_TOGETHER:  # rare: count only who is there in all of these slots
                alike = {frozenset.intersection(*alike): list(clash)}
            for classes, room in _crowded(speak, list(alike)):
                seats = {(number[who], slot) for who, there in classes for slot in alike[there]}
                yield Shared(frozenset(seats), room)


Class: TypeAlias = tuple[str, frozenset[str]]
"""A participant, and the delegates who are there in some slots."""


def _crowded(speak: dict[str, set[str]], there: list[frozenset[str]]) -> Iterator[tuple[tuple[Class, ...], int]]:
    """Sets of participants and presences, each with how many delegates could serve one of them."""
    serve = {(who, present): names & present for who, names in speak.items() for present in there}
    for size in range(1, len(serve) + 1):
        for some in combinations(serve, size):
            names = set[str]().union(*(serve[one] for one in some))
            apart = size > 1 and sum(len(serve[one]) for one in some) == len(names)
            wider = any(one not in some and found <= names for one, found in serve.items())
            if not apart and not wider:
                yield some, len(names)
