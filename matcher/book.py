"""Which problems of the topic book a text is about, so that a need meets what solves it in words of its own.

A need tells a symptom and a solution names a product; between the two stands knowledge that no dictionary holds. The
topic book has it: for each problem, how cities tell it and how vendors describe what solves it, in six languages. A text
is compared with the side of the book that speaks like it, in its own language; two texts are near when the book places
them at the same problems.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import Encoder, Kind
from matcher.keeping import kept
from matcher.lexical import Index
from matcher.profiles import Profile
from matcher.sectors import KEYS
from matcher.similarity import combined, corrected, cosine, mean_of_nearest, nearness, unit
from matcher.standard import scale_of
from matcher.topicbook import LANGUAGES, topic_book
from matcher.vectors import Vectors, embed
from matcher.words import WordSide, answers, word_side

Array = NDArray[np.float32]
Places = NDArray[np.int64]

DENSE, WORDS, SHARED = 0.4, 0.4, 0.2
"""Shares of whole texts, of words by meaning, and of shared words in how near a text is to a topic."""
ABOUT = 1.5
"""Standard deviations above the usual from which a text counts as being about a topic."""
SHARP, STRANGERS = 2.5, 0.1
"""From which nearness on topics are compared, and up to which cosine two topics have nothing to do with each other."""
FIELD = 0.3
"""Share of being about the same field at all, beside the same problems: it orders what answers a need only from afar."""
NEIGHBOURS = 10
UNKNOWN, KNOWN = 0.45, 0.62
"""Nearness of a text to the book, as a share of the book's own to itself: up to the first the book knows nothing of it,
from the second on it knows the field. Public sentences about anything stand at 0.54 as needs and at 0.45 as solutions;
of the graded set's needs 93% and all solutions stand above 0.62."""
TRUSTED = 0.5
"""How far the book must know the field of a text for a problem of it to be named to people."""
PAIRS_AT_ONCE = 4_096
"""Pairs whose shared topic is looked for at once: 10 MB."""


@dataclass(frozen=True, slots=True)
class BookReading:
    """What the book says of some texts.

    Parameters
    ----------
    near
        Shape ``(profiles, topics)``: how near each text is to each topic, in standard deviations above the usual.
    known
        Shape ``(profiles,)``, in [0, 1]: how far the book knows the field of a text at all. Where it does not, the
        nearest topics mean nothing.
    """

    near: Array
    known: Array

    def trusts(self, row: int) -> bool:
        """Return whether a problem of the book may be named for a text."""
        return bool(self.known[row] >= TRUSTED)

    def trusted(self) -> Array:
        """Return the nearness to the topics, 0 for texts that the book does not know, so that nothing is said of them."""
        return np.where(self.known[:, None] < TRUSTED, np.float32(0), self.near)

    def of(self, places: Places) -> BookReading:
        """Return what the book says of some of the texts."""
        return BookReading(self.near[places], self.known[places])

    def within(self, places: Places, count: int) -> BookReading:
        """Return the same among more texts, of which these are some; the book knows nothing of the others."""
        near = np.zeros((count, self.near.shape[1]), dtype=np.float32)
        known = np.zeros(count, dtype=np.float32)
        near[places], known[places] = self.near, self.known
        return BookReading(near, known)


@dataclass(frozen=True, slots=True)
class _Page:
    """One side of the book in one language: an index, a vector and a nearness to the rest for each topic."""

    shared: Index
    vectors: Array
    level: Array
    words: WordSide


_KEPT: dict[tuple[str, Kind, str], _Page] = {}


def read_book(
    profiles: Sequence[Profile], side: Kind, *, encoder: Encoder, vectors: Vectors | None = None
) -> BookReading:
    """Return how near each text is to each topic of the book, and how far the book knows it.

    Each language of a profile is compared with the book in that language, and the mean counts. A text in a language that
    the book has not is compared with the English book, and is not known: it meets loan words there, not a field.

    Parameters
    ----------
    side
        ``"need"`` or ``"solution"``: the side of the book that is read.
    encoder
        A static model: the whole book is encoded once for each side and language.
    """
    found = np.zeros((len(profiles), len(topic_book())), dtype=np.float32)
    known = np.zeros(len(profiles), dtype=np.float32)
    versions = [profile.versions() for profile in profiles]
    for language in dict.fromkeys(spoken for texts in versions for spoken in texts):
        rows = [row for row, texts in enumerate(versions) if language in texts]
        read = _read([versions[row][language] for row in rows], side, language, encoder, vectors)
        share = np.array([1 / len(versions[row]) for row in rows], dtype=np.float32)
        found[rows] += share[:, None] * read.near
        known[rows] += share * read.known
    return BookReading(found, known)


