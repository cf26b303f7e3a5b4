"""Fixed texts against which every similarity is judged: how near is near, in each pair of languages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import Encoder
from matcher.encoders.static import StaticEncoder
from matcher.similarity import cosine, nearness
from matcher.standard import Scale, scale_of
from matcher.vectors import Vectors, embed, english_only

Array = NDArray[np.float32]
Side = Literal["need", "solution"]
LANGUAGES = ("ko", "en", "th", "tr", "vi", "id")
NEIGHBOURS = 10


@dataclass(frozen=True, slots=True)
class Anchor:
    """A topic of city business with a need and the solution that answers it, in six languages."""

    key: str
    sector: str
    need: dict[str, str]
    solution: dict[str, str]


@lru_cache(maxsize=1)
def anchors() -> tuple[Anchor, ...]:
    """Return the shipped anchors, two for each sector; written for this purpose, not taken from any event."""
    rows = cast(
        list[dict[str, Any]], json.loads((Path(__file__).parent / "data" / "anchors.json").read_text(encoding="utf-8"))
    )
    return tuple(Anchor(**row) for row in rows)


def anchor_groups(size: int) -> list[tuple[int, ...]]:
    """Return which anchors, of different sectors, make each of as many texts, of one to three anchors each.

    Examples
    --------
    >>> anchor_groups(3)[0], anchor_groups(1)[0]
    ((0, 5, 11), (0,))
    """
    count = len(anchors())
    return [tuple((place + step) % count for step in (0, 5, 11)[:size]) for place in range(count)]


def sizes(versions: Sequence[Mapping[str, str]], side: Side) -> NDArray[np.int64]:
    """Return how many anchors make a text as long as each profile's, 1 to 3: a short text is near to less.

    Parameters
    ----------
    versions
        The texts of each profile, by language.

    Examples
    --------
    >>> sizes([{"ko": "누수를 찾습니다."}, {"en": "We look for leaks. " * 20}], "need").tolist()
    [1, 3]
    """
    letters = _letters(side)
    told = [np.mean([len(text) / letters.get(own, letters["en"]) for own, text in one.items()]) for one in versions]
    return np.clip(np.rint(np.array(told)), 1, 3).astype(np.int64)


@lru_cache(maxsize=2)
def _letters(side: Side) -> dict[str, float]:
    """Return how many letters a side of an anchor has on average, by language."""
    told: dict[str, list[int]] = {language: [] for language in LANGUAGES}
    for anchor in anchors():
        for language, text in (anchor.need if side == "need" else anchor.solution).items():
            told[language].append(len(text))
    return {language: float(np.mean(counts)) for language, counts in told.items()}


@dataclass(frozen=True, slots=True)
class Background:
    """Vectors of the anchors.

    Parameters
    ----------
    needs, solutions
        Shape ``(6, anchors, d)``: by language, then by anchor; rows of unit length.
    """

    needs: Array
    solutions: Array

    def level(self, vectors: Array, other: Side, language: str, neighbours: int = NEIGHBOURS) -> Array:
        """Return how near texts are to the background of the other side in a language, shape ``(n,)``.

        The mean cosine to the nearest ``neighbours`` anchors: high for a text that is near to everything. A language
        without anchors is judged by all of them.
        """
        stack = self.needs if other == "need" else self.solutions
        if language in LANGUAGES:
            return nearness(vectors, stack[LANGUAGES.index(language)], neighbours)
        return np.mean([nearness(vectors, one, neighbours) for one in stack], axis=0).astype(np.float32)


_KEPT: dict[str, Background] = {}


def background(encoder: Encoder, vectors: Vectors | None = None) -> Background:
    """Return the background of an encoder; encoded once a process."""
    if encoder.name not in _KEPT:
        _KEPT[encoder.name] = Background(*(_side(side, encoder, vectors) for side in ("need", "solution")))
    return _KEPT[encoder.name]


def _side(side: Side, encoder: Encoder, vectors: Vectors | None) -> Array:
    read = ["en"] if english_only(encoder) else list(LANGUAGES)
    texts = [getattr(anchor, side)[language] for language in read for anchor in anchors()]
    encoded = embed(texts, encoder, vectors, kind=side).reshape(len(read), len(anchors()), -1)
    return np.ascontiguousarray(np.broadcast_to(encoded, (len(LANGUAGES), *encoded.shape[1:])))


SENTENCE_SCALE = Scale(0.25, 0.12)
"""Best and mean sentence similarity of unrelated anchors; measured over all languages with the shipped model, for static
models."""
_SENTENCE_SCALES: dict[str, Scale] = {}


def sentence_scale(encoder: Encoder, vectors: Vectors | None = None) -> Scale:
    """Return where the best and the mean sentence similarity of unrelated texts stand in a model.

    Transformers differ widely: unrelated texts reach a cosine of 0.1 in one and of 0.8 in another. So each is measured once
    a process, on texts made of three anchors that share none.
    """
    if isinstance(encoder, StaticEncoder):
        return SENTENCE_SCALE
    if encoder.name not in _SENTENCE_SCALES:
        known, members = background(encoder, vectors), np.array(anchor_groups(3))
        apart = np.array([[not set(one) & set(other) for other in members.tolist()] for one in members.tolist()])
        found: list[Array] = []
        for offered in known.solutions:
            for asked in known.needs:
                near = cosine(offered, asked)[members[:, None, :, None], members[None, :, None, :]]
                best = near.max(axis=2)
                found.append((best.max(axis=2) + best.mean(axis=2))[apart] / 2)
        _SENTENCE_SCALES[encoder.name] = scale_of(np.concatenate(found))
    return _SENTENCE_SCALES[encoder.name]


def membership(languages: Sequence[Sequence[str]]) -> Array:
    """Return which background languages stand for profiles in some languages, shape ``(n, 6)``, rows sum to 1.

    A language without a background is judged by all of them.

    Examples
    --------
    >>> membership([["ko", "en"], ["de"]]).round(2).tolist()[0]
    [0.5, 0.5, 0.0, 0.0, 0.0, 0.0]
    """
    rows = np.array([[language in spoken for language in LANGUAGES] for spoken in languages], dtype=np.float32)
    rows = rows.reshape(len(languages), len(LANGUAGES))
    rows[rows.sum(axis=1) == 0] = 1
    return (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)
