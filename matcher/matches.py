"""What ranking finds: every pair of a solution and a need with its score, its components and its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.bands import Band, Thresholds
from matcher.book import BookReading, shared_problem
from matcher.evidence import Evidence
from matcher.profiles import Profile
from matcher.scoring import TOPIC, Weights
from matcher.texts import Topics
from matcher.topicbook import topic_book
from matcher.unread import Side, Unread

Array = NDArray[np.float32]


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

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rows", {one.id: place for place, one in enumerate(self.solutions)})
        object.__setattr__(self, "_columns", {one.id: place for place, one in enumerate(self.needs)})

    @property
    def need_book(self) -> BookReading | None:
        """What the topic book says of each need; None where no static model is there to read it."""
        return self.topics.need_book

    def unread_of(self, side: Side, profile: str) -> Unread | None:
        """Return why nothing is suggested of a profile, given by id; None where it could be read."""
        return next((one for one in self.unread if (one.side, one.profile) == (side, profile)), None)

    def solutions_for(self, need: str | int, top: int | None = None) -> list[Match]:
        """Return the best solutions of a need, given by id or by column, best first."""
        column = self._place(need, self._columns, "need")
        order = _best(self.score[:, column], self.apart[:, column], self.top if top is None else top)
        return [self.match(int(row), column) for row in order]

    def needs_for(self, solution: str | int, top: int | None = None) -> list[Match]:
        """Return the best needs of a solution, given by id or by row, best first."""
        row = self._place(solution, self._rows, "solution")
        order = _best(self.score[row], self.apart[row], self.top if top is None else top)
        return [self.match(row, int(column)) for column in order]

    def good(self, need: str | int) -> list[Match]:
        """Return the solutions of a need that are at least possible; empty says that nobody serves it."""
        return [match for match in self.solutions_for(need) if match.band != "weak"]

    def match(self, solution: str | int, need: str | int) -> Match:
        """Return one pair with its components, band and evidence."""
        row, column = self.place(solution, need)
        score = float(self.score[row, column])
        known = {name: float(values[row, column]) for name, values in self.components.items()}
        apart = bool(self.apart[row, column])
        return Match(
            self.solutions[row],
            self.needs[column],
            score,
            float(self.value[row, column]),
            {name: value for name, value in known.items() if not np.isnan(value)},
            self.thresholds.band(score),
            None if apart else self._evidence(row, column),
            self._unread(row, column),
            apart,
        )

    def _unread(self, row: int, column: int) -> tuple[Unread, ...]:
        sides = ("solution", self.solutions[row].id), ("need", self.needs[column].id)
        return tuple(one for one in self.unread if (one.side, one.profile) in sides)

    def _evidence(self, row: int, column: int) -> Evidence:
        found = self.topics
        return Evidence(
            found.need_quotes.quote(column, int(found.pairs.column_sentence[row, column])),
            found.solution_quotes.quote(row, int(found.pairs.row_sentence[row, column])),
            float(found.pairs.quoted[row, column]),
            self.deciding(row, column),
            self._problem(row, column),
            self.copied is not None and bool(self.copied[row, column]),
            self._clones(self.solutions[row].id),
        )

    def _clones(self, solution: str) -> tuple[str, ...]:
        """Return the other solutions with the text of one."""
        return tuple(other for group in self.clones if solution in group for other in group if other != solution)

    def _problem(self, row: int, column: int) -> dict[str, str] | None:
        offered, asked = self.topics.solution_book, self.topics.need_book
        if offered is None or asked is None or not (offered.trusts(row) and asked.trusts(column)):
            return None
        topic = shared_problem(offered.near[row], asked.near[column])
        return None if topic is None else topic_book()[topic].label

    def deciding(self, row: int, column: int) -> str:
        """Return the component of the texts that carried most of a score.

        A sector is no reason why of all its suppliers this one fits, so it never decides.
        """
        texts = (name for name in TOPIC if name != "sector")
        return max(texts, key=lambda name: float(self.shares[name][row, column] * self.components[name][row, column]))

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
