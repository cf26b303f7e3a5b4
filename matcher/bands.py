"""When a match is strong, possible, or none at all."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matcher.standard import Scale, mixed

Array = NDArray[np.float32]
Band = Literal["strong", "possible", "weak"]

UNRELATED = Scale(0.20, 0.084)
"""Topic scores of unrelated profiles: median and spread, alike on both parts of the graded set (docs/matching.md)."""
POSSIBLE, STRONG, EACH, NEARER = 1.6, 3.1, 0.55, 0.7
"""Standard deviations above unrelated profiles from which a lone solution is possible or strong, by how much more for each
e-fold of solutions, and where all of them are of the need's own sector (docs/matching.md)."""


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

    The best of many unrelated solutions is higher than the best of few, and grows with the logarithm of their number: so do
    the thresholds, and chance is mistaken for an answer about as often in a small event as in a large one. A small event
    leans on the scores of unrelated texts measured beforehand.

    Where organizers have set sectors, only solutions of the need's own sector can be mistaken for an answer. What the
    sector adds to their score is then added to the threshold, and they alone are counted; they are nearer to the need than
    others, for which ``NEARER`` is added.

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
    nearer = NEARER if rivals.any() else 0.0
    known = Scale(UNRELATED.middle * (1 - lift), UNRELATED.spread * (1 - lift))
    scale = mixed(topic - added, known)
    possible, strong = (
        lift + scale.middle + scale.spread * (alone + nearer + EACH * log(max(count, 1.0)))
        for alone in (POSSIBLE, STRONG)
    )
    return Thresholds(min(possible, 0.98), min(strong, 0.99))
