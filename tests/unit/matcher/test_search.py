"""Search among many profiles agrees with sorting every score."""

import tracemalloc

import numpy as np
import pytest

from matcher import search
from matcher.search import nearest_both


@pytest.mark.parametrize(("rows", "columns", "top"), [(3, 2, 5), (70, 50, 20), (1500, 2300, 20), (2300, 40, 7)])
def test_the_best_of_both_sides_are_those_of_a_full_sort(rows: int, columns: int, top: int) -> None:
    random = np.random.default_rng(rows)
    # Whole numbers: their sums are exact, whatever the size of the block.
    first = random.integers(-500, 500, (rows, 8)).astype(np.float32)
    second = random.integers(-500, 500, (columns, 8)).astype(np.float32)
    _agrees(first, second, top)


def test_among_equal_scores_the_lower_index_stands_first() -> None:
    random = np.random.default_rng(1)
    first = random.integers(-1, 2, (1200, 3)).astype(np.float32)
    _agrees(first, random.integers(-1, 2, (2500, 3)).astype(np.float32), 10)


def test_scores_that_rise_all_along_fill_no_more_memory_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Every score is the best so far: without a bound all three million would wait.
    first = np.ones((300, 1), dtype=np.float32)
    second = np.arange(10_000, dtype=np.float32)[:, None]
    _agrees(first, second, 20)
    monkeypatch.setattr(search, "MOST_WAITING", 20_000)
    bounded = _memory(first, second)
    monkeypatch.setattr(search, "MOST_WAITING", 10**9)
    assert bounded < _memory(first, second) - 10_000_000


def test_profiles_that_very_many_want_do_not_widen_the_table_of_all() -> None:
    random = np.random.default_rng(2)
    first = random.integers(-50, 50, (2600, 4)).astype(np.float32)
    second = random.integers(-50, 50, (1300, 4)).astype(np.float32)
    second[:3] = 0.0
    second[:3, 0] = 1.0
    first[:, 0] = np.arange(len(first))
    _agrees(first, second, 5)
    own = np.concatenate([np.arange(20_000), np.zeros(20_000, dtype=np.int64)])
    board = search._Board.empty(20_000, 5)  # pyright: ignore[reportPrivateUsage]
    board.wait(own, np.arange(len(own)))
    tracemalloc.start()
    board.settle()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000  # One table for all would be 20,000 times 20,001 keys of 8 bytes.
    assert board.keys[0].tolist() == list(range(39_995, 40_000))
    assert board.keys[7, -1] == 7


def test_zeros_of_both_signs_are_equal_and_lower_scores_stand_below() -> None:
    scores = np.array([0.0, -0.0, -1.0, 1.0, -3.5, np.inf], dtype=np.float32)
    keys = search._keys(scores, np.zeros(6, dtype=np.int64))  # pyright: ignore[reportPrivateUsage]
    assert keys[0] == keys[1]
    assert np.argsort(keys, kind="stable").tolist() == [4, 2, 0, 1, 3, 5]
    assert search._scores(keys).tolist() == [0.0, 0.0, -1.0, 1.0, -3.5, np.inf]  # pyright: ignore[reportPrivateUsage]


def test_products_too_large_for_a_float_are_refused() -> None:
    huge = np.array([[3e38], [-3e38]], dtype=np.float32)
    with np.errstate(over="ignore"), pytest.raises(ValueError, match="unit length"):
        nearest_both(huge, huge)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_vector_that_is_no_number_is_refused_and_named(wrong: float) -> None:
    second = np.ones((30, 2), dtype=np.float32)
    second[7, 1] = wrong
    with pytest.raises(ValueError, match="column 7 is not finite"):
        nearest_both(np.ones((3, 2), dtype=np.float32), second)


def _agrees(first: np.ndarray, second: np.ndarray, top: int) -> None:
    score = first @ second.T
    for found, all_scores in zip(nearest_both(first, second, top, workers=2), (score, score.T), strict=True):
        expected = np.argsort(-all_scores, axis=1, kind="stable")[:, :top]
        assert (found.index == expected).all()
        assert (found.score == np.take_along_axis(all_scores, expected, axis=1)).all()


def test_vectors_of_different_widths_are_refused() -> None:
    with pytest.raises(ValueError, match="widths must agree"):
        nearest_both(np.ones((2, 3), dtype=np.float32), np.ones((2, 4), dtype=np.float32))


def _memory(first: np.ndarray, second: np.ndarray) -> int:
    tracemalloc.start()
    nearest_both(first, second, 20, workers=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
