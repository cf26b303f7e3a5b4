"""The solver agrees with brute force, its bounds hold, and its encodings say the same."""

import random
from dataclasses import replace
from itertools import combinations

import pytest
from ortools.sat.python import cp_model

from scheduler.bench.b2b.bound import breaks_bound
from scheduler.bench.b2b.cardinality import add_at_most
from scheduler.bench.b2b.checker import breaks, faults
from scheduler.bench.b2b.model import Encoding, build
from scheduler.bench.b2b.problem import B2BProblem
from scheduler.bench.b2b.solver import solve_b2b
from tests.unit.scheduler_b2b.family import fewest_breaks, random_problem

SEEDS = range(60)
FEWEST = {seed: fewest_breaks(random_problem(seed)) for seed in SEEDS}


def test_the_random_instances_are_of_every_sort() -> None:
    assert {None, 0, 1, 2} <= set(FEWEST.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_solver_finds_what_brute_force_finds(seed: int) -> None:
    problem = random_problem(seed)
    result = solve_b2b(problem, 60.0, workers=1 + seed % 2)
    assert (result.status, result.value) == (("infeasible" if FEWEST[seed] is None else "optimal"), FEWEST[seed])
    if result.slots is not None:
        assert faults(problem, result.slots) == []
        assert sum(breaks(problem, result.slots)) == result.value == result.bound


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pattern_bound_never_passes_the_optimum(seed: int) -> None:
    bound = breaks_bound(random_problem(seed))
    assert FEWEST[seed] is None or (bound is not None and bound <= (FEWEST[seed] or 0))


@pytest.mark.parametrize("encoding", [Encoding(totalizer=t, windows=w) for t in (False, True) for w in (False, True)])
@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_every_encoding_has_the_same_optimum(encoding: Encoding, seed: int) -> None:
    made = build(random_problem(seed), encoding)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    found = None
    if made is not None and solver.solve(made.model) == cp_model.OPTIMAL:
        found = round(solver.objective_value)
    assert found == FEWEST[seed]


def test_counting_alone_proves_breaks_in_a_dense_event() -> None:
    """Ten of twelve participants need the middle slot if nobody breaks, but tables seat eight."""
    pairs = tuple(pair for pair in combinations(range(12), 2) if sum(pair) % 12 in (1, 3, 5))
    problem = B2BProblem(12, 4, 2, 4, pairs[:16], ("any",) * 16, (None,) * 16, (frozenset(),) * 12, (), fairness=2)
    result = solve_b2b(problem, 60.0)
    assert result.status == "optimal"
    assert breaks_bound(problem) == result.value


def test_progress_reports_improving_values_and_bounds() -> None:
    news: list[tuple[int | None, int]] = []
    seed = max(SEEDS, key=lambda seed: FEWEST[seed] or 0)
    result = solve_b2b(random_problem(seed), 60.0, progress=lambda value, bound: news.append((value, bound)))
    assert news[-1] == (result.value, result.bound)
    assert [bound for _, bound in news] == sorted(bound for _, bound in news)


def test_no_time_and_a_stop_end_without_a_claim() -> None:
    problem = replace(random_problem(3), fixed=(None,) * random_problem(3).meetings)
    assert solve_b2b(problem, 0.0).status in ("unknown", "feasible", "optimal", "infeasible")
    with pytest.raises(ValueError, match="workers 1 or 2"):
        solve_b2b(problem, 1.0, workers=3)


def test_a_seed_changes_the_schedule_and_never_the_answer() -> None:
    pairs = tuple(pair for pair in combinations(range(14), 2) if sum(pair) % 2 == 0)
    problem = B2BProblem(14, 10, 5, 7, pairs, ("any",) * 42, (None,) * 42, (frozenset(),) * 14, ())
    results = [solve_b2b(problem, 60.0, workers=1, seed=seed) for seed in (0, 0, 1, 2, 3)]
    assert results[0].slots == results[1].slots
    assert len({result.slots for result in results}) > 1
    assert {(result.status, result.value) for result in results} == {("optimal", results[0].value)}
    with pytest.raises(ValueError, match="seed must be from 0"):
        solve_b2b(problem, 1.0, seed=-1)


@pytest.mark.parametrize("totalizer", [False, True])
def test_at_most_allows_exactly_the_right_assignments(*, totalizer: bool) -> None:
    chance = random.Random(5)
    for _ in range(30):
        count = chance.randint(1, 6)
        most, chosen = chance.randint(0, count), [chance.random() < 0.5 for _ in range(count)]
        model = cp_model.CpModel()
        literals = [model.new_bool_var("") for _ in range(count)]
        for literal, value in zip(literals, chosen, strict=True):
            model.add(literal == value)
        add_at_most(model, literals, most, totalizer=totalizer)
        assert (cp_model.CpSolver().solve(model) == cp_model.OPTIMAL) == (sum(chosen) <= most)
