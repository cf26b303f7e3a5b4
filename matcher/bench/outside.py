"""Measure matching on sentences outside its field: does the whole score still find what the vectors alone find?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.bands import thresholds
from matcher.bench.evaluate import treebank
from matcher.bench.match import cosines
from matcher.encoder import Encoder
from matcher.profiles import Profile
from matcher.scoring import Weights, topic_score
from matcher.texts import Topics, topics

Array = NDArray[Any]

PAIRS = (("en", "ko"), ("ko", "en"), ("en", "tr"), ("en", "th"), ("en", "id"), ("ko", "tr"), ("ko", "th"))
"""Languages of the solutions and of the needs."""
SENTENCES = 300
PARAGRAPH = 5
"""Sentences that stand together in a paragraph."""


@dataclass(frozen=True, slots=True)
class Outside:
    """How public sentences find their translations, read as solutions and needs.

    Parameters
    ----------
    solutions, needs
        Languages.
    score, without_problem, cosine
        Accuracy@1 in [0, 1]: of the whole score, without its component ``problem``, and of cosines of whole texts.
    paragraph, paragraph_cosine
        Accuracy@1 of the whole score and of cosines where the solutions are paragraphs of five sentences and each need
        the translation of one of them.
    missed_rate
        Share of needs whose translation is there and for which nothing is suggested.
    false_match_rate
        Share of other needs, whose translation is not there, for which something is suggested.
    """

    solutions: str
    needs: str
    score: float
    without_problem: float
    cosine: float
    paragraph: float
    paragraph_cosine: float
    missed_rate: float
    false_match_rate: float


def outside(data: Path, *, encoder: Encoder) -> list[Outside]:
    """Return one row for each pair of languages.

    Parameters
    ----------
    data
        Folder with ``pud``, see `matcher.bench.evaluate`.
    """
    return [_row(data, *pair, encoder=encoder) for pair in PAIRS]


def _row(data: Path, solutions: str, needs: str, *, encoder: Encoder) -> Outside:
    offered, asked = treebank(data, solutions), treebank(data, needs)
    sides = _profiles(offered[:SENTENCES], solutions), _profiles(asked[:SENTENCES], needs)
    found = topics(*sides, encoder=encoder)
    score = _score(found, Weights())
    others = _profiles(asked[SENTENCES : 2 * SENTENCES], needs)
    chance = _score(topics(sides[0], others, encoder=encoder), Weights())
    starts = range(0, len(offered), PARAGRAPH)
    paragraphs = [" ".join(offered[at : at + PARAGRAPH]) for at in starts]
    parts = [asked[min(at + place % PARAGRAPH, len(asked) - 1)] for place, at in enumerate(starts)]
    long = _profiles(paragraphs, solutions), _profiles(parts, needs)
    return Outside(
        solutions,
        needs,
        _accuracy(score),
        _accuracy(_score(found, replace(Weights(), problem=0.0))),
        _accuracy(cosines(*sides, encoder)),
        _accuracy(_score(topics(*long, encoder=encoder), Weights())),
        _accuracy(cosines(*long, encoder)),
        1 - float(_suggested(score).mean()),
        float(_suggested(chance).mean()),
    )


def _profiles(sentences: Sequence[str], language: str) -> list[Profile]:
    return [Profile(str(place), sentence, language=language) for place, sentence in enumerate(sentences)]


def _score(found: Topics, weights: Weights) -> Array:
    return topic_score(found.components, found.shares(weights))


def _accuracy(score: Array) -> float:
    return float(np.mean(score.argmax(axis=0) == np.arange(score.shape[1])))


def _suggested(score: Array) -> NDArray[np.bool_]:
    return np.asarray((score >= thresholds(score).possible).any(axis=0))
