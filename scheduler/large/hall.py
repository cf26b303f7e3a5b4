"""Tables or interpreters as counts: Hall's condition as a few rows per slot.

Which meetings one slot can serve is a transversal matroid: they can be served exactly when, for every set A of classes, the
meetings whose class is in A are no more than the units that serve some class of A can take (Hall 1935). Of all sets with
the same units the largest is enough, and sets whose classes share no unit are implied by their parts.
"""

from __future__ import annotations

import numpy as np

from scheduler.facts import Bools, Ints

MOST_ROWS = 400
"""Rows for one group of classes tied by shared units; beyond that the counting view is no smaller than the names."""


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
        If classes tied by shared units would need more than `MOST_ROWS` rows.

    Examples
    --------
    Two interpreters: one knows only the second language, one knows both.

    >>> members, capacity = hall_rows(np.array([[False, True], [True, True]]), np.ones((2, 1), dtype=np.int64))
    >>> members.tolist(), capacity.tolist()
    ([[True, False], [True, True]], [[1], [2]])
    """
    if not len(serves):
        return np.zeros((0, 0), dtype=np.bool_), np.zeros((0, places.shape[1]), dtype=np.int64)
    kinds, kind_of = np.unique(serves, axis=0, return_inverse=True)
    kind_of = kind_of.reshape(-1)
    members: list[Bools] = []
    capacity: list[Ints] = []
    for component in _components(kinds):
        for chosen in _sets(kinds, component):
            members.append(np.isin(kind_of, chosen))
            capacity.append(places[kinds[chosen].any(axis=0)].sum(axis=0))
    return np.array(members, dtype=np.bool_), np.array(capacity, dtype=np.int64)


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
    """The sets of classes to bound: closed, and tied by shared units."""
    unions: dict[bytes, Bools] = {}
    for index in component:
        for union in [np.zeros(serves.shape[1], dtype=np.bool_), *unions.values()]:
            wider = union | serves[index]
            unions[wider.tobytes()] = wider
        if len(unions) > MOST_ROWS:
            raise ValueError(f"{len(component)} different needs share tables or interpreters: too many to count")
    closed = [[index for index in component if not (serves[index] & ~union).any()] for union in unions.values()]
    return [chosen for chosen in closed if len(chosen) == 1 or len(_components(serves[chosen])) == 1]
