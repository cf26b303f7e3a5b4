"""What cities ask for: needs grouped by topic, how far applicants cover each, and what nobody serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.background import background, membership
from matcher.book import about
from matcher.clusters import cluster
from matcher.encoder import Encoder
from matcher.labels import Label, label_clusters
from matcher.matches import Matches
from matcher.profiles import Profile
from matcher.sectors import KEYS
from matcher.similarity import unit
from matcher.texts import judged_sectors, whole_vectors
from matcher.unread import Unread
from matcher.vectors import Vectors, english_only

SECTOR = np.float32(0.5)
"""Length of a need's sectors beside the problems it is about, which have length 1: a sector set by the organizer keeps
needs of different fields apart, one judged from the text hardly changes the groups; see docs/matching.md."""

Array = NDArray[np.float32]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DemandCluster:
    """Needs that ask for much the same.

    Parameters
    ----------
    label
        What people call it, in Korean and English.
    needs
        Ids, the most typical first.
    sector
        Key of the sector to which most of it belongs.
    covered
        Share of its needs with at least one possible solution, in [0, 1].
    strong
        Share of its needs with at least one strong solution.
    suppliers
        Names of applicants with a possible solution for any of its needs, the best first.
    gaps
        Needs that nobody serves.
    """

    label: Label
    needs: tuple[str, ...]
    sector: str
    covered: float
    strong: float
    suppliers: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemandMap:
    """Needs by sector and place.

    Parameters
    ----------
    sectors, places
        Names of rows and columns; places in order of first appearance.
    needs, covered
        Shape ``(12, places)``; number of needs, and how many of them somebody serves.
    """

    sectors: tuple[str, ...]
    places: tuple[str, ...]
    needs: NDArray[np.int64]
    covered: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Demand:
    """Clusters, the largest first, the map, all needs that nobody serves, and those that could not be read."""

    clusters: tuple[DemandCluster, ...]
    map: DemandMap
    gaps: tuple[str, ...]
    unread: tuple[Unread, ...] = ()


def demand(
    matches: Matches,
    *,
    encoder: Encoder,
    vectors: Vectors | None = None,
    places: Mapping[str, str] | None = None,
    clusters: int | None = None,
) -> Demand:
    """Return what the needs of ranked matches ask for, and how far the solutions cover it.

    Needs are grouped by the problems of the topic book that they are about (by their vectors where it cannot be read) and
    by their sectors. Needs that the book does not know are grouped by it too, since like needs are near to like topics by
    chance as well, but no topic names them.

    Parameters
    ----------
    matches
        From ``rank``; its thresholds decide what counts as served.
    places
        City (or country) of each need by id; the country, or else the organization, where absent.
    clusters
        How many groups; judged from the needs where absent.
    """
    unread = {one.profile for one in matches.unread if one.side == "need"}
    read = np.array([place for place, need in enumerate(matches.needs) if need.id not in unread], dtype=np.int64)
    needs = [matches.needs[int(place)] for place in read]
    book = None if matches.need_book is None else matches.need_book.of(read)
    shares = judged_sectors(needs, book, encoder, vectors, "need")
    nearness = topic_vectors(needs, encoder, vectors) if book is None else unit(about(book.near))
    told = unit(np.hstack([nearness, SECTOR * np.sqrt(shares)]))
    groups = cluster(told, clusters)
    labels = label_clusters(None if book is None else book.trusted(), groups)
    found = [_cluster(matches, read, told, group, label, shares) for group, label in zip(groups, labels, strict=True)]
    served = _served(matches)[read]
    return Demand(
        tuple(sorted(found, key=lambda one: -len(one.needs))),
        _map(needs, shares, served, places or {}),
        tuple(need.id for need, good in zip(needs, served, strict=True) if not good),
        tuple(one for one in matches.unread if one.side == "need"),
    )


def topic_vectors(profiles: Sequence[Profile], encoder: Encoder, vectors: Vectors | None = None) -> Array:
    """Return vectors of needs less the mean of their language, so that languages do not form the groups.

    Shape ``(n, d)``, rows of unit length.
    """
    middle = background(encoder, vectors).needs.mean(axis=1)
    languages = [["en"] if english_only(encoder) else list(profile.versions()) for profile in profiles]
    return unit(whole_vectors(profiles, encoder, vectors, "need") - membership(languages) @ middle)


def _served(matches: Matches) -> NDArray[np.bool_]:
    return matches.score.max(axis=0, initial=0) >= matches.thresholds.possible


def _cluster(matches: Matches, read: Index, told: Array, group: Index, label: Label, shares: Array) -> DemandCluster:
    """Return a group of the needs that were read, by their places among those."""
    typical = group[np.argsort(-(told[group] @ told[group].mean(axis=0)), kind="stable")]
    columns = read[typical]
    score = matches.score[:, columns]
    best = score.max(axis=0, initial=0)
    good = best >= matches.thresholds.possible
    by_row = score.max(axis=1, initial=0)
    rows = [int(row) for row in np.argsort(-by_row, kind="stable") if by_row[row] >= matches.thresholds.possible]
    names = dict.fromkeys(matches.solutions[row].organization or matches.solutions[row].id for row in rows)
    return DemandCluster(
        label,
        tuple(matches.needs[int(column)].id for column in columns),
        KEYS[int(shares[typical].sum(axis=0).argmax())],
        float(good.mean()),
        float((best >= matches.thresholds.strong).mean()),
        tuple(names),
        tuple(matches.needs[int(column)].id for column, fine in zip(columns, good, strict=True) if not fine),
    )


def _map(needs: Sequence[Profile], shares: Array, served: NDArray[np.bool_], places: Mapping[str, str]) -> DemandMap:
    where = [places.get(need.id) or need.country or need.organization or "" for need in needs]
    columns = tuple(dict.fromkeys(where))
    count, covered = (np.zeros((len(KEYS), len(columns)), dtype=np.int64) for _ in range(2))
    rows, at = shares.argmax(axis=1), [columns.index(place) for place in where]
    np.add.at(count, (rows, at), 1)
    np.add.at(covered, (rows, at), served.astype(np.int64))
    return DemandMap(KEYS, columns, count, covered)
