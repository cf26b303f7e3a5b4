"""How long exact search takes among very many profiles, against the machine's own matrix multiplication."""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.search import BLOCK, Nearest, nearest_both

Array = NDArray[np.float32]
Index = NDArray[np.int64]
SIZES = (2_000, 20_000, 100_000)
OURS = "exact, both sides at once"
Search = Callable[[Array], Index]
"""Rows of the other side, best first, of each asked vector: shape ``(asked, d)`` to ``(asked, top)``."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another exact search.

    Parameters
    ----------
    name
        What it is.
    prepare
        Takes in one side and how many to find, and returns the search of it.
    most
        Queries that are timed a side, the time of all being reckoned from them; all where absent.
    elsewhere
        It works in another process, whose processor time we do not see.
    """

    name: str
    prepare: Callable[[Array, int], Search]
    most: int | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """One measured search.

    Parameters
    ----------
    name
        What searched.
    profiles
        On each side.
    seconds
        End to end, both sides.
    rate, share
        Multiplications and additions a second in billions, and as a share of the peak measured beside it.
    processor_share
        The same share by seconds of processor time instead of the clock's: what is left when other work on the machine
        is taken out.
    megabytes
        The most memory it held at once beside the vectors, its result included; NaN where we cannot see it.
    same
        Share of lists equal to ours; NaN for ourselves.
    """

    name: str
    profiles: int
    seconds: float
    rate: float
    share: float
    processor_share: float
    megabytes: float
    same: float


def profiles(count: int, dimensions: int, seed: int) -> Array:
    """Return vectors as an encoder gives them: unit rows around a few hundred topics."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(0).standard_normal((300, dimensions), dtype=np.float32)
    rows = centres[random.integers(0, len(centres), count)]
    rows += 1.5 * random.standard_normal((count, dimensions), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@dataclass(frozen=True, slots=True)
class Peak:
    """Best rates of matrix multiplication, in billions of operations: a second, and a second of one processor."""

    clock: float
    processor: float

    def or_better(self, other: Peak) -> Peak:
        """Return the better of both rates."""
        return Peak(max(self.clock, other.clock), max(self.processor, other.processor))


def peak(dimensions: int, workers: int, seconds: float = 2.0) -> Peak:
    """Return the best rates of matrix multiplication.

    The best of: one product of 4,096 squared with the library's own threads, and every worker multiplying blocks of
    our shape for itself, repeated for some seconds.
    """
    random = np.random.default_rng(0)
    square = random.standard_normal((4096, 4096), dtype=np.float32)
    left = random.standard_normal((BLOCK, dimensions), dtype=np.float32)
    right = random.standard_normal((BLOCK, dimensions), dtype=np.float32)

    def blocks(times: int) -> None:
        held = np.empty((BLOCK, BLOCK), dtype=np.float32)
        for _ in range(times):
            np.matmul(left, right.T, out=held)

    def all_workers() -> None:
        with threadpool_limits(1), ThreadPoolExecutor(workers) as pool:
            for done in [pool.submit(blocks, 40) for _ in range(workers)]:
                done.result()

    best = Peak(0.0, 0.0)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        best = best.or_better(_rates(lambda: square @ square, 2 * 4096**3))
        best = best.or_better(_rates(all_workers, workers * 40 * 2 * BLOCK * BLOCK * dimensions))
    return best


def _rates(work: Callable[[], Any], operations: float) -> Peak:
    started, processor = time.perf_counter(), time.process_time()
    work()
    clock, used = time.perf_counter() - started, time.process_time() - processor
    return Peak(operations / clock / 1e9, operations / max(used, 1e-9) / 1e9)


def measure(
    sizes: tuple[int, ...] = SIZES, *, dimensions: int = 384, top: int = 20, peers: Sequence[Peer] = ()
) -> list[ScaleRow]:
    """Return one row for each size and each of ourselves, faiss's exact search where it is installed, and the peers.

    Seconds are the best of several runs where they are short.
    """
    workers = os.cpu_count() or 1
    nearest_both(profiles(512, dimensions, 1), profiles(512, dimensions, 2), top)
    others = [*([FAISS] if find_spec("faiss") is not None else []), *peers]
    rows: list[ScaleRow] = []
    for size in sizes:
        sides = profiles(size, dimensions, 1), profiles(size, dimensions, 2)
        before = peak(dimensions, workers)
        spent, memory, found = _ours(sides, top)
        best = before.or_better(peak(dimensions, workers))
        work = 2.0 * size * size * dimensions / 1e9
        rows.append(_row(OURS, size, spent, work, best, memory, float("nan")))
        for peer in others:
            known = tuple(one.index for one in found)
            spent_there, same = _peer(peer, sides, top, known)
            rows.append(_row(peer.name, size, spent_there, work, best, float("nan"), same))
    return rows


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds by the clock and of processors."""

    clock: float
    processor: float

    @classmethod
    def on(cls, work: Callable[[], Any]) -> tuple[_Spent, Any]:
        started, processor = time.perf_counter(), time.process_time()
        found = work()
        return cls(time.perf_counter() - started, time.process_time() - processor), found

    def and_then(self, other: _Spent, times: float = 1.0) -> _Spent:
        return _Spent(self.clock + times * other.clock, self.processor + times * other.processor)


def _row(name: str, size: int, spent: _Spent, work: float, best: Peak, megabytes: float, same: float) -> ScaleRow:
    rate = work / spent.clock
    by_processor = work / spent.processor / best.processor if spent.processor else float("nan")
    return ScaleRow(name, size, spent.clock, rate, rate / best.clock, by_processor, megabytes, same)


def _ours(sides: tuple[Array, Array], top: int) -> tuple[_Spent, float, tuple[Nearest, Nearest]]:
    """Return what we spend, the most memory held beside the vectors in MB, and what we found.

    Where the first run, which keeps account of memory, is short, the best of some more without it counts.
    """
    tracemalloc.start()
    best, found = _Spent.on(lambda: nearest_both(*sides, top))
    held = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    for _ in range(min(100, int(10.0 / best.clock))):
        again, _ = _Spent.on(lambda: nearest_both(*sides, top))
        best = min(best, again, key=lambda spent: spent.clock)
    return best, held, found


def _peer(peer: Peer, sides: tuple[Array, Array], top: int, known: tuple[Index, ...]) -> tuple[_Spent, float]:
    """Return what a peer spends on both sides, and the share of its lists that equal ours."""
    total = _Spent(0.0, 0.0)
    same: list[float] = []
    for offered, asked, ours in ((sides[1], sides[0], known[0]), (sides[0], sides[1], known[1])):
        chosen = np.linspace(0, len(asked) - 1, min(len(asked), peer.most or len(asked))).astype(np.int64)
        prepared, search = _Spent.on(lambda offered=offered: peer.prepare(offered, top))
        spent, found = _Spent.on(lambda search=search, asked=asked, chosen=chosen: search(asked[chosen]))
        total = total.and_then(prepared).and_then(spent, len(asked) / len(chosen))
        same.append(float((found == ours[chosen]).all(axis=1).mean()))
    if peer.elsewhere:
        total = _Spent(total.clock, float("nan"))
    return total, sum(same) / len(same)


def _faiss(offered: Array, top: int) -> Search:
    import faiss  # pyright: ignore[reportMissingImports]

    index: Any = faiss.IndexFlatIP(offered.shape[1])
    index.add(offered)

    def search(asked: Array) -> Index:
        return index.search(asked, top)[1]

    return search


FAISS = Peer("faiss IndexFlatIP, each side for itself", _faiss)
