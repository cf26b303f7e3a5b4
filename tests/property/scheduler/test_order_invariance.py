"""Renaming, reordering and permuting changes neither value nor fairness."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import Problem, Status, solve
from scheduler.examples import Shape, roadshow
from scheduler.measures import measure

SMALL = Shape(suppliers=4, buyers=8, requests=18, slots=5, tables=3, interpreters=2)


def renamed(problem: Problem, random: Random) -> Problem:
    """The same event with other names in another order."""
    names = [who.id for who in problem.participants]
    others = [f"P{n:03}" for n in range(len(names))]
    random.shuffle(others)
    name = dict(zip(names, others, strict=True))
    people = [replace(who, id=name[who.id]) for who in problem.participants]
    requests = [
        replace(one, id=f"{name[one.supplier]}-{name[one.buyer]}", supplier=name[one.supplier], buyer=name[one.buyer])
        for one in problem.requests
    ]
    tables, interpreters, slots = list(problem.tables), list(problem.interpreters), list(problem.slots)
    for things in (people, requests, tables, interpreters, slots):
        random.shuffle(things)
    return replace(
        problem,
        participants=tuple(people),
        requests=tuple(requests),
        tables=tuple(tables),
        interpreters=tuple(interpreters),
        slots=tuple(slots),
    )


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_names_and_order_change_neither_value_nor_fairness(seed: int, order: Random) -> None:
    problem = roadshow(seed, SMALL)
    other = renamed(problem, order)
    one, two = solve(problem, workers=1), solve(other, workers=1)
    assert (one.status, two.status) == (Status.OPTIMAL, Status.OPTIMAL)
    soft, same = measure(problem, one.meetings), measure(other, two.meetings)
    for name in ("promises", "value", "fairness", "gaps", "gap_fairness"):
        assert soft[name] == same[name]
