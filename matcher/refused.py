"""Which solutions sell what a need refuses."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import Encoder
from matcher.lexical import fold
from matcher.profiles import Profile
from matcher.refusals import names_product, said
from matcher.scoring import Weights, topic_score
from matcher.texts import topics
from matcher.vectors import Vectors
from matcher.words import words

Array = NDArray[np.float32]
SHORTEST_WORD = 3
NAMED = 0.45
"""Between a possible and a strong match of usual events: a word alone keeps a pair from being strong, not from view."""
_HANGUL = re.compile("[가-힣]")


def refused_score(
    solutions: Sequence[Profile],
    needs: Sequence[Profile],
    *,
    encoder: Encoder,
    vectors: Vectors | None,
    weights: Weights,
) -> tuple[Array, Array]:
    """Return how well each solution would meet what each need refuses, twice, shape ``(solutions, needs)`` in [0, 1].

    First for kinds of products that are refused: at least ``NAMED`` where the solution names one in the words of the
    refusal. Then for anything else. 0 where a need refuses nothing.
    """
    found = np.zeros((2, len(solutions), len(needs)), dtype=np.float32)
    phrases = [
        (column, Profile(f"{column} {place}", phrase, language=language))
        for column, need in enumerate(needs)
        for language, text in need.versions().items()
        for place, phrase in enumerate(said(text, language).refused)
    ]
    if not phrases or not solutions:
        return found[0], found[1]
    distinct = {phrase.text: phrase for _, phrase in phrases}
    told = topics(solutions, list(distinct.values()), encoder=encoder, vectors=vectors)
    score = dict(zip(distinct, topic_score(told.components, told.shares(weights)).T, strict=True))
    texts = [fold(" ".join(solution.versions().values())) for solution in solutions]
    for column, phrase in phrases:
        own = score[phrase.text]
        product = names_product(phrase.text, phrase.spoken)
        if product:
            own = np.maximum(own, [NAMED * _names(text, phrase.text) for text in texts])
        side = found[0 if product else 1]
        side[:, column] = np.maximum(side[:, column], own)
    return found[0], found[1]


def _names(text: str, phrase: str) -> bool:
    """Return whether a text holds the last word of a phrase that is long enough to name a thing."""
    long = [word for word in words(phrase) if len(word) >= (2 if _HANGUL.search(word) else SHORTEST_WORD)]
    return bool(long) and re.search(rf"(?<![a-z]){re.escape(_stem(long[-1]))}", text) is not None


def _stem(word: str) -> str:
    """Return a word without the plural of English."""
    return word[:-1] if word.endswith("s") and len(word) > SHORTEST_WORD + 1 else word
