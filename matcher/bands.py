"""When a match is strong, possible, or none at all."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matcher.standard import Scale, mixed

Array = NDArray[np.float32]
Band = Literal["strong", "possible", "weak"]

UNRELATED = Scale(0.18, 0.074)
"""Topic scores of unrelated profiles: median and spread, alike on both parts of the graded set (docs/matching.md)."""
POSSIBLE, STRONG = 0.003, 0.00001
"""How many unrelated solutions per need may reach each band if their scores were normal; since their tail is heavier,
both were chosen by the false and the missed matches on the train part of the graded set."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score on a match is possible and strong.

    Examples
    --------
    >>> Thresholds(0.3, 0.5).band(0.4)
    'possible'
    """

    possible: float
    strong: float

    def band(self, score: float) -> Band:
        """Return the band of a score."""
        if score >= self.strong:
            return "strong"
        return "possible" if score >= self.possible else "weak"


def thresholds(topic: Array, sector: Array | None = None) -> Thresholds:
    """Return the thresholds of an event from the scores of its pairs, of which most are unrelated.

    Of the solutions unrelated to a need, ``POSSIBLE`` on average may reach the first threshold by chance and ``STRONG``
    the second: with more solutions to choose from, a score must be higher to mean something. A small event leans on the
    scores of unrelated texts measured beforehand.

    Where organizers have set sectors, only solutions of the need's own sector can be mistaken for an answer. What the
    sector adds to their score is then added to the threshold, and they alone are counted.

    Parameters
    ----------
    topic
        Shape ``(solutions, needs)``, in [0, 1].
    sector
        Shape ``(solutions, needs)``; what a sector that organizers have set adds to each score, 0 where none is set.

    Examples
    --------
    >>> import numpy as np
    >>> few, many = (thresholds(np.zeros((n, 0), dtype=np.float32)).possible for n in (5, 500))
    >>> few < many
    True
    """
    added = np.zeros_like(topic) if sector is None else sector
    rivals = added > added.max(initial=0) / 2
    lift = float(np.median(added[rivals])) if rivals.any() else 0.0
    count = float(rivals.sum(axis=0).mean()) if rivals.any() else float(len(topic))
    known = Scale(UNRELATED.middle * (1 - lift), UNRELATED.spread * (1 - lift))
    scale = mixed(topic - added, known)
    possible, strong = (
        lift + scale.middle + scale.spread * NormalDist().inv_cdf(1 - share / max(count, 2.0))
        for share in (POSSIBLE, STRONG)
    )
    return Thresholds(min(possible, 0.98), min(strong, 0.99))
