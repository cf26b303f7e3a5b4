"""A graded set: solutions, needs, how well each pair fits, and the sentences that make it fit."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.profiles import Profile

FILES = ("solutions.jsonl", "needs.jsonl", "relevance.tsv")
RIGHT = 2
"""Grade from which on a pair should be suggested."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded set.

    Parameters
    ----------
    solutions, needs
        Profiles as a file of an organizer would hold them, without the grader's own notes.
    grade
        Shape ``(solutions, needs)``; 0 to 3.
    parallel
        For each need the name of the group of needs that say the same in several languages, or "".
    sentences
        The sentences of each text by id, as cut by hand.
    evidence
        For each (need, solution) the pairs of sentences, from 0, that make it right.
    kinds
        For each need how it is written ("symptom", "refusal", ...), or "".
    """

    solutions: tuple[Profile, ...]
    needs: tuple[Profile, ...]
    grade: NDArray[np.int64]
    parallel: tuple[str, ...]
    sentences: dict[str, tuple[str, ...]]
    evidence: dict[tuple[str, str], frozenset[tuple[int, int]]]
    kinds: tuple[str, ...] = ()

    def plain(self) -> Graded:
        """Return the same set with nothing but id, text and language."""
        bare = [tuple(Profile(p.id, p.text, p.language) for p in side) for side in (self.solutions, self.needs)]
        return replace(self, solutions=bare[0], needs=bare[1])


def read_graded(folder: Path, split: str | None = None) -> Graded:
    """Return a graded set of a folder, or the part of it whose organizations belong to a split.

    ``evidence.tsv`` may be missing, and ``split.tsv`` where no split is asked for.

    Raises
    ------
    ValueError
        When a file is missing or the split is unknown.
    """
    for name in (*FILES, "split.tsv") if split is not None else FILES:
        if not (folder / name).is_file():
            raise ValueError(
                f"{folder / name}: there is no such file; a graded set has {', '.join(FILES)}, and split.tsv for its parts"
            )
    solutions, needs = _objects(folder / "solutions.jsonl"), _objects(folder / "needs.jsonl")
    if split is not None:
        splits = {row["organization"]: row["split"] for row in _rows(folder / "split.tsv")}
        if split not in splits.values():
            raise ValueError(f"no organization belongs to the split {split!r}")
        solutions = [one for one in solutions if splits[one["organization"]] == split]
        needs = [one for one in needs if splits[one["organization"]] == split]
    rows = {one["id"]: place for place, one in enumerate(solutions)}
    columns = {one["id"]: place for place, one in enumerate(needs)}
    grade = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for row in _rows(folder / "relevance.tsv"):
        if row["solution"] in rows and row["need"] in columns:
            grade[rows[row["solution"]], columns[row["need"]]] = int(row["grade"])
    evidence: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for row in _rows(folder / "evidence.tsv") if (folder / "evidence.tsv").is_file() else ():
        if row["solution"] in rows and row["need"] in columns:
            pair = int(row["need_sentence"]) - 1, int(row["solution_sentence"]) - 1
            evidence.setdefault((row["need"], row["solution"]), set()).add(pair)
    return Graded(
        tuple(_profile(one) for one in solutions),
        tuple(_profile(one) for one in needs),
        grade,
        tuple(str(one.get("parallel") or "") for one in needs),
        {one["id"]: tuple(one.get("sentences") or ()) for one in (*solutions, *needs)},
        {pair: frozenset(found) for pair, found in evidence.items()},
        tuple(str(one.get("kind") or "") for one in needs),
    )


def _profile(one: dict[str, Any]) -> Profile:
    return Profile(
        one["id"],
        one["text"],
        one["language"],
        country=one["country"],
        sector=one["sector"],
        organization=one["organization"],
    )


def _objects(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
