"""The CP-SAT model before any rule of choice: a Boolean for every request, slot and area, and who could serve it.

Tables and interpreters are not chosen by name here. Those whom nothing tells apart form a crew, and the model counts how
many of each crew serve each class of meetings in each slot; names are given afterwards (`scheduler.naming`). The counts are
exact: which meetings a slot can serve is a transversal matroid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from scheduler.facts import Ints
    from scheduler.instance import Instance

Var = cp_model.IntVar


@dataclass(frozen=True, slots=True)
class Crew:
    """Tables, or interpreters, whom nothing tells apart.

    ``size`` is how many meetings they serve at one time; ``area`` is -1 where walking does not matter or they move.
    """

    members: tuple[int, ...]
    size: int
    area: int
    max_run: int | None = None


@dataclass(slots=True)
class Draft:
    """Variables of the one model.

    Parameters
    ----------
    x
        ``x[r][s, a]``: request r is held in slot s in area a; area is -1 throughout where there is no walking.
    held
        ``held[r]``: request r is held.
    seated
        ``seated[g, e, s]``: how many meetings of place class e table crew g serves in slot s.
    spoken
        ``spoken[g, c, s, a]``: how many meetings of speech class c interpreter crew g serves in slot s in area a.
    journeys
        Whether somebody must be in time from one leg to another.
    """

    instance: Instance
    model: cp_model.CpModel
    walks: bool
    x: list[dict[tuple[int, int], Var]] = field(default_factory=list[dict[tuple[int, int], Var]])
    held: list[Var] = field(default_factory=list[Var])
    tables: list[Crew] = field(default_factory=list[Crew])
    interpreters: list[Crew] = field(default_factory=list[Crew])
    seated: dict[tuple[int, int, int], cp_model.LinearExprT] = field(
        default_factory=dict[tuple[int, int, int], cp_model.LinearExprT]
    )
    spoken: dict[tuple[int, int, int, int], cp_model.LinearExprT] = field(
        default_factory=dict[tuple[int, int, int, int], cp_model.LinearExprT]
    )
    journeys: bool = False

    def meetings(self, participant: int, slots: Iterable[int] | None = None) -> list[Var]:
        """The Booleans of a participant's meetings, in all slots or in some."""
        wanted = None if slots is None else set(slots)
        return [
            var
            for request in self.instance.held_by[participant]
            for (slot, _), var in self.x[request].items()
            if wanted is None or slot in wanted
        ]


def draft_of(instance: Instance) -> Draft:
    """The variables of the one model, and what ties them together whatever the rules."""
    walks = len(instance.areas) > 1 and any(instance.problem.walking.values())
    draft = Draft(instance, cp_model.CpModel(), walks)
    draft.tables = _table_crews(instance, walks)
    draft.interpreters = _interpreter_crews(instance, walks)
    _meetings(draft)
    _seated(draft)
    _spoken(draft)
    return draft


def _table_crews(instance: Instance, walks: bool) -> list[Crew]:
    groups: dict[tuple[bytes, bytes, int], list[int]] = defaultdict(list)
    for k in range(len(instance.problem.tables)):
        area = int(instance.area[k]) if walks else -1
        groups[instance.suits[:, k].tobytes(), (instance.seats[k] > 0).tobytes(), area].append(k)
    return [
        Crew(tuple(members), int(instance.seats[members].max(axis=1, initial=0).sum()), area)
        for (_, _, area), members in groups.items()
    ]


def _interpreter_crews(instance: Instance, walks: bool) -> list[Crew]:
    groups: dict[tuple[bytes, bytes, int], list[int]] = defaultdict(list)
    for i, one in enumerate(instance.problem.interpreters):
        alone = i if walks or one.max_run is not None else -1
        groups[instance.interprets[:, i].tobytes(), instance.on_shift[i].tobytes(), alone].append(i)
    people = instance.problem.interpreters
    return [Crew(tuple(members), len(members), -1, people[members[0]].max_run) for members in groups.values()]


def _meetings(draft: Draft) -> None:
    instance, model = draft.instance, draft.model
    places = _areas_open(draft)
    for r, request in enumerate(instance.problem.requests):
        slots = [int(s) for s in np.flatnonzero(instance.allowed[r])]
        cells = {
            (s, a): model.new_bool_var(f"{request.id}@{s},{a}")
            for s in slots
            for a in places[int(instance.place[r]), s]
        }
        held = model.new_bool_var(f"{request.id} held")
        model.add_exactly_one(*cells.values(), ~held)
        draft.x.append(cells)
        draft.held.append(held)


def _areas_open(draft: Draft) -> dict[tuple[int, int], list[int]]:
    """Areas in which a place class finds a table in a slot."""
    instance = draft.instance
    found: dict[tuple[int, int], list[int]] = {}
    for e in range(len(instance.suits)):
        for s in range(len(instance.grid.slots)):
            serving = [g for g, crew in enumerate(draft.tables) if _serves(instance.suits, instance.seats, crew, e, s)]
            found[e, s] = sorted({draft.tables[g].area for g in serving})
    return found


def _serves(can: np.ndarray, there: Ints | np.ndarray, crew: Crew, kind: int, slot: int) -> bool:
    first = crew.members[0]
    return bool(can[kind, first]) and bool(there[first, slot])


def _seated(draft: Draft) -> None:
    instance = draft.instance
    demand: dict[tuple[int, int, int], list[Var]] = defaultdict(list)
    for r, cells in enumerate(draft.x):
        for (s, a), var in cells.items():
            demand[int(instance.place[r]), s, a].append(var)
    for (e, s, a), wanted in demand.items():
        serving = [
            g
            for g, crew in enumerate(draft.tables)
            if crew.area == a and _serves(instance.suits, instance.seats, crew, e, s)
        ]
        for g, share in _shares(draft, wanted, [(g, draft.tables[g].size) for g in serving]):
            draft.seated[g, e, s] = share


def _spoken(draft: Draft) -> None:
    instance = draft.instance
    demand: dict[tuple[int, int, int], list[Var]] = defaultdict(list)
    for r, cells in enumerate(draft.x):
        if instance.speech[r] >= 0:
            for (s, a), var in cells.items():
                demand[int(instance.speech[r]), s, a].append(var)
    for (c, s, a), wanted in demand.items():
        serving = [
            g
            for g, crew in enumerate(draft.interpreters)
            if _serves(instance.interprets, instance.on_shift, crew, c, s)
        ]
        for g, share in _shares(draft, wanted, [(g, draft.interpreters[g].size) for g in serving]):
            draft.spoken[g, c, s, a] = share


def _shares(draft: Draft, wanted: list[Var], serving: list[tuple[int, int]]) -> list[tuple[int, cp_model.LinearExprT]]:
    """How many of the wanted meetings each crew serves: one crew serves them all, several share them."""
    total = cp_model.LinearExpr.sum(wanted)
    if len(serving) == 1:
        return [(serving[0][0], total)]
    shares = [(g, draft.model.new_int_var(0, min(len(wanted), size), "")) for g, size in serving]
    draft.model.add(cp_model.LinearExpr.sum([share for _, share in shares]) == total)
    return list(shares)
