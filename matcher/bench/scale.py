"""How long exact search takes among very many profiles, against the machine's own matrix multiplication."""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.search import BLOCK, nearest_both

Array = NDArray[np.float32]
SIZES = (2_000, 20_000, 100_000)
OURS, FAISS = "exact, both sides at once", "faiss IndexFlatIP, twice"


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


def _measured(work: Callable[[], Any]) -> tuple[Any, float, float, float]:
    """Return the result of some work, its seconds by the clock and of processors, and the most memory it held, in MB."""
    tracemalloc.start()
    started, processor = time.perf_counter(), time.process_time()
    found = work()
    seconds, used = time.perf_counter() - started, time.process_time() - processor
    held = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return found, seconds, used, held


def measure(
    sizes: tuple[int, ...] = SIZES, *, dimensions: int = 384, top: int = 20, beside: bool = True
) -> list[ScaleRow]:
    """Return one row for each size, with faiss's exact search beside it where it is installed."""
    workers = os.cpu_count() or 1
    nearest_both(profiles(512, dimensions, 1), profiles(512, dimensions, 2), top)
    rows: list[ScaleRow] = []
    for size in sizes:
        first, second = profiles(size, dimensions, 1), profiles(size, dimensions, 2)
        work = 2.0 * size * size * dimensions / 1e9
        before = peak(dimensions, workers)
        found, seconds, used, memory = _measured(lambda first=first, second=second: nearest_both(first, second, top))
        best = before.or_better(peak(dimensions, workers))
        rate, own = work / seconds, work / used / best.processor
        rows.append(ScaleRow(OURS, size, seconds, rate, rate / best.clock, own, memory, float("nan")))
        if beside and find_spec("faiss") is not None:
            rows.append(_faiss(first, second, top, found[0].index, found[1].index, best))
    return rows


def _faiss(first: Array, second: Array, top: int, of_rows: Any, of_columns: Any, best: Peak) -> ScaleRow:
    import faiss  # pyright: ignore[reportMissingImports]

    def search(index_of: Array, asked: Array) -> Any:
        index: Any = faiss.IndexFlatIP(index_of.shape[1])
        index.add(index_of)
        return index.search(asked, top)[1]

    (rows, columns), seconds, used, _ = _measured(lambda: (search(second, first), search(first, second)))
    same = float(np.mean([(rows == of_rows).all(axis=1).mean(), (columns == of_columns).all(axis=1).mean()]))
    # Faiss computes every score twice, once for each side; the work that counts is the same.
    work = 2.0 * len(first) * len(second) * first.shape[1] / 1e9
    rate, own = work / seconds, work / used / best.processor
    return ScaleRow(FAISS, len(first), seconds, rate, rate / best.clock, own, float("nan"), same)
