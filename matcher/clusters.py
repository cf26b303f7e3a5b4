"""Group vectors that are near to each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
MOST = 80


def cluster(vectors: Array, count: int | None = None) -> list[NDArray[np.int64]]:
    """Return groups of rows, by average linkage on cosine; their number by the best mean silhouette.

    Parameters
    ----------
    vectors
        Shape ``(n, d)``, rows of unit length.
    count
        How many groups; between 2 and half of n (at most 80) where absent. Three rows or fewer stay one group.

    Returns
    -------
    list of arrays
        Rows of each group, each row in exactly one.

    Examples
    --------
    >>> import numpy as np
    >>> groups = cluster(np.eye(2, dtype=np.float32)[[0, 0, 1, 1]])
    >>> [group.tolist() for group in groups]
    [[0, 1], [2, 3]]
    """
    from scipy.cluster.hierarchy import cut_tree, linkage
    from scipy.spatial.distance import squareform

    n = len(vectors)
    if n == 0:
        return []
    if count is not None and not 1 <= count <= n:
        raise ValueError(f"{n} needs cannot be put into {count} groups; ask for 1 to {n}")
    if n <= 3 and count is None:
        return [np.arange(n, dtype=np.int64)]
    distance = np.clip(1 - (vectors @ vectors.T).astype(np.float64), 0, 2)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), method="average")
    wanted = [count] if count else range(2, min(n // 2, MOST) + 1)
    tried = list(cut_tree(tree, list(wanted)).T)
    best = tried[0] if count else max(tried, key=lambda groups: _silhouette(distance, groups))
    numbers = list(dict.fromkeys(best.tolist()))
    return [np.flatnonzero(best == number).astype(np.int64) for number in numbers]


def _silhouette(distance: NDArray[np.float64], groups: NDArray[np.int64]) -> float:
    """Return the mean silhouette (Rousseeuw 1987); a row alone in its group counts 0."""
    from sklearn.metrics import silhouette_score

    return float(silhouette_score(distance, groups, metric="precomputed"))
