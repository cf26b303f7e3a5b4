"""Small random problems with every kind of rule: the solver's optimum equals that of trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from scheduler import (
    Meeting,
    Problem,
    Request,
    Status,
    check,
    solve,
)
from scheduler.bench.tiny import random_problem
from scheduler.measures import measure, moves

PROBLEMS = 500
BLOCKS = 10


class Everything:
    """All schedules of a problem, from all meetings that are valid alone and pairwise."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.choices = [[None, *self._alone(request)] for request in problem.requests]
        flat = [(r, c) for r, choices in enumerate(self.choices) for c in range(1, len(choices))]
        self.number = {key: n for n, key in enumerate(flat)}
        meetings = [self.choices[r][c] for r, c in flat]
        self.fits = np.ones((len(flat), len(flat)), dtype=bool)
        for a, one in enumerate(meetings):
            for b in range(a):
                other = meetings[b]
                assert one is not None and other is not None
                if one.request != other.request:
                    self.fits[a, b] = self.fits[b, a] = not check(problem, [one, other])

    def _alone(self, request: Request) -> list[Meeting]:
        everyone = [None, *(interpreter.id for interpreter in self.problem.interpreters)]
        found = [
            Meeting(request.id, request.supplier, request.buyer, slot.id, table.id, interpreter, request.parties)
            for slot in self.problem.slots
            for table in self.problem.tables
            for interpreter in everyone
        ]
        valid = [meeting for meeting in found if not check(self.problem, [meeting])]
        without = {(meeting.slot, meeting.table) for meeting in valid if meeting.interpreter is None}
        return [m for m in valid if m.interpreter is None or (m.slot, m.table) not in without]

    def times(self) -> list[tuple[str | None, ...]]:
        """Every choice of slots that at least pairwise can be served."""
        slots = [list(dict.fromkeys(None if m is None else m.slot for m in choices)) for choices in self.choices]
        return list(product(*slots))

    def named(self, times: tuple[str | None, ...]) -> Iterator[list[Meeting]]:
        """Every valid schedule with these times."""
        options = [
            [c for c, m in enumerate(choices) if (m is None and slot is None) or (m is not None and m.slot == slot)]
            for choices, slot in zip(self.choices, times, strict=True)
        ]
        for combination in product(*options):
            picked = [self.number[r, c] for r, c in enumerate(combination) if c]
            if self.fits[np.ix_(picked, picked)].all():
                meetings = [m for r, c in enumerate(combination) if (m := self.choices[r][c]) is not None]
                if not check(self.problem, meetings):
                    yield meetings

    def best(self) -> tuple[object, ...]:
        """The lexicographic optimum of the layers that do not depend on names."""

        def rank(times: tuple[str | None, ...]) -> tuple[object, ...]:
            meetings = [
                Meeting(r.id, r.supplier, r.buyer, slot, self.problem.tables[0].id, None, r.parties)
                for r, slot in zip(self.problem.requests, times, strict=True)
                if slot is not None
            ]
            return key(self.problem, meetings)

        ranked = sorted(((rank(times), times) for times in self.times()), key=lambda pair: pair[0], reverse=True)
        return next(found for found, times in ranked if any(True for _ in self.named(times)))


def key(problem: Problem, meetings: list[Meeting]) -> tuple[object, ...]:
    found = measure(problem, meetings)
    return (
        -found["pins"],
        -found["promises"],
        found["priority"],
        found["value"],
        found["fairness"],
        -found["gaps"],
        -found["gap_fairness"],
    )


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_optimum_is_that_of_trying_everything(block: int) -> None:
    for seed in range(block * PROBLEMS // BLOCKS, (block + 1) * PROBLEMS // BLOCKS):
        problem = random_problem(seed)
        result = solve(problem, workers=1)
        assert result.status is Status.OPTIMAL, seed
        assert check(problem, result.meetings) == (), seed
        everything = Everything(problem)
        assert key(problem, list(result.meetings)) == everything.best(), seed
        at = {meeting.request: meeting.slot for meeting in result.meetings}
        areas = {table.id: table.area for table in problem.tables}
        where = {meeting.request: areas[meeting.table] for meeting in result.meetings}
        same = [
            moves(problem, meetings)
            for meetings in everything.named(tuple(at.get(request.id) for request in problem.requests))
            if {meeting.request: areas[meeting.table] for meeting in meetings} == where
        ]
        layer = result.certificate.layers[-1]
        assert (layer.name, layer.value) == ("moves", moves(problem, result.meetings)), seed
        assert layer.value == min(same), seed
