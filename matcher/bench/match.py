"""Measure matching on a graded set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.bands import thresholds
from matcher.bench.graded import RIGHT, Graded
from matcher.bench.metrics import gini, interval, misordered, ndcg, rank_correlation, recall, reciprocal_rank
from matcher.encoder import Encoder
from matcher.fits import fits
from matcher.profiles import Profile
from matcher.rank import Matches, rank
from matcher.scoring import TOPIC, Weights, adjusted, topic_score
from matcher.texts import topics, whole_vectors
from matcher.vectors import Vectors

Array = NDArray[Any]
NAMES = ("ndcg@10", "recall@5", "mrr")


@dataclass(frozen=True, slots=True)
class Row:
    """The quality of the lists of some needs.

    Parameters
    ----------
    name
        Which needs, or what was left out.
    needs
        How many of them have a right answer.
    values
        Mean of each measure by name.
    intervals
        95% bootstrap intervals of the same.
    """

    name: str
    needs: int
    values: dict[str, float]
    intervals: dict[str, tuple[float, float]]


def quality(
    name: str,
    score: Array,
    graded: Graded,
    *,
    crossing: bool = False,
    pair: tuple[str, str] | None = None,
    counted: NDArray[np.bool_] | None = None,
) -> Row:
    """Return the quality of score lists, of all needs or of one pair of languages.

    Parameters
    ----------
    crossing
        Rank for each need only the solutions written in another language.
    pair
        Languages of the solutions that are ranked and of the needs that count.
    counted
        Shape ``(needs,)``: the needs that count; all where absent.
    """
    offered = np.array([one.spoken for one in graded.solutions])
    columns: list[int] = []
    measured: list[tuple[float, float, float]] = []
    for column, need in enumerate(graded.needs):
        if (pair is not None and need.spoken != pair[1]) or (counted is not None and not counted[column]):
            continue
        allowed = np.ones(len(offered), dtype=np.bool_)
        allowed = offered != need.spoken if crossing else offered == pair[0] if pair else allowed
        own, grade = score[allowed, column], graded.grade[allowed, column]
        right = grade >= RIGHT
        if not right.any():
            continue
        columns.append(column)
        measured.append((ndcg(own, grade), recall(own, right), reciprocal_rank(own, right)))
    groups = [graded.parallel[column] or graded.needs[column].id for column in columns]
    by_name = dict(zip(NAMES, np.array(measured).reshape(-1, 3).T, strict=True))
    return Row(
        name,
        len(columns),
        {key: float(values.mean()) if len(values) else float("nan") for key, values in by_name.items()},
        {key: interval(values.tolist(), groups) for key, values in by_name.items()},
    )


def pairs_of_languages(graded: Graded) -> list[tuple[str, str]]:
    """Return the languages of solutions and needs that occur together."""
    return [
        (first, second)
        for first in dict.fromkeys(one.spoken for one in graded.solutions)
        for second in dict.fromkeys(one.spoken for one in graded.needs)
    ]


def false_matches(matches: Matches, graded: Graded) -> dict[str, float]:
    """Return how often "no good match" is said wrongly and rightly.

    ``false_match_rate``: needs without a right answer for which something is suggested all the same.
    ``missed_rate``: needs with one for which nothing is suggested.
    ``suggested_right``: share of suggested pairs that are right; ``suggested_near``: that are at least near (grade 1).
    """
    suggested = np.asarray(matches.score >= matches.thresholds.possible)
    served = np.asarray(graded.grade >= RIGHT).any(axis=0)
    listed = suggested.any(axis=0)
    return {
        "false_match_rate": float(np.mean(np.extract(~served, listed))) if not np.all(served) else float("nan"),
        "missed_rate": 1 - float(np.mean(np.extract(served, listed))) if np.any(served) else float("nan"),
        "suggested_right": float((graded.grade[suggested] >= RIGHT).mean()) if suggested.any() else float("nan"),
        "suggested_near": float((graded.grade[suggested] >= 1).mean()) if suggested.any() else float("nan"),
        "suggested_per_need": float(suggested.sum(axis=0).mean()),
    }


def wrong_bands(matches: Matches, graded: Graded, counted: NDArray[np.bool_] | None = None) -> dict[str, float]:
    """Return how often a band says the wrong thing.

    ``right_called_weak``: served needs none of whose right answers is suggested; ``unserved_suggested``: needs nobody
    serves that get a suggestion; ``wrong_strong``: share of strong pairs that have grade 0.

    Parameters
    ----------
    counted
        Shape ``(needs,)``: the needs that count; all where absent.
    """
    counted = np.ones(len(graded.needs), dtype=np.bool_) if counted is None else counted
    right = np.asarray(graded.grade >= RIGHT)
    suggested = np.asarray(matches.score >= matches.thresholds.possible)
    strong = np.asarray(matches.score >= matches.thresholds.strong) & counted[None, :]
    served = right.any(axis=0)
    missed = ~(suggested & right).any(axis=0)
    return {
        "right_called_weak": float(np.mean(np.extract(served & counted, missed))),
        "unserved_suggested": float(np.mean(np.extract(~served & counted, suggested.any(axis=0)))),
        "wrong_strong": float((graded.grade[strong] == 0).mean()) if strong.any() else float("nan"),
    }


def agreement(matches: Matches, graded: Graded) -> dict[str, float]:
    """Return how often the quoted sentences are among those that make a right pair right."""
    rows = {one.id: place for place, one in enumerate(graded.solutions)}
    columns = {one.id: place for place, one in enumerate(graded.needs)}
    found: list[tuple[bool, bool, bool]] = []
    for (need, solution), marked in graded.evidence.items():
        evidence = matches.match(rows[solution], columns[need]).evidence
        if evidence is None:
            continue
        quoted = (
            _place(evidence.need_sentence, graded.sentences[need]),
            _place(evidence.solution_sentence, graded.sentences[solution]),
        )
        sides = ({one for one, _ in marked}, {other for _, other in marked})
        found.append((quoted in marked, quoted[0] in sides[0], quoted[1] in sides[1]))
    shares = np.array(found, dtype=np.float64).reshape(-1, 3).mean(axis=0)
    names = ("both_sentences", "need_sentence", "solution_sentence")
    return dict(zip(names, (float(share) for share in shares), strict=True)) | {"pairs": float(len(found))}


def _place(quoted: str, sentences: Sequence[str]) -> int:
    """Return which of the sentences cut by hand a quoted one overlaps most: by shared runs of characters."""
    from difflib import SequenceMatcher

    def overlap(sentence: str) -> int:
        return sum(
            block.size for block in SequenceMatcher(None, quoted, sentence, autojunk=False).get_matching_blocks()
        )

    return max(range(len(sentences)), key=lambda place: overlap(sentences[place]))


def same_in_every_language(score: Array, graded: Graded, top: int = 20) -> dict[str, float]:
    """Return how alike the lists are of a need that is told in several languages: mean over all ordered pairs."""
    groups: dict[str, list[int]] = {}
    for column, name in enumerate(graded.parallel):
        if name:
            groups.setdefault(name, []).append(column)
    pairs = [pair for columns in groups.values() for pair in permutations(columns, 2)]
    if not pairs:
        return {"rank_correlation": float("nan"), "same_first": float("nan"), "groups": 0.0}
    near = [rank_correlation(score[:, first], score[:, second], top) for first, second in pairs]
    same = [int(score[:, first].argmax() == score[:, second].argmax()) for first, second in pairs]
    return {
        "rank_correlation": float(np.mean(near)),
        "same_first": float(np.mean(same)),
        "groups": float(len(groups)),
    }


def misordering(score: Array, graded: Graded) -> dict[str, float]:
    """Return the share of misordered pairs: easy (grade 3 against 0) and hard (neighbouring grades)."""
    easy: list[float] = []
    hard: list[float] = []
    for column in range(len(graded.needs)):
        grade, own = graded.grade[:, column], score[:, column]
        easy.append(misordered(own, grade == 3, grade == 0))
        hard += [misordered(own, grade == 3, grade == 2), misordered(own, grade == 2, grade == 1)]
    return {"easy": _mean(easy), "hard": _mean(hard)}


def _mean(values: Sequence[float]) -> float:
    """Return the mean of the values that are numbers; NaN if there is none."""
    known = [value for value in values if not np.isnan(value)]
    return sum(known) / len(known) if known else float("nan")


def exposure(score: Array, top: int = 5) -> dict[str, float]:
    """Return how evenly solutions appear in the first ``top`` places of all needs."""
    listed = np.argsort(-score, axis=0, kind="stable")[:top]
    counts = np.bincount(listed.ravel(), minlength=len(score))
    return {
        "gini": gini(counts),
        "coverage": float((counts > 0).mean()),
        "largest_share": float(counts.max() / score.shape[1]),
    }


def measure(graded: Graded, *, encoder: Encoder, ablation: bool = True) -> dict[str, Any]:
    """Return everything measured on a graded set: with what an organizer knows, and with the plain texts alone."""
    vectors: Vectors = {}
    plain = graded.plain()
    matches = rank(graded.solutions, graded.needs, encoder=encoder, vectors=vectors)
    bare = rank(plain.solutions, plain.needs, encoder=encoder, vectors=vectors)
    rows = [
        quality("all, sector given", matches.score, graded),
        quality("cross-lingual, sector given", matches.score, graded, crossing=True),
        quality("all, text alone", bare.score, plain),
        quality("cross-lingual, text alone", bare.score, plain, crossing=True),
        quality("back: needs of a solution", bare.score.T, _turned(plain)),
    ]
    languages = [
        quality(f"{first} -> {second}", matches.score, graded, pair=(first, second))
        for first, second in pairs_of_languages(graded)
    ]
    return {
        "encoder": encoder.name,
        "solutions": len(graded.solutions),
        "needs": len(graded.needs),
        "quality": rows,
        "languages": [row for row in languages if row.needs],
        "ablation": _ablation(graded, encoder, vectors) if ablation else [],
        "no_good_match": false_matches(matches, graded),
        "no_good_match_text_alone": false_matches(bare, plain),
        "bands_text_alone": wrong_bands(bare, plain),
        "evidence": agreement(matches, graded),
        "parallel": same_in_every_language(matches.score, graded),
        "parallel_text_alone": same_in_every_language(bare.score, plain),
        "misordered": misordering(matches.score, graded),
        "exposure": exposure(matches.score),
        "exposure_cosine": exposure(cosines(plain.solutions, plain.needs, encoder, vectors)),
    }


def _turned(graded: Graded) -> Graded:
    return Graded(graded.needs, graded.solutions, graded.grade.T, ("",) * len(graded.solutions), {}, {})


def cosines(
    solutions: Sequence[Profile], needs: Sequence[Profile], encoder: Encoder, vectors: Vectors | None = None
) -> Array:
    """Return plain cosines of whole texts, shape ``(solutions, needs)``: what the whole score is measured against."""
    offered = whole_vectors(solutions, encoder, vectors, "solution")
    return offered @ whole_vectors(needs, encoder, vectors, "need").T


def _ablation(graded: Graded, encoder: Encoder, vectors: Vectors) -> list[Row]:
    """Return the cross-lingual quality without each component, and of plain cosine."""
    whole = cosines(graded.solutions, graded.needs, encoder, vectors)
    rows = [quality("cosine of whole texts alone", whole, graded, crossing=True)]
    found = topics(graded.solutions, graded.needs, encoder=encoder, vectors=vectors)
    structured = fits(graded.solutions, graded.needs)
    for component in (*TOPIC, *structured):
        weights = Weights().without(component)
        shares = found.shares(weights)
        topic = topic_score(found.components, shares)
        band = thresholds(topic, np.where(found.declared, shares["sector"] * found.components["sector"], 0))
        score = adjusted(topic, structured, weights.fit, (band.possible, band.strong))
        rows.append(quality(f"without {component}", score, graded, crossing=True))
    return rows
