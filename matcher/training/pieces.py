"""Sentences as numbered pieces: tokenized once, kept as flat arrays, gathered a batch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from matcher.training.corpus import Parallel

LONGEST = 96
CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of one language: sentence ``i`` is ``pieces[starts[i]:starts[i + 1]]``."""

    pieces: NDArray[np.int32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def lengths(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number of pieces of some sentences."""
        return self.starts[rows + 1] - self.starts[rows]

    def take(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Pieces of some sentences one after another, and where each begins (one more than sentences).

        Examples
        --------
        >>> sentences = Sentences(np.array([5, 6, 7], np.int32), np.array([0, 2, 3]))
        >>> sentences.take(np.array([1, 0]))
        (array([7, 5, 6], dtype=int32), array([0, 1, 3]))
        """
        lengths = self.lengths(rows)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        within = np.arange(ends[-1]) - np.repeat(ends[:-1], lengths)
        return self.pieces[np.repeat(self.starts[rows], lengths) + within], ends


@dataclass(frozen=True, slots=True)
class Pairs:
    """Aligned rows of two languages from one source: row ``left[i]`` of one belongs to row ``right[i]`` of the other.

    A translation has no ``topic``; a need and what solves it carry the number of their topic.
    """

    source: str
    languages: tuple[str, str]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    topic: NDArray[np.int64] | None = None

    def topics(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Topic of some pairs, -1 for a translation."""
        return np.full(len(rows), -1) if self.topic is None else self.topic[rows]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Every sentence once, by language, and which of them translate each other."""

    sentences: dict[str, Sentences]
    pairs: tuple[Pairs, ...]
    english: tuple[str, ...]


def tokenize(parallel: Sequence[Parallel], tokenizer: Tokenizer) -> Corpus:
    """Tokenize parallel text; a sentence that occurs in several pairs is kept once."""
    numbers: dict[str, dict[str, int]] = {"en": {}}
    pairs: list[Pairs] = []
    for part in parallel:
        left = _number(numbers["en"], part.english)
        right = _number(numbers.setdefault(part.language, {}), part.foreign)
        pairs.append(Pairs(part.source, ("en", part.language), left, right))
    sentences = {language: tokenized(list(texts), tokenizer) for language, texts in numbers.items()}
    return Corpus(sentences, tuple(pairs), tuple(numbers["en"]))


def bridged(corpus: Corpus, first: str, second: str, *, most: int, seed: int) -> Pairs:
    """Pairs of two foreign languages that translate the same English sentence, at most ``most`` of them."""
    by_english: dict[int, int] = {}
    for pairs in corpus.pairs:
        if pairs.languages[1] == first:
            by_english.update(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    found: dict[tuple[int, int], None] = {}
    for pairs in corpus.pairs:
        if pairs.languages[1] == second:
            for english, foreign in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True):
                if english in by_english:
                    found[by_english[english], foreign] = None
    rows = np.array(list(found), dtype=np.int64).reshape(-1, 2)
    chosen = np.random.default_rng(seed).permutation(len(rows))[:most]
    return Pairs("bridge", (first, second), rows[chosen, 0], rows[chosen, 1])


def _number(numbers: dict[str, int], texts: Sequence[str]) -> NDArray[np.int64]:
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], dtype=np.int64)


def tokenized(texts: list[str], tokenizer: Tokenizer) -> Sentences:
    """Texts as pieces, at most ``LONGEST`` of each."""
    parts: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for start in range(0, len(texts), CHUNK):
        encodings = tokenizer.encode_batch_fast(texts[start : start + CHUNK], add_special_tokens=False)
        ids = [encoding.ids[:LONGEST] for encoding in encodings]
        lengths += map(len, ids)
        parts.append(np.fromiter((piece for text in ids for piece in text), dtype=np.int32))
    return Sentences(np.concatenate(parts), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))
