"""The published meetings that can stay, placed one by one: the valid schedule from which the one model re-plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Board
from scheduler.greedy import importance
from scheduler.measures import measure
from scheduler.result import Layer

if TYPE_CHECKING:
    from scheduler.budget import Budget
    from scheduler.problem import Objective
    from scheduler.replan.standing import Standing
    from scheduler.result import Meeting

_BOUNDED = ("pins", "promises", "priority", "value")


def keeping(standing: Standing) -> Board:
    """Survivors at their own slot, table and interpreter, frozen ones first; then those who need another in their slot.

    Where the published schedule kept every rule, only those hit by the change are missing.
    """
    instance = standing.instance
    board = Board(instance)
    order = sorted(importance(instance), key=lambda number: not standing.frozen[number])
    survivors = [number for number in order if standing.survives[number]]
    for number in survivors:
        place = standing.place[number]
        own = place if instance.speech[number] >= 0 else replace(place, interpreter=-1)
        if board.fits(number, own):
            board.put(number, own)
    for number in survivors:
        if number not in board.placed and (other := board.spot(number, int(standing.home[number]))) is not None:
            board.put(number, other)
    return board


def fill_in_time(board: Board, budget: Budget) -> None:
    """Place whatever still fits, the most important first, until time is over."""
    for number in importance(board.instance):
        if budget.over:
            return
        if number not in board.placed and (place := next(board.spots(number), None)) is not None:
            board.put(number, place)


def counted_layers(
    standing: Standing, meetings: Sequence[Meeting], objectives: tuple[Objective, ...]
) -> tuple[Layer, ...]:
    """The layers before and at value as these meetings reach them, with bounds that need no search."""
    instance = standing.instance
    problem, opened = instance.problem, np.flatnonzero(instance.allowed.any(axis=1)).tolist()
    reached = measure(problem, meetings)
    most = {
        "pins": 0,
        "promises": 0,
        "priority": sum(int(instance.priority[who]) for r in opened for who in instance.members[r]),
        "value": int(instance.value[opened].sum()),
    }
    return tuple(
        Layer(name, value, most[name], "max" if name in ("priority", "value") else "min", value == most[name])
        for name in objectives
        if isinstance(name, str) and name in _BOUNDED and isinstance(value := reached[name], int)
    )
