"""A numbered problem in the counting view, or the reason why it has none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scheduler.columns import Columns, cliques, columns_of, plain_columns
from scheduler.facts import Bools, Ints
from scheduler.instance import NO_LIMIT, Instance
from scheduler.large.hall import hall_rows
from scheduler.large.packing import Floor, Goal, Limit, Packing, useful
from scheduler.persons import Shared
from scheduler.rosters import Offers, offers_of, tied
from scheduler.units import common_unit
from scheduler.walks import hurried

if TYPE_CHECKING:
    from scheduler.problem import Objective

LINEAR = ("pins", "promises", "priority", "value")
"""Measures that add up over the requests held, so that the decomposition can pursue them."""

LEVELS, STEP = 8, 3
"""So many levels of fairness count in their order, a meeting `STEP` times as much as the next; meetings beyond count 1."""

_TAIL = 1_000

_MOST_WEIGHT = 2**53
"""Up to which a double tells whole numbers apart."""

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


def unsupported(instance: Instance, *, plain: bool = False) -> str | None:
    """Why the decomposition cannot take a problem on, as a sentence; None where it can.

    ``plain`` asks for more: that every slot is counted on its own, and value pursued first.
    """
    if plain and any(len(clash) > 1 for clash in instance.grid.clashes):
        return "Some slots overlap in time."
    if plain and hurried(instance):
        return "Walks between areas take longer than some pauses."
    if plain and fairness_comes_first(instance.problem.objectives):
        return "Fairness comes before value."
    if any(_uncounted(instance, crowd) for crowd in instance.shared):
        return "Delegates are shared in ways that the decomposition does not count."
    if linear_layers(instance.problem.objectives) is None:
        return "Another measure comes before value, and the decomposition pursues value first."
    if _heaviest(instance) > _MOST_WEIGHT:
        return "Values are too large to be weighed together with what comes before them."
    try:
        _profiles(instance, offers_of(instance, columns_of(instance)))
    except ValueError as error:
        return f"{error}."
    return None


def linear_layers(objectives: tuple[Objective, ...]) -> tuple[str, ...] | None:
    """Pins, and the objectives up to value but fairness, where all of them add up over requests; None otherwise.

    >>> linear_layers(("promises", "value", "gaps"))
    ('pins', 'promises', 'value')
    >>> linear_layers(("fairness", "value"))
    ('pins', 'value')
    >>> linear_layers(("gaps", "value")) is None
    True
    """
    if "value" not in objectives:
        return None
    first = [one for one in objectives[: objectives.index("value") + 1] if one != "fairness"]
    names = tuple(name for name in first if isinstance(name, str) and name in LINEAR)
    return ("pins", *names) if len(names) == len(first) else None


def fairness_comes_first(objectives: tuple[Objective, ...]) -> bool:
    """Whether fairness comes before value."""
    return "fairness" in objectives[: objectives.index("value")] if "value" in objectives else False


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


def packing_of(
    instance: Instance, columns: Columns | None = None, offers: Offers | None = None
) -> tuple[Packing, Scale]:
    """The counting view, and how the layers of `layers_of` make up its weights.

    ``columns`` and ``offers`` say where meetings can be and who serves them there; left out, offers are chosen beforehand.

    Raises
    ------
    ValueError
        If tables or interpreters cannot be counted; `unsupported` says so beforehand.
    """
    columns = columns_of(instance) if columns is None else columns
    offers = offers_of(instance, columns) if offers is None else offers
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
    profile, rows_of, capacity, table_rows = _profiles(instance, offers)
    start, end = np.array(instance.grid.start, dtype=np.int64), np.array(instance.grid.end, dtype=np.int64)
    floors = tuple(
        Floor(np.array(instance.held_by[who], dtype=np.int64), int(instance.least[who]), extra // unit, promised=True)
        for who, extra in zip(_promised(instance).tolist(), bonus.tolist(), strict=True)
    )
    packing = Packing(
        weight=weight // unit,
        members=instance.members,
        allowed=_reachable(instance, columns),
        seats=np.where(instance.available, instance.delegates[:, None], 0)[:, columns.slot],
        profile=profile,
        rows_of=rows_of,
        capacity=capacity,
        start=start[columns.slot],
        end=end[columns.slot],
        table_rows=table_rows,
        limits=(
            *_participant_limits(instance, columns),
            *_shared_limits(instance, columns),
            *_pairs_once(instance, columns),
        ),
        floors=floors,
        orders=tuple(
            (instance.request_number[rule.before], instance.request_number[rule.after])
            for rule in instance.problem.precedences
        ),
        exact=not tied(instance, columns),
        apart=columns.apart,
        cliques=cliques(columns.apart),
    )
    return packing, Scale(tuple(multiples), unit)


def bounding(instance: Instance, columns: Columns, packing: Packing) -> Packing:
    """A packing whose relaxation over all slots at once bounds every schedule, whatever its areas, rests and overlaps.

    Areas fall away. Of slots that overlap, everybody can use no more than of a largest set that does not: that many are
    left to each. Rests chosen beforehand leave as many slots as any choice does.
    """
    if columns.plain:
        return packing
    slots = plain_columns(instance)
    clash = slots.overlap & ~np.eye(slots.count, dtype=np.bool_)
    if clash.any():
        shift = instance.on_shift.astype(np.int64)
        offers = Offers(_most_apart(instance.seats, slots), _most_apart(shift, slots))
    else:
        offers = offers_of(instance, slots)
    found, _ = packing_of(instance, slots, offers)
    if clash.any():
        found = replace(found, seats=_most_apart(useful(found), slots))
    return found


def _most_apart(room: Ints, columns: Columns) -> Ints:
    """Each row's room in a largest set of columns that do not overlap, by earliest end; 0 in the others."""
    kept = np.zeros_like(room)
    by_end = np.argsort(columns.last, kind="stable").tolist()
    for row, own in enumerate(room):
        ends = -1
        for column in by_end:
            if own[column] > 0 and columns.first[column] > ends:
                kept[row, column], ends = own[column], int(columns.last[column])
    return kept


