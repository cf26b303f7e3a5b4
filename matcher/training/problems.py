"""Pairs of a need and of what solves it, in any two languages, from the topic book."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.topicbook import LANGUAGES, BookTopic
from matcher.training.corpus import Parallel
from matcher.training.pieces import Corpus, Pairs, Sentences

SOURCE = "problems"


def book_parallel(topics: Sequence[BookTopic]) -> tuple[Parallel, ...]:
    """The book's own translations: every label and sentence in English and each other language."""
    rows = [row for topic in topics for row in (topic.label, *topic.needs, *topic.solutions)]
    english = tuple(row["en"] for row in rows)
    return tuple(
        Parallel("topicbook", language, english, tuple(row[language] for row in rows)) for language in LANGUAGES[1:]
    )


def passages(topic: BookTopic, side: str, language: str) -> list[str]:
    """Texts as long as real ones: each sentence of a side, each two of them in either order, and all.

    Examples
    --------
    >>> topic = BookTopic("water", "leak", {"en": "Leaks"}, ({"en": "a."}, {"en": "b."}), ({"en": "c."},))
    >>> passages(topic, "need", "en")
    ['a.', 'b.', 'a. b.', 'b. a.']
    """
    single = topic.sentences(side, language)[1:]
    twos = [" ".join(pair) for first, second in combinations(single, 2) for pair in ((first, second), (second, first))]
    whole = [" ".join(single)] if len(single) > 2 else []
    return [*single, *twos, *whole]


def problem_pairs(corpus: Corpus, topics: Sequence[BookTopic], tokenized: dict[str, Sentences]) -> list[Pairs]:
    """Pairs of a need's and a solution's passage of one topic, for every two languages, the same one included.

    Parameters
    ----------
    corpus
        Its sentences are extended by the passages, which are numbered behind its own.
    tokenized
        Passages by language as `problem_passages` lists them.

    Returns
    -------
    list of Pairs
        Each pair carries the number of its topic: another pair of the same topic in a batch is not a wrong answer.
    """
    found: list[Pairs] = []
    places = {language: len(corpus.sentences[language]) for language in LANGUAGES}
    for language in LANGUAGES:
        corpus.sentences[language] = _joined(corpus.sentences[language], tokenized[language])
    left, right, group = _crossed(_numbers(topics))
    for first_place, first in enumerate(LANGUAGES):
        for second in LANGUAGES[first_place:]:
            turned = (right, left) if first != second else (right[:0], left[:0])
            groups = np.concatenate([group, group[: len(turned[0])]])
            found.append(
                Pairs(
                    SOURCE,
                    (first, second),
                    np.concatenate([left, turned[0]]) + places[first],
                    np.concatenate([right, turned[1]]) + places[second],
                    groups,
                )
            )
    return found


def problem_passages(topics: Sequence[BookTopic], language: str) -> list[str]:
    """Every passage of every topic in a language: of the need, then of the solution, topic by topic."""
    return [text for topic in topics for side in ("need", "solution") for text in passages(topic, side, language)]


def _numbers(topics: Sequence[BookTopic]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Where the passages of each topic's need and solution stand among all of a language."""
    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    place = 0
    for topic in topics:
        sizes = [len(passages(topic, side, "en")) for side in ("need", "solution")]
        found.append((place + np.arange(sizes[0]), place + sizes[0] + np.arange(sizes[1])))
        place += sum(sizes)
    return found


def _crossed(
    number: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every passage of a need with every passage of a solution of its topic: needs, solutions, topics."""
    lefts: list[NDArray[np.int64]] = []
    rights: list[NDArray[np.int64]] = []
    groups: list[NDArray[np.int64]] = []
    for topic, (needs, solutions) in enumerate(number):
        lefts.append(np.repeat(needs, len(solutions)))
        rights.append(np.tile(solutions, len(needs)))
        groups.append(np.full(len(needs) * len(solutions), topic))
    return np.concatenate(lefts), np.concatenate(rights), np.concatenate(groups).astype(np.int64)


def _joined(first: Sentences, second: Sentences) -> Sentences:
    return Sentences(
        np.concatenate([first.pieces, second.pieces]),
        np.concatenate([first.starts, second.starts[1:] + first.starts[-1]]),
    )
