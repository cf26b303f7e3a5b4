"""Tables and interpreters by name for meetings whose times are settled, slot by slot, staying with participants."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Place
from scheduler.columns import Columns, columns_of
from scheduler.facts import Bools, Ints
from scheduler.rosters import Offers, offers_of

if TYPE_CHECKING:
    from scheduler.instance import Instance


def name_places(
    instance: Instance, column: Ints, columns: Columns | None = None, offers: Offers | None = None
) -> dict[int, Place]:
    """Table and interpreter of every meeting, by augmenting paths in each column.

    In order of time; a meeting takes the table and the interpreter that someone in it had in their meeting before,
    where that leaves everybody served.

    Parameters
    ----------
    column
        Shape ``(requests,)``; a placement that the rows of `scheduler.large.hall` allow, -1 where a request is not held.
    columns, offers
        Those of the packing from which the placement comes; left out, as `scheduler.large.translate.packing_of` has it.

    Raises
    ------
    ValueError
        If some meeting finds no table or no interpreter: the placement breaks a row.
    """
    columns = columns_of(instance) if columns is None else columns
    offers = offers_of(instance, columns) if offers is None else offers
    last_table: dict[int, int] = {}
    last_interpreter: dict[int, int] = {}
    found: dict[int, Place] = {}
    serving_tables, serving_people = _serving(instance.suits), _serving(instance.interprets)
    for number in range(columns.count):
        here = np.flatnonzero(column == number).tolist()
        spoken = [request for request in here if instance.speech[request] >= 0]
        tables = _serve(instance, here, instance.place, serving_tables, offers.tables[:, number], last_table)
        people = _serve(instance, spoken, instance.speech, serving_people, offers.people[:, number], last_interpreter)
        for request in here:
            interpreter = people.get(request, -1)
            found[request] = Place(int(columns.slot[number]), tables[request], interpreter)
            for who in instance.members[request]:
                last_table[who] = tables[request]
                if interpreter >= 0:
                    last_interpreter[who] = interpreter
    return found


def _serving(serves: Bools) -> list[list[int]]:
    """For each class its units, those who serve the fewest classes first."""
    order = np.argsort(serves.sum(axis=0), kind="stable")
    return [order[row[order]].tolist() for row in serves.astype(np.bool_)]


def _serve(
    instance: Instance, requests: list[int], kind: Ints, serving: list[list[int]], places: Ints, last: dict[int, int]
) -> dict[int, int]:
    """A unit for each request of one slot."""
    room: list[int] = places.tolist()
    served: defaultdict[int, list[int]] = defaultdict(list)
    unit_of: dict[int, int] = {}
    usable = {number: set(serving[number]) for number in {int(kind[request]) for request in requests}}

    def take(request: int, unit: int) -> None:
        unit_of[request] = unit
        served[unit].append(request)
        room[unit] -= 1

    for request in requests:
        kept = {last[who] for who in instance.members[request] if who in last}
        for unit in sorted(kept & usable[int(kind[request])]):
            if room[unit] > 0:
                take(request, unit)
                break
    first_free: dict[int, int] = {}
    for request in requests:
        if request not in unit_of:
            number = int(kind[request])
            unit = _next_free(serving[number], room, first_free, number)
            if unit >= 0:
                take(request, unit)
            elif not _augment(request, serving, kind, room, served, unit_of):
                raise ValueError(f"nothing is left to serve request {instance.problem.requests[request].id!r}")
    return unit_of


def _next_free(units: list[int], room: list[int], first_free: dict[int, int], number: int) -> int:
    """The first unit of a class with room; room never comes back, so the search goes on where it ended."""
    at = first_free.get(number, 0)
    while at < len(units) and room[units[at]] <= 0:
        at += 1
    first_free[number] = at
    return units[at] if at < len(units) else -1


def _augment(
    request: int,
    serving: list[list[int]],
    kind: Ints,
    room: list[int],
    served: dict[int, list[int]],
    unit_of: dict[int, int],
) -> bool:
    """Serve one more request by a chain of changes, each meeting taking the unit of the next."""
    came: dict[int, int] = {}
    queue, seen = [request], set[int]()
    for one in queue:
        for unit in serving[int(kind[one])]:
            if unit in seen:
                continue
            seen.add(unit)
            came[unit] = one
            if room[unit] > 0:
                _shift(unit, request, came, room, served, unit_of)
                return True
            queue += served[unit]
    return False


def _shift(
    unit: int,
    request: int,
    came: dict[int, int],
    room: list[int],
    served: dict[int, list[int]],
    unit_of: dict[int, int],
) -> None:
    room[unit] -= 1
    while True:
        one = came[unit]
        before = unit_of.get(one)
        unit_of[one] = unit
        served[unit].append(one)
        if one == request or before is None:
            return
        served[before].remove(one)
        unit = before