def fair(instance: Instance, packing: Packing, *, before_value: bool) -> Packing:
    """The packing whose weight is fairness: a participant's k-th meeting counts `STEP` times as much as the next.

    What comes first in the goal is kept: all of the packing's own weight or, ``before_value``, pins, promises and priority.
    """
    layers = [layer for layer in layers_of(instance) if not (before_value and layer.name == "value")]
    own = [packing.goal()] if not before_value else [layer.goal for layer in layers]
    levels = fair_floors(instance)
    none = np.zeros(len(levels), dtype=np.int64)
    return replace(
        packing,
        weight=np.zeros_like(packing.weight),
        floors=(*(replace(floor, weight=0) for floor in packing.floors), *levels),
        keep=tuple(Goal(goal.weight, np.concatenate([goal.floors, none])) for goal in own),
    )


def worth_after_fairness(instance: Instance, fair_packing: Packing) -> Packing:
    """The packing whose weight is value while fairness, and what comes before it, is kept."""
    value = layers_of(instance)[-1].goal
    none = np.zeros_like(value.weight)
    worth = np.array([floor.weight for floor in fair_packing.floors], dtype=np.int64)
    return replace(
        fair_packing,
        weight=value.weight,
        floors=tuple(replace(floor, weight=0) for floor in fair_packing.floors),
        keep=(*fair_packing.keep, Goal(none, worth)),
    )


def fair_floors(instance: Instance) -> tuple[Floor, ...]:
    """For every participant with requests, level by level, what having so many meetings is worth."""
    found: list[Floor] = []
    for level in (*range(1, LEVELS), _TAIL):
        worth = 1 if level == _TAIL else (STEP - 1) * STEP ** (LEVELS - 1 - level)
        found += [Floor(np.array(requests, dtype=np.int64), level, worth) for requests in instance.held_by if requests]
    return tuple(found)


