"""In which columns each table and each interpreter is offered, so that any use of the offers keeps every rule.

Rests after a longest run, walks between areas and overlapping slots tie columns together. Offers chosen beforehand, or
around what a schedule uses already, leave each column to itself: what fits there can be counted (`scheduler.large.hall`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scheduler.board import Place
    from scheduler.columns import Columns
    from scheduler.facts import Bools, Ints
    from scheduler.instance import Instance


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """How many meetings each table and each interpreter can take in each column.

    ``tables`` has shape ``(tables, C)``, ``people`` shape ``(interpreters, C)``, 0 or 1.
    """

    tables: Ints
    people: Ints


def offers_of(instance: Instance, columns: Columns, places: Mapping[int, Place] | None = None) -> Offers:
    """Offers chosen beforehand, or around the places that a schedule uses."""
    if not places:
        return Offers(table_offers(instance, columns), people_offers(instance, columns))
    tables, people = used_columns(instance, columns, places)
    return Offers(table_offers(instance, columns, tables), people_offers(instance, columns, people))


def tied(instance: Instance, columns: Columns) -> bool:
    """Whether offers are a choice: something ties columns together."""
    return not columns.plain or any(one.max_run is not None for one in instance.problem.interpreters)


def used_columns(instance: Instance, columns: Columns, places: Mapping[int, Place]) -> tuple[Ints, Ints]:
    """Meetings of every table and every interpreter in every column, shapes ``(tables, C)`` and ``(interpreters, C)``."""
    tables = np.zeros((len(instance.problem.tables), columns.count), dtype=np.int64)
    people = np.zeros((len(instance.problem.interpreters), columns.count), dtype=np.int64)
    for place in places.values():
        column = columns.number(place.slot, int(instance.area[place.table]))
        tables[place.table, column] += 1
        if place.interpreter >= 0:
            people[place.interpreter, column] += 1
    return tables, people


def table_offers(instance: Instance, columns: Columns, used: Ints | None = None) -> Ints:
    """How many meetings each table can take in each column, shape ``(tables, C)``."""
    own_area = (columns.area[None, :] < 0) | (instance.area[:, None] == columns.area[None, :])
    offers = np.where(own_area, instance.seats[:, columns.slot], 0)
    clash = columns.overlap & (columns.slot[:, None] != columns.slot[None, :])
    if clash.any():
        for table in range(len(offers)):
            taken = np.zeros(columns.count, dtype=np.bool_) if used is None else used[table] > 0
            chosen = _without_clash(taken, _turned(np.flatnonzero(offers[table] > 0), table), clash)
            offers[table] = np.where(chosen & ~(taken & (clash @ taken)), offers[table], 0)
            if used is not None:
                offers[table] = np.maximum(offers[table], used[table])
    return offers


def people_offers(instance: Instance, columns: Columns, used: Ints | None = None) -> Ints:
    """In which columns each interpreter may be asked for a meeting, 0 or 1, shape ``(interpreters, C)``."""
    offers = instance.on_shift[:, columns.slot].astype(np.int64)
    runs = [
        [np.flatnonzero(np.isin(columns.slot, moment)) for moment in run]
        for run in instance.grid.runs(instance.problem.break_minutes)
    ]
    for number, interpreter in enumerate(instance.problem.interpreters):
        taken = np.zeros(columns.count, dtype=np.bool_) if used is None else used[number] > 0
        if interpreter.max_run is not None:
            for run in runs:
                _rest(offers[number], taken, run, interpreter.max_run, number)
        if not columns.plain:
            open_columns = np.flatnonzero(offers[number] > 0)
            offers[number] = _without_clash(taken, _at_home(columns, open_columns, taken, number), columns.apart)
    return offers


def _rest(offers: Ints, taken: Bools, run: list[Ints], most: int, turn: int) -> None:
    """Close as few columns as keep every row of ``most + 1`` moments with a rest, none of them in use.

    Where nothing is in use, interpreters rest at different times: of a stretch of n moments only n // (most + 1) rests are
    needed, and where the first of them lies is free within bounds.
    """
    if not taken.any():
        for stretch in _stretches([bool((offers[moment] > 0).any()) for moment in run]):
            for position in rests(len(stretch), most, turn):
                offers[run[stretch[position]]] = 0
        return
    length = 0
    for position, moment in enumerate(run):
        length = length + 1 if (offers[moment] > 0).any() else 0
        if length > most:
            back = next(n for n in range(length) if not taken[run[position - n]].any())
            offers[run[position - back]] = 0
            length = back


def _stretches(working: list[bool]) -> list[list[int]]:
    """Runs of True, as positions."""
    found: list[list[int]] = []
    for position, works in enumerate(working):
        if works and position and working[position - 1]:
            found[-1].append(position)
        elif works:
            found.append([position])
    return found


def rests(length: int, most: int, turn: int) -> list[int]:
    """Positions of rest in a stretch: ``length // (most + 1)`` of them, no longer run than ``most`` between.

    >>> rests(8, 3, 0), rests(9, 3, 0), rests(9, 3, 1), rests(3, 3, 0)
    ([3, 7], [3, 7], [2, 6], [])
    """
    cycle = most + 1
    left_over = length % cycle
    first = most - turn % (cycle - left_over)
    return list(range(first, length, cycle))


def _without_clash(taken: Bools, order: Iterable[int], clash: Bools) -> Bools:
    """What is taken, and then, in the given order, every further column that nothing chosen excludes."""
    chosen = taken.copy()
    closed: Bools = np.any(clash & chosen[:, None], axis=0)
    for column in order:
        if not closed[column]:
            chosen[column] = True
            closed |= clash[column]
    return chosen


def _turned(columns: Ints, turn: int) -> list[int]:
    """Every second one begins with the second column, so that of overlapping slots each is offered by some."""
    return columns.tolist() if turn % 2 == 0 else [*columns[1:].tolist(), *columns[:1].tolist()]


def _at_home(columns: Columns, open_columns: Ints, taken: Bools, turn: int) -> list[int]:
    """Columns in the order in which they are chosen: near a column in use in its area, otherwise in the home area."""
    if (columns.area < 0).all():
        return _turned(open_columns, turn)
    areas = int(columns.area.max()) + 1
    used = np.flatnonzero(taken)

    def key(column: int) -> tuple[int, bool, int]:
        same_day = used[columns.day[used] == columns.day[column]]
        if len(same_day):
            nearest = same_day[int(np.argmin(np.abs(columns.first[same_day] - columns.first[column])))]
            home = int(columns.area[nearest])
        else:
            home = turn % areas
        return int(columns.day[column]), int(columns.area[column]) != home, int(columns.first[column])

    return sorted(open_columns.tolist(), key=key)
