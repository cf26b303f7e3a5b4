"""Names that people can read for groups of needs, in Korean and English."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matcher.background import LANGUAGES, background
from matcher.encoder import Encoder
from matcher.similarity import unit
from matcher.vectors import Vectors, embed, english_only

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a group.

    Parameters
    ----------
    ko, en
        In Korean and English.
    fit
        Cosine of the group's centre to the label; below about 0.2 the name is a guess.
    """

    ko: str
    en: str
    fit: float


@lru_cache(maxsize=1)
def vocabulary() -> tuple[dict[str, str], ...]:
    """Return the shipped topics of city business, each with its sector and its names in Korean and English."""
    path = Path(__file__).parent / "data" / "topics.json"
    return tuple(cast(list[dict[str, str]], json.loads(path.read_text(encoding="utf-8"))))


def label_clusters(
    centred: Array, groups: Sequence[NDArray[np.int64]], *, encoder: Encoder, vectors: Vectors | None = None
) -> list[Label]:
    """Return one label a group, each label used once: the assignment of topics to groups that fits best in sum.

    Parameters
    ----------
    centred
        Vectors of all needs, less the mean of their language.
    groups
        Rows of each group.
    """
    from scipy.optimize import linear_sum_assignment

    if not groups:
        return []
    topics = vocabulary()
    centres = unit(np.stack([centred[group].mean(axis=0) for group in groups]))
    fit = centres @ _topic_vectors(encoder, vectors).T
    # With more groups than topics the topics are used again, marked by a number.
    rounds = -(-len(groups) // len(topics))
    rows, columns = linear_sum_assignment(-np.tile(fit, rounds))
    found: dict[int, Label] = {}
    for row, column in zip(rows, columns, strict=True):
        turn, place = divmod(int(column), len(topics))
        mark = f" {turn + 1}" if turn else ""
        found[int(row)] = Label(topics[place]["ko"] + mark, topics[place]["en"] + mark, float(fit[row, place]))
    return [found[row] for row in range(len(groups))]


def _topic_vectors(encoder: Encoder, vectors: Vectors | None) -> Array:
    """Return one vector a topic: the mean over its names, each less the mean of its language."""
    middle = background(encoder, vectors).needs.mean(axis=1)
    sums: list[Array] = []
    for language in ("en",) if english_only(encoder) else ("ko", "en"):
        encoded = embed([topic[language] for topic in vocabulary()], encoder, vectors)
        sums.append(unit(encoded - middle[LANGUAGES.index(language)]))
    return unit(np.asarray(sums, dtype=np.float32).sum(axis=0))
