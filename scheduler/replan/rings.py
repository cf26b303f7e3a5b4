"""Rings of re-planning: free the meetings hit, add waiting requests, let partners give way, then free everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import floor, inf

import numpy as np

from scheduler.budget import Budget
from scheduler.facts import Bools, Ints
from scheduler.greedy import importance
from scheduler.large.bound import relax, whole
from scheduler.large.packing import Packing
from scheduler.large.state import State
from scheduler.replan.chains import give_way
from scheduler.replan.program import Goal, improve
from scheduler.replan.standing import Standing

RINGS = ("hit", "waiting", "partners", "everything")
"""What may move: only meetings hit, and waiting requests, and meetings that give way, and all that is not frozen."""

EXACT_CELLS = 4_000
"""Up to so many pairs of a request and an open slot, the last ring is one exact program."""


@dataclass(slots=True, eq=False)
class Plan:
    """A valid placement and what is known about it.

    Parameters
    ----------
    slot
        Shape ``(R,)``; -1 where a request is not held.
    ring
        The last ring that changed something.
    bound
        No placement has more weight.
    settled
        Survivors that cannot all stand together: no placement at all leaves fewer out of place.
    fewest
        No placement of at least ``target`` weight leaves fewer surviving meetings out of place.
    target
        Weight below which a placement is not to fall, as far as it is reached at all.
    """

    packing: Packing
    standing: Standing
    slot: Ints
    held: int
    bound: int
    target: int = 0
    fewest: int = 0
    settled: int = 0
    ring: str = "hit"
    reached: list[str] = field(default_factory=list[str])

    @property
    def changes(self) -> int:
        """Surviving meetings that are not in their slot any more."""
        return int((self.standing.survives & (self.slot != self.standing.home)).sum())


def rings(
    standing: Standing,
    packing: Packing,
    own: Packing,
    value_of: Callable[[Ints], int],
    unit: float,
    *,
    max_value_loss: float,
    budget: Budget,
    report: Callable[[Plan], None],
) -> Plan:
    """Re-plan outwards until the value is kept, or time is over.

    Parameters
    ----------
    own
        The same packing in which survivors keep their own tables and interpreters, see `scheduler.replan.seated`.
    value_of, unit
        The value of a placement, and the weight of one unit of value: the loss is measured in value.
    max_value_loss
        Share of the value, 0 to 1, that may be given up so that fewer meetings move.
    """
    state = State(packing, budget.stop)
    home = np.where(standing.survives, standing.home, -1)
    waiting, settled = _settle(state, standing, home, _share(budget, 0.2))
    worst = int(packing.weight.max(initial=0)) + sum(one.weight for one in packing.floors) + 1
    plan = Plan(packing, standing, state.slot.copy(), state.held, _most(packing), settled=settled)
    hit = standing.hit | waiting
    _keep(plan, state, "hit", report)
    improve(state, np.flatnonzero(hit), home, Goal(stay=worst), limit_seconds=_share(budget, 0.2))
    _keep(plan, state, "hit", report)
    if budget.over:
        return plan
    _tighten(plan, budget)

    def within(best: int) -> int:
        return best - floor(max_value_loss * (value_of(plan.slot) + max(best - plan.held, 0) / unit) * unit)

    plan.target = within(plan.bound)
    if _beside_own_places(plan, own, home, worst, budget, report) or budget.over:
        return plan
    fresh = (state.slot < 0) & packing.allowed.any(axis=1) | hit
    improve(state, np.flatnonzero(fresh), home, Goal(stay=worst), limit_seconds=_share(budget, 0.5))
    state.fill(np.argsort(-packing.weight, kind="stable"))
    _keep_better(plan, state, "waiting", report)
    plan.target = within(plan.bound)
    if plan.held >= plan.target or budget.over:
        return plan
    _outer(plan, state, home, within, budget, report)
    return plan


def _tighten(plan: Plan, budget: Budget) -> None:
    """The relaxation's bound, where there is time for it."""
    relaxed = (
        None if budget.over else relax(plan.packing, whole(plan.packing), limit_seconds=budget.left, stop=budget.stop)
    )
    if relaxed is not None:
        plan.bound = max(min(plan.bound, relaxed.bound), plan.held)


def _outer(
    plan: Plan, state: State, home: Ints, within: Callable[[int], int], budget: Budget, report: Callable[[Plan], None]
) -> None:
    """The last two rings: one exact program where it is small enough, step by step where it is not."""
    _restore(state, plan.slot, np.arange(plan.packing.requests))
    if int(plan.packing.allowed.sum()) <= EXACT_CELLS:
        _everything(plan, state, home, within, budget, report)
    else:
        give_way(state, home, plan.standing.frozen, plan.target, len(home), lambda: budget.over)
        _keep(plan, state, "partners", report)
        _everything_by_slots(plan, state, home, budget, report)


def _beside_own_places(
    plan: Plan, own: Packing, home: Ints, worst: int, budget: Budget, report: Callable[[Plan], None]
) -> bool:
    """Fill up around survivors who keep tables and interpreters; whether that is good enough."""
    state = State(own, budget.stop)
    for request in np.flatnonzero(plan.slot >= 0).tolist():
        slot = int(plan.slot[request])
        if state.openings(request) >> slot & 1:
            state.place(request, slot)
    free = own.allowed.any(axis=1) & ~(plan.standing.survives & (state.slot == home))
    improve(state, np.flatnonzero(free), home, Goal(stay=worst), limit_seconds=_share(budget, 0.5))
    state.fill(np.argsort(-own.weight, kind="stable"))
    _keep_better(plan, state, "waiting", report)
    return plan.held >= plan.target and plan.changes <= plan.settled


