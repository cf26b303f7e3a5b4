"""The twelve smart-city sectors, named in six languages and described in Korean, English, Thai and Turkish."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import Encoder
from matcher.profiles import Profile, normalise
from matcher.similarity import Array, unit
from matcher.vectors import Vectors, embed, english_only

LANGUAGES = ("ko", "en", "th", "tr")


@dataclass(frozen=True, slots=True)
class Sector:
    """A field of city business: a key for programs, a label and a description for people, by language."""

    key: str
    labels: dict[str, str]
    descriptions: dict[str, str]


def _read() -> tuple[Sector, ...]:
    rows = json.loads((Path(__file__).parent / "data" / "sectors.json").read_text(encoding="utf-8"))
    return tuple(Sector(**row) for row in rows)


SECTORS: tuple[Sector, ...] = _read()
KEYS: tuple[str, ...] = tuple(sector.key for sector in SECTORS)
TEMPERATURE = 0.06
DECLARED = 0.85
"""Share of a sector that an organizer's choice decides; the text decides the rest, so it is never a hard cut."""


def sector_key(name: str) -> str:
    """Return the key of a sector named by key or by label in any of six languages.

    Examples
    --------
    >>> sector_key("교통"), sector_key("Ulaşım"), sector_key("medical care")
    ('transport', 'transport', 'medical care')
    """
    wanted = normalise(name).replace("İ", "i").replace("_", " ").casefold()
    for sector in SECTORS:
        names = (sector.key, *sector.labels.values())
        if wanted in {normalise(known).replace("İ", "i").casefold() for known in names}:
            return sector.key
    raise ValueError(f"unknown sector {name!r}; use one of {', '.join(KEYS)} or a label in ko, en, th, tr, vi or id")


def sector_label(key: str, language: str = "en") -> str:
    """Return the label of a sector in a language; in English where there is none.

    Examples
    --------
    >>> sector_label("water", "ko")
    '수자원'
    """
    labels = SECTORS[KEYS.index(key)].labels
    return labels.get(language, labels["en"])


def sector_vectors(encoder: Encoder, vectors: Vectors | None = None) -> Array:
    """Return one unit vector per sector, shape ``(12, d)``: the mean over the languages that the encoder reads."""
    spoken = ("en",) if english_only(encoder) else LANGUAGES
    texts = [f"{sector.labels[lang]}: {sector.descriptions[lang]}" for sector in SECTORS for lang in spoken]
    encoded = embed(texts, encoder, vectors)
    return unit(encoded.reshape(len(SECTORS), len(spoken), -1).mean(axis=1))


def described_sectors(profile_vectors: Array, sectors: Array) -> NDArray[np.float32]:
    """Return how much of each text belongs to each sector by the sectors' descriptions, shape ``(n, 12)``.

    A softmax over the cosines to the sector vectors: a guess, for where the topic book cannot be read.
    """
    near = profile_vectors @ sectors.T
    shares = np.exp((near - near.max(axis=1, keepdims=True)) / TEMPERATURE)
    return (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


def sector_shares(profiles: Sequence[Profile], judged: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much of each profile belongs to each sector: as judged from its text, and as the organizer has set.

    A sector that the organizer has set decides ``DECLARED`` of it.

    Parameters
    ----------
    judged
        Shape ``(n, 12)``, rows sum to 1.

    Returns
    -------
    NDArray
        Shape ``(n, 12)``, rows sum to 1.
    """
    shares = judged.copy()
    for row, profile in enumerate(profiles):
        if profile.sector:
            shares[row] *= 1 - DECLARED
            shares[row, KEYS.index(sector_key(profile.sector))] += DECLARED
    return shares.astype(np.float32)


def sector_fit(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how far the sectors of two sides overlap, shape ``(n, m)`` in [0, 1]: the Bhattacharyya coefficient.

    Examples
    --------
    >>> import numpy as np
    >>> sector_fit(np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32)).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    return np.clip(np.sqrt(first) @ np.sqrt(second).T, 0, 1).astype(np.float32)
