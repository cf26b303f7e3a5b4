"""Texts that are copied: a solution in the words of the need it wants to meet, and one solution under several names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from matcher.lexical import fold
from matcher.profiles import Profile

RUN = 12
"""Letters of a run that two texts share. Runs stand in for words, which Thai does not part."""
FEWEST = 20
"""Runs that a text needs for its copy to be told from the same phrase used twice: two short sentences in Korean."""
COPIED = 0.6
"""Share of a need's runs from which on a solution repeats it. Answers written for their need share less than 0.1."""
SAME = 0.75
"""Share of both texts from which on two solutions are one."""


def copied_from(solutions: Sequence[Profile], needs: Sequence[Profile]) -> NDArray[np.bool_]:
    """Return which solutions repeat the text of which needs, shape ``(solutions, needs)``.

    Examples
    --------
    >>> need = Profile("N1", "Half of the treated water never reaches a customer and nobody knows where it goes.")
    >>> own = Profile("S1", "We are experts: half of the treated water never reaches a customer, nobody knows where it goes")
    >>> other = Profile("S2", "Acoustic loggers find where pipes leak, to a metre, from the sound at night.")
    >>> copied_from([own, other], [need]).tolist()
    [[True], [False]]
    """
    shared, counts = _shared(solutions, needs)
    part = shared.tocoo()
    found = np.zeros((len(solutions), len(needs)), dtype=np.bool_)
    enough = (counts[1][part.col] >= FEWEST) & (part.data >= COPIED * counts[1][part.col])
    found[part.row[enough], part.col[enough]] = True
    return found


def clones(solutions: Sequence[Profile]) -> list[tuple[str, ...]]:
    """Return the groups of solutions that have one text, by id in their order: a firm that was entered several times.

    Examples
    --------
    >>> text = "Acoustic loggers find where pipes leak, to a metre, from the sound at night."
    >>> clones([Profile("S1", text), Profile("S2", "Parking spaces by radio."), Profile("S3", text + " Call us.")])
    [('S1', 'S3')]
    """
    if not solutions:
        return []
    shared, (counts, _) = _shared(solutions, solutions)
    part = shared.tocoo()
    longer = np.maximum(counts[part.row], counts[part.col])
    same = (longer >= FEWEST) & (part.data >= SAME * longer)
    graph = sparse.csr_array(
        (np.ones(int(same.sum())), (part.row[same], part.col[same])), shape=(len(solutions), len(solutions))
    )
    _, group = connected_components(graph, directed=False)
    members: dict[int, list[str]] = {}
    for solution, own in zip(solutions, group.tolist(), strict=True):
        members.setdefault(own, []).append(solution.id)
    return [tuple(ids) for ids in members.values() if len(ids) > 1]


def _shared(first: Sequence[Profile], second: Sequence[Profile]) -> tuple[Any, tuple[Any, Any]]:
    """Return how many runs each pair of texts shares, sparse, and how many each text of both sides has."""
    sides = [[_runs_of(one) for one in side] for side in (first, second)]
    every = [runs for side in sides for runs in side]
    known, places = np.unique(np.concatenate([*every, np.zeros(0, np.uint64)]), return_inverse=True)
    counts = [np.array([len(runs) for runs in side], dtype=np.int64) for side in sides]
    ends = [np.cumsum([0, *own]) for own in counts]
    one, other = (
        sparse.csr_array((np.ones(len(flat), dtype=np.int32), flat, own), shape=(len(own) - 1, len(known)))
        for flat, own in zip(np.split(places, [ends[0][-1]]), ends, strict=True)
    )
    return one @ other.T, (counts[0], counts[1])


def _runs_of(profile: Profile) -> NDArray[np.uint64]:
    """Return the distinct runs of letters and digits of a profile's texts, each as a number."""
    return np.unique(np.concatenate([_runs(text) for text in profile.versions().values()]))


@lru_cache(maxsize=8192)
def _runs(text: str) -> NDArray[np.uint64]:
    """Return the runs of letters and digits of a text without spaces and punctuation, each as a number.

    A sum of the letters, each times a fixed odd number of its place: two of millions of runs hardly ever agree by chance.
    """
    letters = "".join(letter for letter in fold(text) if letter.isalnum())
    points = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(points) < RUN:
        return np.zeros(0, dtype=np.uint64)
    return np.unique(np.lib.stride_tricks.sliding_window_view(points, RUN) @ _ODD)


_ODD = np.array([0x9E3779B97F4A7C15 ** (2 * place + 1) % 2**64 for place in range(RUN)], dtype=np.uint64)
