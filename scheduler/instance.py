"""A problem as numbered arrays, for everything that searches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.facts import FACTS, NO_LIMIT, Bools, Facts, Ints, PlaceKey, SpeechKey
from scheduler.persons import Shared, shared
from scheduler.speech import language_sets, tongues
from scheduler.timegrid import TimeGrid, time_grid

if TYPE_CHECKING:
    from scheduler.problem import Interpreter, Participant, Pin, Problem, Request, Table


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Arrays of a problem with R requests, S slots (in the grid's order), P participants, K tables, I interpreters.

    A **speech class** is what a set of requests asks of an interpreter, a **place class** what it asks of a table.

    Parameters
    ----------
    participant_number, request_number, table_number, interpreter_number
        Id to number; numbers follow the problem's order.
    value
        Shape ``(R,)``, 0 or more.
    supplier, buyer
        Shape ``(R,)``, numbers of participants.
    members
        For each request everyone in the meeting: supplier, buyer, further parties.
    held_by
        For each participant the numbers of its requests.
    must, pinned
        Shape ``(R,)``, bool.
    available
        Shape ``(P, S)``: who could meet when.
    delegates, least, most, most_per_day, most_per_half, priority
        Shape ``(P,)``; `NO_LIMIT` where there is none.
    speech
        Shape ``(R,)``, number of the speech class, -1 where no interpreter is needed.
    interprets
        Shape ``(speech classes, I)``: who can interpret what.
    on_shift
        Shape ``(I, S)``.
    place
        Shape ``(R,)``, number of the place class.
    suits
        Shape ``(place classes, K)``: which tables serve what.
    seats
        Shape ``(K, S)``, meetings that a table holds in a slot: its capacity, 0 where it is not there.
    area
        Shape ``(K,)``, number of the table's area.
    areas
        Area names by number.
    shared
        Participants whose named delegates bound what they hold together.
    allowed
        Shape ``(R, S)``: slots in which no fact rule forbids the meeting: everyone available, some suitable table there,
        some suitable interpreter on shift, pair not forbidden, its own slots, legs and pins.
    """

    problem: Problem
    grid: TimeGrid
    participant_number: dict[str, int]
    request_number: dict[str, int]
    table_number: dict[str, int]
    interpreter_number: dict[str, int]
    value: Ints
    supplier: Ints
    buyer: Ints
    members: tuple[tuple[int, ...], ...]
    held_by: tuple[tuple[int, ...], ...]
    must: Bools
    pinned: Bools
    available: Bools
    delegates: Ints
    least: Ints
    most: Ints
    most_per_day: Ints
    most_per_half: Ints
    priority: Ints
    speech: Ints
    interprets: Bools
    on_shift: Bools
    place: Ints
    suits: Bools
    seats: Ints
    area: Ints
    areas: tuple[str, ...]
    shared: tuple[Shared, ...]
    allowed: Bools

    @property
    def cells(self) -> int:
        """Number of (request, slot) pairs that are open to the search: the size of the problem."""
        return int(self.allowed.sum())

    def open_places(self, place: int, slot: int) -> list[int]:
        """Tables that serve a place class and are there in a slot."""
        return [int(k) for k in np.flatnonzero(self.suits[place] & (self.seats[:, slot] > 0))]

    def open_interpreters(self, speech: int, slot: int) -> list[int]:
        """Interpreters who serve a speech class and are on shift in a slot."""
        return [int(i) for i in np.flatnonzero(self.interprets[speech] & self.on_shift[:, slot])]


def instance_of(problem: Problem, *, without: frozenset[str] = frozenset()) -> Instance:
    """Number everything in a problem and work out which slots each request may use.

    ``without`` names rules of `scheduler.facts.FACTS` to leave out, to see what they cost.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> instance = instance_of(roadshow(seed=1))
    >>> instance.allowed.shape
    (76, 14)
    """
    people = _numbers(problem.participants)
    place, place_keys = _place_classes(problem, pins := _pins_of(problem))
    speech, speech_keys = _speech_classes(problem, pins)
    facts = _everything_open(problem, time_grid(problem), place_keys, speech_keys)
    for name in FACTS.keys() - without:
        FACTS[name](facts)
    members = tuple(tuple(people[who] for who in request.participants) for request in problem.requests)
    areas = tuple(sorted({table.area for table in problem.tables}))
    return Instance(
        problem=problem,
        grid=facts.grid,
        participant_number=people,
        request_number=_numbers(problem.requests),
        table_number=_numbers(problem.tables),
        interpreter_number=_numbers(problem.interpreters),
        value=_ints(request.value for request in problem.requests),
        supplier=_column(members, 0),
        buyer=_column(members, 1),
        members=members,
        held_by=_held_by(members, len(people)),
        must=np.array([request.must for request in problem.requests], dtype=bool),
        pinned=np.array([request.id in pins for request in problem.requests], dtype=bool),
        available=facts.available,
        delegates=_ints(who.delegates for who in problem.participants),
        least=_ints(who.min_meetings for who in problem.participants),
        most=_limits(who.max_meetings for who in problem.participants),
        most_per_day=_limits(who.max_per_day for who in problem.participants),
        most_per_half=_limits(who.max_per_half_day for who in problem.participants),
        priority=_ints(who.priority for who in problem.participants),
        speech=speech,
        interprets=facts.interprets,
        on_shift=facts.on_shift,
        place=place,
        suits=facts.suits,
        seats=facts.seats,
        area=_ints(areas.index(table.area) for table in problem.tables),
        areas=areas,
        shared=tuple(shared(problem, facts.grid)),
        allowed=_allowed(facts, members, place, speech),
    )