def problem_fit(solutions: Array, needs: Array, kin: Array) -> Array:
    """Return how far two sides are about the same problems, shape ``(solutions, needs)`` in [0, 1].

    The cosine of what rises above ``SHARP``, in which problems that are kin stand at an angle and not apart: a need that
    tells of lost water stands at pressure and meters, its answer at leaks. And to ``FIELD`` the cosine of what rises above
    the usual at all. 0 where one side is about nothing in the book.

    Parameters
    ----------
    solutions, needs
        The ``near`` of `read_book`, shapes ``(solutions, topics)`` and ``(needs, topics)``.
    kin
        How near the topics are to each other, see `kinship`.

    Examples
    --------
    >>> near = np.array([[4.0, 0.0], [0.0, 3.0]], dtype=np.float32)
    >>> problem_fit(near, near, np.eye(2, dtype=np.float32)).round(1).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    >>> problem_fit(near, near, np.array([[1.0, 0.5], [0.5, 1.0]], dtype=np.float32))[0, 1] > 0.3
    np.True_
    """
    offered, asked = about(solutions, SHARP), about(needs, SHARP)
    length = [np.sqrt(np.maximum(((side @ kin) * side).sum(axis=1), 1e-9)) for side in (offered, asked)]
    sharp = (offered @ kin @ asked.T) / length[0][:, None] / length[1][None, :]
    wide = cosine(unit(about(solutions, 0.0)), unit(about(needs, 0.0)))
    return np.clip((1 - FIELD) * sharp + FIELD * wide, 0, 1).astype(np.float32)


_KIN: dict[str, Array] = {}


def kinship(encoder: Encoder) -> Array:
    """Return how near the topics of the book are to each other, shape ``(topics, topics)`` in [0, 1], 1 with themselves.

    The mean cosine of both sides of the English book, as far as it rises above ``STRANGERS``; read once a process.
    """
    if encoder.name not in _KIN:
        near = np.mean(
            [cosine(one, one) for one in (_topics(side, "en", encoder) for side in ("need", "solution"))], axis=0
        )
        found = np.clip((near - STRANGERS) / (1 - STRANGERS), 0, 1).astype(np.float32)
        np.fill_diagonal(found, 1)
        _KIN[encoder.name] = found
    return _KIN[encoder.name]


def problem_sectors(near: Array) -> Array:
    """Return how much of each text belongs to each sector by the problems it is about.

    Shape ``(n, 12)``, rows sum to 1; equal shares for a text that is about nothing in the book.
    """
    own = np.array([[topic.sector == key for key in KEYS] for topic in topic_book()], dtype=np.float32)
    shares = about(near) @ own + np.float32(1e-6)
    return (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


def shared_problems(
    solutions: Array, needs: Array, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return for each pair of a row and a column the number of the topic that both texts share most; -1 for none.

    Parameters
    ----------
    solutions, needs
        The nearness to the topics, shapes ``(solutions, topics)`` and ``(needs, topics)``.
    """
    offered, asked = about(solutions), about(needs)
    found = np.full(len(rows), -1, dtype=np.int64)
    for start in range(0, len(rows), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        both = offered[rows[part]] * asked[columns[part]]
        found[part] = np.where(both.any(axis=1), both.argmax(axis=1), -1)
    return found


def about(near: Array, above: float = ABOUT) -> Array:
    """Return how far texts are about topics: what rises above a nearness, 0 elsewhere; shape as given."""
    return np.maximum(near - np.float32(above), 0).astype(np.float32)


def _read(texts: Sequence[str], side: Kind, language: str, encoder: Encoder, vectors: Vectors | None) -> BookReading:
    page = _page(side, language if language in LANGUAGES else "en", encoder)
    read = embed(texts, encoder, vectors, kind=side)
    dense = cosine(read, page.vectors)
    level = mean_of_nearest(dense, NEIGHBOURS)
    spoken = word_side(texts, language, language, encoder=encoder, vectors=vectors)
    shared = page.shared.score(texts).T
    near = (
        DENSE * _standard(corrected(dense, level, page.level))
        + WORDS * _standard(answers(spoken, page.words))
        + SHARED * shared / max(float(shared.std()), 1e-6)
    )
    usual = max(float(np.median(page.level)), 1e-6)
    known = np.clip((level / usual - UNKNOWN) / (KNOWN - UNKNOWN), 0, 1) * (language in LANGUAGES)
    return BookReading(near.astype(np.float32), known.astype(np.float32))


def _standard(values: Array) -> Array:
    return scale_of(values).standard(values)


_SENTENCES: dict[tuple[str, str, str], Array] = {}


def sentence_vectors(side: Kind, language: str, encoder: Encoder) -> Array:
    """Return a vector for each sentence of a side of the book in one of its languages, read once a process and kept."""
    key = (encoder.name, side, language)
    if key not in _SENTENCES:
        texts = [sentence for topic in topic_book() for sentence in topic.sentences(side, language)]
        _SENTENCES[key] = kept(
            f"sentences {side} {language}",
            encoder.name,
            lambda: np.asarray(encoder.encode(texts, kind=side), dtype=np.float32),
        )
    return _SENTENCES[key]


def _topics(side: Kind, language: str, encoder: Encoder) -> Array:
    """Return one vector for each topic: the direction of its sentences."""
    counts = [len(topic.sentences(side, language)) for topic in topic_book()]
    return combined(sentence_vectors(side, language, encoder), counts)


def _page(side: Kind, language: str, encoder: Encoder) -> _Page:
    """Return a page of the book, read once a process for each encoder, and once for all where that is kept."""
    key = (encoder.name, side, language)
    if key not in _KEPT:
        _KEPT[key] = kept(f"page {side} {language}", encoder.name, lambda: _read_page(side, language, encoder))
    return _KEPT[key]


def _read_page(side: Kind, language: str, encoder: Encoder) -> _Page:
    documents = [" ".join(topic.sentences(side, language)) for topic in topic_book()]
    vectors = _topics(side, language, encoder)
    words = word_side(documents, language, language, encoder=encoder)
    return _Page(Index(documents), vectors, nearness(vectors, vectors, NEIGHBOURS), words)
