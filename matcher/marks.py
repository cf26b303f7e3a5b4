"""Texts typed without the marks of their letters, as on a foreign keyboard: the marks are put back before they are read.

Which marked words stand behind a bare one, and which follow each other, is learned once from the topic book, which speaks
of the field; the likeliest sequence is chosen (Viterbi). What the book does not know stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log

from matcher.topicbook import topic_book

LANGUAGES = ("vi", "tr")
"""Languages in which a word without its marks is another or none."""
FEWEST_WORDS = 4
MOST_MARKED = 0.05
"""Share of words with a mark up to which a text was typed without them; Vietnamese has 0.8 otherwise, Turkish 0.5."""
PAIRS = 0.8
"""Share of the word before in how likely a word is; the rest is how often it stands anywhere."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Known:
    """How often words and pairs of words occur, and the marked words behind each bare one."""

    words: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    behind: Mapping[str, tuple[str, ...]]
    total: int


def bare(text: str) -> str:
    """Return a text without marks on its letters.

    Examples
    --------
    >>> bare("Đường phố ngập, ışık yok")
    'Duong pho ngap, isik yok'
    """
    plain = text.replace("Đ", "D").replace("đ", "d").replace("ı", "i").replace("İ", "I")
    return "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))


@lru_cache(maxsize=65536)
def marked(text: str, language: str) -> str:
    """Return a text with the marks of its letters put back where it was typed without them; else the same.

    Examples
    --------
    >>> marked("Duong pho ngap nuoc khi mua lon.", "vi")
    'đường phố ngập nước khi mưa lớn.'
    >>> marked("Street drains clog with leaves.", "en")
    'Street drains clog with leaves.'
    """
    words = _WORD.findall(text)
    if language not in LANGUAGES or len(words) < FEWEST_WORDS:
        return text
    if sum(bare(word) != word for word in words) > MOST_MARKED * len(words):
        return text
    chosen = iter(_likeliest([word.lower() for word in words], _known(language)))
    return _WORD.sub(lambda found: _kept(found[0], next(chosen)), text)


def _kept(written: str, found: str) -> str:
    """Return a word as it was written where nothing was put on it."""
    return written if found == written.lower() else found


def _likeliest(words: list[str], known: _Known) -> list[str]:
    best: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
    for word in words:
        step: dict[str, tuple[float, list[str]]] = {}
        for option in known.behind.get(word, (word,)):
            alone = (1 - PAIRS) * (known.words.get(option, 0) + 0.5) / known.total
            step[option] = max(
                (score + log(alone + PAIRS * known.pairs.get((before, option), 0) / known.words.get(before, 1)), path)
                for before, (score, path) in best.items()
            )
        best = {option: (score, [*path, option]) for option, (score, path) in step.items()}
    return max(best.values())[1]


@lru_cache(maxsize=2)
def _known(language: str) -> _Known:
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for topic in topic_book():
        for side in ("need", "solution"):
            for sentence in topic.sentences(side, language):
                said = [
                    word.replace("İ", "i").lower() for word in _WORD.findall(unicodedata.normalize("NFC", sentence))
                ]
                words.update(["", *said])
                pairs.update(zip(["", *said], said, strict=False))
    behind: dict[str, list[str]] = defaultdict(list)
    for word in words:
        behind[bare(word)].append(word)
    return _Known(words, pairs, {word: tuple(options) for word, options in behind.items()}, words.total())