def _pins_of(problem: Problem) -> dict[str, list[Pin]]:
    pins: dict[str, list[Pin]] = {}
    for pin in problem.pins:
        pins.setdefault(pin.request, []).append(pin)
    return pins


def _held_by(members: tuple[tuple[int, ...], ...], people: int) -> tuple[tuple[int, ...], ...]:
    """For each participant the requests that it sits in."""
    found: list[list[int]] = [[] for _ in range(people)]
    for number, member in enumerate(members):
        for who in member:
            found[who].append(number)
    return tuple(map(tuple, found))


def _numbers(things: Iterable[Participant | Request | Table | Interpreter]) -> dict[str, int]:
    return {thing.id: number for number, thing in enumerate(things)}


def _column(members: tuple[tuple[int, ...], ...], place: int) -> Ints:
    return _ints(member[place] for member in members)


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int64)


def _limits(numbers: Iterable[int | None]) -> Ints:
    return _ints(NO_LIMIT if number is None else number for number in numbers)


def _everything_open(
    problem: Problem, grid: TimeGrid, place_keys: tuple[PlaceKey, ...], speech_keys: tuple[SpeechKey, ...]
) -> Facts:
    slots = len(grid.slots)
    capacity = np.array([table.capacity for table in problem.tables], dtype=np.int64)
    return Facts(
        problem=problem,
        grid=grid,
        available=np.ones((len(problem.participants), slots), dtype=bool),
        on_shift=np.ones((len(problem.interpreters), slots), dtype=bool),
        seats=np.repeat(capacity[:, None], slots, axis=1),
        own=np.ones((len(problem.requests), slots), dtype=bool),
        suits=np.ones((len(place_keys), len(problem.tables)), dtype=bool),
        interprets=np.ones((len(speech_keys), len(problem.interpreters)), dtype=bool),
        place_keys=place_keys,
        speech_keys=speech_keys,
    )


def _allowed(facts: Facts, members: tuple[tuple[int, ...], ...], place: Ints, speech: Ints) -> Bools:
    allowed = facts.own
    open_place = (facts.suits.astype(np.int64) @ facts.seats) > 0
    open_speech = (facts.interprets.astype(np.int64) @ facts.on_shift.astype(np.int64)) > 0
    supplier, buyer = _column(members, 0), _column(members, 1)
    allowed &= facts.available[supplier] & facts.available[buyer] & open_place[place]
    interpreted = speech >= 0
    allowed[interpreted] &= open_speech[speech[interpreted]]
    for number, member in enumerate(members):
        for party in member[2:]:
            allowed[number] &= facts.available[party]
    return allowed


def _speech_classes(problem: Problem, pins: dict[str, list[Pin]]) -> tuple[Ints, tuple[SpeechKey, ...]]:
    """The speech class of every request; a pinned interpreter makes a class of its own."""
    spoken = tongues(problem)
    classes: dict[SpeechKey, int] = {}
    numbers: list[int] = []
    seen: dict[tuple[frozenset[str], frozenset[str]], tuple[frozenset[str], ...]] = {}
    for request in problem.requests:
        sets = _sets_of(problem, request, spoken, seen)
        named = frozenset(pin.interpreter for pin in pins.get(request.id, ()) if pin.interpreter is not None)
        if sets or named:
            numbers.append(classes.setdefault((sets, request.level if sets else 0, named), len(classes)))
        else:
            numbers.append(-1)
    return _ints(numbers), tuple(classes)


def _sets_of(
    problem: Problem,
    request: Request,
    spoken: dict[str, frozenset[str]],
    seen: dict[tuple[frozenset[str], frozenset[str]], tuple[frozenset[str], ...]],
) -> tuple[frozenset[str], ...]:
    if request.parties:
        return language_sets(problem, request, spoken)
    pair = (spoken[request.supplier], spoken[request.buyer])
    if pair not in seen:
        seen[pair] = language_sets(problem, request, spoken)
    return seen[pair]


def _place_classes(problem: Problem, pins: dict[str, list[Pin]]) -> tuple[Ints, tuple[PlaceKey, ...]]:
    """The place class of every request; seats and pinned tables make classes of their own."""
    seat = {who.id: who.seat for who in problem.participants}
    classes: dict[PlaceKey, int] = {}
    numbers: list[int] = []
    for request in problem.requests:
        kept = frozenset(table for who in request.participants if (table := seat[who]) is not None)
        named = frozenset(pin.table for pin in pins.get(request.id, ()) if pin.table is not None)
        numbers.append(classes.setdefault((request.equipment, kept, named), len(classes)))
    return _ints(numbers), tuple(classes)
