"""The entrance: a changed problem and the published schedule in, a schedule with few changes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Place
from scheduler.budget import Budget
from scheduler.check import check
from scheduler.facts import Ints
from scheduler.large.certificate import linear_certificate, value_bound
from scheduler.large.reasons import quick_reasons
from scheduler.large.translate import layers_of, packing_of, unsupported
from scheduler.measures import value
from scheduler.reason import Reason
from scheduler.reasons import reasons
from scheduler.replan.changes import changes_between
from scheduler.replan.general import named, placed, pursued, replan_generally
from scheduler.replan.keeping import counted_layers, fill_in_time, keeping
from scheduler.replan.names import same_places
from scheduler.replan.outcome import Replan
from scheduler.replan.rests import rested
from scheduler.replan.rings import EXACT_CELLS, Plan, rings
from scheduler.replan.seated import beside_frozen, left_by_frozen, own_packing
from scheduler.replan.standing import Standing, standing, with_frozen_pins
from scheduler.result import Certificate, Layer, Meeting, Method, Progress, Result, Status, Unscheduled
from scheduler.units import in_units

if TYPE_CHECKING:
    from scheduler.instance import Instance
    from scheduler.problem import Problem

SAYS = {
    "hit": "Placing the meetings hit",
    "waiting": "Offering freed slots to waiting requests",
    "partners": "Letting partners give way",
    "everything": "Weighing all meetings",
}


def replan(
    problem: Problem,
    before: Sequence[Meeting],
    *,
    now: datetime | None = None,
    freeze: timedelta | None = None,
    limit_seconds: float | None = 5.0,
    max_value_loss: float = 0.01,
    workers: int = 2,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Replan:
    """Mend a published schedule after a change, with as few meetings moved as possible.

    Meetings that have begun, and those that begin within ``freeze`` from ``now``, stay as they are, and nothing is added
    there. Of all others as few as possible leave their slot, then as few as possible change table or interpreter, while
    what comes before value in the goal stays best, and value stays within the loss allowed. Goals after value are not
    pursued. Small problems are proven; large ones are improved ring by ring until time is over.

    Parameters
    ----------
    problem, before
        As it is now (`scheduler.replan.disruption` has common changes); the published schedule, which may break its rules.
    now, freeze
        The moment of the change, aware, and the frozen horizon from then on; ``None``: before the event.
    max_value_loss
        Share of the best value possible, 0 to 1, that may be given up for stability.
    limit_seconds, workers, seed, progress, stop
        As in `scheduler.solve`.

    Raises
    ------
    ValueError
        The share is out of range, a time has no zone, or the change contradicts a meeting that has begun.

    Examples
    --------
    >>> from scheduler import solve
    >>> from scheduler.examples import roadshow
    >>> from scheduler.replan import replan, without_participant
    >>> problem = roadshow(seed=1)
    >>> published = solve(problem, limit_seconds=60).meetings
    >>> again = replan(without_participant(problem, "B001"), published)
    >>> again.kept == again.survivors, again.layer("changes").proven
    (True, True)
    """
    _refuse_bad_limits(now, freeze, max_value_loss)
    budget = Budget(limit_seconds, None, workers, seed, stop)
    units = in_units(problem)
    stood = standing(units.problem, before, now, freeze)
    found = _replan(stood, before, budget, max_value_loss, units.heard(progress))
    return replace(found, result=units.restored(found.result))


def _replan(
    stood: Standing,
    before: Sequence[Meeting],
    budget: Budget,
    max_value_loss: float,
    progress: Callable[[Progress], None] | None,
) -> Replan:
    instance = rested(stood)
    resting = any(one.max_run is not None for one in instance.problem.interpreters)
    if unsupported(instance, plain=True) is None and not (resting and instance.cells <= EXACT_CELLS):
        try:
            return _by_rings(replace(stood, instance=instance), before, budget, max_value_loss, progress)
        except Broken:
            pass  # counted, and not found so when named: the one model names as it goes
    try:
        return _generally(with_frozen_pins(stood), before, budget, max_value_loss, progress)
    except Broken:
        return _as_it_stands(stood, before, budget)


class Broken(Exception):
    """A schedule found does not keep the rules, or finds no table or interpreter."""


def _as_it_stands(stood: Standing, before: Sequence[Meeting], budget: Budget) -> Replan:
    """What can stay, placed one by one, and whatever else fits: valid by construction."""
    board = keeping(stood)
    fill_in_time(board, budget)
    layers = counted_layers(stood, board.meetings(), pursued(stood.instance.problem))
    lost = int(stood.survives.sum()) - sum(
        place.slot == int(stood.home[r]) for r, place in board.placed.items() if stood.survives[r]
    )
    changes = Layer("changes", lost, 0, "min", lost == 0)
    told = (*layers, changes, _renamed(stood, board.placed, proven=False))
    most = int(stood.instance.value[stood.instance.allowed.any(axis=1)].sum())
    unscheduled = reasons(stood.instance, board.meetings())
    return _finish(stood, before, board.placed, told, unscheduled, budget, "waiting", "one model", most)


def _refuse_bad_limits(now: datetime | None, freeze: timedelta | None, max_value_loss: float) -> None:
    if not 0 <= max_value_loss <= 1:
        raise ValueError(f"max_value_loss is {max_value_loss}: give a share from 0 to 1, for example 0.01")
    if now is not None and now.tzinfo is None:
        raise ValueError("now has no zone: give an aware time, for example 2026-11-03T10:00:00+07:00")
    if freeze is not None and (now is None or freeze < timedelta(0)):
        raise ValueError("freeze needs the moment now, and is not negative")


def _by_rings(
    stood: Standing,
    before: Sequence[Meeting],
    budget: Budget,
    max_value_loss: float,
    progress: Callable[[Progress], None] | None,
) -> Replan:
    instance = stood.instance
    left = left_by_frozen(instance, stood)
    packing, scale = packing_of(left)
    packing = beside_frozen(packing, stood)
    unit = scale.multiples[-1] / scale.unit

    def worth(slot: Ints) -> int:
        return int(instance.value[slot >= 0].sum())

    def report(plan: Plan) -> None:
        if progress is not None:
            reached = worth(plan.slot)
            bound = reached + int((plan.bound - plan.held) / unit)
            gap = (bound - reached) / max(bound, 1)
            progress(Progress(f"re-planning {plan.ring}", reached, bound, gap, budget.seconds, SAYS[plan.reached[-1]]))

    own = own_packing(left, stood, packing)
    part = budget.for_search()
    plan = rings(stood, packing, own, worth, unit, max_value_loss=max_value_loss, budget=part, report=report)
    budget.stopped = part.stopped
    places = _served(left, stood, plan.slot)
    layers = layers_of(instance)
    proofs = Budget(max(min(budget.left / 2, 20.0), 0.1), stop=budget.stop)
    linear = tuple(linear_certificate(instance, packing, scale, plan.slot, plan.bound, proofs))
    most = max(value_bound(packing, layers, linear[-1].bound, proofs.left, budget.stop), linear[-1].value)
    avoidable = _avoidable(plan)
    changes = Layer("changes", plan.changes, avoidable, "min", plan.changes == avoidable)
    exact = all(one.max_run is None for one in instance.problem.interpreters)
    told = quick_reasons(instance, packing, plan.slot) if exact else None
    unscheduled = reasons(stood.instance, placed(instance, places).meetings()) if told is None else told
    layers_all = (*linear, changes, _renamed(stood, places, proven=exact))
    return _finish(stood, before, places, layers_all, unscheduled, budget, plan.ring, "decomposition", most)


def _served(left: Instance, stood: Standing, slot: Ints) -> dict[int, Place]:
    """Frozen meetings at their places, all others at what those leave over."""
    frozen = {int(r): stood.place[int(r)] for r in np.flatnonzero(stood.frozen & (slot >= 0))}
    spoken = {r: p if left.speech[r] >= 0 else replace(p, interpreter=-1) for r, p in frozen.items()}
    try:
        return spoken | same_places(left, stood, np.where(stood.frozen, -1, slot))
    except ValueError as fault:
        raise Broken(str(fault)) from fault


def _avoidable(plan: Plan) -> int:
    """A bound on the changes: what is proven, and 0 where nothing is."""
    return min(max(plan.fewest, plan.settled), plan.changes)


def _renamed(stood: Standing, places: dict[int, Place], *, proven: bool) -> Layer:
    """How many survivors in their slot have another table, plus how many have another interpreter."""
    count = 0
    for r in np.flatnonzero(stood.survives).tolist():
        place, own = places.get(r), stood.place[r]
        if place is not None and place.slot == own.slot:
            count += (place.table != own.table) + (place.interpreter != own.interpreter)
    return Layer("places", count, count if proven else 0, "min", proven or count == 0, scope="times")


def _generally(
    stood: Standing,
    before: Sequence[Meeting],
    budget: Budget,
    max_value_loss: float,
    progress: Callable[[Progress], None] | None,
) -> Replan:
    part = budget.for_search(share=0.25)
    found = replan_generally(stood, part, max_value_loss)
    budget.stopped = part.stopped
    found, places, exact = named(stood, found, budget)
    changes = Layer("changes", found.changes, found.fewest, "min", found.changes == found.fewest)
    unscheduled = reasons(stood.instance, placed(stood.instance, places).meetings())
    layer = next((one for one in found.layers if one.name == "value"), None)
    total = int(stood.instance.value[list(places)].sum())
    most = layer.bound if layer is not None else int(stood.instance.value[stood.instance.allowed.any(axis=1)].sum())
    if progress is not None:
        gap = (most - total) / max(most, 1)
        progress(Progress(f"re-planning {found.ring}", total, most, gap, budget.seconds, SAYS[found.ring]))
    layers = (*found.layers, changes, _renamed(stood, places, proven=exact))
    most = max(most, total)
    return _finish(stood, before, places, layers, unscheduled, budget, found.ring, "one model", most)


def _finish(
    stood: Standing,
    before: Sequence[Meeting],
    places: dict[int, Place],
    layers: tuple[Layer, ...],
    unscheduled: tuple[Unscheduled, ...],
    budget: Budget,
    ring: str,
    method: Method,
    most: int,
) -> Replan:
    """Check, count what changed, say why; optimal only where no schedule has more value, whatever may be given up."""
    problem = stood.instance.problem
    meetings = placed(stood.instance, places).meetings()
    violations = check(problem, meetings)
    if violations:
        raise Broken(f"re-planning broke the rule {violations[0].rule}: {violations[0].sentence}")
    unscheduled = _too_late(problem, stood, unscheduled)
    why: dict[str, Reason] = {one.request: one.reason for one in unscheduled}
    kept = _kept(stood, places)
    total = value(problem, meetings)
    bound = max(next((layer.bound for layer in layers if layer.name == "value"), most), total)
    proven = total == bound and all(layer.proven for layer in layers if layer.name != "value")
    result = Result(
        status=Status.OPTIMAL if proven else Status.STOPPED if budget.stopped else Status.FEASIBLE,
        meetings=meetings,
        unscheduled=unscheduled,
        value=total,
        bound=bound,
        seconds=budget.seconds,
        method=method,
        certificate=Certificate(layers=layers, value_bound=max(most, total)),
    )
    return Replan(result, changes_between(problem, before, meetings, why), int(stood.survives.sum()), kept, ring)


def _kept(stood: Standing, places: dict[int, Place]) -> int:
    """Survivors at the same slot, table and interpreter."""
    return sum(places.get(int(r)) == stood.place[int(r)] for r in np.flatnonzero(stood.survives))


def _too_late(problem: Problem, stood: Standing, unscheduled: tuple[Unscheduled, ...]) -> tuple[Unscheduled, ...]:
    """Requests that only slots before the horizon could have held say so."""
    from scheduler.instance import instance_of

    opened: list[bool] = [bool(row.any()) for row in stood.instance.allowed]
    shut = {request.id for request, open_ in zip(problem.requests, opened, strict=True) if not open_}
    if not shut or not any(one.request in shut for one in unscheduled):
        return unscheduled
    ever: list[bool] = [bool(row.any()) for row in instance_of(problem).allowed]
    late = {request.id for request, could in zip(problem.requests, ever, strict=True) if could and request.id in shut}
    pair = {request.id: request.participants[:2] for request in problem.requests}
    return tuple(
        Unscheduled(one.request, Reason("too_late", "availability", pair[one.request])) if one.request in late else one
        for one in unscheduled
    )
