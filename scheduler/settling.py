"""The last look before a schedule is handed over: it is valid, greedy is no better, and its layers are counted on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.check import check
from scheduler.measures import at_least, harmonic, measure, meeting_counts

if TYPE_CHECKING:
    from scheduler.problem import Objective, Problem
    from scheduler.result import Layer, Meeting

MORE = frozenset({"priority", "value", "fairness"})
"""Measures of which more is better."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The schedule to hand over.

    ``rejected`` counts the rules that another schedule broke, which was thrown away for it; ``notes`` says which.
    """

    meetings: tuple[Meeting, ...]
    rejected: int = 0
    notes: tuple[str, ...] = ()


def settle(problem: Problem, meetings: tuple[Meeting, ...], floor: tuple[Meeting, ...]) -> Settled:
    """What the search found, or greedy where that is better by the goal or the search broke a rule.

    Raises
    ------
    ValueError
        Both break a rule: there is no schedule to hand over.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> from scheduler.greedy import greedy
    >>> from scheduler.instance import instance_of
    >>> problem = roadshow(seed=1)
    >>> floor = greedy(instance_of(problem))
    >>> settle(problem, floor[:3], floor).meetings == floor
    True
    """
    if meetings == floor:
        return Settled(_valid(problem, floor))
    violations = check(problem, meetings)
    if not violations:
        better = rank(problem, meetings) >= rank(problem, floor)
        return Settled(meetings if better else _valid(problem, floor))
    told = f"The search broke the rule {violations[0].rule}: {violations[0].sentence} The greedy schedule is kept."
    return Settled(_valid(problem, floor), len(violations), (told,))


def _valid(problem: Problem, meetings: tuple[Meeting, ...]) -> tuple[Meeting, ...]:
    violations = check(problem, meetings)
    if violations:
        raise ValueError(
            f"no valid schedule was found: the one at hand breaks the rule {violations[0].rule}: "
            f"{violations[0].sentence} Please report this problem file."
        )
    return meetings


def rank(problem: Problem, meetings: Sequence[Meeting]) -> tuple[int | tuple[int, ...], ...]:
    """What a schedule reaches of the goal, layer by layer, such that more is better; pins come first."""
    reached = measure(problem, meetings)
    counts = meeting_counts(problem, meetings)

    def one(name: str) -> int | tuple[int, ...]:
        found = reached[name]
        return found if name in MORE or not isinstance(found, int) else -found

    found: list[int | tuple[int, ...]] = [one("pins")]
    for objective in problem.objectives:
        if isinstance(objective, str):
            found.append(one(objective))
        else:
            found.append(_blend(objective, {**reached, "fairness": harmonic(counts.values())}))
    return tuple(found)


def _blend(objective: Iterable[tuple[str, int]], reached: dict[str, int | tuple[int, ...]]) -> int:
    total = 0
    for name, weight in objective:
        part = reached[name]
        total += (weight if name in MORE else -weight) * (part if isinstance(part, int) else 0)
    return total


def restate(
    problem: Problem, meetings: Sequence[Meeting], layers: Iterable[Layer], *, times_kept: bool = True
) -> tuple[Layer, ...]:
    """Layers with the values that these meetings reach, and bounds as far as they still hold.

    A bound holds while the layers before are at least as good as when it was proven; a schedule to hand over is only ever
    better. Bounds for these meetings, or their times, go where ``times_kept`` is false.
    """
    reached = measure(problem, meetings)
    blends = {name_of(one): one for one in problem.objectives if not isinstance(one, str)}
    counts = meeting_counts(problem, meetings)
    found: list[Layer] = []
    for layer in layers:
        if layer.name in blends:
            value = _blend(blends[layer.name], {**reached, "fairness": harmonic(counts.values())})
        elif layer.name == "fairness":
            value = at_least(problem, meetings, layer.level)
        else:
            given = reached[layer.name]
            value = given if isinstance(given, int) else 0
        bound = 0 if layer.scope != "schedule" and not times_kept else layer.bound
        bound = max(bound, value) if layer.sense == "max" else min(bound, value)
        found.append(replace(layer, value=value, bound=bound, proven=value == bound))
    return tuple(found)


def name_of(objective: Objective) -> str:
    """The name of a layer in a certificate.

    >>> name_of("gaps"), name_of((("value", 3), ("gaps", 10)))
    ('gaps', 'value*3+gaps*10')
    """
    return objective if isinstance(objective, str) else "+".join(f"{name}*{weight}" for name, weight in objective)
