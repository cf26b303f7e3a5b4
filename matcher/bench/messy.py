"""Measure matching on needs as they come by mail: bullets, compliments, acronyms, symptoms, refusals, near misses."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.background import LANGUAGES
from matcher.bench.graded import Graded
from matcher.bench.match import Row, quality, same_in_every_language, wrong_bands
from matcher.encoder import Encoder
from matcher.matches import Matches
from matcher.rank import rank
from matcher.vectors import Vectors


def measure_messy(graded: Graded, *, encoder: Encoder) -> dict[str, Any]:
    """Return the quality of lists of messy needs: in languages that the topic book has and in others, and by kind.

    A need in a language that is not read has an empty list, in which every order is as likely.
    """
    vectors: Vectors = {}
    plain = graded.plain()
    given = rank(graded.solutions, graded.needs, encoder=encoder, vectors=vectors)
    bare = rank(plain.solutions, plain.needs, encoder=encoder, vectors=vectors)
    spoken = np.array([one.spoken for one in graded.needs])
    known = np.isin(spoken, LANGUAGES)
    rows = [
        quality("text alone", bare.score, plain),
        quality("text alone, six languages", bare.score, plain, counted=known),
        quality("text alone, other languages", bare.score, plain, counted=~known),
        quality("sector given, six languages", given.score, graded, counted=known),
    ]
    return {
        "solutions": len(graded.solutions),
        "needs": len(graded.needs),
        "quality": rows,
        "languages": _by(spoken, bare, plain, np.ones(len(spoken), dtype=np.bool_)),
        "kinds": _by(np.array(graded.kinds), bare, plain, known),
        "bands": wrong_bands(bare, plain, known),
        "parallel": same_in_every_language(bare.score, plain),
    }


def _by(names: NDArray[Any], matches: Matches, graded: Graded, counted: NDArray[np.bool_]) -> list[Row]:
    """Return one row for each name that has a need with a right answer."""
    rows = [
        quality(str(name), matches.score, graded, counted=counted & (names == name)) for name in dict.fromkeys(names)
    ]
    return [row for row in rows if row.needs]
