"""What is proven about a placement, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scheduler.budget import Budget
from scheduler.facts import Bools, Ints
from scheduler.large.bound import relax, whole
from scheduler.large.packing import Goal, Packing
from scheduler.large.translate import LEVELS, Layered, Scale, layers_of, level_goal
from scheduler.measures import earliness, gaps_by_participant, moves
from scheduler.result import Layer

if TYPE_CHECKING:
    from scheduler.instance import Instance
    from scheduler.result import Meeting

LONGEST = 20.0
"""Most seconds for one relaxation."""


@dataclass(slots=True)
class Proof:
    """Works out layer after layer what no schedule can pass while the layers before keep their value.

    Parameters
    ----------
    bounds
        A packing whose relaxation bounds every schedule, with the floors of `scheduler.large.translate.fair_floors`.
    slot
        Shape ``(requests,)``; the placement.
    bound
        What no placement can weigh, all linear layers together.
    budget
        Its time is for relaxations; what is left open has a bound that needs no proof.
    """

    instance: Instance
    bounds: Packing
    slot: Ints
    layers: Mapping[str, Layered]
    scale: Scale
    bound: int
    budget: Budget
    kept: list[tuple[Goal, int]] = field(default_factory=list[tuple[Goal, int]])

    def linear(self, name: str) -> Layer:
        """A layer that adds up over requests."""
        layer = self.layers[name]
        number = list(self.layers).index(name)
        goal = self._over_all_floors(layer.goal)
        reached = self.bounds.total(goal, self.slot)
        spent = sum(
            multiple * self.bounds.total(self._over_all_floors(one.goal), self.slot)
            for one, multiple in zip(list(self.layers.values())[:number], self.scale.multiples, strict=False)
        )
        most = (self.bound * self.scale.unit - spent) // self.scale.multiples[number]
        most = min(most, layer.target) if layer.target else most
        most = self._tightened(goal, reached, most)
        self.kept.append((goal, reached))
        if layer.target:
            return Layer(name, layer.target - reached, layer.target - most, "min", reached == most)
        return Layer(name, reached, most, "max", reached == most)

    def fairness(self) -> list[Layer]:
        """How many participants have at least 1, 2, ... meetings, beside how many could at most."""
        counts, possible = _counts(self.instance, self.slot)
        found: list[Layer] = []
        before = 0
        for level in range(1, int(counts.max(initial=0)) + 1):
            reached, most = int(np.sum(counts >= level)), int(np.sum(possible >= level))
            if level < LEVELS:
                goal = level_goal(self.bounds, level)
                together = self._tightened(goal, before + reached, before + most)
                most = max(min(most, together - before), reached)
                self.kept.append((goal, before + reached))
            before += reached
            found.append(Layer("fairness", reached, most, "max", reached == most, level))
        return found

    def _over_all_floors(self, goal: Goal) -> Goal:
        levels = len(self.bounds.floors) - len(goal.floors)
        return Goal(goal.weight, np.concatenate([goal.floors, np.zeros(levels, dtype=np.int64)]))

    def _tightened(self, goal: Goal, reached: int, most: int) -> int:
        """A bound by relaxation where the one at hand is open and something comes before."""
        if reached < most and self.kept and self.budget.left > 0:
            seconds = min(self.budget.left, LONGEST)
            relaxation = relax(
                self.bounds,
                whole(self.bounds),
                goal=goal,
                at_least=tuple(self.kept),
                limit_seconds=seconds,
                stop=self.budget.stop,
            )
            most = most if relaxation is None else min(most, relaxation.bound)
        return max(most, reached)


def linear_certificate(
    instance: Instance, packing: Packing, scale: Scale, slot: Ints, bound: int, budget: Budget
) -> list[Layer]:
    """The layers up to value of a placement, whose packing bounds every schedule."""
    layers = {layer.name: layer for layer in layers_of(instance)}
    proof = Proof(instance, packing, slot, layers, scale, bound, budget)
    return [proof.linear(name) for name in layers]


def value_bound(
    bounds: Packing, layers: Sequence[Layered], alone: int, seconds: float, stop: Callable[[], bool] | None = None
) -> int:
    """What no schedule can be worth, whatever the other layers; ``alone`` where value is the only linear layer."""
    if len(layers) == 1:
        return alone
    goal = layers[-1].goal
    goal = Goal(goal.weight, np.zeros(len(bounds.floors), dtype=np.int64))
    relaxation = relax(bounds, whole(bounds), goal=goal, limit_seconds=seconds, stop=stop) if seconds > 0 else None
    possible = bounds.allowed.any(axis=1)
    return int(goal.weight[possible].sum()) if relaxation is None else relaxation.bound


def later_layers(instance: Instance, meetings: Sequence[Meeting], least_gaps: int = 0) -> list[Layer]:
    """The layers after value and fairness: measured, with the bounds that need no proof.

    ``least_gaps`` bounds the idle gaps of these meetings at any times.
    """
    problem = instance.problem
    first = problem.objectives.index("value") + 1
    names = [name for name in problem.objectives[first:] if isinstance(name, str) and name != "fairness"]
    found: list[Layer] = []
    counted = {"gaps", "gap_fairness"} & set(names)
    gaps = gaps_by_participant(problem, meetings, instance.grid) if counted else {}
    for name in names:
        if name == "gaps":
            found.append(_fewest_gaps(sum(gaps.values()), least_gaps))
        elif name == "gap_fairness":
            found.append(_fewest(name, max(gaps.values(), default=0)))
        elif name == "earliness":
            found.append(_fewest(name, earliness(problem, meetings, instance.grid)))
        elif name == "moves":
            found.append(_fewest(name, moves(problem, meetings, instance.grid)))
    return found


def _fewest(name: str, reached: int) -> Layer:
    return Layer(name, reached, 0, "min", reached == 0)


def _fewest_gaps(reached: int, least: int) -> Layer:
    """No gap at all is best whatever the meetings; a bound above that speaks of the chosen meetings."""
    scope = "meetings" if reached and least else "schedule"
    return Layer("gaps", reached, min(reached, least), "min", reached == min(reached, least), scope=scope)


def _counts(instance: Instance, slot: Ints) -> tuple[Ints, Ints]:
    """Meetings of every participant, and how many they could have at most: requests, slots and limits allow no more."""
    openable: Bools = np.any(instance.allowed, axis=1)
    held = np.array([int((slot[list(requests)] >= 0).sum()) for requests in instance.held_by], dtype=np.int64)
    possible = np.array([int(openable[list(requests)].sum()) for requests in instance.held_by], dtype=np.int64)
    slots = np.array([int(instance.allowed[list(requests)].any(axis=0).sum()) for requests in instance.held_by])
    return held, np.minimum(np.minimum(possible, slots * instance.delegates), instance.most)
