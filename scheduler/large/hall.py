"""Tables or interpreters as counts: Hall's condition as a few rows per slot.

Which meetings one slot can serve is a transversal matroid: they can be served exactly when, for every set A of classes, the
meetings whose class is in A are no more than the units that serve some class of A can take (Hall 1935). Sets whose classes
share no unit are implied by their parts.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from scheduler.large.packing import Bools, Ints

MOST_CLASSES = 9
"""Classes tied by shared units that are still listed exactly: at most 2**9 rows."""


def hall_rows(serves: Bools, places: Ints) -> tuple[Bools, Ints]:
    """Rows that are necessary and sufficient for the units to serve the meetings of a slot.

    Parameters
    ----------
    serves
        Shape ``(classes, units)``; True where a unit can serve meetings of a class.
    places
        Shape ``(units, slots)``; how many meetings a unit can take in a slot.

    Returns
    -------
    tuple[Bools, Ints]
        Members, shape ``(rows, classes)``, and capacities, shape ``(rows, slots)``.

    Raises
    ------
    ValueError
        If more than `MOST_CLASSES` different classes are tied by shared units.

    Examples
    --------
    Two interpreters: one knows only the second language, one knows both.

    >>> members, capacity = hall_rows(np.array([[False, True], [True, True]]), np.ones((2, 1), dtype=np.int64))
    >>> members.tolist(), capacity.tolist()
    ([[True, False], [True, True]], [[1], [2]])
    """
    kinds, kind_of = np.unique(serves, axis=0, return_inverse=True)
    kind_of = kind_of.reshape(-1)
    members: list[Bools] = []
    capacity: list[Ints] = []
    for component in _components(kinds):
        if len(component) > MOST_CLASSES:
            raise ValueError(
                f"{len(component)} different needs share tables or interpreters; at most {MOST_CLASSES} can be counted"
            )
        for chosen in _sets(kinds, component):
            members.append(np.isin(kind_of, chosen))
            capacity.append(places[kinds[chosen].any(axis=0)].sum(axis=0))
    return (
        np.array(members, dtype=np.bool_).reshape(-1, len(serves)),
        np.array(capacity, dtype=np.int64).reshape(-1, places.shape[1]),
    )


def _components(serves: Bools) -> list[list[int]]:
    """Classes grouped by shared units, in order of their first class."""
    groups: list[tuple[list[int], Bools]] = []
    for index in range(len(serves)):
        classes, units = [index], serves[index].copy()
        apart: list[tuple[list[int], Bools]] = []
        for other, others in groups:
            if bool((others & units).any()):
                classes, units = other + classes, others | units
            else:
                apart.append((other, others))
        groups = [*apart, (classes, units)]
    return sorted(sorted(classes) for classes, _ in groups)


def _sets(serves: Bools, component: list[int]) -> list[list[int]]:
    """The sets of classes to bound: tied by shared units, and the largest with the same units."""
    largest: dict[bytes, list[int]] = {}
    for size in range(1, len(component) + 1):
        for chosen in combinations(component, size):
            if size == 1 or len(_components(serves[list(chosen)])) == 1:
                largest[serves[list(chosen)].any(axis=0).tobytes()] = list(chosen)
    return list(largest.values())
