"""Measure what matching does with texts that are unreadable, refusing, abbreviated, copied, stuffed or noisy."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from matcher.bench.graded import Graded
from matcher.bench.match import quality
from matcher.encoder import Encoder
from matcher.marks import bare
from matcher.profiles import Profile
from matcher.rank import rank
from matcher.topicbook import topic_book
from matcher.vectors import Vectors

FILE, SHORT = "robust.json", "short.json"
OCR = 0.03
"""Share of letters that are misread."""
MISREAD = {"l": "1", "i": "l", "o": "0", "m": "rn", "e": "c", "n": "ri", "a": "o", "u": "v", "s": "5", "t": "f"}


@dataclass(frozen=True, slots=True)
class Tried:
    """One kind of trouble.

    Parameters
    ----------
    name
        What was tried, and what is counted.
    tries
        How many texts.
    value
        The share, or the nDCG@10, that was found.
    aim
        What it should be.
    most
        Whether the aim is the most that is allowed, not the least.
    """

    name: str
    tries: int
    value: float
    aim: float
    most: bool = False

    @property
    def reached(self) -> bool:
        """Whether the aim is met."""
        return self.value <= self.aim if self.most else self.value >= self.aim


def measure_robust(folder: Path, graded: Graded, messy: Graded, *, encoder: Encoder) -> list[Tried]:
    """Return one row for each kind of trouble.

    Parameters
    ----------
    folder
        Holds `FILE`, texts of each kind, `SHORT`, small events of one sentence each, and ``wrappers.json``, what firms write
        around their product.
    graded, messy
        Sets of which the texts are altered, and whose solutions the texts of `FILE` meet.
    """
    told = cast(dict[str, list[Any]], json.loads((folder / FILE).read_text(encoding="utf-8")))
    vectors: Vectors = {}
    plain, offered = graded.plain(), messy.plain().solutions
    return [
        *_empty(told, offered, encoder, vectors),
        *_refusals(told["refusal"], offered, encoder, vectors),
        _first("acronym: the right one first", told["acronym"], offered, encoder, vectors, 0.85),
        _suggested("one sentence: the right one suggested", told["short"], offered, encoder, vectors),
        *_short(folder, encoder, vectors),
        *_copied(plain, encoder, vectors),
        _cloned(offered, encoder, vectors),
        _stuffed(plain, encoder, vectors),
        *_wrapped(folder, plain, encoder, vectors),
        *_noisy(plain, encoder, vectors),
    ]


def _profiles(told: Sequence[Any]) -> list[Profile]:
    return [
        Profile(f"R{place}", one["text"], one["language"]) if isinstance(one, dict) else Profile(f"R{place}", one)
        for place, one in enumerate(told)
    ]


def _empty(told: dict[str, list[Any]], offered: Sequence[Profile], encoder: Encoder, vectors: Vectors) -> list[Tried]:
    found: list[Tried] = []
    for name in ("unreadable", "placeholder"):
        matches = rank(offered, _profiles(told[name]), encoder=encoder, vectors=vectors)
        listed = np.asarray(matches.score >= matches.thresholds.possible).any(axis=0)
        found.append(Tried(f"{name}: gets a suggestion", len(told[name]), float(np.mean(listed)), 0.0, most=True))
    return found


def _refusals(told: list[Any], offered: Sequence[Profile], encoder: Encoder, vectors: Vectors) -> list[Tried]:
    matches = rank(offered, _profiles(told), encoder=encoder, vectors=vectors)
    bands = [matches.match(one["refused"], column).band for column, one in enumerate(told)]
    return [
        Tried("refused: is strong", len(told), bands.count("strong") / len(told), 0.0, most=True),
        Tried("refused: is suggested", len(told), 1 - bands.count("weak") / len(told), 0.05, most=True),
    ]


def _first(
    name: str, told: list[Any], offered: Sequence[Profile], encoder: Encoder, vectors: Vectors, aim: float
) -> Tried:
    matches = rank(offered, _profiles(told), encoder=encoder, vectors=vectors)
    hits = [offered[int(matches.score[:, column].argmax())].id in one["right"] for column, one in enumerate(told)]
    return Tried(name, len(told), sum(hits) / len(told), aim)


def _suggested(name: str, told: list[Any], offered: Sequence[Profile], encoder: Encoder, vectors: Vectors) -> Tried:
    matches = rank(offered, _profiles(told), encoder=encoder, vectors=vectors)
    hits = [
        any(matches.match(right, column).band != "weak" for right in one["right"]) for column, one in enumerate(told)
    ]
    return Tried(name, len(told), sum(hits) / len(told), 0.9)


def _short(folder: Path, encoder: Encoder, vectors: Vectors) -> list[Tried]:
    """One sentence on both sides, and two or three solutions."""
    right: list[bool] = []
    unserved: list[bool] = []
    for table in json.loads((folder / SHORT).read_text(encoding="utf-8")):
        offered = [Profile(one["id"], one["text"], one["language"]) for one in table["solutions"]]
        matches = rank(offered, _profiles(table["needs"]), encoder=encoder, vectors=vectors)
        for column, one in enumerate(table["needs"]):
            if one["right"] is None:
                unserved.append(bool(matches.good(column)))
            else:
                right.append(matches.match(one["right"], column).band != "weak")
    return [
        Tried("one sentence on both sides: the right one suggested", len(right), sum(right) / len(right), 0.9),
        Tried("the same, unserved: gets a suggestion", len(unserved), sum(unserved) / len(unserved), 0.1, most=True),
    ]


def _copied(graded: Graded, encoder: Encoder, vectors: Vectors) -> list[Tried]:
    """Every second need is copied into a solution, with a sentence before it and another behind."""
    needs = graded.needs[::2]
    copies = [Profile(f"copy {one.id}", f"We do this. {one.text} Call us!", one.language) for one in needs]
    matches = rank([*graded.solutions, *copies], graded.needs, encoder=encoder, vectors=vectors)
    pairs = [matches.match(copy.id, need.id) for copy, need in zip(copies, needs, strict=True)]
    flagged = [pair.evidence is not None and pair.evidence.copied for pair in pairs]
    assert matches.copied is not None
    wrongly = float(matches.copied[: len(graded.solutions)].mean())
    return [
        Tried("copied need: is flagged", len(pairs), sum(flagged) / len(pairs), 1.0),
        Tried(
            "copied need: is strong", len(pairs), sum(pair.band == "strong" for pair in pairs) / len(pairs), 0.0, True
        ),
        Tried("honest pair: is flagged as copied", matches.copied.size, wrongly, 0.0, most=True),
    ]


def _cloned(offered: Sequence[Profile], encoder: Encoder, vectors: Vectors) -> Tried:
    clones = [replace(one, id=f"clone {one.id}", text=f"{one.text}\nNew for 2027!") for one in offered]
    matches = rank([*offered, *clones], offered[:1], encoder=encoder, vectors=vectors)
    pairs = {(one.id, clone.id) for one, clone in zip(offered, clones, strict=True)}
    return Tried("cloned firm: is flagged", len(pairs), len(pairs & set(matches.clones)) / len(pairs), 1.0)


def _stuffed(graded: Graded, encoder: Encoder, vectors: Vectors) -> Tried:
    text = ", ".join(topic.label["en"] for topic in topic_book())
    stuffed = Profile("stuffed", f"We offer everything: {text}.", "en")
    matches = rank([*graded.solutions, stuffed], graded.needs, encoder=encoder, vectors=vectors)
    suggested = np.asarray(matches.score[-1] >= matches.thresholds.possible)
    return Tried("stuffed with every keyword: is suggested", len(suggested), float(suggested.mean()), 0.02, most=True)


def _wrapped(folder: Path, graded: Graded, encoder: Encoder, vectors: Vectors) -> list[Tried]:
    found: list[Tried] = []
    for told in json.loads((folder / "wrappers.json").read_text(encoding="utf-8")):
        solutions: list[Profile] = []
        for one in graded.solutions:
            around = told.get(one.spoken) or told["en"]
            solutions.append(replace(one, text=" ".join([*around["before"], one.text, *around["after"]])))
        name = f"wrapped ({told['name']}): nDCG@10"
        found.append(_altered(name, replace(graded, solutions=tuple(solutions)), encoder, vectors, 0.90))
    return found


def _noisy(graded: Graded, encoder: Encoder, vectors: Vectors) -> list[Tried]:
    draw = random.Random(0)
    kinds: list[tuple[str, str, Callable[[str], str]]] = [
        ("vi", "no diacritics", bare),
        ("tr", "no diacritics", bare),
        ("ko", "no spaces", lambda text: text.replace(" ", "")),
        ("en", "misread letters", lambda text: misread(text, draw)),
    ]
    noise = {language: alter for language, _, alter in kinds}
    needs = tuple(
        replace(one, text=noise[one.spoken](one.text)) if one.spoken in noise else one for one in graded.needs
    )
    altered = replace(graded, needs=needs)
    matches = rank(altered.solutions, altered.needs, encoder=encoder, vectors=vectors)
    found: list[Tried] = []
    for language, what, _ in kinds:
        counted = np.array([one.language == language for one in graded.needs])
        row = quality(what, matches.score, altered, counted=counted)
        found.append(Tried(f"{language}, {what}: nDCG@10", row.needs, row.values["ndcg@10"], 0.85))
    return found


def misread(text: str, draw: random.Random) -> str:
    """Return a text as a scanner may read it: one letter in thirty is another."""
    return "".join(MISREAD.get(letter, letter) if draw.random() < OCR else letter for letter in text)


def _altered(name: str, graded: Graded, encoder: Encoder, vectors: Vectors, aim: float) -> Tried:
    matches = rank(graded.solutions, graded.needs, encoder=encoder, vectors=vectors)
    row = quality(name, matches.score, graded)
    return Tried(name, row.needs, row.values["ndcg@10"], aim)
