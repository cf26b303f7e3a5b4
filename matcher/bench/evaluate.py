"""Measure an encoder on public sets: finding translations, and agreeing with people about similarity."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from matcher.encoder import Encoder
from matcher.similarity import mean_of_nearest

Array = NDArray[np.float32]
Similarity = Callable[[list[str], list[str]], Array]
"""Similarity of every text of one list to every text of another, shape ``(left, right)``."""

TATOEBA = ("kor", "tur", "tha", "vie", "ind")
TREEBANK = (("ko", "en"), ("tr", "en"), ("th", "en"), ("id", "en"), ("ko", "tr"), ("ko", "th"))
NEIGHBOURS = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number, in percent.

    Attributes
    ----------
    set
        ``Tatoeba``, ``PUD``, ``KorSTS`` or ``STSb``.
    direction
        Such as ``kor-eng`` (from the first to the second), or one language for a similarity set.
    measure
        ``accuracy@1``, ``accuracy@1 CSLS`` (corrected for hubness within the set), or ``Spearman``.
    value
        In [0, 100], or [-100, 100] for Spearman's rank correlation.
    """

    set: str
    direction: str
    measure: str
    value: float


def evaluate(similarity: Similarity, data: Path) -> tuple[Figure, ...]:
    """Every figure of one way to compare texts, in a fixed order.

    Parameters
    ----------
    similarity
        What is measured: see `of_encoder` and `character_tfidf`.
    data
        Folder with ``tatoeba_v1``, ``pud``, ``korsts`` and ``stsb``.

    Raises
    ------
    ValueError
        If a file is missing or its two sides are not equally long.

    References
    ----------
    Artetxe and Schwenk (2019), "Massively multilingual sentence embeddings", TACL 7 (Tatoeba);
    Zeman et al. (2017), "CoNLL 2017 shared task" (PUD); Ham et al. (2020), "KorNLI and KorSTS";
    Cer et al. (2017), "SemEval-2017 task 1" (STSb).
    """
    return (*_tatoeba(similarity, data), *_treebank(similarity, data), *_agreement(similarity, data))


def of_encoder(encoder: Encoder) -> Similarity:
    """Cosine of the vectors of an encoder."""

    def similarity(left: list[str], right: list[str]) -> Array:
        return encoder.encode(left) @ encoder.encode(right).T

    return similarity


def character_tfidf(left: list[str], right: list[str]) -> Array:
    """Cosine of TF-IDF over runs of two to four characters within words, weights from both lists."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
    vectorizer.fit(left + right)
    product = vectorizer.transform(left) @ vectorizer.transform(right).T
    return np.asarray(product.toarray(), dtype=np.float32)


def accuracy(scores: Array) -> float:
    """Percent of rows whose highest score is on the diagonal.

    Examples
    --------
    >>> accuracy(np.array([[0.9, 0.1], [0.8, 0.2]], np.float32))
    50.0
    """
    return float(100 * np.mean(scores.argmax(axis=1) == np.arange(len(scores))))


def csls(scores: Array, *, neighbours: int = NEIGHBOURS) -> Array:
    """Scores less the mean of each side's nearest neighbours: a hub, near to everything, gains nothing by it.

    References
    ----------
    Conneau et al. (2018), "Word translation without parallel data", ICLR '18.
    """
    count = min(neighbours, *scores.shape)
    return 2 * scores - mean_of_nearest(scores, count)[:, None] - mean_of_nearest(scores, count, axis=0)


def _tatoeba(similarity: Similarity, data: Path) -> Iterator[Figure]:
    for language in TATOEBA:
        name = f"tatoeba.{language}-eng"
        foreign, english = (_lines(data / "tatoeba_v1" / f"{name}.{side}") for side in (language, "eng"))
        yield from _found("Tatoeba", (language, "eng"), _square(similarity, foreign, english, name))


def _treebank(similarity: Similarity, data: Path) -> Iterator[Figure]:
    for left, right in TREEBANK:
        sides = treebank(data, left), treebank(data, right)
        yield from _found("PUD", (left, right), _square(similarity, *sides, f"pud {left}-{right}"))


def treebank(data: Path, language: str) -> list[str]:
    """The thousand sentences of the parallel treebank (PUD) in a language; the same ones in the same order in each."""
    return [line.split("\t", 1)[-1] for line in _lines(data / "pud" / f"pud.{language}.tsv")]


def _found(name: str, languages: tuple[str, str], scores: Array) -> Iterator[Figure]:
    there, back = f"{languages[0]}-{languages[1]}", f"{languages[1]}-{languages[0]}"
    yield Figure(name, there, "accuracy@1", accuracy(scores))
    yield Figure(name, back, "accuracy@1", accuracy(scores.T))
    corrected = csls(scores)
    yield Figure(name, there, "accuracy@1 CSLS", accuracy(corrected))
    yield Figure(name, back, "accuracy@1 CSLS", accuracy(corrected.T))


def _agreement(similarity: Similarity, data: Path) -> Iterator[Figure]:
    korean = list(_table(data / "korsts" / "sts-test.tsv"))
    english = list(_commas(data / "stsb" / "stsb_en_test.csv"))
    turkish = list(_table(data / "stsb" / "stsb_tr_test.tsv"))
    for name, language, rows in (("KorSTS", "ko", korean), ("STSb", "en", english), ("STSb", "tr", turkish)):
        scores = np.diagonal(similarity([row[0] for row in rows], [row[1] for row in rows]))
        ranks = rankdata([scores, [row[2] for row in rows]], axis=1)
        yield Figure(name, language, "Spearman", float(100 * np.corrcoef(ranks)[0, 1]))


def _square(similarity: Similarity, left: list[str], right: list[str], name: str) -> Array:
    if len(left) != len(right):
        raise ValueError(f"{name}: {len(left)} and {len(right)} sentences, which must be equally many")
    return similarity(left, right)


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise ValueError(f"{path} is missing; the folder of public sets holds tatoeba_v1, pud, korsts and stsb")
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def _table(path: Path) -> Iterator[tuple[str, str, float]]:
    for line in _lines(path)[1:]:
        cells = line.split("\t")
        yield cells[5], cells[6], float(cells[4])


def _commas(path: Path) -> Iterator[tuple[str, str, float]]:
    for first, second, score in csv.reader(_lines(path)):
        yield first, second, float(score)
