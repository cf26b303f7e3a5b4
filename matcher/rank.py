"""Rank solutions for needs and needs for solutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.bands import Band, Thresholds, thresholds
from matcher.encoder import Encoder
from matcher.evidence import Evidence, Quotes
from matcher.fits import fits
from matcher.problems import BookReading, shared_problem
from matcher.profiles import Profile, check_unique
from matcher.scoring import FIT, TOPIC, Weights, adjusted, mutual, topic_score, with_wishes
from matcher.similarity import SentencePairs
from matcher.topicbook import topic_book
from matcher.topics import Topics, topics
from matcher.vectors import Vectors

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What both sides said about each other before any score.

    Parameters
    ----------
    supplier, buyer
        Shape ``(solutions, needs)``, in [-1, 1]: 1 most wanted, 0 nothing said, -1 never.
    """

    supplier: Array
    buyer: Array

    @classmethod
    def between(
        cls,
        solutions: Sequence[Profile],
        needs: Sequence[Profile],
        *,
        supplier: Mapping[tuple[str, str], float] | None = None,
        buyer: Mapping[tuple[str, str], float] | None = None,
    ) -> Wishes:
        """Return wishes given by (supplier, buyer): ids of profiles, or names of organizations for all their profiles.

        Examples
        --------
        >>> a, b = Profile("S1", "leak sensor", organization="Mul"), Profile("N1", "leaks")
        >>> Wishes.between([a], [b], supplier={("Mul", "N1"): 1.0}).supplier.tolist()
        [[1.0]]
        """
        rows, columns = _places(solutions), _places(needs)
        sides: list[Array] = []
        for wishes in (supplier or {}, buyer or {}):
            side = np.zeros((len(solutions), len(needs)), dtype=np.float32)
            for (first, second), strength in wishes.items():
                if first not in rows or second not in columns:
                    raise ValueError(f"a wish between {first} and {second} names nobody known; check both ids")
                if not -1 <= strength <= 1:
                    raise ValueError(f"the wish between {first} and {second} is {strength}; it must lie in [-1, 1]")
                side[np.ix_(rows[first], columns[second])] = strength
            sides.append(side)
        return cls(*sides)


