"""Idle gaps: counting, the search and the lower bound, against brute force on small random events."""

import itertools
import random
from dataclasses import replace
from itertools import pairwise
from math import inf

import numpy as np
import pytest

from scheduler.bench.scale import problem_named
from scheduler.budget import Budget
from scheduler.columns import columns_of
from scheduler.gaps.bound import Multipliers, gap_bound, lagrangian
from scheduler.gaps.chains import Chains
from scheduler.gaps.problem import GapProblem, faults, gaps_by_participant
from scheduler.gaps.search import COLD, WARM, Limits, minimise_gaps, temperatures
from scheduler.instance import instance_of
from scheduler.large.floor import placement, quick_greedy
from scheduler.large.search import search
from scheduler.large.times import frozen
from scheduler.large.translate import packing_of


def event(seed: int) -> GapProblem:
    """Four participants, two days of three slots, five meetings, one language with few interpreters."""
    chance = random.Random(seed)
    pairs = list(itertools.combinations(range(4), 2))
    chance.shuffle(pairs)
    members = tuple(pairs[:5])
    seats = np.array([[int(chance.random() < 0.85) for _ in range(6)] for _ in range(4)])
    allowed = np.array([[bool(seats[list(pair), slot].all()) for slot in range(6)] for pair in members])
    rows = tuple((0, 1) if chance.random() < 0.6 else (0,) for _ in members)
    capacity = np.array([[2] * 6, [chance.randint(0, 2) for _ in range(6)]])
    limits = (((0, 1, 2), np.arange(6) < 3, 2),) if chance.random() < 0.3 else ()
    orders = ((0, 1),) if chance.random() < 0.3 else ()
    return GapProblem(members, allowed, np.array([0, 0, 0, 1, 1, 1]), seats, rows, capacity, limits, orders)


def placements(problem: GapProblem) -> list[tuple[int, ...]]:
    choices = [np.flatnonzero(row).tolist() for row in problem.allowed]
    return [slot for slot in itertools.product(*choices) if not faults(problem, slot)]


EVENTS = {
    seed: (problem, found, [int(gaps_by_participant(problem, slot).sum()) for slot in found])
    for seed in range(30)
    if (found := placements(problem := event(seed)))
}


def test_the_random_events_have_and_have_not_room_for_no_gaps() -> None:
    assert {0, 1} <= {min(gaps) for _, _, gaps in EVENTS.values()}


@pytest.mark.parametrize("seed", EVENTS)
def test_the_search_reaches_the_fewest_gaps_from_the_worst_start(seed: int) -> None:
    problem, found, gaps = EVENTS[seed]
    worst = np.array(found[int(np.argmax(gaps))])
    result = minimise_gaps(problem, worst, seconds=30.0, rounds=20_000, enough=min(gaps), seed=seed)
    assert (result.started_with, result.gaps) == (max(gaps), min(gaps))
    assert faults(problem, result.slot) == []
    assert int(gaps_by_participant(problem, result.slot).sum()) == result.gaps


@pytest.mark.parametrize("seed", EVENTS)
def test_no_placement_has_fewer_gaps_than_the_bound(seed: int) -> None:
    problem, _, gaps = EVENTS[seed]
    bound = gap_bound(problem, max(gaps) + 1, steps=60)
    assert bound.bound <= min(gaps)
    assert lagrangian(problem, bound.multipliers) == pytest.approx(bound.value * 1_000_000, abs=0.6) or bound.value == 0


@pytest.mark.parametrize("seed", EVENTS)
def test_any_multipliers_whatever_prove_a_valid_bound(seed: int) -> None:
    problem, _, gaps = EVENTS[seed]
    chance = np.random.default_rng(seed)
    for _ in range(5):
        wild = Multipliers(chance.normal(0, 1, problem.seats.shape), chance.normal(0, 1, problem.capacity.shape))
        assert lagrangian(problem, wild) <= min(gaps) * 1_000_000


def test_the_bound_counts_what_tables_force() -> None:
    """Everybody needs the middle slot to have no gap, but the tables seat two at a time: two of the four break."""
    members = ((0, 1), (2, 3), (0, 1), (2, 3))
    rows, day = ((0,),) * 4, np.zeros(3, dtype=int)
    problem = GapProblem(members, np.ones((4, 3), bool), day, np.ones((4, 3), int), rows, np.array([[2, 1, 2]]))
    best = min(int(gaps_by_participant(problem, slot).sum()) for slot in placements(problem))
    assert best == 2
    assert gap_bound(problem, best, steps=300).bound == 2


def test_a_delegation_of_two_may_meet_twice_at_once() -> None:
    problem = GapProblem(
        ((0,), (0,), (0,)),
        np.ones((3, 3), bool),
        np.zeros(3, int),
        np.full((1, 3), 2),
        ((),) * 3,
        np.zeros((0, 3), int),
    )
    assert minimise_gaps(problem, np.array([0, 2, 2]), seconds=30.0, rounds=300).gaps == 0
    assert gap_bound(problem, 1, steps=5).bound == 0