def _most(packing: Packing) -> int:
    promised = sum(one.weight * one.least for one in packing.floors)
    return int(packing.weight[packing.allowed.any(axis=1)].sum()) + promised


def _settle(state: State, standing: Standing, home: Ints, limit_seconds: float) -> tuple[Bools, int]:
    """Hold as many survivors as can stand together, frozen ones first.

    Returns the survivors that found no room any more, shape ``(R,)``, and how many of them no schedule could keep.
    """
    crowded: Bools = np.zeros(len(home), dtype=np.bool_)

    def first(number: int) -> tuple[bool, bool]:
        return not standing.frozen[number], not standing.intact[number]

    for number in sorted(importance(standing.instance), key=first):
        if standing.survives[number]:
            if state.openings(number) >> int(home[number]) & 1:
                state.place(number, int(home[number]))
            else:
                crowded[number] = True
    if not crowded.any():
        return crowded, 0
    slots = set(home[crowded].tolist())
    members = {who for number in np.flatnonzero(crowded).tolist() for who in standing.instance.members[number]}
    rivals = [
        number
        for number in np.flatnonzero(standing.survives & ~standing.frozen).tolist()
        if state.packing.orders or int(home[number]) in slots or members & set(standing.instance.members[number])
    ]
    only_home = Goal(worth=0.0, stay=1.0)  # of equally many, those who keep their places too stay
    answer = improve(state, np.array(rivals, dtype=np.int64), home, only_home, limit_seconds=limit_seconds)
    out = standing.survives & (state.slot != home)
    return out, int(out.sum()) if answer.proven else 0


def _share(budget: Budget, share: float) -> float:
    return budget.left * share if budget.left < inf else inf


def _keep(plan: Plan, state: State, ring: str, report: Callable[[Plan], None]) -> None:
    """Take the state over as the plan."""
    if (state.slot != plan.slot).any():
        plan.ring = ring
    plan.slot, plan.held = state.slot.copy(), state.held
    plan.bound = max(plan.bound, plan.held)
    plan.reached.append(ring)
    report(plan)


def _keep_better(plan: Plan, state: State, ring: str, report: Callable[[Plan], None]) -> None:
    """Take the state over if it has fewer changes, or as few and more weight."""
    out = int((plan.standing.survives & (state.slot != plan.standing.home)).sum())
    if (out, -state.held) < (plan.changes, -plan.held):
        _keep(plan, state, ring, report)


def _everything(
    plan: Plan, state: State, home: Ints, within: Callable[[int], int], budget: Budget, report: Callable[[Plan], None]
) -> None:
    """The exact ring: the best weight, then the fewest changes near it, then the best weight with so few changes."""
    free = np.flatnonzero(plan.packing.allowed.any(axis=1) & ~plan.standing.frozen)
    smallest = 1.0 / (len(home) + 1)
    best = improve(state, free, home, Goal(stay=smallest), limit_seconds=_share(budget, 0.4))
    if best.bound < inf:  # a limit can end it before anything is known
        plan.bound = max(min(plan.bound, _frozen_weight(plan, state, free) + floor(best.bound + 1e-6)), state.held)
    plan.target = within(state.held)
    if plan.held >= plan.target:
        return
    richest = state.slot.copy()
    _restore(state, plan.slot, free)
    give_way(state, home, plan.standing.frozen, plan.target, len(home), lambda: budget.over)
    if state.held < plan.target:
        _restore(state, richest, free)
    _keep(plan, state, "everything", report)
    goal = Goal(worth=0.0, stay=1.0, least=plan.target)
    fewest = improve(state, free, home, goal, limit_seconds=_share(budget, 0.6))
    homes = int((home[free] >= 0).sum())
    plan.fewest = max(homes - floor(min(fewest.bound, homes) + 1e-6), 0)
    _keep(plan, state, "everything", report)
    if not budget.over:
        goal = Goal(stay=smallest, most_changes=plan.changes)
        improve(state, free, home, goal, limit_seconds=_share(budget, 0.9))
        _keep(plan, state, "everything", report)


def _restore(state: State, slot: Ints, free: Ints) -> None:
    for request in free[state.slot[free] >= 0].tolist():
        state.remove(request)
    for request in free[slot[free] >= 0].tolist():
        state.place(request, int(slot[request]))


def _frozen_weight(plan: Plan, state: State, free: Ints) -> int:
    """Weight of what is not free, which a program over the free requests does not count."""
    slot = state.slot.copy()
    slot[free] = -1
    return plan.packing.worth(slot)


def _everything_by_slots(plan: Plan, state: State, home: Ints, budget: Budget, report: Callable[[Plan], None]) -> None:
    """The anytime ring: re-plan a few slots at a time, a change counting as much as it must bring."""
    rng = np.random.default_rng(budget.seed)
    price = max(plan.target - state.held, 1) / max(len(home) * 0.01, 1.0)
    count, idle = 2, 0
    while state.held < plan.target and not budget.over and plan.packing.slots and idle < 2 * plan.packing.slots:
        slots = np.sort(rng.choice(plan.packing.slots, min(count, plan.packing.slots), replace=False))
        inside = np.isin(state.slot, slots) & ~plan.standing.frozen
        waiting = (state.slot < 0) & plan.packing.allowed[:, slots].any(axis=1)
        answer = improve(
            state, np.flatnonzero(inside | waiting), home, Goal(stay=price), slots=slots,
            limit_seconds=min(budget.left, 1.0),
        )  # fmt: skip
        idle = 0 if answer.improved else idle + 1
        if answer.improved:
            _keep(plan, state, "everything", report)
        elif idle % plan.packing.slots == 0:
            count, price = min(count + 1, plan.packing.slots), price / 2
