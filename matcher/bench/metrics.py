"""Measures of ranked lists against graded relevance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Grades = NDArray[np.int64]


def ndcg(score: Array, grade: Grades, at: int = 10) -> float:
    """Return the normalised discounted cumulative gain of one ranked list, gain 2^grade - 1; NaN if nothing is graded.

    Examples
    --------
    >>> import numpy as np
    >>> ndcg(np.array([0.9, 0.1]), np.array([3, 0]))
    1.0
    """
    from sklearn.metrics import ndcg_score

    gain = 2.0**grade - 1
    if not gain.any():
        return float("nan")
    return 1.0 if len(gain) == 1 else float(ndcg_score([gain], [score], k=at))


def recall(score: Array, right: NDArray[np.bool_], at: int = 5) -> float:
    """Return the share of right answers, at most ``at`` of them, among the first ``at``; NaN if there is none.

    Examples
    --------
    >>> import numpy as np
    >>> recall(np.array([0.9, 0.5, 0.1]), np.array([True, False, True]), at=2)
    0.5
    """
    total = min(int(right.sum()), at)
    return float("nan") if total == 0 else float(right[_order(score)[:at]].sum()) / total


def reciprocal_rank(score: Array, right: NDArray[np.bool_]) -> float:
    """Return one over the rank of the first right answer; NaN if there is none.

    Examples
    --------
    >>> import numpy as np
    >>> reciprocal_rank(np.array([0.9, 0.5]), np.array([False, True]))
    0.5
    """
    if not right.any():
        return float("nan")
    return 1 / (1 + int(np.flatnonzero(right[_order(score)])[0]))


def misordered(score: Array, higher: NDArray[np.bool_], lower: NDArray[np.bool_]) -> float:
    """Return the share of pairs in which a lower-graded item has at least the score of a higher-graded one."""
    if not higher.any() or not lower.any():
        return float("nan")
    return float((score[lower][None, :] >= score[higher][:, None]).mean())


def rank_correlation(first: Array, second: Array, top: int = 20) -> float:
    """Return Spearman's correlation of two scorings over the first one's ``top`` items.

    Examples
    --------
    >>> import numpy as np
    >>> rank_correlation(np.array([3.0, 2.0, 1.0]), np.array([9.0, 5.0, 4.0]))
    1.0
    """
    from scipy.stats import spearmanr

    chosen = _order(first)[:top]
    if min(np.ptp(scores[chosen]) for scores in (first, second)) == 0:
        return 0.0
    found: Any = spearmanr(first[chosen], second[chosen])
    return float(found.statistic)


def gini(counts: Array) -> float:
    """Return the Gini coefficient of counts: 0 when all are equal, near 1 when one has everything.

    Examples
    --------
    >>> import numpy as np
    >>> gini(np.array([1, 1, 1])), round(gini(np.array([0, 0, 3])), 3)
    (0.0, 0.667)
    """
    ordered = np.sort(np.asarray(counts, dtype=np.float64))
    n, total = len(ordered), ordered.sum()
    if total == 0:
        return 0.0
    return float(2 * (np.arange(1, n + 1) @ ordered) / (n * total) - (n + 1) / n)


def interval(
    values: Sequence[float], groups: Sequence[str], *, draws: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """Return the 95% bootstrap interval of a mean; values of one group (texts that say the same) are drawn together."""
    from scipy.stats import bootstrap

    kept = [(value, group) for value, group in zip(values, groups, strict=True) if not np.isnan(value)]
    if not kept:
        return float("nan"), float("nan")
    names = list(dict.fromkeys(group for _, group in kept))
    sums, counts = np.zeros(len(names)), np.zeros(len(names))
    place = {name: index for index, name in enumerate(names)}
    for value, group in kept:
        sums[place[group]] += value
        counts[place[group]] += 1
    if len(names) == 1:
        return float(sums[0] / counts[0]), float(sums[0] / counts[0])
    found = bootstrap(
        (sums, counts),
        _ratio,
        paired=True,
        n_resamples=draws,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return float(found.low), float(found.high)


def _ratio(total: Array, count: Array, axis: int) -> Array:
    return total.sum(axis) / count.sum(axis)


def _order(score: Array) -> NDArray[np.int64]:
    return np.argsort(-score, kind="stable")
