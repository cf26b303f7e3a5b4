"""Rests of interpreters with a longest run, chosen beforehand so that every placement keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.facts import Bools

if TYPE_CHECKING:
    from scheduler.instance import Instance


def with_rests(instance: Instance) -> Bools:
    """Shifts, shape ``(interpreters, slots)``, with as few slots of rest as the longest runs ask for.

    Of n slots worked in a row, at most n - n // (most + 1) can be interpreted; resting in every ``most + 1``-th slot
    reaches that. So the totals over all slots, and with them the relaxation over one block, lose nothing. Interpreters
    rest at different times, the first at the latest possible.
    """
    shift = instance.on_shift.copy()
    runs = instance.grid.runs(instance.problem.break_minutes)
    for number, interpreter in enumerate(instance.problem.interpreters):
        if interpreter.max_run is not None:
            for run in runs:
                slots = np.array([slot for moment in run for slot in moment], dtype=np.int64)
                for stretch in _stretches(shift[number, slots]):
                    shift[number, slots[stretch[_rests(len(stretch), interpreter.max_run, number)]]] = False
    return shift


def _stretches(working: Bools) -> list[np.ndarray]:
    """Runs of True, as positions."""
    at = np.flatnonzero(working)
    return [part for part in np.split(at, np.flatnonzero(np.diff(at) > 1) + 1) if len(part)]


def _rests(length: int, most: int, turn: int) -> list[int]:
    """Positions of rest in a stretch: ``length // (most + 1)`` of them, no longer run than ``most`` between.

    >>> _rests(8, 3, 0), _rests(9, 3, 0), _rests(9, 3, 1), _rests(3, 3, 0)
    ([3, 7], [3, 7], [2, 6], [])
    """
    cycle = most + 1
    left_over = length % cycle
    first = most - turn % (cycle - left_over)
    return list(range(first, length, cycle))
