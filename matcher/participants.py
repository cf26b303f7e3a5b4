"""Score suppliers against buyers by the best of their solutions and needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matcher.matches import Match, Matches
from matcher.profiles import Profile
from matcher.similarity import first_best

Array = NDArray[np.float32]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ParticipantMatches:
    """Every pair of a supplier and a buyer, scored by the pair of profiles that decided.

    Parameters
    ----------
    suppliers, buyers
        Names of organizations (the profile's id where it has none), in the order of rows and columns.
    score, value
        Shape ``(suppliers, buyers)``, in [0, 1]; score and two-sided value of the deciding pair.
    solution, need
        Shape ``(suppliers, buyers)``; the deciding pair, as row and column of ``matches``.
    """

    suppliers: tuple[str, ...]
    buyers: tuple[str, ...]
    score: Array
    value: Array
    solution: Index
    need: Index
    matches: Matches = field(repr=False)

    def match(self, supplier: str, buyer: str) -> Match:
        """Return the match that decided for a supplier and a buyer."""
        row, column = _place(supplier, self.suppliers), _place(buyer, self.buyers)
        return self.matches.match(int(self.solution[row, column]), int(self.need[row, column]))

    def suppliers_for(self, buyer: str, top: int = 20) -> list[Match]:
        """Return the best suppliers of a buyer, by two-sided value, each through its deciding match."""
        column = _place(buyer, self.buyers)
        order = np.argsort(-self.value[:, column], kind="stable")
        found = (self.match(self.suppliers[int(row)], buyer) for row in order)
        return list(islice((match for match in found if not match.apart), top))

    def buyers_for(self, supplier: str, top: int = 20) -> list[Match]:
        """Return the best buyers of a supplier, by two-sided value, each through its deciding match."""
        row = _place(supplier, self.suppliers)
        order = np.argsort(-self.value[row], kind="stable")
        found = (self.match(supplier, self.buyers[int(column)]) for column in order)
        return list(islice((match for match in found if not match.apart), top))


def participants(matches: Matches) -> ParticipantMatches:
    """Return supplier x buyer scores: the pair of a solution and a need with the highest two-sided value decides.

    A pair of participants of which either said never in any pair of their profiles still counts by its best
    pair; give such a wish by organization to cover them all. A pair of which no profiles may be suggested to each other
    is decided by a match that is kept ``apart``.
    """
    suppliers, buyers = _names(matches.solutions), _names(matches.needs)
    rows, columns = _groups(matches.solutions, suppliers), _groups(matches.needs, buyers)
    order = np.concatenate([np.array(own, dtype=np.int64) for own in columns]) if columns else np.zeros(0, np.int64)
    counts = np.array([len(own) for own in columns], dtype=np.int64)
    starts = np.cumsum(counts) - counts
    shape = (len(suppliers), len(buyers))
    solution, need = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for i, own in enumerate(rows if buyers else ()):
        worth = matches.value[own][:, order] + np.float32(1e-6) * matches.score[own][:, order]
        worth[matches.apart[own][:, order]] = -1
        places = starts + first_best(worth.max(axis=0), starts, counts)
        need[i] = order[places]
        solution[i] = np.array(own, dtype=np.int64)[worth[:, places].argmax(axis=0)]
    return ParticipantMatches(
        suppliers, buyers, matches.score[solution, need], matches.value[solution, need], solution, need, matches
    )


def _names(profiles: Sequence[Profile]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(profile.organization or profile.id for profile in profiles))


def _groups(profiles: Sequence[Profile], names: Sequence[str]) -> list[list[int]]:
    groups: dict[str, list[int]] = {name: [] for name in names}
    for place, profile in enumerate(profiles):
        groups[profile.organization or profile.id].append(place)
    return list(groups.values())


def _place(name: str, names: Sequence[str]) -> int:
    if name not in names:
        raise ValueError(f"no participant is called {name}")
    return names.index(name)
