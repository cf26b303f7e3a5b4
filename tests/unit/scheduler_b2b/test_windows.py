"""Windows and patterns keep exactly what some placing of a participant's meetings does, found by trying all."""

import itertools
import random

import pytest

from scheduler.bench.b2b.patterns import START, Arc, State, held_ranges, pattern_arcs
from scheduler.bench.b2b.windows import fitting_windows, seating

SLOTS = 5


def meetings(seed: int) -> list[frozenset[int]]:
    """The legal slots of two to four meetings, often bound to one half."""
    chance = random.Random(seed)
    halves = [range(2), range(2, SLOTS), range(SLOTS)]
    return [
        frozenset(slot for slot in chance.choice(halves) if chance.random() < 0.85) or frozenset({0})
        for _ in range(chance.randint(2, 4))
    ]


def placings(legal: list[frozenset[int]]) -> list[tuple[int, ...]]:
    return [slots for slots in itertools.product(*map(sorted, legal)) if len(set(slots)) == len(slots)]


@pytest.mark.parametrize("seed", range(80))
def test_windows_hold_exactly_the_pairs_of_placings_without_a_break(seed: int) -> None:
    legal = meetings(seed)
    expected: dict[int, set[tuple[int, int]]] = {}
    for slots in placings(legal):
        if max(slots) - min(slots) == len(slots) - 1:
            expected.setdefault(min(slots), set()).update(enumerate(slots))
    found = fitting_windows(range(len(legal)), legal, SLOTS)
    assert {window.slots.start: set(window.pairs) for window in found} == expected
    assert {len(window.slots) for window in found} <= {len(legal)}


@pytest.mark.parametrize("seed", range(80))
def test_meetings_are_seated_whenever_they_can_be(seed: int) -> None:
    legal = meetings(seed)
    held = seating(range(len(legal)), legal)
    assert (held is None) == (placings(legal) == [])
    if held is not None:
        assert sorted(held.values()) == list(range(len(legal)))
        assert all(slot in legal[meeting] for slot, meeting in held.items())


@pytest.mark.parametrize("seed", range(80))
def test_patterns_lose_no_placing_and_keep_the_bound_meetings_counted(seed: int) -> None:
    legal = meetings(seed)
    ranges = held_ranges(SLOTS, legal)
    usable = frozenset[int]().union(*legal)
    paths = _paths(pattern_arcs(SLOTS, usable, ranges, len(legal)))
    assert {frozenset(slots) for slots in placings(legal)} <= paths
    for used in paths:
        for before in range(SLOTS + 1):
            over = sum(max(one) < before for one in legal)
            assert over <= sum(slot < before for slot in used) <= sum(min(one) < before for one in legal)


def _paths(arcs: list[Arc]) -> set[frozenset[int]]:
    paths: dict[State, set[frozenset[int]]] = {START: {frozenset()}}
    for arc in arcs:
        for used in paths[arc.tail]:
            paths.setdefault(arc.head, set()).add(used | {arc.tail.slot} if arc.used else used)
    return {used for state, found in paths.items() if state.slot == SLOTS for used in found}


def test_the_bound_counts_a_break_of_everybody_whose_bound_meetings_fit_no_window() -> None:
    """Two meetings in the first two of five slots and one in the last two leave the third slot idle."""
    from scheduler.bench.b2b.bound import breaks_bound
    from scheduler.bench.b2b.problem import B2BProblem

    pairs = ((0, 1), (0, 2), (0, 3))
    problem = B2BProblem(
        4, 5, 2, 2, pairs, ("morning", "morning", "afternoon"), (None,) * 3,
        (frozenset({2}), frozenset(), frozenset(), frozenset()), (),
    )  # fmt: skip
    assert breaks_bound(problem, seconds=0.0) == 1