def _places(profiles: Sequence[Profile]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, profile in enumerate(profiles):
        for name in {profile.id, profile.organization or profile.id}:
            places.setdefault(name, []).append(place)
    return places


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
        What the score is made of, by name, each in [0, 1]; 0.5 is neutral for structured features.
    band
        ``"strong"``, ``"possible"`` or ``"weak"``; a weak match is not suggested to anybody.
    evidence
        The sentences that met; None when one side has none.
    """

    solution: Profile
    need: Profile
    score: float
    value: float
    components: Mapping[str, float]
    band: Band
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Matches:
    """Every pair of solutions and needs, scored.

    All arrays have shape ``(solutions, needs)`` and values in [0, 1].

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
    top: int = 20
    pairs: SentencePairs | None = field(default=None, repr=False)
    solution_quotes: Quotes | None = field(default=None, repr=False)
    need_quotes: Quotes | None = field(default=None, repr=False)
    solution_book: BookReading | None = field(default=None, repr=False)
    need_book: BookReading | None = field(default=None, repr=False)
    _rows: Mapping[str, int] = field(default_factory=dict[str, int], repr=False)
    _columns: Mapping[str, int] = field(default_factory=dict[str, int], repr=False)

    def solutions_for(self, need: str | int, top: int | None = None) -> list[Match]:
        """Return the best solutions of a need, given by id or by column, best first."""
        column = self._place(need, self._columns, "need")
        order = _best(self.score[:, column], self.top if top is None else top)
        return [self.match(int(row), column) for row in order]

    def needs_for(self, solution: str | int, top: int | None = None) -> list[Match]:
        """Return the best needs of a solution, given by id or by row, best first."""
        row = self._place(solution, self._rows, "solution")
        order = _best(self.score[row], self.top if top is None else top)
        return [self.match(row, int(column)) for column in order]

    def good(self, need: str | int) -> list[Match]:
        """Return the solutions of a need that are at least possible; empty says that nobody serves it."""
        return [match for match in self.solutions_for(need) if match.band != "weak"]

    def match(self, solution: str | int, need: str | int) -> Match:
        """Return one pair with its components, band and evidence."""
        row, column = self.place(solution, need)
        score = float(self.score[row, column])
        components = {name: float(values[row, column]) for name, values in self.components.items()}
        return Match(
            self.solutions[row],
            self.needs[column],
            score,
            float(self.value[row, column]),
            components,
            self.thresholds.band(score),
            self._evidence(row, column),
        )

    def _evidence(self, row: int, column: int) -> Evidence | None:
        if self.pairs is None or self.solution_quotes is None or self.need_quotes is None:
            return None
        return Evidence(
            self.need_quotes.quote(column, int(self.pairs.column_sentence[row, column])),
            self.solution_quotes.quote(row, int(self.pairs.row_sentence[row, column])),
            float(self.pairs.quoted[row, column]),
            self.deciding(row, column),
            self._problem(row, column),
        )

    def _problem(self, row: int, column: int) -> dict[str, str] | None:
        offered, asked = self.solution_book, self.need_book
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


def _best(values: Array, top: int) -> NDArray[np.int64]:
    """Return where the highest values stand, best first, ties in reading order."""
    return np.argsort(-values, kind="stable")[:top]


def rank(
    solutions: Sequence[Profile],
    needs: Sequence[Profile],
    *,
    encoder: Encoder,
    vectors: Vectors | None = None,
    top: int = 20,
    weights: Weights | None = None,
    wishes: Wishes | None = None,
) -> Matches:
    """Score every pair of a solution and a need.

    Parameters
    ----------
    solutions, needs
        Profiles; ids are unique within a side.
    encoder
        Turns texts into vectors; see ``matcher.encoder.load_encoder``.
    vectors
        Known vectors by ``matcher.vectors.text_key``; new ones are added, so only changed text is encoded again.
    top
        How many matches the lists of the result hold.
    weights
        How much each component counts; the measured defaults where absent.
    wishes
        What both sides said about each other.

    Returns
    -------
    Matches
        Scores, components, two-sided values, bands and evidence.

    Raises
    ------
    ValueError
        When ids repeat, or a profile names an unknown sector or maturity.
    """
    check_unique(solutions, "solutions")
    check_unique(needs, "needs")
    weights = weights or Weights()
    found = topics(solutions, needs, encoder=encoder, vectors=vectors)
    structured = fits(solutions, needs)
    shares = found.shares(weights)
    topic = topic_score(found.components, shares)
    score = adjusted(topic, structured, weights.fit)
    interests = _interests(topic, structured, wishes, weights)
    return Matches(
        tuple(solutions),
        tuple(needs),
        score,
        {**found.components, **structured},
        *interests,
        mutual(*interests),
        thresholds(topic, np.where(found.declared, shares["sector"] * found.components["sector"], 0)),
        weights,
        shares,
        top,
        *_evidence_of(found),
        {profile.id: place for place, profile in enumerate(solutions)},
        {profile.id: place for place, profile in enumerate(needs)},
    )


def _evidence_of(found: Topics) -> tuple[SentencePairs, Quotes, Quotes, BookReading | None, BookReading | None]:
    return found.pairs, found.solution_quotes, found.need_quotes, found.solution_book, found.need_book


SUPPLIER_SEES = frozenset({"presence", "languages", "maturity"})
BUYER_SEES = frozenset({"references", "languages", "maturity", "certificates"})


def _interests(
    topic: Array, structured: Mapping[str, Array], wishes: Wishes | None, weights: Weights
) -> tuple[Array, Array]:
    """Return the interest of the supplier and of the buyer: the topic, what each looks at, and what each wished."""
    said = wishes or Wishes(np.zeros_like(topic), np.zeros_like(topic))
    seen = [{name: structured[name] for name in FIT if name in side} for side in (SUPPLIER_SEES, BUYER_SEES)]
    supplier, buyer = (adjusted(topic, side, weights.fit) for side in seen)
    return with_wishes(supplier, said.supplier, weights.wish), with_wishes(buyer, said.buyer, weights.wish)
