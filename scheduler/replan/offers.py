"""Who could come into slots that became free: waiting pairs by promised minimum and value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.greedy import board_of
from scheduler.instance import instance_of
from scheduler.measures import meeting_counts

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.result import Meeting


@dataclass(frozen=True, slots=True)
class Offer:
    """A waiting request and every slot in which it would fit as things stand, in order of time.

    ``owed`` counts what it would make good: a must-meet, and each side short of its promised minimum.
    """

    request: str
    slots: tuple[str, ...]
    owed: int
    value: int


def offers(problem: Problem, meetings: Sequence[Meeting], *, now: datetime | None = None) -> tuple[Offer, ...]:
    """Waiting requests that fit beside a valid schedule, those that are owed first, then by value.

    Parameters
    ----------
    now
        Slots that have begun by then are not offered.

    Examples
    --------
    >>> from scheduler import Request
    >>> from scheduler.examples import tiny
    >>> problem = tiny((Request("r", "s", "b", 5), Request("t", "s", "c", 7)), slots=2)
    >>> [(one.request, one.slots) for one in offers(problem, ())]
    [('t', ('1', '2')), ('r', ('1', '2'))]
    """
    instance = instance_of(problem)
    board = board_of(instance, tuple(meetings))
    counts = meeting_counts(problem, meetings)
    short = {who.id: counts[who.id] < who.min_meetings for who in problem.participants}
    found: list[Offer] = []
    for number, request in enumerate(problem.requests):
        if number in board.placed:
            continue
        slots = [instance.grid.slots[place.slot] for place in board.spots(number)]
        open_slots = tuple(slot.id for slot in slots if now is None or slot.starts_at >= now)
        if open_slots:
            owed = int(request.must) + sum(short[who] for who in request.participants)
            found.append(Offer(request.id, open_slots, owed, request.value))
    return tuple(sorted(found, key=lambda one: (-one.owed, -one.value, one.request)))
