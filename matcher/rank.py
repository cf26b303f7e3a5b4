"""Rank solutions for needs and needs for solutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.bands import Thresholds, thresholds
from matcher.brochure import focused
from matcher.copies import clones, copied_from
from matcher.encoder import Encoder, Kind
from matcher.firms import same_firm
from matcher.fits import fits
from matcher.matches import Match, Matches
from matcher.profiles import Profile, check_unique
from matcher.refused import NAMED, refused_score
from matcher.scoring import FIT, Weights, adjusted, mutual, topic_score, with_wishes
from matcher.texts import Topics, topics
from matcher.unread import Unread, understood
from matcher.vectors import Vectors
from matcher.wishes import Wishes
from matcher.words import languages_read, word_encoder

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
    edges: Thresholds | None = None,
) -> Matches:
    """Score every pair of a solution and a need.

    A profile of which no text can be read is scored 0 with everything and named in ``unread``; so is a pair of one and
    the same organization, which is suggested to nobody. What a text says of its firm or city rather than of the product or
    the need is left out. A solution that repeats the text of a need is never strong for it.

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
    edges
        The thresholds of the bands where they are known; judged from the scores otherwise.

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
    reads = languages_read(encoder)
    offered = [understood(one, "solution", reads) for one in solutions]
    asked = [understood(one, "need", reads) for one in needs]
    rows, columns = _read(offered), _read(asked)
    read = _product(offered, "solution", encoder, vectors)
    wanted = _product(asked, "need", encoder, vectors)
    found = topics(read, wanted, encoder=encoder, vectors=vectors)
    found = found.within(rows, columns, (len(solutions), len(needs)))
    refused = np.zeros((2, *found.same_language.shape), dtype=np.float32)
    refused[:, rows] = refused_score(read, needs, encoder=encoder, vectors=vectors, weights=weights or Weights())
    copied = np.zeros(found.same_language.shape, dtype=np.bool_)
    copied[np.ix_(rows, columns)] = copied_from(_profiles(offered), _profiles(asked))
    unread = tuple(one for one in (*offered, *asked) if isinstance(one, Unread))
    apart = np.ones(found.same_language.shape, dtype=np.bool_)
    apart[np.ix_(rows, columns)] = False
    apart |= same_firm(solutions, needs)
    matches = _scored(solutions, needs, found, weights or Weights(), wishes, apart, edges, (refused, copied))
    return replace(matches, top=top, unread=unread, copied=copied, clones=tuple(clones(read)))


def _product(side: Sequence[Profile | Unread], kind: Kind, encoder: Encoder, vectors: Vectors | None) -> list[Profile]:
    """Return the profiles that were read, without what is said of the firm or the city around the product or the need."""
    profiles = _profiles(side)
    reader = word_encoder(encoder)
    return profiles if reader is None else focused(profiles, kind, encoder=reader, vectors=vectors)


def _profiles(side: Sequence[Profile | Unread]) -> list[Profile]:
    return [one for one in side if isinstance(one, Profile)]


def _read(side: Sequence[Profile | Unread]) -> NDArray[np.int64]:
    return np.array([place for place, one in enumerate(side) if isinstance(one, Profile)], dtype=np.int64)


def _scored(
    solutions: Sequence[Profile],
    needs: Sequence[Profile],
    found: Topics,
    weights: Weights,
    wishes: Wishes | None,
    apart: NDArray[np.bool_],
    edges: Thresholds | None,
    held: tuple[Array, NDArray[np.bool_]],
) -> Matches:
    structured = fits(solutions, needs)
    shares = found.shares(weights)
    topic = topic_score(found.components, shares)
    topic[apart] = 0
    band = edges or _edges(topic, found, shares, apart)
    topic = _capped(topic, held[0], band)
    topic = np.where(held[1], np.minimum(topic, _below(band.strong)), topic)
    score = adjusted(topic, structured, weights.fit, (band.possible, band.strong))
    interests = [np.where(apart, np.float32(0), one) for one in _interests(topic, structured, wishes, weights, band)]
    return Matches(
        tuple(solutions),
        tuple(needs),
        score,
        {**found.components, **structured},
        interests[0],
        interests[1],
        mutual(interests[0], interests[1]),
        band,
        weights,
        shares,
        found,
        apart,
    )


def _capped(topic: Array, refused: Array, band: Thresholds) -> Array:
    """Return topic scores without strong matches of what a need refuses, and without any of what it refuses strongly.

    What is no kind of product counts as refused only where a solution meets the refusal better than the need.
    """
    found = np.maximum(refused[0], np.where(refused[1] >= topic, refused[1], 0))
    possible, strong = _below(band.possible), _below(band.strong)
    capped = np.where(found >= min(band.possible, NAMED), np.minimum(topic, strong), topic)
    return np.where(found >= band.strong, np.minimum(capped, possible), capped).astype(np.float32)


def _below(edge: float) -> np.float32:
    """Return the highest score that does not reach an edge."""
    return np.float32(np.nextafter(np.float32(edge), np.float32(0)))


def _edges(topic: Array, found: Topics, shares: Mapping[str, Array], apart: NDArray[np.bool_]) -> Thresholds:
    """Return the thresholds of the event, judged from the pairs of which both sides were read."""
    rows, columns = (np.flatnonzero(~apart.all(axis=axis)) for axis in (1, 0))
    block = np.ix_(rows, columns)
    sector = np.where(found.declared, shares["sector"] * found.components["sector"], 0)
    return thresholds(topic[block], sector[block])


SUPPLIER_SEES = frozenset({"presence", "markets", "languages", "maturity"})
BUYER_SEES = frozenset({"references", "markets", "languages", "maturity", "certificates"})


def _interests(
    topic: Array, structured: Mapping[str, Array], wishes: Wishes | None, weights: Weights, band: Thresholds
) -> tuple[Array, Array]:
    """Return the interest of the supplier and of the buyer: the topic, what each looks at, and what each wished."""
    said = wishes or Wishes(np.zeros_like(topic), np.zeros_like(topic))
    edges = band.possible, band.strong
    seen = [
        {name: structured[name] for name in FIT if name in side and name in structured}
        for side in (SUPPLIER_SEES, BUYER_SEES)
    ]
    supplier, buyer = (adjusted(topic, side, weights.fit, edges) for side in seen)
    return with_wishes(supplier, said.supplier, weights.wish), with_wishes(buyer, said.buyer, weights.wish)
