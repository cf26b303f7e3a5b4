"""How near two sets of vectors are: cosine, corrected cosine, best sentence pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Index = NDArray[np.int64]


def unit(vectors: Array) -> Array:
    """Return the rows scaled to unit length; a row of zeros stays zero.

    Examples
    --------
    >>> unit(np.array([[3.0, 4.0]], dtype=np.float32)).round(3).tolist()
    [[0.6000000238418579, 0.800000011920929]]
    """
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(length, 1e-12)).astype(np.float32)


def cosine(first: Array, second: Array) -> Array:
    """Return cosines, shape ``(len(first), len(second))``, of rows of unit length.

    Examples
    --------
    >>> cosine(np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32)).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    return first @ second.T


def combined(vectors: Array, counts: Sequence[int]) -> Array:
    """Return one unit vector for each run of rows: the direction of their sum.

    Parameters
    ----------
    vectors
        Shape ``(n, d)``.
    counts
        How many rows each run has; at least 1 each, ``n`` in sum.

    Examples
    --------
    >>> combined(np.eye(3, dtype=np.float32), [1, 2]).round(2).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.7099999785423279, 0.7099999785423279]]
    """
    return unit(np.add.reduceat(vectors, np.cumsum([0, *counts[:-1]]), axis=0))


def mean_of_nearest(similarity: Array, neighbours: int, axis: int = 1) -> Array:
    """Return the mean of the highest ``neighbours`` similarities of each row (``axis`` 1) or column (0).

    Examples
    --------
    >>> mean_of_nearest(np.array([[0.0, 1.0, 3.0]], dtype=np.float32), 2).tolist()
    [2.0]
    """
    return np.partition(similarity, -neighbours, axis=axis).take(range(-neighbours, 0), axis=axis).mean(axis=axis)


def nearness(vectors: Array, background: Array, neighbours: int = 10) -> Array:
    """Return the mean cosine of each row to its nearest rows of a background.

    A hub, a text that is near to everything, has a high value.

    Parameters
    ----------
    vectors, background
        Rows of unit length, shapes ``(n, d)`` and ``(m, d)``.
    neighbours
        How many of the nearest background rows count; at most ``m``.

    Returns
    -------
    Array
        Shape ``(n,)``.

    References
    ----------
    Conneau et al. (2018), "Word translation without parallel data", ICLR: the r term of CSLS.
    """
    if len(background) == 0:
        return np.zeros(len(vectors), dtype=np.float32)
    return mean_of_nearest(cosine(vectors, background), min(neighbours, len(background))).astype(np.float32)


def corrected(similarity: Array, row_nearness: Array, column_nearness: Array) -> Array:
    """Return similarities less the nearness of both sides to the background: CSLS, halved to keep the unit of a cosine.

    Parameters
    ----------
    similarity
        Shape ``(n, m)``.
    row_nearness, column_nearness
        Shapes ``(n,)`` and ``(m,)``.
    """
    return (similarity - 0.5 * row_nearness[:, None] - 0.5 * column_nearness[None, :]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class SentencePairs:
    """The best sentence pair of each pair of profiles.

    Parameters
    ----------
    best
        Shape ``(n, m)``; highest similarity between a sentence of the row and one of the column.
    mean
        Shape ``(n, m)``; mean over the column's sentences of their best match in the row.
    row_sentence, column_sentence
        Shape ``(n, m)``; which pair is quoted, counted within each profile.
    quoted
        Shape ``(n, m)``; similarity of that pair.
    """

    best: Array
    mean: Array
    row_sentence: Index
    column_sentence: Index
    quoted: Array


ROW_LEAD, COLUMN_LEAD = 0.14, 0.10
"""What a later sentence must be nearer by, for each sentence before it, to be quoted; see docs/matching.md.

A text says first what it is about. Measured on the train part of the graded set, in the unit of a cosine."""


def best_sentences(rows: Array, row_starts: Index, columns: Array, column_starts: Index) -> SentencePairs:
    """Return the best sentence pair of every pair of profiles.

    Parameters
    ----------
    rows, columns
        Sentence vectors of all solutions and of all needs, one profile after another; rows of unit length.
    row_starts, column_starts
        Where each profile's sentences begin; ascending, first 0, none empty.

    Examples
    --------
    >>> eye = np.eye(3, dtype=np.float32)
    >>> found = best_sentences(eye, np.array([0, 2]), eye[1:], np.array([0]))
    >>> found.best.tolist(), found.row_sentence.tolist(), found.column_sentence.tolist()
    ([[1.0], [1.0]], [[1], [0]], [[0], [1]])
    """
    n, m = len(row_starts), len(column_starts)
    best, mean, quoted = (np.empty((n, m), dtype=np.float32) for _ in range(3))
    row_sentence, column_sentence = (np.empty((n, m), dtype=np.int64) for _ in range(2))
    for row_places, row_at in _alike(row_starts, len(rows)):
        for column_places, column_at in _alike(column_starts, len(columns)):
            asked = columns[column_at.ravel()]
            size = max(1, MOST_SENTENCES // max(1, len(asked) * row_at.shape[1]))
            for start in range(0, len(row_places), size):
                own = row_at[start : start + size]
                similar = cosine(rows[own.ravel()], asked).reshape(*own.shape, *column_at.shape)
                block = np.ix_(row_places[start : start + size], column_places)
                told = _best(similar)
                for whole, part in zip((best, mean, row_sentence, column_sentence, quoted), told, strict=True):
                    whole[block] = part
    return SentencePairs(best, mean, row_sentence, column_sentence, quoted)


MOST_SENTENCES = 4_000_000
"""Pairs of sentences that are compared at once: 16 MB, held some times over."""


def _alike(starts: Index, total: int) -> list[tuple[Index, Index]]:
    """Return the profiles of each number of sentences, and where their sentences stand, shape ``(profiles, sentences)``."""
    counts = np.diff(np.append(starts, total))
    groups = ((np.flatnonzero(counts == count), int(count)) for count in np.unique(counts))
    return [(places, starts[places, None] + np.arange(count)) for places, count in groups]


def _best(similar: Array) -> tuple[Array, Array, Index, Index, Array]:
    """Return the parts of `SentencePairs` from similarities, shape ``(rows, their sentences, columns, their sentences)``."""
    over_rows = similar.max(axis=1)
    lead = ROW_LEAD * np.arange(similar.shape[1])[:, None] + COLUMN_LEAD * np.arange(similar.shape[3])
    worth = similar - lead[:, None].astype(np.float32)
    column_sentence = worth.max(axis=1).argmax(axis=-1)
    at_column = np.take_along_axis(worth, column_sentence[:, None, :, None], axis=3)[..., 0]
    row_sentence = at_column.argmax(axis=1)
    row, column = np.ogrid[: len(similar), : similar.shape[2]]
    quoted = similar[row, row_sentence, column, column_sentence]
    return over_rows.max(axis=-1), over_rows.mean(axis=-1), row_sentence, column_sentence, quoted


def first_best(values: Array, starts: Index, counts: Index) -> Index:
    """Return where, within each group of neighbouring values, the group's best value first stands, shape of ``starts``.

    Examples
    --------
    >>> first_best(np.array([1.0, 3.0, 3.0, 2.0]), np.array([0, 3]), np.array([3, 1])).tolist()
    [1, 0]
    """
    owner = np.repeat(np.arange(len(starts)), counts)
    places = np.flatnonzero(values >= np.maximum.reduceat(values, starts)[owner])
    _, first = np.unique(owner[places], return_index=True)
    return (places[first] - starts).astype(np.int64)
