"""Blend the components of a match into one score, and two interests into one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

TOPIC = ("dense", "sentence", "lexical", "sector")
FIT = ("maturity", "presence", "references", "languages", "certificates")
COMPONENTS = (*TOPIC, *FIT)
NEUTRAL = 0.5


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each component counts.

    Parameters
    ----------
    dense, sentence, sector
        Shares of the topic: whole texts, best sentences, sectors.
    lexical_same, lexical_latin, lexical_other
        Share of shared words: same language, different languages in Latin letters, anything else.
    fit
        By how much a structured feature may move the topic score up or down, by component.
    wish
        How far a wish moves an interest towards 1, or a refusal towards 0, in [0, 1].
    """

    dense: float = 0.45
    sentence: float = 0.45
    sector: float = 0.10
    lexical_same: float = 0.50
    lexical_latin: float = 0.30
    lexical_other: float = 0.10
    fit: Mapping[str, float] = field(
        default_factory=lambda: {
            "maturity": 0.20,
            "presence": 0.20,
            "references": 0.20,
            "languages": 0.10,
            "certificates": 0.20,
        }
    )
    wish: float = 0.5

    def without(self, component: str) -> Weights:
        """Return the weights with one component left out, for an ablation.

        Examples
        --------
        >>> Weights().without("sector").sector
        0.0
        """
        if component not in COMPONENTS:
            raise ValueError(f"unknown component {component!r}; use one of {', '.join(COMPONENTS)}")
        fit = {name: 0.0 if name == component else weight for name, weight in self.fit.items()}
        return Weights(
            dense=0.0 if component == "dense" else self.dense,
            sentence=0.0 if component == "sentence" else self.sentence,
            sector=0.0 if component == "sector" else self.sector,
            lexical_same=0.0 if component == "lexical" else self.lexical_same,
            lexical_latin=0.0 if component == "lexical" else self.lexical_latin,
            lexical_other=0.0 if component == "lexical" else self.lexical_other,
            fit=fit,
            wish=self.wish,
        )


def topic_score(components: Mapping[str, Array], lexical_weight: Array, weights: Weights) -> Array:
    """Return the convex blend of the topic components.

    Parameters
    ----------
    components
        ``dense``, ``sentence``, ``lexical`` and ``sector``, each shape ``(n, m)`` in [0, 1].
    lexical_weight
        Shape ``(n, m)``; the share of ``lexical`` for each pair, by its languages.

    Returns
    -------
    Array
        Shape ``(n, m)``, in [0, 1].

    References
    ----------
    Bruch et al. (2023), "An analysis of fusion functions for hybrid retrieval": a convex blend beats rank fusion.
    """
    rest = {"dense": weights.dense, "sentence": weights.sentence, "sector": weights.sector}
    total = max(sum(rest.values()), 1e-9)
    meaning = sum((weight / total * components[name] for name, weight in rest.items()), np.float32(0))
    return np.clip((1 - lexical_weight) * meaning + lexical_weight * components["lexical"], 0, 1).astype(np.float32)


def adjusted(topic: Array, fits: Mapping[str, Array], weights: Mapping[str, float]) -> Array:
    """Return the topic score moved by structured features.

    A feature of 1 raises the score by half its weight, one of 0 lowers it by as much, an unknown one (0.5) leaves
    it: a supplier with an office on the spot gains, but never for a need that it does not meet.

    Examples
    --------
    >>> import numpy as np
    >>> half = np.full((1, 1), 0.5, dtype=np.float32)
    >>> round(float(adjusted(half, {"presence": half * 2}, {"presence": 0.2})[0, 0]), 3)
    0.55
    """
    factor = np.ones_like(topic)
    for name, fit in fits.items():
        factor += weights.get(name, 0.0) * (fit - NEUTRAL)
    return np.clip(topic * factor, 0, 1).astype(np.float32)


def with_wishes(interest: Array, wishes: Array, weight: float) -> Array:
    """Return an interest moved by its side's wishes.

    Parameters
    ----------
    interest
        Shape ``(n, m)``, in [0, 1].
    wishes
        Shape ``(n, m)``, in [-1, 1]: 1 most wanted, 0 nothing said, -1 never (the interest becomes 0).
    weight
        How far a full wish moves the interest towards 1.
    """
    moved = np.where(wishes >= 0, interest + weight * wishes * (1 - interest), interest * (1 + wishes))
    return np.clip(moved, 0, 1).astype(np.float32)


def mutual(supplier_interest: Array, buyer_interest: Array) -> Array:
    """Return the interest that both sides share: the harmonic mean, high only when both are high.

    Parameters
    ----------
    supplier_interest, buyer_interest
        Shape ``(n, m)``, in [0, 1].

    Returns
    -------
    Array
        Shape ``(n, m)``, in [0, 1]; 0 where either side has no interest.

    References
    ----------
    Pizzato et al. (2010), "RECON: a reciprocal recommender for online dating", RecSys '10.

    Examples
    --------
    >>> import numpy as np
    >>> mutual(np.array([[0.5, 0.0]]), np.array([[0.5, 1.0]])).tolist()
    [[0.5, 0.0]]
    """
    total = supplier_interest + buyer_interest
    return (2 * supplier_interest * buyer_interest / np.maximum(total, 1e-9)).astype(np.float32)
