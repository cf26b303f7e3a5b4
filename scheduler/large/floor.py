"""The greedy schedule of `scheduler.greedy`, meeting for meeting, fast enough for a hundred thousand requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Board, Place
from scheduler.facts import Bools, Ints
from scheduler.greedy import fill, importance
from scheduler.large.packing import Packing
from scheduler.large.state import State, bits, masks

if TYPE_CHECKING:
    from scheduler.columns import Columns
    from scheduler.instance import Instance


def quick_greedy(instance: Instance, packing: Packing) -> dict[int, Place]:
    """Place requests one by one, the most important first, each in the first slot where it fits, by name.

    Since greedy never takes a meeting back, whoever is once engaged or must rest stays so: each class of meetings keeps,
    for each slot, one finger on its list of tables and interpreters. ``packing`` must be that of an instance which
    `scheduler.large.translate.unsupported` has nothing against, with columns that are plain slots.
    """
    state = State(_without_rows(packing))
    tables = _Crowd(instance.suits.astype(np.bool_), instance.seats)
    people = _Crowd(instance.interprets.astype(np.bool_), instance.on_shift.astype(np.int64))
    runs = _Runs(instance)
    found: dict[int, Place] = {}
    for request in importance(instance):
        place, speech = int(instance.place[request]), int(instance.speech[request])
        mask = state.openings(request) & tables.open[place]
        if speech >= 0:
            mask &= people.open[speech]
        for slot in bits(mask):
            table = tables.first(place, slot)
            interpreter = people.first(speech, slot, runs) if speech >= 0 else -1
            if table < 0 or (speech >= 0 and interpreter < 0):
                continue
            found[request] = Place(slot, table, interpreter)
            state.place(request, slot)
            tables.take(table, slot)
            if interpreter >= 0:
                people.take(interpreter, slot)
                runs.work(interpreter, slot)
            break
    return found


def placement(instance: Instance, places: dict[int, Place], columns: Columns) -> Ints:
    """Shape ``(requests,)``; the column of each request, -1 where it is not held."""
    column = np.full(len(instance.value), -1, dtype=np.int64)
    for request, place in places.items():
        column[request] = columns.number(place.slot, int(instance.area[place.table]))
    return column


def first_places(instance: Instance, packing: Packing, columns: Columns) -> dict[int, Place]:
    """The greedy schedule, the fast way where no slot excludes another."""
    if columns.plain:
        return quick_greedy(instance, packing)
    board = Board(instance)
    fill(board)
    return board.placed


def _without_rows(packing: Packing) -> Packing:
    """The same packing in which tables and interpreters are not counted."""
    return Packing(
        weight=packing.weight,
        members=packing.members,
        allowed=packing.allowed,
        seats=packing.seats,
        profile=np.zeros(packing.requests, dtype=np.int64),
        rows_of=((),),
        capacity=np.zeros((0, packing.slots), dtype=np.int64),
        start=packing.start,
        end=packing.end,
        limits=packing.limits,
        orders=packing.orders,
    )


class _Runs:
    """Who could work in a slot without passing their longest run."""

    def __init__(self, instance: Instance) -> None:
        self._most = [interpreter.max_run for interpreter in instance.problem.interpreters]
        self._runs = [
            [slot for moment in run for slot in moment] for run in instance.grid.runs(instance.problem.break_minutes)
        ]
        self._busy: list[set[int]] = [set() for _ in self._most]

    def work(self, interpreter: int, slot: int) -> None:
        """Note a meeting."""
        self._busy[interpreter].add(slot)

    def rested(self, interpreter: int, slot: int) -> bool:
        """Whether one more meeting in that slot keeps the longest run."""
        most = self._most[interpreter]
        if most is None:
            return True
        busy, length = self._busy[interpreter] | {slot}, 0
        for run in self._runs:
            length = 0
            for one in run:
                length = length + 1 if one in busy else 0
                if length > most:
                    return False
        return True


class _Crowd:
    """Tables or interpreters: for each class and slot the first who can still serve, the least versatile first."""

    def __init__(self, serves: Bools, places: Ints) -> None:
        order = np.lexsort((np.arange(serves.shape[1]), serves.sum(axis=0)))
        self._units: list[list[int]] = [order[row[order]].tolist() for row in serves]
        self._left: list[list[int]] = places.tolist()
        self._finger: dict[tuple[int, int], int] = {}
        somebody = (serves.astype(np.int64) @ places) > 0
        self.open = masks(somebody) if len(serves) else []
        """For each class the slots in which somebody may be left."""

    def first(self, kind: int, slot: int, runs: _Runs | None = None) -> int:
        """The first who can serve, or -1."""
        units, at = self._units[kind], self._finger.get((kind, slot), 0)
        while at < len(units) and not (
            self._left[units[at]][slot] > 0 and (runs is None or runs.rested(units[at], slot))
        ):
            at += 1
        self._finger[kind, slot] = at
        if at < len(units):
            return units[at]
        self.open[kind] &= ~(1 << slot)
        return -1

    def take(self, unit: int, slot: int) -> None:
        """Let a unit serve one meeting more."""
        self._left[unit][slot] -= 1
