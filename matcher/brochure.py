"""Which sentences of a text are about the firm or the city, or mere courtesy, and not about what is offered or asked.

History, awards, certificates, compliments and addresses stand around most products and many needs, and are alike
everywhere: compared with the rest they hide what a text is about. A sentence is boilerplate where it is nearer to the
prototypes of ``data/boilerplate.tsv`` than to the topic book, by a line fitted between both and by their nearest ones.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.book import sentence_vectors
from matcher.encoder import Encoder, Kind
from matcher.keeping import kept
from matcher.profiles import Profile
from matcher.sentences import sentences
from matcher.similarity import mean_of_nearest
from matcher.topicbook import LANGUAGES
from matcher.vectors import Vectors, embed

Array = NDArray[np.float32]

RIDGE = 0.003
NEAREST, NEAR_COUNTS = 3, 3.0
"""How many of the nearest sentences of each kind count, and how much beside the line."""
ABOVE = {"solution": (-0.1, -0.13), "need": (0.2, -0.04)}
"""From which sum, and from which nearness alone, a sentence is boilerplate. Chosen on the clean graded set, of which
hardly a sentence is dropped; a need is told shortly, so that less is dropped of it."""


TOLD = 0.8
"""Share of the prototypes that a model must find nearer to the others than to the book to be asked at all."""


@dataclass(frozen=True, slots=True)
class _Line:
    """What tells boilerplate from the book in one language: weights with the constant last, and the prototypes' vectors.

    ``trusted`` is whether the model knows prototypes from the book at all; one that does not drops nothing.
    """

    weights: Array
    prototypes: Array
    trusted: bool


_KEPT: dict[tuple[str, Kind, str], _Line] = {}


def focused(
    profiles: Sequence[Profile], side: Kind, *, encoder: Encoder, vectors: Vectors | None = None
) -> list[Profile]:
    """Return profiles without the sentences that are boilerplate; a text of nothing else stays as it is.

    Parameters
    ----------
    side
        ``"need"`` or ``"solution"``.
    encoder
        A static model; it reads each sentence and, once a process for each language, the topic book.
    """
    cut = {
        (profile.id, language): sentences(text) for profile in profiles for language, text in _texts(profile).items()
    }
    dropped: dict[tuple[str, str], NDArray[np.bool_]] = {}
    for language in dict.fromkeys(key[1].split("-")[0].lower() for key in cut):
        keys = [key for key, own in cut.items() if key[1].split("-")[0].lower() == language and len(own) > 1]
        told = boilerplate([one for key in keys for one in cut[key]], side, language, encoder=encoder, vectors=vectors)
        dropped |= zip(keys, np.split(told, np.cumsum([len(cut[key]) for key in keys])[:-1]), strict=False)
    return [_focused(profile, cut, dropped) for profile in profiles]


def _texts(profile: Profile) -> dict[str, str]:
    """Return the texts of a profile by language, the original first, without its title."""
    return {profile.language or profile.spoken: profile.text, **profile.texts}


def boilerplate(
    texts: Sequence[str], side: Kind, language: str, *, encoder: Encoder, vectors: Vectors | None = None
) -> NDArray[np.bool_]:
    """Return which sentences of one language are boilerplate, shape ``(len(texts),)``."""
    if not texts:
        return np.zeros(0, dtype=np.bool_)
    line = _line(side, language if language in LANGUAGES else "en", encoder)
    if not line.trusted:
        return np.zeros(len(texts), dtype=np.bool_)
    read = embed(texts, encoder, vectors, kind=side)
    book = sentence_vectors(side, language if language in LANGUAGES else "en", encoder)
    near = mean_of_nearest(read @ line.prototypes.T, NEAREST) - mean_of_nearest(read @ book.T, NEAREST)
    told = read @ line.weights[:-1] + line.weights[-1] + NEAR_COUNTS * near
    least, nearest = ABOVE[side]
    return np.asarray((told > least) & (near > nearest) & read.any(axis=1))


def _focused(
    profile: Profile,
    cut: Mapping[tuple[str, str], Sequence[str]],
    dropped: Mapping[tuple[str, str], NDArray[np.bool_]],
) -> Profile:
    found = {
        language: _rest(text, cut[profile.id, language], dropped.get((profile.id, language)))
        for language, text in _texts(profile).items()
    }
    if found == _texts(profile):
        return profile
    language = profile.language or profile.spoken
    text = profile.text if language in profile.texts else found[language]
    return replace(profile, text=text, language=language, texts={own: found[own] for own in profile.texts})


def _rest(text: str, own: Sequence[str], dropped: NDArray[np.bool_] | None) -> str:
    """Return a text without the sentences that are dropped; all of it where none or every one is."""
    if dropped is None or dropped.all() or not dropped.any():
        return text
    return "\n".join(one for one, drop in zip(own, dropped.tolist(), strict=True) if not drop)


def _line(side: Kind, language: str, encoder: Encoder) -> _Line:
    """Return the line between boilerplate and one side of the book, fitted once a process, and once for all where kept."""
    key = (encoder.name, side, language)
    if key not in _KEPT:
        _KEPT[key] = kept(f"boilerplate {side} {language}", encoder.name, lambda: _fitted(side, language, encoder))
    return _KEPT[key]


def _fitted(side: Kind, language: str, encoder: Encoder) -> _Line:
    """Return the line fitted by ridge regression."""
    prototypes = embed(_prototypes(), encoder)
    book = sentence_vectors(side, language, encoder)
    rows = np.vstack([prototypes, book]).astype(np.float64)
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    told = np.concatenate([np.ones(len(prototypes)), -np.ones(len(book))])
    share = np.concatenate([np.full(len(one), 0.5 / len(one)) for one in (prototypes, book)])
    weighted = (rows * share[:, None]).T
    weights = np.linalg.solve(weighted @ rows + RIDGE * np.eye(rows.shape[1]), weighted @ told)
    others = prototypes @ prototypes.T
    np.fill_diagonal(others, -1)
    apart = mean_of_nearest(others, NEAREST) - mean_of_nearest(prototypes @ book.T, NEAREST)
    return _Line(weights.astype(np.float32), prototypes, bool((apart > 0).mean() >= TOLD))


@lru_cache(maxsize=1)
def _prototypes() -> tuple[str, ...]:
    path = Path(__file__).parent / "data" / "boilerplate.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(row[language] for row in rows for language in LANGUAGES)
