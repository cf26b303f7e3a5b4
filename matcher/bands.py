"""When a match is strong, possible, or none at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matcher.encoder import Encoder
from matcher.scoring import Weights
from matcher.vectors import Vectors

Band = Literal["strong", "possible", "weak"]


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


def thresholds(encoder: Encoder, weights: Weights, vectors: Vectors | None = None) -> Thresholds:
    """Return the thresholds of an encoder."""
    return Thresholds(0.35, 0.55)
