"""Small random problems with every kind of rule: the solver's optimum equals that of trying everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from scheduler import (
    Delegate,
    Interpreter,
    Leg,
    Meeting,
    Participant,
    Pin,
    Precedence,
    Problem,
    Request,
    Slot,
    Status,
    Table,
    check,
    solve,
)
from scheduler.examples import tiny
from scheduler.measures import measure, moves

PROBLEMS = 500
BLOCKS = 10


def random_problem(seed: int) -> Problem:
    """Two or three participants a side and at most four requests, with a few rules that bite."""
    random = Random(seed)
    while True:
        try:
            return _draw(random)
        except ValueError:
            continue  # contradictory pins are refused: draw again


def _draw(random: Random) -> Problem:
    slots = random.choice([2, 3, 3, 4])
    names = [str(n + 1) for n in range(slots)]

    def some(chance: float) -> frozenset[str]:
        return frozenset(name for name in names if random.random() < chance)

    def limit(chance: float, most: int) -> int | None:
        return random.randint(0 if random.random() < 0.1 else 1, most) if random.random() < chance else None

    tables = tuple(
        Table(
            name,
            "leg",
            area=random.choice(["hall", "hall", "loft"]),
            capacity=random.choice([1, 1, 1, 2]),
            equipment=frozenset({"screen"} if random.random() < 0.5 else ()),
            unavailable=some(0.1),
        )
        for name in "AB"[: random.choice([1, 2])]
    )
    interpreters = tuple(
        Interpreter(
            name,
            {"ko": 2, random.choice(["tr", "en"]): random.choice([1, 2])},
            unavailable=some(0.15),
            max_run=limit(0.4, 2),
        )
        for name in "IJ"[: random.choice([0, 1, 2])]
    )
    people = tuple(
        Participant(
            f"{side[0]}{n}",
            side,
            frozenset({"ko"}) if side == "supplier" else frozenset({random.choice(["ko", "tr", "en"])}),
            some(0.15),
            delegates=random.choice([1, 1, 1, 2]),
            seat=tables[0].id if random.random() < 0.1 else None,
            max_meetings=limit(0.2, 2),
            max_per_day=limit(0.15, 2),
            max_per_half_day=limit(0.15, 2),
            priority=random.choice([0, 0, 0, 1]),
        )
        for side in ("supplier", "buyer")
        for n in range(random.choice([2, 2, 3]))
    )
    suppliers = [who.id for who in people if who.side == "supplier"]
    buyers = [who.id for who in people if who.side == "buyer"]
    pairs = random.sample(list(product(suppliers, buyers)), random.choice([3, 4, 4]))
    requests = tuple(
        Request(
            f"{s}-{b}",
            s,
            b,
            random.randint(1, 4),
            must=random.random() < 0.15,
            equipment=frozenset({"screen"} if random.random() < 0.15 else ()),
            slots=some(0.7) if random.random() < 0.1 else None,
            level=random.choice([1, 1, 1, 2]),
            parties=tuple(random.sample([o for o in suppliers if o != s], 1)) if random.random() < 0.1 else (),
        )
        for s, b in pairs
    )
    one, other = random.sample(requests, 2)
    promised = random.choice(people).id
    grid = tiny(requests, people, slots=slots).slots
    if slots == 4 and random.random() < 0.3:
        grid = (*grid[:2], replace(grid[2], starts_at=grid[1].starts_at), grid[3])  # a long slot over another
    zone = random.choice(["UTC", "UTC", "Asia/Dubai", "America/Los_Angeles"])
    noon = grid[1].starts_at.astimezone(ZoneInfo(zone)).time()
    if random.random() < 0.25:
        grid = across_midnight(grid, zone)
    legs = (Leg("leg", zone, noon=noon),)
    if random.random() < 0.15:  # the last slot is in another leg, near enough for some and too far for others
        later = timedelta(minutes=random.choice([0, 0, 60]))
        legs = (*legs, Leg("other", "Asia/Bangkok"))
        last = replace(grid[-1], leg="other", starts_at=grid[-1].starts_at + later, ends_at=grid[-1].ends_at + later)
        grid, tables = (*grid[:-1], last), (*tables, Table("Z", "other"))
    return Problem(
        legs=legs,
        slots=grid,
        tables=tables,
        travel_minutes=random.choice([30, 60, 180]),
        participants=tuple(
            replace(who, min_meetings=1) if who.id == promised and who.max_meetings != 0 else who for who in people
        ),
        requests=requests,
        interpreters=interpreters,
        pins=(Pin(one.id, random.choice(names)),) if random.random() < 0.15 else (),
        forbidden=frozenset({(one.buyer, one.supplier)}) if random.random() < 0.1 else frozenset(),
        precedences=(Precedence(one.id, other.id),) if random.random() < 0.2 else (),
        walking={("hall", "loft"): 5},
        delegates=_delegates(random, people, some),
    )


def _delegates(
    random: Random, people: tuple[Participant, ...], some: Callable[[float], frozenset[str]]
) -> tuple[Delegate, ...]:
    """Now and then one person speaks for two or three participants, and one of those brings another."""
    if random.random() > 0.2:
        return ()
    shared = random.sample([who.id for who in people], random.choice([2, 2, 3]))
    kim = Delegate("Kim", frozenset(shared), some(0.1))
    return (kim, Delegate("Lee", frozenset(shared[:1]), some(0.2)))[: random.choice([1, 2])]


def across_midnight(grid: tuple[Slot, ...], zone: str) -> tuple[Slot, ...]:
    """The same slots with local midnight, give or take some seconds, at the end of the first."""
    later = datetime(2022, 10, 12, tzinfo=ZoneInfo(zone)) - grid[0].ends_at + timedelta(seconds=20)
    return tuple(replace(slot, starts_at=slot.starts_at + later, ends_at=slot.ends_at + later) for slot in grid)


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
