"""Texts that are copied: a solution in the words of the need it wants to meet, and one solution under several names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from matcher.lexical import fold
from matcher.profiles import Profile

RUN = 12
"""Letters of a run that two texts share. Runs stand in for words, which Thai does not part."""
FEWEST = 30
"""Runs that a text needs for its copy to be told from the same phrase used twice."""
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
    places: dict[str, int] = {}
    sides = [[_runs(one) for one in side] for side in (first, second)]
    rows: list[Any] = []
    for side in sides:
        columns = [[places.setdefault(run, len(places)) for run in runs] for runs in side]
        starts = np.cumsum([0, *map(len, columns)])
        flat = np.array([column for own in columns for column in own], dtype=np.int64)
        rows.append((flat, starts))
    one, other = (
        sparse.csr_array((np.ones(len(flat), dtype=np.int32), flat, starts), shape=(len(starts) - 1, len(places)))
        for flat, starts in rows
    )
    return one @ other.T, (np.diff(rows[0][1]), np.diff(rows[1][1]))


def _runs(profile: Profile) -> set[str]:
    """Return the runs of letters and digits of a profile's texts, without spaces and punctuation."""
    found: set[str] = set()
    for text in profile.versions().values():
        letters = "".join(letter for letter in fold(text) if letter.isalnum())
        found.update(letters[start : start + RUN] for start in range(len(letters) - RUN + 1))
    return found
