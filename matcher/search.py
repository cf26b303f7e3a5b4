"""The best pairs among very many profiles, exactly, in bounded memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Array = NDArray[np.float32]
Index = NDArray[np.int64]
Keys = NDArray[np.int64]
"""Score and index in one number that sorts as lists do: higher scores later, and of equal ones the higher index first.

The upper half is the score's bits, turned so that they rise with it; the lower half is the index, inverted.
"""

BLOCK = 1024
"""Most rows and columns of the block of scores that each worker holds: 4 MB, so choosing reads it from cache."""
GROUP = 16
SMALL = 64
"""Candidates of one profile up to which tables are not split by their number."""
MOST_WAITING = 2_000_000
"""Candidates that wait unsorted at most, on each of the two boards of a worker: 32 MB."""
EMPTY = np.int64(-0x7F80_0001 << 32)
"""The key of no candidate: score minus infinity, index -1."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The best of the other side for every profile of a side.

    Parameters
    ----------
    index
        Shape ``(n, k)``; rows of the other side, best first.
    score
        Shape ``(n, k)``; inner products, falling.
    """

    index: Index
    score: Array


def nearest_both(rows: Array, columns: Array, top: int = 20, *, workers: int | None = None) -> tuple[Nearest, Nearest]:
    """Return the best columns of every row and the best rows of every column; each score is computed once.

    Parameters
    ----------
    rows, columns
        Shapes ``(n, d)`` and ``(m, d)``, float32.
    top
        How many to keep; fewer where the other side is smaller.
    workers
        Threads; as many as cores where absent. Beside the vectors and the result, each holds a block of scores,
        twice ``MOST_WAITING`` candidates at most, and a result of its own for the columns: ``8 m top`` bytes.

    Returns
    -------
    tuple of Nearest
        Of the rows, then of the columns. Among equal scores the lower index stands first.

    Raises
    ------
    ValueError
        When the widths differ, a side is empty, ``top`` is not positive, a vector has an entry that is not finite, or
        an inner product is too large for float32.

    Examples
    --------
    >>> eye = np.eye(3, dtype=np.float32)
    >>> of_rows, of_columns = nearest_both(eye, eye[:2], top=1)
    >>> of_rows.index.tolist(), of_columns.index.tolist()
    ([[0], [1], [0]], [[0], [1]])
    """
    _check(rows, columns, top)
    count = max(1, min(workers or os.cpu_count() or 1, -(-len(rows) // BLOCK)))
    strips = _parts(len(rows), count)
    of_rows = _Board.empty(len(rows), min(top, len(columns)))
    of_columns = [_Board.empty(len(columns), min(top, len(rows))) for _ in range(count)]
    # One thread of the linear algebra library a worker: its own threads would wait for each other at every block.
    with _libraries().limit(limits=1), ThreadPoolExecutor(count) as pool:
        running = [
            pool.submit(_work, rows, columns, strips[worker::count], of_rows, board)
            for worker, board in enumerate(of_columns)
        ]
        for work in running:
            work.result()
    first = of_columns[0]
    for other in of_columns[1:]:
        first.absorb(other)
    found = of_rows.nearest(), first.nearest()
    if any((side.index < 0).any() for side in found):
        raise ValueError("inner products are too large for float32: scale the vectors to unit length")
    return found


def _check(rows: Array, columns: Array, top: int) -> None:
    if rows.ndim != 2 or columns.ndim != 2 or rows.shape[1] != columns.shape[1]:
        raise ValueError(f"vectors of shapes {rows.shape} and {columns.shape} cannot be compared; widths must agree")
    if not len(rows) or not len(columns) or top < 1:
        raise ValueError("both sides need at least one vector, and top must be at least 1")
    for name, side in (("row", rows), ("column", columns)):
        if not np.isfinite(side.sum()) and not (finite := np.isfinite(side).all(axis=1)).all():
            raise ValueError(f"{name} {np.argmin(finite)} is not finite: embed its text again, or leave it out")


@lru_cache(maxsize=1)
def _libraries() -> ThreadpoolController:
    """Return the loaded linear algebra libraries; to look for them anew takes as long as a search among hundreds."""
    return ThreadpoolController()


@dataclass(slots=True)
class _Board:
    """The best so far of some profiles, worst first, and the candidates that wait to be sorted in.

    Candidates are sorted in when as many of the other side have been seen again as before, so that each profile
    is sorted a logarithmic number of times while about ``k`` candidates wait for each.
    """

    keys: Keys
    beat: Array
    """The score that a candidate must beat, for each profile."""
    waiting: list[tuple[Index, Keys]] = field(default_factory=list[tuple[Index, Keys]])
    waits: int = 0

    @classmethod
    def empty(cls, size: int, top: int) -> _Board:
        return cls(np.full((size, top), EMPTY), np.full(size, -np.inf, dtype=np.float32))

    def clear(self) -> None:
        """Forget everything."""
        self.keys.fill(EMPTY)
        self.beat.fill(-np.inf)

    def expect(self, part: slice, scores: Array) -> None:
        """Raise what must be beaten to what the first scores of new profiles promise; shape ``(profiles, others)``."""
        top = self.keys.shape[1]
        if scores.shape[1] > top and np.isneginf(self.beat[part]).any():
            bound = np.nextafter(_lower_bound(scores, top), np.float32(-np.inf))
            np.maximum(self.beat[part], bound, out=self.beat[part])

    def wait(self, own: Index, keys: Keys) -> None:
        """Keep candidates for profiles ``own``."""
        if len(own):
            self.waiting.append((own, keys))
            self.waits += len(own)

    def settle(self) -> None:
        """Sort the waiting candidates in."""
        if not self.waiting:
            return
        own, keys = (np.concatenate(parts) for parts in zip(*self.waiting, strict=True))
        self.waiting, self.waits = [], 0
        order = _grouped(own, len(self.keys))
        own, keys = own[order], keys[order]
        starts = np.flatnonzero(np.diff(own, prepend=-1))
        hot, counts = own[starts], np.diff(starts, append=len(own))
        # Profiles with about as many candidates together: one with very many would widen the table of all.
        sizes = np.ceil(np.log2(np.maximum(counts, SMALL))).astype(np.int64)
        for size in np.unique(sizes):
            of_size = np.flatnonzero(sizes == size)
            self._sort_in(hot[of_size], keys, starts[of_size], counts[of_size])

    def _sort_in(self, hot: Index, keys: Keys, starts: Index, counts: Index) -> None:
        """Sort in, for each profile of ``hot``, as many keys from a start as are counted."""
        steps = np.arange(counts.max())
        new = keys.take(starts[:, None] + steps, mode="clip")
        new[steps >= counts[:, None]] = EMPTY
        best = np.sort(np.concatenate([self.keys[hot], new], axis=1), axis=1)[:, -self.keys.shape[1] :]
        self.keys[hot] = best
        self.beat[hot] = _scores(best[:, 0])

    def absorb(self, other: _Board) -> None:
        """Take in the board that another worker made of the same profiles."""
        both = np.concatenate([self.keys, other.keys], axis=1)
        self.keys = np.sort(both, axis=1)[:, -self.keys.shape[1] :]

    def nearest(self) -> Nearest:
        """Return the lists, best first."""
        falling = self.keys[:, ::-1]
        return Nearest((~falling).astype(np.int32).astype(np.int64), _scores(falling))


def _keys(scores: Array, index: Index) -> Keys:
    bits = (scores + np.float32(0)).view(np.int32)
    rising = (bits ^ (bits >> 31 & 0x7FFF_FFFF)).astype(np.int64)
    return rising << 32 | ~index & 0xFFFF_FFFF


def _scores(keys: Keys) -> Array:
    rising = (keys >> 32).astype(np.int32)
    return (rising ^ (rising >> 31 & 0x7FFF_FFFF)).view(np.float32)


def _parts(length: int, multiple: int = 1) -> list[slice]:
    """Return even parts of at most a block each, their number a multiple if there are enough."""
    count = -(-length // BLOCK)
    count = -(-count // multiple) * multiple
    ends = [length * part // count for part in range(count + 1)]
    return [slice(*part) for part in pairwise(ends)]


def _work(rows: Array, columns: Array, strips: Sequence[slice], of_rows: _Board, of_columns: _Board) -> None:
    """Score strips of rows against all columns and keep the best of both."""
    own = _Board.empty(max(strip.stop - strip.start for strip in strips), of_rows.keys.shape[1])
    buffer = np.empty(BLOCK * BLOCK, dtype=np.float32)
    mask = np.empty(BLOCK * BLOCK, dtype=np.bool_)
    blocks = _parts(len(columns))
    for seen, strip in enumerate(strips, start=1):
        size = strip.stop - strip.start
        own.clear()
        for block, part in enumerate(blocks, start=1):
            shape = (size, part.stop - part.start)
            held = shape[0] * shape[1]
            with np.errstate(over="ignore"):  # What overflows is refused once, in words, at the end.
                scores = np.matmul(rows[strip], columns[part].T, out=buffer[:held].reshape(shape))
            own.expect(slice(size), scores)
            line, place, score = _above(scores, own.beat[:size, None], mask[:held])
            own.wait(line, _keys(score, place + part.start))
            of_columns.expect(part, scores.T)
            line, place, score = _above(scores, of_columns.beat[part], mask[:held])
            of_columns.wait(place + part.start, _keys(score, line + strip.start))
            if _is_time_to_settle(block) or own.waits > MOST_WAITING:
                own.settle()
            if of_columns.waits > MOST_WAITING:
                of_columns.settle()
        own.settle()
        of_rows.keys[strip] = own.keys[:size]
        if _is_time_to_settle(seen):
            of_columns.settle()
    of_columns.settle()


def _above(scores: Array, beat: Array, mask: NDArray[np.bool_]) -> tuple[Index, Index, Array]:
    """Return the lines and places of a block whose scores are above what must be beaten, and these scores."""
    found = np.flatnonzero(np.greater(scores, beat, out=mask.reshape(scores.shape)))
    line = found // scores.shape[1]
    return line, found - line * scores.shape[1], scores.reshape(-1).take(found)


def _lower_bound(scores: Array, top: int) -> Array:
    """Return, for each row, a score that at least ``top`` of its entries reach.

    The top-th best of the maxima of groups is such a score, and sixteen times cheaper to find than the top-th best.
    """
    width = scores.shape[1] // GROUP * GROUP
    if width // GROUP <= top:
        return np.partition(scores, -top, axis=1)[:, -top]
    # Groups of every (width / GROUP)-th entry: the maximum then runs along memory in both layouts.
    maxima = scores[:, :width].reshape(len(scores), GROUP, -1).max(axis=1)
    return np.partition(maxima, -top, axis=1)[:, -top]


def _grouped(keys: Index, below: int) -> Index:
    """Return the order that sorts whole numbers below a bound, ties in reading order.

    By sixteen bits at a time: only such keys are sorted by counting, ten times as fast as by comparing.
    """
    order = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    for shift in range(16, max(below - 1, 1).bit_length(), 16):
        part = (keys[order] >> shift & 0xFFFF).astype(np.uint16)
        order = order[np.argsort(part, kind="stable")]
    return order


def _is_time_to_settle(seen: int) -> bool:
    """Whether twice as many blocks have been seen as the last time; after the first one its bound is good enough."""
    return seen > 1 and seen & (seen - 1) == 0
