"""What ranking finds: every pair of a solution and a need with its score, its components and its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.bands import Band, Thresholds
from matcher.book import BookReading, shared_problems
from matcher.evidence import Evidence
from matcher.profiles import Profile
from matcher.scoring import TOPIC, Weights
from matcher.texts import Topics
from matcher.topicbook import topic_book
from matcher.unread import Side, Unread

Array = NDArray[np.float32]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Match:
    """A suggested pair.

    Parameters
    ----------
    solution, need
        The two profiles.
    score
        In [0, 1]; how well the solution meets the need.
    value
        In [0, 1]; the interest that both sides share, wishes included; 0 where a side said never.
    components
        What the score is made of, by name, each in [0, 1]; what the pair does not state is left out.
    band
        ``"strong"``, ``"possible"`` or ``"weak"``; a weak match is not suggested to anybody.
    evidence
        The sentences that met; None when one side has none.
    unread
        Which side could not be read, and why.
    apart
        Whether the two are never suggested to each other: a side could not be read, or both are one organization.
    """

    solution: Profile
    need: Profile
    score: float
    value: float
    components: Mapping[str, float]
    band: Band
    evidence: Evidence | None
    unread: tuple[Unread, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Matches:
    """Every pair of solutions and needs, scored.

    All arrays have shape ``(solutions, needs)`` and values in [0, 1]; structured features that a pair does not state are
    NaN there.

    Parameters
    ----------
    solutions, needs
        In the order of the rows and columns.
    score
        How well each solution meets each need.
    components
        What the score is made of, by name.
    supplier_interest, buyer_interest
        The score as each side sees it, wishes included.
    value
        The interest both sides share: harmonic mean of the two.
    thresholds
        From which score on a match is possible or strong.
    weights
        How much each component counted.
    shares
        How much each topic component counted for each pair, by name; they sum to 1.
    topics
        The comparison of the texts, with what the topic book says of each and the sentences that met.
    apart
        Pairs that are never suggested: a side could not be read, or both are one organization.
    top
        How many matches the lists hold.
    unread
        Profiles of which nothing is suggested, and why.
    copied
        Pairs of which the solution repeats the text of the need; None where nothing was compared.
    clones
        Groups of solutions, by id, that have one text.
    """

    solutions: tuple[Profile, ...]
    needs: tuple[Profile, ...]
    score: Array
    components: Mapping[str, Array]
    supplier_interest: Array
    buyer_interest: Array
    value: Array
    thresholds: Thresholds
    weights: Weights
    shares: Mapping[str, Array]
    topics: Topics = field(repr=False)
    apart: NDArray[np.bool_] = field(repr=False)
    top: int = 20
    unread: tuple[Unread, ...] = ()
    copied: NDArray[np.bool_] | None = field(default=None, repr=False)
    clones: tuple[tuple[str, ...], ...] = ()
    _rows: dict[str, int] = field(init=False, repr=False)
    _columns: dict[str, int] = field(init=False, repr=False)
    _reasons: dict[tuple[str, str], Unread] = field(init=False, repr=False)
    _alike: dict[str, tuple[str, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rows", {one.id: place for place, one in enumerate(self.solutions)})
        object.__setattr__(self, "_columns", {one.id: place for place, one in enumerate(self.needs)})
        object.__setattr__(self, "_reasons", {(one.side, one.profile): one for one in self.unread})
        alike = {own: tuple(one for one in group if one != own) for group in self.clones for own in group}
        object.__setattr__(self, "_alike", alike)

    @property
    def need_book(self) -> BookReading | None:
        """What the topic book says of each need; None where no static model is there to read it."""
        return self.topics.need_book

    def unread_of(self, side: Side, profile: str) -> Unread | None:
        """Return why nothing is suggested of a profile, given by id; None where it could be read."""
        return self._reasons.get((side, profile))

    def solutions_for(self, need: str | int, top: int | None = None) -> list[Match]:
        """Return the best solutions of a need, given by id or by column, best first."""
        column = self._place(need, self._columns, "need")
        order = _best(self.score[:, column], self.apart[:, column], self.top if top is None else top)
        return self.pairs(order, np.full_like(order, column))

    def needs_for(self, solution: str | int, top: int | None = None) -> list[Match]:
        """Return the best needs of a solution, given by id or by row, best first."""
        row = self._place(solution, self._rows, "solution")
        order = _best(self.score[row], self.apart[row], self.top if top is None else top)
        return self.pairs(np.full_like(order, row), order)

    def good(self, need: str | int) -> list[Match]:
        """Return the solutions of a need that are at least possible; empty says that nobody serves it."""
        return [match for match in self.solutions_for(need) if match.band != "weak"]

    def match(self, solution: str | int, need: str | int) -> Match:
        """Return one pair with its components, band and evidence."""
        row, column = self.place(solution, need)
        return self.pairs([row], [column])[0]

    def pairs(self, rows: Sequence[int] | Index, columns: Sequence[int] | Index) -> list[Match]:
        """Return the pairs of so many rows and columns, each with its components, band and evidence."""
        at = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
        known = np.stack([values[at] for values in self.components.values()], axis=1)
        components = [
            {name: value for name, value in zip(self.components, values, strict=True) if value == value}
            for values in known.tolist()
        ]
        apart = self.apart[at]
        evidence = iter(self._evidence(at[0][~apart], at[1][~apart]))
        return [
            Match(
                *(self.solutions[row], self.needs[column], score, value, parts, self.thresholds.band(score)),
                *(None if kept_apart else next(evidence), self._unread(row, column), kept_apart),
            )
            for row, column, score, value, kept_apart, parts in zip(
                *(part.tolist() for part in (*at, self.score[at], self.value[at], apart)), components, strict=True
            )
        ]

    def _unread(self, row: int, column: int) -> tuple[Unread, ...]:
        sides = ("solution", self.solutions[row].id), ("need", self.needs[column].id)
        return tuple(self._reasons[side] for side in sides if side in self._reasons)

    def _evidence(self, rows: Index, columns: Index) -> list[Evidence]:
        found, at = self.topics, (rows, columns)
        copied = np.zeros(len(rows), dtype=np.bool_) if self.copied is None else self.copied[at]
        deciding, problems = self._deciding(rows, columns), self._problems(rows, columns)
        sentences = found.pairs.column_sentence[at], found.pairs.row_sentence[at], found.pairs.quoted[at]
        told = (part.tolist() for part in (rows, columns, *sentences, copied))
        return [
            Evidence(
                found.need_quotes.quote(column, asked),
                found.solution_quotes.quote(row, offered),
                near,
                deciding[place],
                problems[place],
                repeats,
                self._alike.get(self.solutions[row].id, ()),
            )
            for place, (row, column, asked, offered, near, repeats) in enumerate(zip(*told, strict=True))
        ]

    def _problems(self, rows: Index, columns: Index) -> list[Mapping[str, str] | None]:
        """Return by name, in each language, the problem that both sides of each pair share; None where they share none."""
        offered, asked = self.topics.solution_book, self.topics.need_book
        if offered is None or asked is None:
            return [None] * len(rows)
        shared = shared_problems(offered.trusted(), asked.trusted(), rows, columns)
        return [None if topic < 0 else topic_book()[topic].label for topic in shared.tolist()]

    def _deciding(self, rows: Index, columns: Index) -> list[str]:
        """Return the component of the texts that carried most of the score of each pair.

        A sector is no reason why of all its suppliers this one fits, so it never decides.
        """
        texts = [name for name in TOPIC if name != "sector"]
        added = np.stack([self.shares[name][rows, columns] * self.components[name][rows, columns] for name in texts])
        return [texts[place] for place in added.argmax(axis=0).tolist()]

    def place(self, solution: str | int, need: str | int) -> tuple[int, int]:
        """Return the row and the column of a pair."""
        return self._place(solution, self._rows, "solution"), self._place(need, self._columns, "need")

    def _place(self, wanted: str | int, places: Mapping[str, int], side: str) -> int:
        if isinstance(wanted, int):
            return wanted
        if wanted not in places:
            raise ValueError(f"no {side} has the id {wanted}")
        return places[wanted]


def _best(values: Array, apart: NDArray[np.bool_], top: int) -> NDArray[np.int64]:
    """Return where the highest values stand, best first, ties in reading order; pairs that are kept apart are left out."""
    order = np.argsort(-values, kind="stable")
    return order[~apart[order]][:top]
