"""A first table without descent: the least-squares fit of mean piece vectors to the teacher's sentence vectors."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.training.pieces import Corpus, Pairs
from matcher.training.student import Taught

Array = NDArray[np.float32]


def fit_to_teacher(
    corpus: Corpus,
    pairs: Sequence[Pairs],
    taught: Taught,
    *,
    pieces: int,
    weight: float = 0.5,
    rounds: int = 8,
    spread: float = 0.1,
) -> Array:
    """Rows of a table whose sums over a sentence's pieces come near the teacher's vector of that sentence.

    Ridge regression over every English sentence the teacher knows and every translation of one, solved by
    conjugate gradients for all dimensions at once; then scaled so that the entries of the used rows have the
    standard deviation ``spread``. Descent from there needs a fraction of the steps that random rows need.

    Parameters
    ----------
    pieces
        Rows of the table.
    weight
        Weight of the ridge, in units of one sentence.
    rounds
        Rounds of conjugate gradients.
    """
    counts, targets = _equations(corpus, pairs, taught, pieces)
    rows = _conjugate_gradients(counts, targets, weight=weight, rounds=rounds)
    used = rows[np.abs(rows).sum(axis=1) > 0]
    return (rows * (spread / used.std())).astype(np.float32)


def _equations(corpus: Corpus, pairs: Sequence[Pairs], taught: Taught, pieces: int) -> tuple[sparse.csr_array, Array]:
    blocks: list[sparse.csr_array] = []
    targets: list[NDArray[np.float16]] = []
    english = np.flatnonzero(taught.row >= 0)
    wanted = [("en", english, taught.row[english])]
    for part in pairs:
        if part.languages[0] == "en":
            known = np.flatnonzero(taught.row[part.left] >= 0)
            wanted.append((part.languages[1], part.right[known], taught.row[part.left[known]]))
    for language, rows, vectors in wanted:
        ids, starts = corpus.sentences[language].take(rows)
        lengths = np.maximum(np.diff(starts), 1)
        values = np.repeat(1 / np.sqrt(lengths), np.diff(starts)).astype(np.float32)
        blocks.append(sparse.csr_array((values, ids, starts), (len(rows), pieces)))
        targets.append(taught.vectors[vectors])
    return sparse.csr_array(sparse.vstack(blocks)), np.concatenate(targets).astype(np.float32)


def _conjugate_gradients(counts: sparse.csr_array, targets: Array, *, weight: float, rounds: int) -> Array:
    backward = sparse.csr_array(counts.T)
    rest: Array = backward @ targets
    rows = np.zeros_like(rest)
    direction = rest.copy()
    size = (rest * rest).sum(axis=0)
    for _ in range(rounds):
        image = backward @ (counts @ direction) + weight * direction
        length = size / np.maximum((direction * image).sum(axis=0), 1e-12)
        rows += length * direction
        rest -= length * image
        grown = (rest * rest).sum(axis=0)
        direction = rest + (grown / np.maximum(size, 1e-12)) * direction
        size = grown
    return rows
