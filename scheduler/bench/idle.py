"""Idle gaps with the meetings frozen: as value alone leaves them, after some seconds, and a lower bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.bench.events import event_arrays, event_problem
from scheduler.bench.scale import shape_named

if TYPE_CHECKING:
    from scheduler.instance import Instance
    from scheduler.result import Meeting


@dataclass(frozen=True, slots=True)
class IdleRun:
    """Idle gaps of one event.

    Parameters
    ----------
    meetings, value
        Of the value-only schedule; both stay as they are.
    before, after, bound
        Idle gaps of the value-only schedule, of the schedule with other times, and what no times can pass.
    seconds, bound_seconds
        Wall clock of the search and of the bound.
    violations
        What the independent checker found in the schedule with other times.
    """

    shape: str
    seed: int
    meetings: int
    value: int
    before: int
    after: int
    bound: int
    seconds: float
    bound_seconds: float
    violations: int

    @property
    def fewer(self) -> float:
        """Share of the gaps that went away."""
        return 1 - self.after / max(self.before, 1)


def measure_idle(name: str, seed: int, seconds: float, bound_seconds: float, value_seconds: float = 30.0) -> IdleRun:
    """Freeze the meetings of the schedule of most value and give them other times."""
    from scheduler.budget import Budget
    from scheduler.check import check
    from scheduler.columns import columns_of
    from scheduler.gaps.bound import gap_bound
    from scheduler.gaps.search import minimise_gaps
    from scheduler.instance import instance_of
    from scheduler.large.floor import placement, quick_greedy
    from scheduler.large.search import search
    from scheduler.large.times import frozen
    from scheduler.large.translate import packing_of

    problem = event_problem(event_arrays(shape_named(name), seed))
    instance = instance_of(problem)
    packing, _ = packing_of(instance)
    columns = columns_of(instance)
    start = placement(instance, quick_greedy(instance, packing), columns)
    slot = search(packing, start, budget=Budget(limit_seconds=value_seconds)).slot
    gap_problem, held, order = frozen(packing, slot, columns)
    found = minimise_gaps(gap_problem, np.argsort(order)[slot[held]], seconds=seconds)
    bound = gap_bound(gap_problem, found.gaps, seconds=bound_seconds)
    moved = slot.copy()
    moved[held] = order[found.slot]
    meetings = _named(instance, moved)
    return IdleRun(
        shape=name,
        seed=seed,
        meetings=len(meetings),
        value=int(instance.value[held].sum()),
        before=found.started_with,
        after=found.gaps,
        bound=bound.bound,
        seconds=found.seconds,
        bound_seconds=bound.seconds,
        violations=len(check(problem, meetings)),
    )


def _named(instance: Instance, slot: np.ndarray) -> tuple[Meeting, ...]:
    from scheduler.large.names import name_places
    from scheduler.large.solve import meetings_of

    return meetings_of(instance, name_places(instance, slot))
