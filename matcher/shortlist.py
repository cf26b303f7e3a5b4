"""The best pairs of very many participants, ranked in blocks so that memory stays bounded."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.bands import Thresholds
from matcher.encoder import Encoder
from matcher.matches import Match, Matches
from matcher.participants import ParticipantMatches, participants
from matcher.profiles import Profile, check_unique
from matcher.rank import rank
from matcher.unread import Unread
from matcher.vectors import Vectors

MOST_PAIRS = 2_000_000
"""Pairs of profiles that are ranked at once; about 250 bytes each are held meanwhile."""
BEST = 20


@dataclass(frozen=True, slots=True)
class Pairing:
    """A supplier and a buyer, and the match of a solution and a need that decided for them."""

    supplier: str
    buyer: str
    match: Match


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The pairs that are kept of all.

    Parameters
    ----------
    pairs
        Best score first.
    thresholds
        From which score on a match is possible or strong.
    unread
        Profiles of which nothing is suggested, and why.
    """

    pairs: tuple[Pairing, ...]
    thresholds: Thresholds
    unread: tuple[Unread, ...]


def shortlist(
    solutions: Sequence[Profile],
    needs: Sequence[Profile],
    *,
    encoder: Encoder,
    vectors: Vectors | None = None,
    best: int = BEST,
    keep: Collection[tuple[str, str]] = (),
    most: int = MOST_PAIRS,
) -> Shortlist:
    """Return the best partners of every participant.

    Up to ``most`` pairs of profiles are ranked at once, as `matcher.rank.rank` and `matcher.participants.participants`
    would. Beyond, buyers are dealt into blocks by a hash of their texts, each of which is ranked with all solutions like
    an event of its own, by the thresholds of the first: so blocks are alike, and neither names nor order matter.

    Parameters
    ----------
    best
        How many suppliers each buyer keeps, and how many buyers each supplier.
    keep
        Pairs of organizations (supplier, buyer) that are kept whatever their score.
    most
        Pairs of profiles that are ranked at once.

    Raises
    ------
    ValueError
        When ids repeat, or a profile names an unknown sector or maturity.
    """
    check_unique(solutions, "solutions")
    check_unique(needs, "needs")
    known: Vectors = {} if vectors is None else vectors
    edges: Thresholds | None = None
    found: list[_Found] = []
    unread: dict[tuple[str, str], Unread] = {}
    wanted = frozenset(keep)
    for block in _blocks(needs, max(1, most // max(1, len(solutions)))):
        matches = rank(solutions, block, encoder=encoder, vectors=known, edges=edges)
        edges = edges or matches.thresholds
        unread |= {(one.side, one.profile): one for one in matches.unread}
        found = _told(_best_of([*found, *_kept(participants(matches), best, wanted)], best, wanted), matches)
    pairs = (Pairing(one.supplier, one.buyer, one.match) for one in found if one.match is not None)
    return Shortlist(tuple(pairs), edges or Thresholds(1.0, 1.0), tuple(unread.values()))


def _blocks(needs: Sequence[Profile], size: int) -> Iterator[list[Profile]]:
    """Return the needs in blocks of about a size, all needs of a buyer in one, in their order."""
    owners: dict[str, list[int]] = {}
    for place, need in enumerate(needs):
        owners.setdefault(need.organization or need.id, []).append(place)
    count = max(1, min(-(-len(needs) // size), len(owners)))
    texts = {name: "\n".join(needs[place].text for place in places) for name, places in owners.items()}
    order = sorted(owners, key=lambda name: hashlib.sha256(texts[name].encode()).digest())
    for block in range(count):
        places = sorted(place for name in order[block::count] for place in owners[name])
        if places:
            yield [needs[place] for place in places]


class _Found(NamedTuple):
    """A pair of participants that may be kept, the row and column that decided, and its match once it is told."""

    score: float
    supplier: str
    buyer: str
    row: int
    column: int
    match: Match | None = None


def _kept(found: ParticipantMatches, best: int, keep: Collection[tuple[str, str]]) -> list[_Found]:
    """Return the pairs of a block that may be among the best of a side, and those to be kept."""
    allowed = ~found.matches.apart[found.solution, found.need]
    score = np.where(allowed, found.score, -1)
    chosen = _among_best(score, best, axis=0) | _among_best(score, best, axis=1)
    rows = {name: row for row, name in enumerate(found.suppliers)}
    columns = {name: column for column, name in enumerate(found.buyers)}
    for supplier, buyer in keep:
        if supplier in rows and buyer in columns:
            chosen[rows[supplier], columns[buyer]] = True
    at = np.nonzero(chosen & allowed)
    values = (part.tolist() for part in (found.score[at], *at, found.solution[at], found.need[at]))
    return [
        _Found(score, found.suppliers[row], found.buyers[column], solution, need)
        for score, row, column, solution, need in zip(*values, strict=True)
    ]


def _told(found: Sequence[_Found], matches: Matches) -> list[_Found]:
    """Return the pairs with their matches: those that have none yet are of the block of these matches."""
    new = [one for one in found if one.match is None]
    told = iter(matches.pairs([one.row for one in new], [one.column for one in new]))
    return [one if one.match is not None else one._replace(match=next(told)) for one in found]


def _among_best(score: NDArray[np.float32], best: int, axis: int) -> NDArray[np.bool_]:
    """Return which values are among the highest of their row (axis 1) or column (0), ties included."""
    length = score.shape[axis]
    if best >= length:
        return np.ones(score.shape, dtype=np.bool_)
    edge = np.partition(score, length - best, axis=axis).take([length - best], axis=axis)
    return np.asarray(score >= edge)


def _best_of(pairs: Sequence[_Found], best: int, keep: Collection[tuple[str, str]]) -> list[_Found]:
    """Return the pairs that are among the best of their supplier or of their buyer, and those to be kept, best first."""
    seen: Counter[tuple[str, str]] = Counter()
    found: list[_Found] = []
    for pair in sorted(pairs, key=lambda one: (-one.score, one.supplier, one.buyer)):
        sides = ("supplier", pair.supplier), ("buyer", pair.buyer)
        if (pair.supplier, pair.buyer) in keep or any(seen[side] < best for side in sides):
            found.append(pair)
        seen.update(sides)
    return found
