"""What is proven about a placement, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from scheduler.facts import Bools, Ints
from scheduler.large.bound import Goal, relax, whole
from scheduler.large.packing import Packing
from scheduler.large.translate import Layered, Scale
from scheduler.measures import gaps_by_participant, moves
from scheduler.result import Layer

if TYPE_CHECKING:
    from scheduler.instance import Instance
    from scheduler.result import Meeting


def total(packing: Packing, goal: Goal, slot: Ints) -> int:
    """What a placement reaches of a goal."""
    held = slot >= 0
    kept = [min(int(held[floor.requests].sum()), floor.least) for floor in packing.floors]
    return int(goal.weight[held].sum()) + int(goal.floors @ np.array(kept, dtype=np.int64))


def linear_certificate(
    packing: Packing, layers: Sequence[Layered], scale: Scale, slot: Ints, bound: int, seconds: float
) -> list[Layer]:
    """The layers that the search pursued, each with its bound while those before keep their value.

    Parameters
    ----------
    slot
        Shape ``(requests,)``; the placement.
    bound
        What no placement can weigh.
    seconds
        Time for each relaxation.
    """
    found: list[Layer] = []
    kept: list[tuple[Goal, int]] = []
    spent = 0
    for layer, multiple in zip(layers, scale.multiples, strict=True):
        reached = total(packing, layer.goal, slot)
        most = (bound * scale.unit - spent) // multiple
        if layer.target:
            most = min(most, layer.target)
        if reached < most and len(layers) > 1:
            relaxation = relax(packing, whole(packing), goal=layer.goal, at_least=tuple(kept), limit_seconds=seconds)
            most = most if relaxation is None else min(most, relaxation.bound)
        most = max(most, reached)
        if layer.target:
            found.append(Layer(layer.name, layer.target - reached, layer.target - most, "min", reached == most))
        else:
            found.append(Layer(layer.name, reached, most, "max", reached == most))
        kept.append((layer.goal, reached))
        spent += multiple * reached
    return found


def value_bound(packing: Packing, layers: Sequence[Layered], value: Layer, seconds: float) -> int:
    """What no schedule can be worth, whatever the other layers."""
    if len(layers) == 1:
        return value.bound
    relaxation = relax(packing, whole(packing), goal=layers[-1].goal, limit_seconds=seconds)
    possible = packing.allowed.any(axis=1)
    return int(layers[-1].goal.weight[possible].sum()) if relaxation is None else relaxation.bound


def later_layers(instance: Instance, meetings: Sequence[Meeting], least_gaps: int = 0) -> list[Layer]:
    """The layers after value: measured, with the bounds that need no proof.

    ``least_gaps`` bounds the idle gaps of these meetings at any times.
    """
    problem = instance.problem
    first = problem.objectives.index("value") + 1
    names = [name for name in problem.objectives[first:] if isinstance(name, str)]
    found: list[Layer] = []
    counted = {"gaps", "gap_fairness"} & set(names)
    gaps = gaps_by_participant(problem, meetings, instance.grid) if counted else {}
    for name in names:
        if name == "fairness":
            found += _fairness(instance, meetings)
        elif name == "gaps":
            found.append(_fewest_gaps(sum(gaps.values()), least_gaps))
        elif name == "gap_fairness":
            found.append(_fewest(name, max(gaps.values(), default=0)))
        elif name == "moves":
            found.append(_fewest(name, moves(problem, meetings, instance.grid)))
    return found


def _fewest(name: str, reached: int) -> Layer:
    return Layer(name, reached, 0, "min", reached == 0)


def _fewest_gaps(reached: int, least: int) -> Layer:
    """No gap at all is best whatever the meetings; a bound above that speaks of the chosen meetings."""
    scope = "meetings" if reached and least else "schedule"
    return Layer("gaps", reached, min(reached, least), "min", reached == min(reached, least), scope=scope)


def _fairness(instance: Instance, meetings: Sequence[Meeting]) -> list[Layer]:
    """How many participants have at least 1, 2, ... meetings, beside how many could at most."""
    held = np.zeros(len(instance.held_by), dtype=np.int64)
    for meeting in meetings:
        for who in meeting.participants:
            held[instance.participant_number[who]] += 1
    openable: Bools = np.any(instance.allowed, axis=1)
    possible = np.array([int(openable[list(requests)].sum()) for requests in instance.held_by], dtype=np.int64)
    possible = np.minimum(possible, instance.available.sum(axis=1) * instance.delegates)
    found: list[Layer] = []
    for level in range(1, int(held.max(initial=0)) + 1):
        reached, most = int(np.sum(held >= level)), int(np.sum(possible >= level))
        found.append(Layer("fairness", reached, most, "max", reached == most, level))
    return found
