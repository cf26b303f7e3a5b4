"""Rank solutions for needs and needs for solutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.bands import thresholds
from matcher.book import BookReading
from matcher.encoder import Encoder
from matcher.evidence import Quotes
from matcher.fits import fits
from matcher.matches import Match, Matches
from matcher.profiles import Profile, check_unique
from matcher.scoring import FIT, Weights, adjusted, mutual, topic_score, with_wishes
from matcher.similarity import SentencePairs
from matcher.texts import Topics, topics
from matcher.vectors import Vectors
from matcher.wishes import Wishes

Array = NDArray[np.float32]
__all__ = ["Match", "Matches", "Wishes", "rank"]


def rank(
    solutions: Sequence[Profile],
    needs: Sequence[Profile],
    *,
    encoder: Encoder,
    vectors: Vectors | None = None,
    top: int = 20,
    weights: Weights | None = None,
    wishes: Wishes | None = None,
) -> Matches:
    """Score every pair of a solution and a need.

    Parameters
    ----------
    solutions, needs
        Profiles; ids are unique within a side.
    encoder
        Turns texts into vectors; see ``matcher.encoder.load_encoder``.
    vectors
        Known vectors by ``matcher.vectors.text_key``; new ones are added, so only changed text is encoded again.
    top
        How many matches the lists of the result hold.
    weights
        How much each component counts; the measured defaults where absent.
    wishes
        What both sides said about each other.

    Returns
    -------
    Matches
        Scores, components, two-sided values, bands and evidence.

    Raises
    ------
    ValueError
        When ids repeat, or a profile names an unknown sector or maturity.
    """
    check_unique(solutions, "solutions")
    check_unique(needs, "needs")
    found = topics(solutions, needs, encoder=encoder, vectors=vectors)
    return _scored(solutions, needs, found, top, weights or Weights(), wishes)


def _scored(
    solutions: Sequence[Profile],
    needs: Sequence[Profile],
    found: Topics,
    top: int,
    weights: Weights,
    wishes: Wishes | None,
) -> Matches:
    structured = fits(solutions, needs)
    shares = found.shares(weights)
    topic = topic_score(found.components, shares)
    score = adjusted(topic, structured, weights.fit)
    interests = _interests(topic, structured, wishes, weights)
    return Matches(
        tuple(solutions),
        tuple(needs),
        score,
        {**found.components, **structured},
        *interests,
        mutual(*interests),
        thresholds(topic, np.where(found.declared, shares["sector"] * found.components["sector"], 0)),
        weights,
        shares,
        top,
        *_evidence_of(found),
        {profile.id: place for place, profile in enumerate(solutions)},
        {profile.id: place for place, profile in enumerate(needs)},
    )


def _evidence_of(found: Topics) -> tuple[SentencePairs, Quotes, Quotes, BookReading | None, BookReading | None]:
    return found.pairs, found.solution_quotes, found.need_quotes, found.solution_book, found.need_book


SUPPLIER_SEES = frozenset({"presence", "languages", "maturity"})
BUYER_SEES = frozenset({"references", "languages", "maturity", "certificates"})


def _interests(
    topic: Array, structured: Mapping[str, Array], wishes: Wishes | None, weights: Weights
) -> tuple[Array, Array]:
    """Return the interest of the supplier and of the buyer: the topic, what each looks at, and what each wished."""
    said = wishes or Wishes(np.zeros_like(topic), np.zeros_like(topic))
    seen = [{name: structured[name] for name in FIT if name in side} for side in (SUPPLIER_SEES, BUYER_SEES)]
    supplier, buyer = (adjusted(topic, side, weights.fit) for side in seen)
    return with_wishes(supplier, said.supplier, weights.wish), with_wishes(buyer, said.buyer, weights.wish)
