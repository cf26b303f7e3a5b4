"""What both sides said about each other before any score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.profiles import Profile

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What both sides said about each other before any score.

    Parameters
    ----------
    supplier, buyer
        Shape ``(solutions, needs)``, in [-1, 1]: 1 most wanted, 0 nothing said, -1 never.
    """

    supplier: Array
    buyer: Array

    @classmethod
    def between(
        cls,
        solutions: Sequence[Profile],
        needs: Sequence[Profile],
        *,
        supplier: Mapping[tuple[str, str], float] | None = None,
        buyer: Mapping[tuple[str, str], float] | None = None,
    ) -> Wishes:
        """Return wishes given by (supplier, buyer): ids of profiles, or names of organizations for all their profiles.

        Examples
        --------
        >>> a, b = Profile("S1", "leak sensor", organization="Mul"), Profile("N1", "leaks")
        >>> Wishes.between([a], [b], supplier={("Mul", "N1"): 1.0}).supplier.tolist()
        [[1.0]]
        """
        rows, columns = _places(solutions), _places(needs)
        sides: list[Array] = []
        for wishes in (supplier or {}, buyer or {}):
            side = np.zeros((len(solutions), len(needs)), dtype=np.float32)
            for (first, second), strength in wishes.items():
                if first not in rows or second not in columns:
                    raise ValueError(f"a wish between {first} and {second} names nobody known; check both ids")
                if not -1 <= strength <= 1:
                    raise ValueError(f"the wish between {first} and {second} is {strength}; it must lie in [-1, 1]")
                side[np.ix_(rows[first], columns[second])] = strength
            sides.append(side)
        return cls(*sides)


def _places(profiles: Sequence[Profile]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, profile in enumerate(profiles):
        for name in {profile.id, profile.organization or profile.id}:
            places.setdefault(name, []).append(place)
    return places
