"""In which languages two profiles are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import Encoder
from matcher.profiles import Profile
from matcher.vectors import readable_versions

Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """Solutions and needs that exist in the same languages, and the pairs of languages in which they are compared.

    Parameters
    ----------
    rows, columns
        Which solutions and needs.
    pairs
        Language of the solution and of the need: each shared language, or else every pair.
    """

    rows: Index
    columns: Index
    pairs: tuple[tuple[str, str], ...]

    @property
    def block(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The index of the block in an array of all pairs."""
        return self.rows[:, None], self.columns[None, :]

    @property
    def shared(self) -> bool:
        """Whether both sides are read in one language."""
        return all(first == second for first, second in self.pairs)


def versions_for(profiles: Sequence[Profile], encoder: Encoder | None) -> list[dict[str, str]]:
    """Return the versions of each profile by language: all, or those that the encoder reads."""
    if encoder is None:
        return [profile.versions() for profile in profiles]
    return [readable_versions(profile, encoder) for profile in profiles]


def readings(solutions: Sequence[dict[str, str]], needs: Sequence[dict[str, str]]) -> list[Reading]:
    """Return every pair of a solution and a need exactly once, grouped by the languages they exist in.

    Examples
    --------
    >>> [one.pairs for one in readings([{"ko": "a", "en": "b"}], [{"en": "c"}, {"th": "d"}])]
    [(('en', 'en'),), (('en', 'th'), ('ko', 'th'))]
    """
    found: list[Reading] = []
    for offered, rows in _by_languages(solutions).items():
        for asked, columns in _by_languages(needs).items():
            shared = [language for language in offered if language in asked]
            pairs = [(own, own) for own in shared] or [(first, second) for first in offered for second in asked]
            found.append(Reading(rows, columns, tuple(pairs)))
    return found


def _by_languages(versions: Sequence[dict[str, str]]) -> dict[tuple[str, ...], Index]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, texts in enumerate(versions):
        groups.setdefault(tuple(sorted(texts)), []).append(place)
    return {languages: np.array(places, dtype=np.int64) for languages, places in groups.items()}