def test_equal_seeds_and_steps_give_equal_results() -> None:
    problem, found, gaps = EVENTS[min(EVENTS)]
    worst = np.array(found[int(np.argmax(gaps))])
    runs = [minimise_gaps(problem, worst, seconds=60.0, rounds=50, seed=3) for _ in range(2)]
    assert runs[0].slot.tolist() == runs[1].slot.tolist()


def test_progress_is_told_and_stop_is_heard() -> None:
    problem, found, gaps = max(EVENTS.values(), key=lambda one: max(one[2]) - min(one[2]))
    worst = np.array(found[int(np.argmax(gaps))])
    told: list[int] = []
    result = minimise_gaps(problem, worst, seconds=30.0, rounds=400, progress=lambda left, _: told.append(left))
    assert told[-1] == result.gaps
    assert told == sorted(told, reverse=True)
    stopped = minimise_gaps(problem, worst, seconds=30.0, stop=lambda: True)
    assert (stopped.rounds, stopped.slot.tolist()) == (0, worst.tolist())


@pytest.mark.parametrize("seed", EVENTS)
def test_every_round_leaves_a_valid_placement_with_the_gaps_it_counts(seed: int) -> None:
    problem, found, _ = EVENTS[seed]
    chains, chance = Chains(problem, np.array(found[0])), np.random.default_rng(seed)
    seen = {tuple(chains.slot.tolist())}
    for _ in range(300):
        chains.round(5.0, chance)
        seen.add(tuple(chains.slot.tolist()))
        assert faults(problem, chains.slot) == []
        assert int(gaps_by_participant(problem, chains.slot).sum()) == chains.gaps
    assert len(seen) > 1 or len(found) == 1


def test_a_wrong_start_and_wrong_shapes_are_refused() -> None:
    problem, found, _ = EVENTS[min(EVENTS)]
    with pytest.raises(ValueError, match="The search must start from a valid placement: 4 slots are given"):
        minimise_gaps(problem, np.array(found[0][:4]))
    with pytest.raises(ValueError, match="Slots must come day after day"):
        replace(problem, day=problem.day[::-1])
    with pytest.raises(ValueError, match="allowed and rows_of must describe"):
        replace(problem, allowed=problem.allowed[:, :3])


def test_of_two_cycles_the_longer_one_ends_cold_when_the_limit_is_reached() -> None:
    limits = Limits(inf, 1_000, 0, lambda: False, 0.0)
    told: list[float] = []
    for temperature in temperatures(limits):
        if limits.done == limits.rounds:
            break
        told.append(temperature)
        limits.done += 1
    falls = [n for n, (one, other) in enumerate(pairwise(told)) if other > one]
    assert falls == [99]
    assert told[0] == told[100] == WARM
    assert told[-1] == pytest.approx(COLD, rel=0.01)


def test_where_all_tables_are_full_two_meetings_change_places() -> None:
    """One table: nobody can move alone, and the first participant's gap closes only by an exchange with a stranger."""
    members, rows = ((0, 1), (2, 3), (0, 4)), ((0,),) * 3
    problem = GapProblem(
        members, np.ones((3, 3), bool), np.zeros(3, int), np.ones((5, 3), int), rows, np.ones((1, 3), int)
    )
    result = minimise_gaps(problem, np.array([0, 1, 2]), rounds=500, seconds=30.0)
    assert (result.started_with, result.gaps) == (1, 0)


def test_where_interpreters_are_full_everywhere_chains_make_room_for_each_other() -> None:
    """1,000 rounds left 50 gaps and more where chains were put together at random, and 22 where they were not."""
    instance = instance_of(problem_named("60x100", 0))
    packing, columns = packing_of(instance)[0], columns_of(instance)
    start = placement(instance, quick_greedy(instance, packing), columns)
    slot = search(packing, start, budget=Budget(deterministic_limit=0.3)).slot
    problem, held, order = frozen(packing, slot, columns)
    result = minimise_gaps(problem, np.argsort(order)[slot[held]], rounds=1000, seconds=1e6)
    assert result.started_with > 250
    assert result.gaps < 40


def test_nobody_is_sent_where_a_walk_or_an_overlap_excludes_it() -> None:
    """The slots 0 and 1 are one time in two areas, 2 and 3 the next time; between areas nobody gets in time."""
    apart = np.array([[a // 2 == b // 2 or a % 2 != b % 2 for b in range(6)] for a in range(6)]) & ~np.eye(
        6, dtype=bool
    )
    apart &= np.abs(np.arange(6)[:, None] // 2 - np.arange(6)[None, :] // 2) < 2
    allowed = np.array([[True] * 6, [False, True, False, True, False, True]])
    moment = np.arange(6) // 2
    problem = GapProblem(
        ((0,), (0,)), allowed, np.zeros(6, int), np.ones((1, 6), int), ((), ()), np.zeros((0, 6), int),
        first=moment, last=moment, apart=apart,
    )  # fmt: skip
    result = minimise_gaps(problem, np.array([0, 5]), rounds=500, seconds=30.0)
    assert (result.started_with, result.gaps) == (1, 0)
    assert result.slot[0] % 2 == 1
    assert faults(problem, [0, 3]) == [
        "Participant 0 is in slot 0 and in one that excludes it.",
        "Participant 0 is in slot 3 and in one that excludes it.",
    ]
