"""Rests of interpreters around the meetings they already have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduler.facts import Bools
from scheduler.instance import Instance
from scheduler.replan.standing import Standing


def rested(standing: Standing) -> Instance:
    """The instance with shifts cut so that nobody, working all of them, passes their longest run.

    Slots in which interpreters already work are kept; idle slots are opened in order of time where the run allows.
    """
    instance = standing.instance
    if all(one.max_run is None for one in instance.problem.interpreters):
        return instance
    working = np.zeros_like(instance.on_shift)
    for number in np.flatnonzero(standing.survives).tolist():
        place = standing.place[number]
        if place.interpreter >= 0:
            working[place.interpreter, place.slot] = True
    working &= instance.on_shift
    shift = instance.on_shift.copy()
    runs = [[slot for moment in run for slot in moment] for run in instance.grid.runs(instance.problem.break_minutes)]
    for number, one in enumerate(instance.problem.interpreters):
        if one.max_run is not None:
            for run in runs:
                shift[number, run] = opened(shift[number, run], working[number, run], one.max_run)
    return replace(instance, on_shift=shift)


def opened(shift: Bools, working: Bools, most: int) -> Bools:
    """Slots of one run that can all be worked: those at work, and idle ones while no stretch passes ``most``.

    >>> opened(np.ones(5, dtype=bool), np.array([False, True, False, True, False]), 2).tolist()
    [True, True, False, True, True]
    """
    found = working.copy()
    for slot in np.flatnonzero(shift & ~working).tolist():
        left = right = 0
        while slot - left - 1 >= 0 and found[slot - left - 1]:
            left += 1
        while slot + right + 1 < len(found) and found[slot + right + 1]:
            right += 1
        found[slot] = left + 1 + right <= most
    return found
