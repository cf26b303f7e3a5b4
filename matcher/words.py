"""Word against word: how well each word of one text is answered by the nearest word of the other, in any language.

A mean over a whole text blurs what it is about; here each word keeps its own vector, as in late interaction
(Khattab and Zaharia 2020, "ColBERT", SIGIR), without any context, so that it costs one vector a distinct word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.background import LANGUAGES, anchors
from matcher.encoder import SHIPPED, Encoder, load_encoder
from matcher.encoders.static import StaticEncoder
from matcher.lexical import fold
from matcher.similarity import nearness
from matcher.vectors import Vectors, embed, english_only

Array = NDArray[np.float32]
Index = NDArray[np.int64]

MOST_WORDS = 80
"""Rarest words of a text that are compared; more of them cost time and change no ranking we measured."""
MOST_COMPARED = 8_000_000
"""Words against words held at once: 32 MB."""
NEIGHBOURS = 10
_WORD = re.compile(r"(?:[^\W_]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])+")
_THAI = re.compile(r"[\u0e00-\u0e7f]")


@lru_cache(maxsize=1)
def _pieces() -> Any:
    """Return the tokenizer of the shipped model, which cuts Thai into words; None where the model is missing."""
    path = SHIPPED / "tokenizer.json"
    if not path.is_file():
        return None
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(path))


def word_encoder(encoder: Encoder) -> Encoder | None:
    """Return the encoder of single words: a static model reads thousands a second, so it stands in for slower ones.

    The encoder itself where it is static, else the shipped model, else None: words are then not compared.
    """
    if isinstance(encoder, StaticEncoder):
        return encoder
    return _shipped()


def languages_read(encoder: Encoder) -> frozenset[str] | None:
    """Return the languages in which texts can be matched, by the encoder or word by word; None where it does not say."""
    own = frozenset({"en"}) if english_only(encoder) else getattr(encoder, "languages", None)
    words = word_encoder(encoder)
    return own if own is None or words is None else own | (getattr(words, "languages", None) or frozenset())


@lru_cache(maxsize=1)
def _shipped() -> Encoder | None:
    if not SHIPPED.is_dir():
        return None
    found = load_encoder(str(SHIPPED))
    return found if isinstance(found, StaticEncoder) else None


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Return the distinct words of a text, lower case, without numbers; Thai is cut by the shipped model's pieces.

    Examples
    --------
    >>> words("LED lamps, 40 lamps")
    ('led', 'lamps')
    """
    found: dict[str, None] = {}
    for word in _WORD.findall(fold(text)):
        if word.isdigit():
            continue
        found.update(dict.fromkeys(_thai_words(word) if _THAI.search(word) else [word]))
    return tuple(found)


def _thai_words(run: str) -> list[str]:
    tokenizer = _pieces()
    if tokenizer is None:
        return [run[start : start + 4] for start in range(0, len(run), 4)]
    pieces = (piece.replace("\u2581", "") for piece in tokenizer.encode(run, add_special_tokens=False).tokens)
    return [piece for piece in pieces if len(piece) > 1]


@dataclass(frozen=True, slots=True)
class WordSide:
    """The words of the texts of one side, ready to be compared.

    ``vectors`` and ``level`` hold one row a word of the vocabulary, ``texts`` the rows of each text, and ``weight``,
    shape ``(texts, vocabulary)``, how much each word counts in each text.
    """

    vectors: Array
    level: Array
    texts: list[Index]
    weight: Any


def word_match(
    solutions: Sequence[str],
    needs: Sequence[str],
    languages: tuple[str, str],
    *,
    encoder: Encoder,
    vectors: Vectors | None = None,
) -> Array:
    """Return how well the words of each solution and each need answer each other.

    Each word's best cosine on the other side, less how near the word is to any text of that language (CSLS against
    the background), averaged by rarity of the words, in both directions.

    Parameters
    ----------
    solutions, needs
        Texts, all of a side in one language.
    languages
        Of the solutions and of the needs.

    Returns
    -------
    Array
        Shape ``(solutions, needs)``; near 0 for unrelated texts, in the unit of a cosine.
    """
    offered = word_side(solutions, languages[0], languages[1], encoder=encoder, vectors=vectors)
    asked = word_side(needs, languages[1], languages[0], encoder=encoder, vectors=vectors)
    return answers(offered, asked)


def answers(offered: WordSide, asked: WordSide) -> Array:
    """Return how well the words of two sides answer each other, shape ``(offered, asked)``; see `word_match`."""
    return ((_answered(asked, offered).T + _answered(offered, asked)) / 2).astype(np.float32)


def _answered(askers: WordSide, answerers: WordSide) -> Array:
    """Return how well the words of each asking text are answered by each answering text."""
    found = np.zeros((len(askers.texts), len(answerers.texts)), dtype=np.float32)
    rows = max(1, MOST_COMPARED // max(1, len(answerers.vectors)))
    for start in range(0, len(askers.vectors), rows):
        part = slice(start, start + rows)
        near = answerers.vectors @ askers.vectors[part].T - answerers.level[:, None] / 2
        best = np.empty((len(answerers.texts), near.shape[1]), dtype=np.float32)
        for text, words in enumerate(answerers.texts):
            np.maximum.reduce(near[words], axis=0, out=best[text])
        found += askers.weight[:, part] @ (best - askers.level[part] / 2).T
    return found


def word_side(
    texts: Sequence[str], own: str, other: str, *, encoder: Encoder, vectors: Vectors | None = None
) -> WordSide:
    """Return the words of texts in a language, to be compared with texts in another."""
    read = [words(text) for text in texts]
    known = _background_texts(own)
    seen = Counter(word for text in (*read, *known) for word in text)
    total = len(read) + len(known)
    rarity = {word: float(np.log1p((total - count + 0.5) / (count + 0.5))) for word, count in seen.items()}
    kept = [sorted(text, key=lambda word: -rarity[word])[:MOST_WORDS] or ["-"] for text in read]
    vocabulary = {word: row for row, word in enumerate(dict.fromkeys(word for text in kept for word in text))}
    own_vectors = embed(list(vocabulary), encoder, vectors)
    # A word that the model does not know says nothing: it neither asks nor answers.
    said = np.asarray(own_vectors.any(axis=1))
    rows = [np.array([vocabulary[word] for word in text], dtype=np.int64) for text in kept]
    rows = [own[said[own]] if said[own].any() else own for own in rows]
    spelt = list(vocabulary)
    shares = [np.array([rarity.get(spelt[row], 1.0) for row in own]) for own in rows]
    matrix: Any = sparse.csr_array(
        (
            np.concatenate([share / share.sum() for share in shares]).astype(np.float32),
            np.concatenate(rows),
            np.cumsum([0, *map(len, rows)]),
        ),
        shape=(len(rows), len(vocabulary)),
    )
    level = nearness(own_vectors, embed(_background_words(other), encoder, vectors), NEIGHBOURS)
    return WordSide(own_vectors, level, rows, matrix)


@lru_cache(maxsize=16)
def _background_texts(language: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of the anchors in a language; in all of them where it has none."""
    spoken = (language,) if language in LANGUAGES else LANGUAGES
    return tuple(
        words(text[known]) for anchor in anchors() for text in (anchor.need, anchor.solution) for known in spoken
    )


@lru_cache(maxsize=16)
def _background_words(language: str) -> list[str]:
    return list(dict.fromkeys(word for text in _background_texts(language) for word in text))
