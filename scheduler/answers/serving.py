"""Whether one more meeting finds a table and an interpreter while all others stay in their slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Place
from scheduler.budget import Budget
from scheduler.check import check
from scheduler.replan.general import placed, same_names
from scheduler.replan.names import same_places
from scheduler.replan.standing import Standing, standing
from scheduler.walks import hurried

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.result import Meeting


def serve(problem: Problem, meetings: Sequence[Meeting], request: str, slot: str) -> tuple[Meeting, ...] | None:
    """The schedule with a request added in a slot, or ``None`` if it cannot be.

    All meetings keep their slots (and areas, where people walk); tables and interpreters may be exchanged. The answer is
    checked against every hard rule.
    """
    asked = next(one for one in problem.requests if one.id == request)
    probe = [meeting for meeting in meetings if meeting.request != request]
    resting = any(one.max_run is not None for one in problem.interpreters)
    coupled = resting or bool(problem.walking) or _near(problem, slot)
    near = probe if coupled else [one for one in probe if one.slot == slot]
    part = _part(problem, [*(one.request for one in near), request])
    stood = standing(part, near, None, None)
    number, at = stood.instance.request_number[request], stood.instance.grid.number[slot]
    if not stood.instance.allowed[number, at] or stood.survives.sum() != len(near):
        return None
    others = [] if coupled else [one for one in probe if one.slot != slot]
    for places in _places(stood, number, at, coupled=coupled):
        found = (*others, *placed(stood.instance, places).meetings())
        if any(one.request == asked.id for one in found) and not check(problem, found):
            return _in_order(problem, found)
    return None


def _near(problem: Problem, slot: str) -> bool:
    """Whether another slot overlaps one, or is too near in another leg to travel between."""
    here = next(one for one in problem.slots if one.id == slot)
    for one in problem.slots:
        pause = max(here.starts_at - one.ends_at, one.starts_at - here.ends_at)
        if one.id != slot and pause < timedelta(minutes=problem.journey(one.leg, here.leg)):
            return True
    return False


def _part(problem: Problem, requests: list[str]) -> Problem:
    wanted = set(requests)
    return replace(
        problem,
        requests=tuple(one for one in problem.requests if one.id in wanted),
        pins=tuple(pin for pin in problem.pins if pin.request in wanted),
        precedences=tuple(rule for rule in problem.precedences if {rule.before, rule.after} <= wanted),
    )


def _places(stood: Standing, number: int, at: int, *, coupled: bool) -> list[dict[int, Place]]:
    """Ways to serve the request and those near it: one, or one for each area."""
    instance = stood.instance
    if not coupled:
        slot = np.where(stood.survives, stood.home, -1)
        slot[number] = at
        try:
            return [same_places(instance, stood, slot)]
        except ValueError:
            return []
    walks = bool(hurried(instance, travel=False))  # a journey is the same from any area of a stop
    found: list[dict[int, Place]] = []
    for area in range(len(instance.areas)) if walks else [-1]:
        cells = {r: (place.slot, int(instance.area[place.table]) if walks else -1) for r, place in stood.place.items()}
        try:
            found.append(same_names(stood, cells | {number: (at, area)}, Budget(5.0, workers=1))[0])
        except (ValueError, TimeoutError):
            continue
    return found


def _in_order(problem: Problem, meetings: Sequence[Meeting]) -> tuple[Meeting, ...]:
    starts = {slot.id: (slot.starts_at, slot.id) for slot in problem.slots}
    return tuple(sorted(meetings, key=lambda one: (starts[one.slot], one.table, one.request)))
