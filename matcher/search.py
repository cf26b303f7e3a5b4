"""The best pairs among very many profiles, exactly, in bounded memory."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Array = NDArray[np.float32]
Index = NDArray[np.int64]

BLOCK = 1024
"""Rows and columns of the block of scores that each worker holds: 4 MB, so choosing reads it from cache."""
GROUP = 16
MOST_WAITING = 2_000_000
"""Candidates a worker keeps unsorted at most: about 40 MB."""


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
        Threads; as many as cores where absent. Beside the vectors and the result, memory is one block of
        scores and at most ``MOST_WAITING`` candidates a thread, whatever n and m.

    Returns
    -------
    tuple of Nearest
        Of the rows, then of the columns. Among equal scores the lower index stands first.

    Raises
    ------
    ValueError
        When the widths differ, a side is empty, or ``top`` is not positive.

    Examples
    --------
    >>> eye = np.eye(3, dtype=np.float32)
    >>> of_rows, of_columns = nearest_both(eye, eye[:2], top=1)
    >>> of_rows.index.tolist(), of_columns.index.tolist()
    ([[0], [1], [0]], [[0], [1]])
    """
    if rows.ndim != 2 or columns.ndim != 2 or rows.shape[1] != columns.shape[1]:
        raise ValueError(f"vectors of shapes {rows.shape} and {columns.shape} cannot be compared; widths must agree")
    if not len(rows) or not len(columns) or top < 1:
        raise ValueError("both sides need at least one vector, and top must be at least 1")
    strips = list(range(0, len(rows), BLOCK))
    count = max(1, min(workers or os.cpu_count() or 1, len(strips)))
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
    return Nearest(of_rows.index, of_rows.score), Nearest(first.index, first.score)


@lru_cache(maxsize=1)
def _libraries() -> ThreadpoolController:
    """Return the loaded linear algebra libraries; to look for them anew takes as long as a search among hundreds."""
    return ThreadpoolController()


@dataclass(slots=True)
class _Board:
    """The best so far of some profiles, sorted, and the candidates that wait to be sorted in.

    Candidates are sorted in when as many of the other side have been seen again as before, so that each profile
    is sorted a logarithmic number of times while about ``k`` candidates wait for each.
    """

    index: Index
    score: Array
    waiting: list[tuple[Index, Index, Array]] = field(default_factory=list[tuple[Index, Index, Array]])
    waits: int = 0

    @classmethod
    def empty(cls, size: int, top: int) -> _Board:
        return cls(np.full((size, top), -1, dtype=np.int64), np.full((size, top), -np.inf, dtype=np.float32))

    def beat(self, part: slice) -> Array:
        """Return the score that a candidate must beat."""
        return self.score[part, -1]

    def wait(self, own: Index, other: Index, score: Array) -> None:
        """Keep candidates for profiles ``own``, in rising order of ``other`` for each."""
        if len(own):
            self.waiting.append((own, other, score))
            self.waits += len(own)

    def settle(self) -> None:
        """Sort the waiting candidates in."""
        if not self.waiting:
            return
        own, other, score = (np.concatenate(parts) for parts in zip(*self.waiting, strict=True))
        self.waiting, self.waits = [], 0
        order = _grouped(own, len(self.score))
        own, other, score = own[order], other[order], score[order]
        starts = np.flatnonzero(np.diff(own, prepend=-1))
        hot, counts = own[starts], np.diff(starts, append=len(own))
        top = self.score.shape[1]
        place = top + np.arange(len(own)) - np.repeat(starts, counts)
        line = np.repeat(np.arange(len(hot)), counts)
        scores = np.full((len(hot), top + int(counts.max())), -np.inf, dtype=np.float32)
        indexes = np.full(scores.shape, -1, dtype=np.int64)
        scores[:, :top], indexes[:, :top] = self.score[hot], self.index[hot]
        scores[line, place], indexes[line, place] = score, other
        best = _falling(scores, top)
        self.score[hot] = np.take_along_axis(scores, best, axis=1)
        self.index[hot] = np.take_along_axis(indexes, best, axis=1)

    def absorb(self, other: _Board) -> None:
        """Take in the board that another worker made of the same profiles; -1 stands for an empty place."""
        score = np.concatenate([self.score, other.score], axis=1)
        index = np.concatenate([self.index, other.index], axis=1)
        order = np.lexsort((index, -score), axis=1)[:, : self.score.shape[1]]
        self.score[:] = np.take_along_axis(score, order, axis=1)
        self.index[:] = np.take_along_axis(index, order, axis=1)


def _work(rows: Array, columns: Array, strips: list[int], of_rows: _Board, of_columns: _Board) -> None:
    """Score strips of rows against all columns and keep the best of both."""
    own = _Board.empty(BLOCK, of_rows.score.shape[1])
    buffer = np.empty(BLOCK * BLOCK, dtype=np.float32)
    mask = np.empty(BLOCK * BLOCK, dtype=np.bool_)
    for seen, start in enumerate(strips, start=1):
        strip = slice(start, min(start + BLOCK, len(rows)))
        size = strip.stop - strip.start
        own.score.fill(-np.inf)
        for block, left in enumerate(range(0, len(columns), BLOCK), start=1):
            part = slice(left, min(left + BLOCK, len(columns)))
            shape = (size, part.stop - part.start)
            held = shape[0] * shape[1]
            scores = np.matmul(rows[strip], columns[part].T, out=buffer[:held].reshape(shape))
            line, place = _above(scores, own.beat(slice(0, size))[:, None], 1, own, mask[:held])
            own.wait(line, place + left, scores[line, place])
            line, place = _above(scores, of_columns.beat(part)[None, :], 0, of_columns, mask[:held])
            of_columns.wait(place + left, line + start, scores[line, place])
            if _is_power_of_two(block) or own.waits > MOST_WAITING:
                own.settle()
            if of_columns.waits > MOST_WAITING:
                of_columns.settle()
        own.settle()
        of_rows.score[strip], of_rows.index[strip] = own.score[:size], own.index[:size]
        if _is_power_of_two(seen):
            of_columns.settle()
    of_columns.settle()


def _above(scores: Array, beat: Array, axis: int, board: _Board, mask: NDArray[np.bool_]) -> tuple[Index, Index]:
    """Return where a block has candidates: scores above what the board holds, or near the best of the block if new."""
    top = board.score.shape[1]
    if scores.shape[axis] > top and np.isneginf(beat).any():
        bound = np.expand_dims(_lower_bound(scores if axis else scores.T, top), axis)
        beat = np.maximum(beat, np.nextafter(bound, np.float32(-np.inf)))
    found = np.flatnonzero(np.greater(scores, beat, out=mask.reshape(scores.shape)))
    line = found // scores.shape[1]
    return line, found - line * scores.shape[1]


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


def _falling(scores: Array, top: int) -> Index:
    """Return where the ``top`` highest scores of each row stand, best first, ties in reading order.

    A fast sort first, which may turn ties round; the few rows that have some are sorted again by a stable one.
    """
    order = np.argsort(-scores, axis=1)
    best = np.take_along_axis(scores, order[:, : top + 1], axis=1)
    tied = ((best[:, 1:] == best[:, :-1]) & np.isfinite(best[:, 1:])).any(axis=1)
    order[tied] = np.argsort(-scores[tied], axis=1, kind="stable")
    return order[:, :top]


def _is_power_of_two(number: int) -> bool:
    return number & (number - 1) == 0
