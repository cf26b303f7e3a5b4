"""Blend the components of a match into one score, and two interests into one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

TOPIC = ("problem", "dense", "sentence", "words", "lexical", "sector")
FIT = ("maturity", "presence", "references", "markets", "languages", "certificates")
COMPONENTS = (*TOPIC, *FIT)
NEUTRAL = 0.5


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each component counts.

    All but the last two are shares of the topic, scaled to sum to 1 for each pair.

    Parameters
    ----------
    problem
        The problems of the topic book that both are about.
    dense, sentence, words
        Whole texts, best sentences, word by word.
    sentence_outside, words_outside
        What sentences and words count more where the topic book does not know the field of a text.
    lexical_same, lexical_latin, lexical_other
        Shared words: same language, different languages in Latin letters, anything else.
    sector, sector_declared
        Sectors as judged from the texts, as far as the book knows them, and where the organizer has set both.
    fit
        By how much a structured feature may move a score up or down within its band, by component.
    wish
        How far a wish moves an interest towards 1, or a refusal towards 0, in [0, 1].
    """

    problem: float = 0.90
    dense: float = 0.35
    sentence: float = 0.05
    words: float = 0.40
    sentence_outside: float = 0.60
    words_outside: float = 0.30
    lexical_same: float = 0.10
    lexical_latin: float = 0.02
    lexical_other: float = 0.0
    sector: float = 0.20
    sector_declared: float = 1.0
    fit: Mapping[str, float] = field(
        default_factory=lambda: {
            "maturity": 0.20,
            "presence": 0.20,
            "references": 0.20,
            "markets": 0.10,
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
        dropped = {part: 0.0 for part in _PARTS if part.split("_")[0] == component}
        return replace(self, fit=fit, **dropped)


_PARTS = (
    *("problem", "dense", "sentence", "words", "sentence_outside", "words_outside"),
    *("lexical_same", "lexical_latin", "lexical_other", "sector", "sector_declared"),
)


def topic_score(components: Mapping[str, Array], shares: Mapping[str, Array]) -> Array:
    """Return the convex blend of the topic components.

    Parameters
    ----------
    components
        The components of ``TOPIC``, each shape ``(n, m)`` in [0, 1].
    shares
        How much each counts for each pair; they sum to 1.

    Returns
    -------
    Array
        Shape ``(n, m)``, in [0, 1].

    References
    ----------
    Bruch et al. (2023), "An analysis of fusion functions for hybrid retrieval": a convex blend beats rank fusion.
    """
    return np.clip(sum((shares[name] * components[name] for name in TOPIC), np.float32(0)), 0, 1).astype(np.float32)


def moves(fits: Mapping[str, Array], weights: Mapping[str, float], shape: tuple[int, ...]) -> Array:
    """Return how far structured features move each pair, in (-1, 1): half its weight up for a feature of 1, as much down
    for one of 0, nothing for one that is not known (NaN)."""
    found = np.zeros(shape, dtype=np.float32)
    for name, fit in fits.items():
        found += weights.get(name, 0.0) * (np.nan_to_num(fit, nan=NEUTRAL) - NEUTRAL)
    return np.clip(found, -0.95, 0.95)


def adjusted(
    topic: Array, fits: Mapping[str, Array], weights: Mapping[str, float], edges: tuple[float, float] = (1.0, 1.0)
) -> Array:
    """Return the topic score moved by structured features, never out of its band.

    A supplier with an office on the spot stands before one without among those that fit as well; no feature makes a
    match of what does not fit, nor hides one that does. Upwards a score moves by a share of itself or of what is left
    of its band, whichever is less; downwards by a share of what lies below it in its band.

    Parameters
    ----------
    edges
        From which topic score on a match is possible, and strong.

    Examples
    --------
    >>> import numpy as np
    >>> half = np.full((1, 1), 0.5, dtype=np.float32)
    >>> [round(float(adjusted(half, {"presence": half * 2}, {"presence": 0.2}, (0.3, edge))[0, 0]), 3) for edge in (0.6, 1)]
    [0.51, 0.55]
    """
    ends = np.array([0.0, *edges, 1.0], dtype=np.float32)
    band = np.digitize(topic, ends[1:3])
    low, high = ends[band], ends[band + 1]
    move = moves(fits, weights, topic.shape)
    moved = topic + np.where(move > 0, move * np.minimum(topic, high - topic), move * (topic - low))
    inside = np.where(band < 2, np.nextafter(high, np.float32(0)), high)
    return np.clip(moved, low, np.maximum(inside, low)).astype(np.float32)


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
