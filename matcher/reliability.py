"""How far probabilities can be believed: reliability diagram, calibration error, Brier score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bin:
    """One point of a reliability diagram.

    Parameters
    ----------
    low, high
        Range of the predicted probabilities.
    count
        How many fell into it.
    predicted, observed
        Mean prediction, and how often it happened.
    observed_low, observed_high
        95% Wilson interval of the latter.
    """

    low: float
    high: float
    count: int
    predicted: float
    observed: float
    observed_low: float
    observed_high: float


def reliability(probability: Array, happened: Labels, bins: int = 10) -> list[Bin]:
    """Return the points of a reliability diagram: equally wide ranges of probability, empty ones left out.

    Examples
    --------
    >>> import numpy as np
    >>> [(point.count, point.observed) for point in reliability(np.array([0.1, 0.9, 0.9]), np.array([0, 1, 0]), 2)]
    [(1, 0.0), (2, 0.5)]
    """
    from scipy.stats import binned_statistic

    if len(probability) != len(happened):
        raise ValueError(f"{len(probability)} probabilities and {len(happened)} outcomes differ in length")
    if not len(probability):
        return []
    means, edges, place = binned_statistic(probability, [probability, happened], bins=bins, range=(0, 1))
    counts = np.bincount(place, minlength=bins + 2)[1 : bins + 1]
    return [
        Bin(
            float(edges[number]),
            float(edges[number + 1]),
            int(counts[number]),
            float(means[0, number]),
            float(means[1, number]),
            *wilson(float(means[1, number]), int(counts[number])),
        )
        for number in np.flatnonzero(counts)
    ]


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95% Wilson interval of a share of ``count``.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(0.5, 100)]
    [0.404, 0.596]
    """
    from scipy.stats import binomtest

    found = binomtest(round(share * count), count).proportion_ci(0.95, method="wilson")
    return float(found.low), float(found.high)


def calibration_error(probability: Array, happened: Labels, bins: int = 10) -> float:
    """Return the expected calibration error: mean distance of predicted and observed, weighted by count.

    Examples
    --------
    >>> import numpy as np
    >>> calibration_error(np.array([0.5, 0.5]), np.array([0, 1]))
    0.0
    """
    points = reliability(probability, happened, bins)
    total = sum(point.count for point in points)
    return sum(point.count * abs(point.predicted - point.observed) for point in points) / max(total, 1)


def brier(probability: Array, happened: Labels) -> float:
    """Return the mean squared distance of probabilities to what happened.

    Examples
    --------
    >>> import numpy as np
    >>> brier(np.array([1.0, 0.5]), np.array([1, 0]))
    0.125
    """
    from sklearn.metrics import brier_score_loss

    return float(brier_score_loss(happened, probability, pos_label=1))


def log_loss(probability: Array, happened: Labels) -> Array:
    """Return the log loss of each outcome, shape ``(n,)``; probabilities are held 1e-4 away from 0 and 1."""
    held = np.clip(probability, 1e-4, 1 - 1e-4)
    return -np.log(np.where(happened == 1, held, 1 - held))
