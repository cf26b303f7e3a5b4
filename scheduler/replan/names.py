"""Tables and interpreters for a re-planned schedule: in each slot as few meetings as possible change theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduler.board import Place

if TYPE_CHECKING:
    from scheduler.facts import Bools, Ints
    from scheduler.instance import Instance
    from scheduler.replan.standing import Standing

_IMPOSSIBLE = 1e9
_FROZEN = 1e6
_CHANGED = 1e3
_STRANGE = 1.0


def same_places(instance: Instance, standing: Standing, slot: Ints) -> dict[int, Place]:
    """The table and the interpreter of every meeting, exactly the fewest changed for the slots chosen.

    A meeting that is new in its slot takes, where that costs nothing, the table and the interpreter that it or someone
    in it had before.

    Parameters
    ----------
    slot
        Shape ``(R,)``; slots of all meetings, -1 where a request is not held; overlapping slots are not counted.

    Raises
    ------
    ValueError
        Nothing is left to serve a meeting: the slots break a rule of tables or interpreters.
    """
    tables, people = _former(instance, standing, interpreters=False), _former(instance, standing, interpreters=True)
    found: dict[int, Place] = {}
    for number in range(len(instance.grid.slots)):
        here = np.flatnonzero(slot == number).tolist()
        spoken = [request for request in here if instance.speech[request] >= 0]
        seated = _assign(instance, standing, here, number, instance.suits, instance.place, instance.seats, tables)
        shift = instance.on_shift.astype(np.int64)
        heard = _assign(instance, standing, spoken, number, instance.interprets, instance.speech, shift, people)
        for request in here:
            found[request] = Place(number, seated[request], heard.get(request, -1))
    return found


def _former(
    instance: Instance, standing: Standing, *, interpreters: bool
) -> tuple[dict[int, int], dict[int, set[int]]]:
    """The unit that every request had, and all units that every participant had."""
    own = {r: place.interpreter if interpreters else place.table for r, place in standing.place.items()}
    known: dict[int, set[int]] = {}
    for request, unit in own.items():
        for who in instance.members[request]:
            known.setdefault(who, set()).add(unit)
    return own, known


def _assign(
    instance: Instance,
    standing: Standing,
    requests: list[int],
    slot: int,
    serves: Bools,
    kind: Ints,
    room: Ints,
    former: tuple[dict[int, int], dict[int, set[int]]],
) -> dict[int, int]:
    """A unit for every request of one slot, by a cheapest assignment."""
    if not requests:
        return {}
    units = np.repeat(np.arange(len(room)), np.minimum(np.maximum(room[:, slot], 0), len(requests)))
    cost = np.where(serves[kind[requests]][:, units], 0.0, _IMPOSSIBLE)
    own, known = former
    for row, request in enumerate(requests):
        if request in own:
            penalty = _STRANGE
            if standing.home[request] == slot:
                penalty = _FROZEN if standing.frozen[request] else _CHANGED
            cost[row] += np.where(units == own[request], 0.0, penalty)
        else:
            kept = {unit for who in instance.members[request] for unit in known.get(who, ())}
            cost[row] += np.where(np.isin(units, list(kept)), 0.0, _STRANGE)
    if cost.shape[1] < len(requests):
        raise ValueError(f"nothing is left to serve a meeting in {instance.grid.slots[slot].id!r}")
    rows, columns = linear_sum_assignment(cost)
    if (cost[rows, columns] >= _IMPOSSIBLE).any():
        raise ValueError(f"nothing is left to serve a meeting in {instance.grid.slots[slot].id!r}")
    return {requests[row]: int(units[column]) for row, column in zip(rows.tolist(), columns.tolist(), strict=True)}
