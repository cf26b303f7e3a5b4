"""A problem as numbered arrays, for everything that searches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scheduler.speech import language_sets, reaches, tongues
from scheduler.timegrid import TimeGrid, time_grid

if TYPE_CHECKING:
    from scheduler.problem import Pin, Problem, Request

Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]

NO_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Arrays of a problem with R requests, S slots (in the grid's order), P participants, K tables, I interpreters.

    A **speech class** is what a set of requests asks of an interpreter, a **place class** what it asks of a table.

    Parameters
    ----------
    participant_number, request_number, table_number, interpreter_number
        Id to number; numbers follow the problem's order.
    value
        Shape ``(R,)``, 0 to 1,000,000.
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
    allowed
        Shape ``(R, S)``: slots in which no fact forbids the meeting: everyone available, some suitable table there,
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
    allowed: Bools

    @property
    def cells(self) -> int:
        """Number of (request, slot) pairs that are open to the search: the size of the problem."""
        return int(self.allowed.sum())


def instance_of(problem: Problem) -> Instance:
    """Number everything in a problem and work out which slots each request may use.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> instance = instance_of(roadshow(seed=1))
    >>> instance.allowed.shape
    (76, 14)
    """
    grid = time_grid(problem)
    people = {who.id: n for n, who in enumerate(problem.participants)}
    pins: dict[str, list[Pin]] = {}
    for pin in problem.pins:
        pins.setdefault(pin.request, []).append(pin)
    speech, interprets = _speech_classes(problem, pins)
    place, suits = _place_classes(problem, pins)
    available = _available(problem, grid)
    on_shift = _on_shift(problem, grid)
    seats = _seats(problem, grid)
    members = tuple(tuple(people[who] for who in request.participants) for request in problem.requests)
    areas = tuple(sorted({table.area for table in problem.tables}))
    open_place = (suits.astype(np.int64) @ seats) > 0
    open_speech = (interprets.astype(np.int64) @ on_shift.astype(np.int64)) > 0
    supplier = _ints(member[0] for member in members)
    buyer = _ints(member[1] for member in members)
    allowed = available[supplier] & available[buyer] & open_place[place]
    interpreted = speech >= 0
    allowed[interpreted] &= open_speech[speech[interpreted]]
    _narrow(problem, grid, pins, members, available, allowed)
    held_by: list[list[int]] = [[] for _ in problem.participants]
    for number, member in enumerate(members):
        for who in member:
            held_by[who].append(number)
    return Instance(
        problem=problem,
        grid=grid,
        participant_number=people,
        request_number={request.id: n for n, request in enumerate(problem.requests)},
        table_number={table.id: n for n, table in enumerate(problem.tables)},
        interpreter_number={interpreter.id: n for n, interpreter in enumerate(problem.interpreters)},
        value=_ints(request.value for request in problem.requests),
        supplier=supplier,
        buyer=buyer,
        members=members,
        held_by=tuple(map(tuple, held_by)),
        must=np.array([request.must for request in problem.requests], dtype=bool),
        pinned=np.array([request.id in pins for request in problem.requests], dtype=bool),
        available=available,
        delegates=_ints(who.delegates for who in problem.participants),
        least=_ints(who.min_meetings for who in problem.participants),
        most=_limits(who.max_meetings for who in problem.participants),
        most_per_day=_limits(who.max_per_day for who in problem.participants),
        most_per_half=_limits(who.max_per_half_day for who in problem.participants),
        priority=_ints(who.priority for who in problem.participants),
        speech=speech,
        interprets=interprets,
        on_shift=on_shift,
        place=place,
        suits=suits,
        seats=seats,
        area=_ints(areas.index(table.area) for table in problem.tables),
        areas=areas,
        allowed=allowed,
    )


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int64)


def _limits(numbers: Iterable[int | None]) -> Ints:
    return _ints(NO_LIMIT if number is None else number for number in numbers)


def _presence(grid: TimeGrid, legs: frozenset[str] | None, unavailable: frozenset[str]) -> Bools:
    present = np.array([legs is None or slot.leg in legs for slot in grid.slots], dtype=bool)
    present[[grid.number[slot] for slot in unavailable]] = False
    return present


def _stack(rows: Sequence[NDArray[np.generic]], width: int, kind: type) -> NDArray[np.generic]:
    return np.array(rows, dtype=kind).reshape(len(rows), width)


def _available(problem: Problem, grid: TimeGrid) -> Bools:
    rows = [_presence(grid, who.legs, who.unavailable) for who in problem.participants]
    return _stack(rows, len(grid.slots), bool)  # pyright: ignore[reportReturnType]


def _on_shift(problem: Problem, grid: TimeGrid) -> Bools:
    rows = [_presence(grid, who.legs, who.unavailable) for who in problem.interpreters]
    return _stack(rows, len(grid.slots), bool)  # pyright: ignore[reportReturnType]


def _seats(problem: Problem, grid: TimeGrid) -> Ints:
    rows = [
        _presence(grid, frozenset({table.leg}), table.unavailable).astype(np.int64) * table.capacity
        for table in problem.tables
    ]
    return _stack(rows, len(grid.slots), np.int64)  # pyright: ignore[reportReturnType]


def _speech_classes(problem: Problem, pins: dict[str, list[Pin]]) -> tuple[Ints, Bools]:
    """The speech class of every request, and who serves each class; a pinned interpreter makes a class of its own."""
    spoken = tongues(problem)
    classes: dict[tuple[tuple[frozenset[str], ...], int, frozenset[str]], int] = {}
    numbers: list[int] = []
    seen: dict[tuple[frozenset[str], frozenset[str]], tuple[frozenset[str], ...]] = {}
    for request in problem.requests:
        sets = _sets_of(problem, request, spoken, seen)
        named = frozenset(pin.interpreter for pin in pins.get(request.id, ()) if pin.interpreter is not None)
        if not sets and not named:
            numbers.append(-1)
            continue
        key = (sets, request.level if sets else 0, named)
        numbers.append(classes.setdefault(key, len(classes)))
    rows = [
        [reaches(one, sets, level) and all(name == one.id for name in named) for one in problem.interpreters]
        for sets, level, named in classes
    ]
    return _ints(numbers), np.array(rows, dtype=bool).reshape(len(classes), len(problem.interpreters))


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


def _place_classes(problem: Problem, pins: dict[str, list[Pin]]) -> tuple[Ints, Bools]:
    """The place class of every request, and which tables serve each class."""
    seat = {who.id: who.seat for who in problem.participants}
    classes: dict[tuple[frozenset[str], frozenset[str], frozenset[str]], int] = {}
    numbers: list[int] = []
    for request in problem.requests:
        kept = frozenset(table for who in request.participants if (table := seat[who]) is not None)
        named = frozenset(pin.table for pin in pins.get(request.id, ()) if pin.table is not None)
        key = (request.equipment, kept, named)
        numbers.append(classes.setdefault(key, len(classes)))
    leg = {table.id: table.leg for table in problem.tables}
    rows = [
        [
            equipment <= table.equipment
            and all(leg[own] != table.leg or own == table.id for own in kept)
            and all(name == table.id for name in named)
            for table in problem.tables
        ]
        for equipment, kept, named in classes
    ]
    return _ints(numbers), np.array(rows, dtype=bool).reshape(len(classes), len(problem.tables))


def _narrow(
    problem: Problem,
    grid: TimeGrid,
    pins: dict[str, list[Pin]],
    members: tuple[tuple[int, ...], ...],
    available: Bools,
    allowed: Bools,
) -> None:
    """Take away from ``allowed`` what only some requests are bound by."""
    leg_slots = {leg.id: np.array([slot.leg == leg.id for slot in grid.slots], dtype=bool) for leg in problem.legs}
    forbidden = {frozenset(pair) for pair in problem.forbidden}
    for number, request in enumerate(problem.requests):
        for party in members[number][2:]:
            allowed[number] &= available[party]
        if request.leg is not None:
            allowed[number] &= leg_slots[request.leg]
        wanted = [] if request.slots is None else [request.slots]
        wanted += [frozenset({pin.slot}) for pin in pins.get(request.id, ()) if pin.slot is not None]
        for names in wanted:
            allowed[number] &= _only(grid, names)
        if forbidden and any(pair <= set(request.participants) for pair in _pairs(request, forbidden)):
            allowed[number] = False


def _only(grid: TimeGrid, names: frozenset[str]) -> Bools:
    mask = np.zeros(len(grid.slots), dtype=bool)
    mask[[grid.number[name] for name in names]] = True
    return mask


def _pairs(request: Request, forbidden: set[frozenset[str]]) -> Iterable[frozenset[str]]:
    if len(request.participants) == 2:
        pair = frozenset(request.participants)
        return (pair,) if pair in forbidden else ()
    return (pair for pair in forbidden if pair <= set(request.participants))
