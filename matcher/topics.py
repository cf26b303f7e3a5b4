"""What two texts say about each other: whole texts, best sentences, shared words, sectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import Encoder, Kind
from matcher.evidence import Quotes, quotes
from matcher.languages import share_script
from matcher.lexical import bm25
from matcher.profiles import Profile
from matcher.scoring import Weights
from matcher.sectors import sector_fit, sector_shares, sector_vectors
from matcher.similarity import SentencePairs, best_sentences, corrected, cosine, nearness, unit
from matcher.vectors import Vectors, embed, readable_versions

Array = NDArray[np.float32]
LEXICAL_FULL = 0.25
DENSE_FULL = 0.5


@dataclass(frozen=True, slots=True)
class Topics:
    """The topic components of every pair, each shape ``(solutions, needs)`` in [0, 1].

    Parameters
    ----------
    components
        ``dense``, ``sentence``, ``lexical`` and ``sector``.
    same_language, latin
        Shape ``(solutions, needs)``; whether the two sides can be compared in one language, or in one alphabet.
    pairs
        The best sentence pair of each pair.
    """

    components: Mapping[str, Array]
    same_language: NDArray[np.bool_]
    latin: NDArray[np.bool_]
    pairs: SentencePairs
    solution_quotes: Quotes
    need_quotes: Quotes

    def lexical_weight(self, weights: Weights) -> Array:
        """Return the share of the lexical component for each pair."""
        other = np.where(self.latin, weights.lexical_latin, weights.lexical_other)
        return np.where(self.same_language, weights.lexical_same, other).astype(np.float32)


def topics(
    solutions: Sequence[Profile], needs: Sequence[Profile], *, encoder: Encoder, vectors: Vectors | None = None
) -> Topics:
    """Compare the texts of every solution with those of every need."""
    offered = whole_vectors(solutions, encoder, vectors, "solution")
    asked = whole_vectors(needs, encoder, vectors, "need")
    sectors = sector_vectors(encoder, vectors)
    solution_quotes, need_quotes = quotes(solutions, encoder), quotes(needs, encoder)
    offered_sentences = embed(solution_quotes.texts, encoder, vectors, kind="solution")
    asked_sentences = embed(need_quotes.texts, encoder, vectors, kind="need")
    pairs = best_sentences(offered_sentences, solution_quotes.starts, asked_sentences, need_quotes.starts)
    dense = corrected(cosine(offered, asked), nearness(offered, sectors), nearness(asked, sectors))
    sector = sector_fit(sector_shares(solutions, offered, sectors), sector_shares(needs, asked, sectors))
    lexical, same, latin = shared_words(solutions, needs)
    components = {
        "dense": _scaled(dense + 0.1, DENSE_FULL),
        "sentence": _scaled((pairs.best + pairs.mean) / 2, 0.8),
        "lexical": _scaled(lexical, LEXICAL_FULL),
        "sector": sector,
    }
    return Topics(components, same, latin, pairs, solution_quotes, need_quotes)


def _scaled(values: NDArray[np.floating], full: float) -> Array:
    return np.clip(values / full, 0, 1).astype(np.float32)


def whole_vectors(profiles: Sequence[Profile], encoder: Encoder, vectors: Vectors | None, kind: Kind) -> Array:
    """Return one unit vector per profile, shape ``(n, d)``: the mean over the languages that the encoder reads."""
    versions = [list(readable_versions(profile, encoder).values()) for profile in profiles]
    flat = embed([text for texts in versions for text in texts], encoder, vectors, kind=kind)
    if not versions:
        return flat
    starts = np.cumsum([0, *(len(texts) for texts in versions[:-1])])
    return unit(np.add.reduceat(flat, starts, axis=0))


def shared_words(
    solutions: Sequence[Profile], needs: Sequence[Profile]
) -> tuple[Array, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the lexical score of every pair, whether it is within one language, and whether within one alphabet.

    Each need is read in its own language; each solution in that language where it has such a version, else in its own.
    """
    shape = (len(solutions), len(needs))
    score = np.zeros(shape, dtype=np.float32)
    same, latin = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    offered = [solution.versions() for solution in solutions]
    asked = [need.versions() for need in needs]
    columns_by_language: dict[str, list[int]] = {}
    for column, versions in enumerate(asked):
        columns_by_language.setdefault(next(iter(versions)), []).append(column)
    for language, columns in columns_by_language.items():
        spoken = [language if language in versions else next(iter(versions)) for versions in offered]
        documents = [versions[lang] for versions, lang in zip(offered, spoken, strict=True)]
        score[:, columns] = bm25(documents, [asked[column][language] for column in columns])
        same[:, columns] = np.array([lang == language for lang in spoken])[:, None]
        latin[:, columns] = np.array([share_script(lang, language) for lang in spoken])[:, None]
    return score, same, latin
