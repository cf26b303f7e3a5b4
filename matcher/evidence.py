"""Which sentence of the need met which sentence of the solution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from matcher.encoder import Encoder
from matcher.profiles import Profile, normalise
from matcher.sentences import sentences
from matcher.similarity import Index
from matcher.vectors import readable_versions


@dataclass(frozen=True, slots=True)
class Evidence:
    """The best sentence pair of a match, quoted from both texts.

    Parameters
    ----------
    need_sentence, solution_sentence
        Quoted word for word.
    similarity
        Cosine of the two sentences.
    component
        The component that carried most of the score.
    problem
        Name, by language, of the problem of the topic book that both texts are about; None where they share none.
    copied
        Whether the solution repeats the text of the need; it is then never strong.
    clones
        Ids of other solutions with the same text.
    """

    need_sentence: str
    solution_sentence: str
    similarity: float
    component: str
    problem: Mapping[str, str] | None = None
    copied: bool = False
    clones: Sequence[str] = ()

    def plain(self) -> dict[str, Any]:
        """Return the same by name, as JSON holds it."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Quotes:
    """The sentences of all profiles of a side, one after another.

    Parameters
    ----------
    texts
        Every sentence that is encoded, profile by profile.
    quotable
        For each sentence what is quoted for it: the sentence of the original text where a translation has as many
        sentences as the original, else the sentence itself.
    starts
        Where each profile's sentences begin.
    """

    texts: tuple[str, ...]
    quotable: tuple[str, ...]
    starts: Index

    def quote(self, profile: int, sentence: int) -> str:
        """Return what is quoted for a sentence of a profile."""
        return self.quotable[int(self.starts[profile]) + sentence]

    def within(self, places: Index, count: int) -> Quotes:
        """Return the same among more profiles, of which these are some; the others have no sentence to quote."""
        starts = np.zeros(count, dtype=np.int64)
        starts[places] = self.starts
        return Quotes(self.texts, self.quotable, starts)


def quotes(profiles: Sequence[Profile], encoder: Encoder) -> Quotes:
    """Return the sentences of profiles in the languages that the encoder reads."""
    texts: list[str] = []
    quotable: list[str] = []
    starts: list[int] = []
    for profile in profiles:
        starts.append(len(texts))
        original = _body(profile, next(iter(profile.versions().values())))
        for version in readable_versions(profile, encoder).values():
            read = _body(profile, version)
            texts += read
            quotable += original if len(original) == len(read) else read
    return Quotes(tuple(texts), tuple(quotable), np.asarray(starts, dtype=np.int64))


def _body(profile: Profile, version: str) -> tuple[str, ...]:
    """Return the sentences of a version without the title, which is no sentence to quote, unless there is no other."""
    read = sentences(version)
    titled = len(read) > 1 and profile.title and read[0] == normalise(profile.title)
    return read[1:] if titled else read