def level_goal(packing: Packing, level: int) -> Goal:
    """Of a packing with the floors of `fair_floors`: the meetings of every participant up to so many, all together."""
    counts = [floor.least == level and not floor.promised for floor in packing.floors]
    return Goal(np.zeros_like(packing.weight), np.array(counts, dtype=np.int64))


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


def _heaviest(instance: Instance) -> int:
    """What all requests, held together, would weigh."""
    layers = layers_of(instance)
    multiples = _multiples(instance, layers)
    return sum((int(one.goal.weight.sum()) + one.target) * by for one, by in zip(layers, multiples, strict=True))


def _reachable(instance: Instance, columns: Columns) -> Bools:
    """Shape ``(requests, C)``; where no fact forbids a request, and some suitable table stands."""
    allowed = instance.allowed[:, columns.slot]
    if (columns.area >= 0).any():
        here = instance.area[:, None] == columns.area[None, :]
        tables = (instance.suits.astype(np.int64) @ np.where(here, instance.seats[:, columns.slot], 0)) > 0
        allowed = allowed & tables[instance.place]
    return allowed


def _profiles(instance: Instance, offers: Offers) -> tuple[Ints, tuple[tuple[int, ...], ...], Ints, int]:
    """Profile of every request, rows of every profile, capacity of every row, and how many rows count tables."""
    table_rows, table_room = hall_rows(instance.suits.astype(np.bool_), offers.tables)
    speech_rows, speech_room = hall_rows(instance.interprets.astype(np.bool_), offers.people)
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


def _participant_limits(instance: Instance, columns: Columns) -> list[Limit]:
    parts = (
        ("max_meetings", instance.most, np.zeros(columns.count, dtype=np.int64)),
        ("max_per_day", instance.most_per_day, columns.day),
        ("max_per_half_day", instance.most_per_half, np.array(instance.grid.half, dtype=np.int64)[columns.slot]),
    )
    found: list[Limit] = []
    for rule, limit, part in parts:
        for who in np.flatnonzero(limit < NO_LIMIT).tolist():
            requests, most = np.array(instance.held_by[who], dtype=np.int64), int(limit[who])
            if len(requests) > most:
                found += [Limit(requests, part == number, most, rule, who) for number in np.unique(part).tolist()]
    return found


def _shared_limits(instance: Instance, columns: Columns) -> list[Limit]:
    """Delegates who speak for several participants, moment by moment."""
    found: list[Limit] = []
    for crowd in instance.shared:
        people = sorted({who for who, _ in crowd.seats})
        requests = np.array(sorted({one for who in people for one in instance.held_by[who]}), dtype=np.int64)
        at = np.isin(columns.slot, sorted({slot for _, slot in crowd.seats}))
        if len(requests) > crowd.room:
            found.append(Limit(requests, at, crowd.room, "one_person_at_a_time", people[0]))
    return found


def _uncounted(instance: Instance, crowd: Shared) -> bool:
    """Whether a meeting takes two seats of a crowd, or its seats are not those of some people in some slots."""
    people, slots = {who for who, _ in crowd.seats}, {slot for _, slot in crowd.seats}
    twice = any(len(people & set(instance.members[r])) > 1 for who in people for r in instance.held_by[who])
    return twice or len(people) * len(slots) != len(crowd.seats)


def _pairs_once(instance: Instance, columns: Columns) -> list[Limit]:
    pairs: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for request, pair in enumerate(zip(instance.supplier.tolist(), instance.buyer.tolist(), strict=True)):
        pairs[pair].append(request)
    always = np.ones(columns.count, dtype=np.bool_)
    return [Limit(np.array(same, dtype=np.int64), always, 1, "pair_once") for same in pairs.values() if len(same) > 1]
