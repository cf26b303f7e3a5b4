"""Words and pieces of words that a need and a solution share: BM25."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[np.float32]
Analyzer = Callable[[str], list[str]]

K1, B = 1.2, 0.75
"""Robertson and Zaragoza (2009), "The probabilistic relevance framework": the usual values."""
_WORD = re.compile(r"[^\W_]+")
_SPACED = re.compile(r"[\u0e00-\u0e7f\uac00-\ud7a3]")


def fold(text: str) -> str:
    """Return the text for comparison: compatibility forms resolved, lower case, the Turkish dotted İ as i.

    Examples
    --------
    >>> fold("İSTANBUL ＩｏＴ")
    'istanbul iot'
    """
    return unicodedata.normalize("NFKC", text).replace("İ", "i").lower()


def terms(text: str) -> list[str]:
    """Return the words of a text and the 2- to 4-character pieces of its words.

    Thai has no spaces between words and Korean glues particles to them: the pieces stand in for morphemes.
    Latin words give pieces of 4 characters, which bridge the suffixes of Turkish and Indonesian.

    Examples
    --------
    >>> terms("누수 IoT")
    ['누수', '=누수', '=iot']
    """
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        sizes = (2, 3, 4) if _SPACED.search(word) else (4,)
        found += [word[i : i + size] for size in sizes for i in range(len(word) - size + 1)]
        found.append(f"={word}")
    return found


@lru_cache(maxsize=1)
def morphemes() -> Analyzer:
    """Return an analyzer that reads Korean by morphemes, with the optional package kiwipiepy.

    Raises
    ------
    ValueError
        When kiwipiepy is not installed.
    """
    try:
        from kiwipiepy import Kiwi  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise ValueError("reading Korean by morphemes needs the package kiwipiepy: pip install kiwipiepy") from error
    kiwi = Kiwi()

    def analyse(text: str) -> list[str]:
        content = [
            f"={token.form}" for token in kiwi.tokenize(fold(text)) if token.tag[0] in "NVMX" or token.tag == "SL"
        ]
        return content + terms(text)

    return analyse


def bm25(
    documents: Sequence[str],
    queries: Sequence[str],
    *,
    background: Sequence[str] = (),
    analyzer: Analyzer = terms,
    commonest: float = 0.5,
) -> Array:
    """Return how much of each query's weight its words find in each document.

    BM25 divided by what a document with every word of the query could reach, so that long and short queries compare.

    Parameters
    ----------
    documents, queries
        Texts.
    background
        Further texts that say how common a word is, but are not scored.
    commonest
        Words in more than this share of all texts say nothing and are left out.

    Returns
    -------
    Array
        Shape ``(len(documents), len(queries))``, in [0, 1].

    Examples
    --------
    >>> bm25(["water leak", "bus stop"], ["leak"]).round(1)[1].tolist()
    [0.0]
    """
    from sklearn.feature_extraction.text import CountVectorizer

    if not documents or not queries:
        return np.zeros((len(documents), len(queries)), dtype=np.float32)
    counter: Any = CountVectorizer(analyzer=cast(Any, analyzer), dtype=cast(Any, np.float32))
    counts: Any = sparse.csr_matrix(counter.fit_transform([*documents, *queries, *background]))
    total = int(counts.shape[0])
    seen = counts.getnnz(axis=0)
    weight = _rarity(total, seen)
    weight[seen > max(commonest * total, 2)] = 0
    scored = _saturated(counts[: len(documents)])
    asked = counts[len(documents) : len(documents) + len(queries)].copy()
    asked.data = np.log1p(asked.data)
    asked = asked @ sparse.diags_array(weight)
    reach = np.asarray(asked.sum(axis=1)).ravel() * (K1 + 1)
    found = (scored @ asked.T).toarray()
    return np.clip(found / np.maximum(reach[None, :], 1e-9), 0, 1).astype(np.float32)


class Index:
    """Documents read once, to be asked many times: BM25 with the documents' own rarity of words.

    Parameters
    ----------
    documents
        Texts.

    Examples
    --------
    >>> index = Index(["water leak", "bus stop"])
    >>> index.score(["a leak"]).argmax(axis=0).tolist(), index.score(["a leak"]).shape
    ([0], (2, 1))
    """

    def __init__(self, documents: Sequence[str], *, analyzer: Analyzer = terms) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        counter: Any = CountVectorizer(analyzer=cast(Any, analyzer), dtype=cast(Any, np.float32))
        counts: Any = sparse.csr_matrix(counter.fit_transform(documents))
        seen = counts.getnnz(axis=0)
        self._analyzer = analyzer
        self._place: dict[str, int] = counter.vocabulary_
        self._weight = _rarity(len(documents), seen)
        self._unseen = float(_rarity(len(documents), np.zeros(1))[0])
        self._scored: Any = sparse.csr_array(_saturated(counts))

    def score(self, queries: Sequence[str]) -> Array:
        """Return how much of each query's weight its words find in each document, shape ``(documents, queries)``.

        In [0, 1]: BM25 divided by what a document with every word of the query could reach.
        """
        found = np.zeros((self._scored.shape[0], len(queries)), dtype=np.float32)
        for column, query in enumerate(queries):
            asked = Counter(self._analyzer(query))
            known = [term for term in asked if term in self._place]
            places = [self._place[term] for term in known]
            weight = np.log1p([asked[term] for term in known]) * self._weight[places]
            missing = sum(float(np.log1p(count)) for term, count in asked.items() if term not in self._place)
            reach = (float(weight.sum()) + missing * self._unseen) * (K1 + 1)
            if known and reach > 0:
                found[:, column] = self._scored[:, places] @ weight / reach
        return np.clip(found, 0, 1)


def _rarity(total: int, seen: NDArray[Any]) -> NDArray[Any]:
    return np.log1p((total - seen + 0.5) / (seen + 0.5))


def _saturated(counts: Any) -> Any:
    """Return term counts with BM25's saturation and length correction, idf left to the query side."""
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    drag = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    result = counts.copy()
    result.data = counts.data * (K1 + 1) / (counts.data + drag[rows])
    return result
