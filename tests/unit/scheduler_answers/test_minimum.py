"""The fewest tables and interpreters are as few as trying every number says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, combinations_with_replacement, pairwise

import pytest

from scheduler import Interpreter, Participant, Problem, Request, Table, solve
from scheduler.answers.minimum import demanded, fewest_interpreters, fewest_tables
from scheduler.answers.whatif import one_more, tightest
from scheduler.examples import tiny
from tests.property.scheduler.test_brute_force import random_problem

PROBLEMS = 500
OTHER_AIM = 100
BLOCKS = 10


def plain(seed: int) -> Problem:
    """A small random problem whose goal is value alone; a pin or a promise would come before it."""
    problem = random_problem(seed)
    requests = tuple(replace(one, must=False) for one in problem.requests)
    people = tuple(replace(one, min_meetings=0) for one in problem.participants)
    return replace(problem, pins=(), requests=requests, participants=people, objectives=("value",))


def worth(problem: Problem) -> int:
    return solve(problem, workers=1).value


def with_only(problem: Problem, kept: tuple[Table, ...]) -> Problem:
    return replace(problem, tables=tuple(one if one in kept else replace(one, capacity=0) for one in problem.tables))


def sizes(problem: Problem, things: list[Table]) -> Iterator[Problem]:
    for size in range(len(things) + 1):
        for kept in combinations(things, size):
            yield with_only(problem, kept)


def seeds(block: int, problems: int) -> range:
    return range(block * problems // BLOCKS, (block + 1) * problems // BLOCKS)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_fewest_tables_for_the_best_value_are_as_few_as_trying_all_says(block: int) -> None:
    for seed in seeds(block, PROBLEMS):
        problem = plain(seed)
        best = worth(problem)
        fewest = next(one for one in sizes(problem, list(problem.tables)) if worth(one) == best)
        found = fewest_tables(problem, limit_seconds=600)
        assert (found.value, found.proven) == (best, True), seed
        assert found.count == sum(one in problem.tables and one.capacity > 0 for one in fewest.tables), seed


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_fewest_interpreters_for_full_value_are_as_few_as_trying_all_says(block: int) -> None:
    for seed in seeds(block, PROBLEMS):
        problem = replace(plain(seed), interpreters=())
        best = worth(staffed(problem, tuple(pair for pair in demanded(problem) for _ in range(4))))
        team = smallest_team(problem, best)
        found = fewest_interpreters(problem, limit_seconds=600)
        assert (found.count, found.value, found.proven) == (len(team), best, True), seed
        again = tuple(pair for pair, count in found.by.items() for _ in range(count))
        assert worth(staffed(problem, again)) == best, seed


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_fewest_interpreters_for_the_present_value_are_as_few_as_trying_all_says(block: int) -> None:
    for seed in seeds(block, OTHER_AIM):
        problem = plain(seed)
        best = worth(problem)
        found = fewest_interpreters(problem, "best", limit_seconds=600)
        assert (found.count, found.value, found.proven) == (len(smallest_team(problem, best)), best, True), seed


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_fewest_tables_for_full_value_are_as_few_as_trying_all_says(block: int) -> None:
    for seed in seeds(block, OTHER_AIM):
        problem = plain(seed)
        areas = sorted({(table.leg, table.area) for table in problem.tables})
        more = [
            Table(f"{area} {leg} {n}", leg, area, 1, frozenset({"screen"})) for leg, area in areas for n in range(3)
        ]
        full = replace(problem, tables=(*problem.tables, *more))
        best = worth(full)
        fewest = next(
            size
            for size in range(len(full.tables) + 1)
            for kept in combinations(full.tables, size)
            if in_turn(kept, more) and worth(with_only(full, kept)) == best
        )
        found = fewest_tables(problem, "full", limit_seconds=600)
        assert (found.count, found.value, found.proven) == (fewest, best, True), seed


def in_turn(kept: tuple[Table, ...], more: list[Table]) -> bool:
    """Of tables that are alike, the first ones: the others would only repeat them."""
    alike = [(one, other) for one, other in pairwise(more) if (one.leg, one.area) == (other.leg, other.area)]
    return all(before in kept or after not in kept for before, after in alike)


def smallest_team(problem: Problem, value: int) -> tuple[str, ...]:
    """The first of all teams, the smallest first, with which the value is reached."""
    pairs = list(demanded(problem))
    return next(
        team
        for size in range(5 * len(pairs) + 1)
        for team in combinations_with_replacement(pairs, size)
        if worth(staffed(problem, team)) >= value
    )


def staffed(problem: Problem, team: tuple[str, ...]) -> Problem:
    hired = tuple(Interpreter(f"{pair} {n}", dict.fromkeys(pair.split("-"), 9)) for n, pair in enumerate(team))
    return replace(problem, interpreters=hired)


def test_full_value_may_need_more_tables_than_there_are() -> None:
    requests = tuple(Request(f"a{n}-b{n}", f"a{n}", f"b{n}", 5) for n in range(5))
    problem = tiny(requests, slots=2, tables=1)
    best, full = fewest_tables(problem), fewest_tables(problem, "full")
    assert (best.count, best.value, best.by) == (1, 10, {"leg": 1})
    assert (full.count, full.value, full.proven) == (3, 25, True)


def test_the_best_value_with_the_present_staff_may_need_fewer_interpreters() -> None:
    people = (Participant("a", "supplier", frozenset({"ko"})), Participant("b", "buyer", frozenset({"tr"})))
    staff = tuple(Interpreter(name, frozenset({"ko", "tr"})) for name in "IJK")
    found = fewest_interpreters(tiny((Request("a-b", "a", "b", 5),), people, interpreters=staff), "best")
    assert (found.count, found.by, found.value) == (1, {"ko-tr": 1}, 5)


def test_one_more_buys_what_solving_with_it_gains() -> None:
    for seed in range(8):
        problem = plain(seed)
        for gain in one_more(problem, limit_seconds=60):
            if gain.kind == "table":
                area = problem.tables[0].area
                every = frozenset(item for table in problem.tables for item in table.equipment)
                more = replace(problem, tables=(*problem.tables, Table("new", "leg", area, 1, every)))
                assert gain.value == worth(more) - worth(problem), seed
            assert gain.value <= gain.most, seed


def test_the_tightest_resource_is_named() -> None:
    people = tuple(
        Participant(name, side, frozenset({tongue}))
        for name, side, tongue in (("a", "supplier", "ko"), ("b", "buyer", "tr"), ("c", "supplier", "ko"))
    )  # fmt: skip
    problem = tiny((Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 7)), people, slots=1, tables=2)
    found = tightest(problem)
    assert found is not None
    assert (found.kind, found.name, found.value, found.most) == ("interpreter", "ko-tr", 5, 5)


def test_nothing_is_tight_where_everything_is_held() -> None:
    assert tightest(tiny((Request("a-b", "a", "b", 5),))) is None


def test_the_fewest_tables_keep_promises_before_value() -> None:
    promised = Request("a-b", "a", "b", 5, must=True)
    problem = tiny((promised, Request("a-c", "a", "c", 9)), slots=1, tables=2)
    found = fewest_tables(problem)
    assert (found.count, found.value, found.proven) == (1, 5, True)


def test_where_nothing_has_a_value_every_meeting_counts() -> None:
    problem = tiny((Request("a-b", "a", "b", 0), Request("c-d", "c", "d", 0)), slots=1, tables=3)
    assert (fewest_tables(problem).count, fewest_tables(problem, "full").count) == (2, 2)
