"""Search among many profiles agrees with sorting every score."""

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
    monkeypatch.setattr(search, "MOST_WAITING", 5000)
    first = np.ones((300, 1), dtype=np.float32)
    second = np.arange(5000, dtype=np.float32)[:, None]
    _agrees(first, second, 20)


def _agrees(first: np.ndarray, second: np.ndarray, top: int) -> None:
    score = first @ second.T
    for found, all_scores in zip(nearest_both(first, second, top, workers=2), (score, score.T), strict=True):
        expected = np.argsort(-all_scores, axis=1, kind="stable")[:, :top]
        assert (found.index == expected).all()
        assert (found.score == np.take_along_axis(all_scores, expected, axis=1)).all()


def test_vectors_of_different_widths_are_refused() -> None:
    with pytest.raises(ValueError, match="widths must agree"):
        nearest_both(np.ones((2, 3), dtype=np.float32), np.ones((2, 4), dtype=np.float32))
