"""The layers of the one model: what they share out, what they keep, and how journeys are proven."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from random import Random

import pytest

from scheduler import Leg, Meeting, Participant, Problem, Request, Slot, Table, check, layers, solve
from scheduler.budget import Budget
from scheduler.examples import tiny
from scheduler.greedy import board_of, greedy
from scheduler.instance import instance_of
from scheduler.onemodel import one_model
from scheduler.solve import cells_of


def two_cities(seed: int, suppliers: int = 5, buyers: int = 7, slots: int = 7) -> Problem:
    """One day in two legs, the second beginning when the first ends; suppliers want to be in both."""
    random = Random(seed)
    grid = tiny((), slots=2 * slots).slots
    names = ["west", "east"]
    pairs = [(s, f"{leg}-{b}", leg) for s in range(suppliers) for leg in names for b in range(buyers)]
    return Problem(
        legs=tuple(Leg(name) for name in names),
        slots=tuple(replace(slot, leg=names[n // slots]) for n, slot in enumerate(grid)),
        tables=tuple(Table(f"{leg}-{n}", leg) for leg in names for n in range(suppliers - 1)),
        participants=(
            *(Participant(f"s{s}", "supplier") for s in range(suppliers)),
            *(Participant(f"{leg}-{b}", "buyer", legs=frozenset({leg})) for leg in names for b in range(buyers)),
        ),
        requests=tuple(
            Request(f"s{s}-{b}", f"s{s}", b, random.randint(100, 900), leg=leg)
            for s, b, leg in pairs
            if random.random() < 0.9
        ),
    )


def test_a_day_in_two_cities_is_proven() -> None:
    problem = replace(two_cities(0), objectives=("value",))
    result = solve(problem, deterministic_limit=6, workers=1, method="one model")
    assert check(problem, result.meetings) == ()
    assert result.certificate.layers[0].proven


def back_and_forth(random: Random) -> Problem:
    """Somebody with a meeting in each of seven slots, which lie in three legs in any order and may overlap."""
    start = tiny(()).slots[0].starts_at
    legs = ("west", "east", "north")
    slots: list[Slot] = []
    for n in range(7):
        begins = start + timedelta(minutes=20 * random.randrange(24))
        slots.append(Slot(str(n), random.choice(legs), begins, begins + timedelta(minutes=40)))
    return Problem(
        legs=tuple(Leg(leg) for leg in legs),
        slots=tuple(slots),
        tables=tuple(Table(leg, leg, capacity=9) for leg in legs),
        participants=(Participant("s", "supplier"), *(Participant(f"b{n}", "buyer") for n in range(7))),
        requests=tuple(
            Request(f"r{n}", "s", f"b{n}", random.randint(1, 9), slots=frozenset({str(n)})) for n in range(7)
        ),
        travel={("west", "east"): 90, ("east", "north"): 30, ("west", "north"): 150},
        objectives=("value",),
    )


def test_journeys_exclude_what_the_checker_refuses_and_nothing_else() -> None:
    random = Random(1)
    for _ in range(30):
        problem = back_and_forth(random)
        every = [
            Meeting(one.id, one.supplier, one.buyer, slot.id, slot.leg)
            for one, slot in zip(problem.requests, problem.slots, strict=True)
        ]
        worth = {one.id: one.value for one in problem.requests}
        sets = (some for n in range(8) for some in combinations(every, n) if check(problem, some) == ())
        best = max(sum(worth[meeting.request] for meeting in some) for some in sets)
        assert solve(problem, workers=1, method="one model").value == best


def test_levels_of_fairness_that_there_was_no_time_to_search_are_kept_while_gaps_are_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(layers, "FAIR_SHARE", 0.0)
    away = Participant("s", "supplier", unavailable=frozenset({"2"}))
    problem = tiny((Request("s-b", "s", "b", 5), Request("s-c", "s", "c", 5)), (away,), objectives=("fairness", "gaps"))
    instance = instance_of(problem)
    draft, start = one_model(instance), board_of(instance, greedy(instance))
    search = layers.Search(draft, cells_of(draft, start), Budget(deterministic_limit=5, workers=1))
    search.run(("fairness", "gaps"))
    assert len(search.cells) == 2
    assert [(layer.name, layer.value) for layer in search.layers][-1] == ("gaps", 1)
