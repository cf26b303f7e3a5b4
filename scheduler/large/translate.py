"""A numbered problem in the counting view, or the reason why it has none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from scheduler.facts import Bools, Ints
from scheduler.instance import NO_LIMIT, Instance
from scheduler.large.bound import Goal
from scheduler.large.hall import hall_rows
from scheduler.large.packing import Floor, Limit, Packing
from scheduler.large.rests import with_rests
from scheduler.walks import hurried

if TYPE_CHECKING:
    from scheduler.problem import Objective

LINEAR = ("pins", "promises", "priority", "value")
"""Measures that add up over the requests held, so that the decomposition can pursue them."""

_OUTWEIGHS = 20
"""One unit of a layer counts as much as 20 of the best requests of the layers after it: more than one meeting displaces."""


@dataclass(frozen=True, slots=True, eq=False)
class Layered:
    """One layer of the goal in the counting view.

    ``target`` is how many pins or promises there are: the layer's value is what is missed of them; 0 for layers that
    count what is held.
    """

    name: str
    goal: Goal
    target: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """A weight of the search times ``unit`` is the sum over the layers of their counts times ``multiples``."""

    multiples: tuple[int, ...]
    unit: int


def unsupported(instance: Instance) -> str | None:
    """Why the decomposition cannot take a problem on, as a sentence; None where it can."""
    if any(len(clash) > 1 for clash in instance.grid.clashes):
        return "Some slots overlap in time, which the decomposition does not count."
    if hurried(instance):
        return "Walks between areas take longer than some pauses, which the decomposition does not count."
    if linear_layers(instance.problem.objectives) is None:
        return "Another measure comes before value, and the decomposition pursues value first."
    try:
        _tables(instance)
        _interpreters(instance)
    except ValueError as error:
        return f"{error}."
    return None


def linear_layers(objectives: tuple[Objective, ...]) -> tuple[str, ...] | None:
    """Pins, and the objectives up to value, where all of them add up over requests; None otherwise.

    >>> linear_layers(("promises", "value", "gaps"))
    ('pins', 'promises', 'value')
    >>> linear_layers(("fairness", "value")) is None
    True
    """
    if "value" not in objectives:
        return None
    first = objectives[: objectives.index("value") + 1]
    names = tuple(name for name in first if isinstance(name, str) and name in LINEAR)
    return ("pins", *names) if len(names) == len(first) else None


def layers_of(instance: Instance) -> list[Layered]:
    """The layers of the goal, pins first; those that nothing in the problem speaks of are left out."""
    none = np.zeros(len(_promised(instance)), dtype=np.int64)
    musts = instance.must.astype(np.int64)
    vip = np.array([sum(int(instance.priority[who]) for who in member) for member in instance.members], dtype=np.int64)
    promised = int(instance.least[_promised(instance)].sum())
    layers = {
        "pins": Layered("pins", Goal(instance.pinned.astype(np.int64), none), int(instance.pinned.sum())),
        "promises": Layered("promises", Goal(musts, none + 1), int(musts.sum()) + promised),
        "priority": Layered("priority", Goal(vip, none)),
        "value": Layered("value", Goal(instance.value.astype(np.int64), none)),
    }
    wanted = linear_layers(instance.problem.objectives) or LINEAR
    return [
        layers[name] for name in wanted if name == "value" or layers[name].goal.weight.any() or layers[name].target > 0
    ]


def packing_of(instance: Instance) -> tuple[Packing, Scale]:
    """The counting view, and how the layers of `layers_of` make up its weights.

    Raises
    ------
    ValueError
        If tables or interpreters cannot be counted; `unsupported` says so beforehand.
    """
    layers = layers_of(instance)
    multiples = _multiples(instance, layers)
    goals = [layer.goal for layer in layers]
    weight = sum(
        (goal.weight * unit for goal, unit in zip(goals, multiples, strict=True)), np.zeros_like(instance.value)
    )
    bonus = sum(
        (goal.floors * unit for goal, unit in zip(goals, multiples, strict=True)), np.zeros_like(goals[0].floors)
    )
    unit = common_unit(np.concatenate([weight, bonus]))
    profile, rows_of, capacity, table_rows = _profiles(instance)
    floors = tuple(
        Floor(np.array(instance.held_by[who], dtype=np.int64), int(instance.least[who]), extra // unit)
        for who, extra in zip(_promised(instance).tolist(), bonus.tolist(), strict=True)
    )
    packing = Packing(
        weight=weight // unit,
        members=instance.members,
        allowed=instance.allowed,
        seats=np.where(instance.available, instance.delegates[:, None], 0),
        profile=profile,
        rows_of=rows_of,
        capacity=capacity,
        start=np.array(instance.grid.start, dtype=np.int64),
        end=np.array(instance.grid.end, dtype=np.int64),
        table_rows=table_rows,
        limits=(*_participant_limits(instance), *_pairs_once(instance)),
        floors=floors,
        orders=tuple(
            (instance.request_number[rule.before], instance.request_number[rule.after])
            for rule in instance.problem.precedences
        ),
        exact=all(one.max_run is None for one in instance.problem.interpreters),
    )
    return packing, Scale(tuple(multiples), unit)


def _promised(instance: Instance) -> Ints:
    """Participants with a promised minimum."""
    return np.flatnonzero(instance.least > 0)


def _multiples(instance: Instance, layers: list[Layered]) -> list[int]:
    """What one unit of each layer weighs, the last layer in its smallest whole units."""
    value = layers[-1].goal.weight
    best = int(value.max(initial=1))
    found = [1]
    for layer in reversed(layers[:-1]):
        found.append(1 + _OUTWEIGHS * max(best, 1))
        best = max(best, int(layer.goal.weight.max(initial=1)) * found[-1])
    return found[::-1]


def common_unit(values: Ints) -> int:
    """The largest whole number that divides all values: 1 where there are none.

    >>> common_unit(np.array([600, 450]))
    150
    """
    return max(gcd(*np.unique(values).tolist()), 1)


def _profiles(instance: Instance) -> tuple[Ints, tuple[tuple[int, ...], ...], Ints, int]:
    """Profile of every request, rows of every profile, capacity of every row, and how many rows count tables."""
    table_rows, table_room = _tables(instance)
    speech_rows, speech_room = _interpreters(instance)
    both = np.column_stack([instance.place, instance.speech]).astype(np.int64)
    kinds, profile = np.unique(both, axis=0, return_inverse=True)
    rows_of: list[tuple[int, ...]] = []
    for place, speech in kinds.tolist():
        rows = np.flatnonzero(table_rows[:, place]).tolist()
        if speech >= 0:
            rows += (np.flatnonzero(speech_rows[:, speech]) + len(table_rows)).tolist()
        rows_of.append(tuple(rows))
    capacity = np.concatenate([table_room, speech_room])
    return profile.reshape(-1).astype(np.int64), tuple(rows_of), capacity, len(table_rows)


def _tables(instance: Instance) -> tuple[Bools, Ints]:
    return hall_rows(instance.suits.astype(np.bool_), instance.seats.astype(np.int64))


def _interpreters(instance: Instance) -> tuple[Bools, Ints]:
    return hall_rows(instance.interprets.astype(np.bool_), with_rests(instance).astype(np.int64))


def _participant_limits(instance: Instance) -> list[Limit]:
    slots = len(instance.grid.slots)
    parts = (
        ("max_meetings", instance.most, np.zeros(slots, dtype=np.int64)),
        ("max_per_day", instance.most_per_day, np.array(instance.grid.day, dtype=np.int64)),
        ("max_per_half_day", instance.most_per_half, np.array(instance.grid.half, dtype=np.int64)),
    )
    found: list[Limit] = []
    for rule, limit, part in parts:
        for who in np.flatnonzero(limit < NO_LIMIT).tolist():
            requests, most = np.array(instance.held_by[who], dtype=np.int64), int(limit[who])
            if len(requests) > most:
                found += [Limit(requests, part == number, most, rule, who) for number in np.unique(part).tolist()]
    return found


def _pairs_once(instance: Instance) -> list[Limit]:
    pairs: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for request, pair in enumerate(zip(instance.supplier.tolist(), instance.buyer.tolist(), strict=True)):
        pairs[pair].append(request)
    always = np.ones(len(instance.grid.slots), dtype=np.bool_)
    return [Limit(np.array(same, dtype=np.int64), always, 1, "pair_once") for same in pairs.values() if len(same) > 1]
