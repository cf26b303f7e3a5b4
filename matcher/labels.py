"""Names that people can read for groups of needs, in Korean and English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from matcher.book import about
from matcher.similarity import unit
from matcher.topicbook import topic_book

Array = NDArray[np.float32]

NAMELESS = 0.05
"""Fit below which a group is about nothing in the book."""


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a group.

    Parameters
    ----------
    ko, en
        In Korean and English.
    fit
        How far the group is about the problem of that name, in [0, 1]; below about 0.2 the name is a guess.
    """

    ko: str
    en: str
    fit: float


def label_clusters(near: Array | None, groups: Sequence[NDArray[np.int64]]) -> list[Label]:
    """Return one label a group, each used once: the assignment of the book's topics that fits best in sum.

    Parameters
    ----------
    near
        How near each need is to each topic, see `matcher.book.BookReading.trusted`; None where the book cannot be read.
    groups
        Rows of each group.
    """
    from scipy.optimize import linear_sum_assignment

    if not groups:
        return []
    if near is None:
        return [_nameless(place) for place in range(len(groups))]
    topics = topic_book()
    told = unit(about(near))
    fit = np.stack([told[group].mean(axis=0) for group in groups])
    # With more groups than topics the topics are used again, marked by a number.
    rounds = -(-len(groups) // len(topics))
    rows, columns = linear_sum_assignment(-np.tile(fit, rounds))
    found: dict[int, Label] = {}
    for row, column in zip(rows, columns, strict=True):
        turn, place = divmod(int(column), len(topics))
        mark = f" {turn + 1}" if turn else ""
        label, own = topics[place].label, float(fit[row, place])
        if own >= NAMELESS:
            found[int(row)] = Label(label["ko"] + mark, label["en"] + mark, own)
    nameless = map(_nameless, count())
    return [found.get(row) or next(nameless) for row in range(len(groups))]


def _nameless(place: int) -> Label:
    return Label(f"기타 수요 {place + 1}", f"Other needs {place + 1}", 0.0)
