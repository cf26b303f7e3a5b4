"""Buyers vanish from a published schedule: how much stays in place, what it costs in value, beside starting over."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from scheduler.bench.events import SHAPES, event_arrays, event_problem
from scheduler.check import check
from scheduler.replan import replan, without_participant
from scheduler.solve import solve

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.result import Meeting

SHARES = (0.01, 0.03, 0.08, 0.2)
EVENTS = ("7x50", "12x26", "60x100", "300x104", "458x80")
ROADSHOW_REQUESTS = 200
"""Events with no more requests are roadshows: re-planned within 1 s, the others within 5 s."""


@dataclass(frozen=True, slots=True)
class ReplanRow:
    """One disruption of one event.

    Parameters
    ----------
    survivors
        Published meetings whose participants are all still there.
    kept
        Of those, how many keep slot, table and interpreter.
    moved
        Of those, how many do not keep their slot.
    value, bound
        Value after re-planning, and what no schedule of the changed event can pass.
    scratch_value, scratch_kept
        Value of solving the changed event anew in the same time, and survivors that happen to keep their slot there.
    violations
        Of hard rules, in either schedule.
    limit
        Seconds within which re-planning must have ended, everything included.
    """

    event: str
    seed: int
    share: float
    gone: int
    survivors: int
    kept: int
    moved: int
    added: int
    value: int
    bound: int
    seconds: float
    ring: str
    scratch_value: int
    scratch_kept: int
    scratch_seconds: float
    violations: int
    limit: float

    @property
    def in_time(self) -> bool:
        """Whether re-planning ended within its limit."""
        return self.seconds <= self.limit

    @property
    def stable(self) -> float:
        """Share of the survivors that keep slot, table and interpreter."""
        return self.kept / max(self.survivors, 1)

    @property
    def loss(self) -> float:
        """Value given up against starting over, as a share; negative where re-planning found more."""
        return (self.scratch_value - self.value) / max(self.scratch_value, 1)

    def plain(self) -> dict[str, Any]:
        """The row as plain numbers, with its ratios."""
        return asdict(self) | {"stable": self.stable, "loss": self.loss, "in_time": self.in_time}


def bench_replan(
    events: Sequence[str] = EVENTS,
    shares: Sequence[float] = SHARES,
    seeds: Sequence[int] = (1,),
    *,
    base_seconds: float = 30.0,
    roadshow_seconds: float = 1.0,
    expo_seconds: float = 5.0,
) -> Iterator[ReplanRow]:
    """One row for every event, seed and share, as soon as it is measured.

    Raises
    ------
    ValueError
        An event is not among `scheduler.bench.events.SHAPES`.
    """
    for name in events:
        if name not in SHAPES:
            raise ValueError(f"unknown event {name!r}: choose from {', '.join(SHAPES)}")
        limit = roadshow_seconds if SHAPES[name].requests <= ROADSHOW_REQUESTS else expo_seconds
        for seed in seeds:
            problem = event_problem(event_arrays(SHAPES[name], seed))
            published = solve(problem, limit_seconds=base_seconds, method="decomposition").meetings
            for share in shares:
                yield disrupt(problem, published, name, seed, share, limit)


def disrupt(
    problem: Problem, published: tuple[Meeting, ...], name: str, seed: int, share: float, limit: float
) -> ReplanRow:
    """Let a share of the buyers vanish, at least one, and re-plan; then solve anew in the same time."""
    buyers = [who.id for who in problem.participants if who.side == "buyer"]
    gone = Random(seed).sample(buyers, max(1, round(share * len(buyers))))
    changed = problem
    for buyer in gone:
        changed = without_participant(changed, buyer)
    began = time.perf_counter()
    found = replan(changed, published, limit_seconds=limit)
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    scratch = solve(changed, limit_seconds=limit, method="decomposition")
    scratch_seconds = time.perf_counter() - began
    surviving = {one.request: one.slot for one in published if one.buyer not in gone}
    violations = len(check(changed, found.result.meetings)) + len(check(changed, scratch.meetings))
    return ReplanRow(
        event=name,
        seed=seed,
        share=share,
        gone=len(gone),
        survivors=found.survivors,
        kept=found.kept,
        moved=found.moved,
        added=sum(change.kind == "added" for change in found.changes),
        value=found.result.value,
        bound=min(found.result.bound, scratch.bound),
        seconds=seconds,
        ring=found.ring,
        scratch_value=scratch.value,
        scratch_kept=sum(surviving.get(one.request) == one.slot for one in scratch.meetings),
        scratch_seconds=scratch_seconds,
        violations=violations,
        limit=limit,
    )
