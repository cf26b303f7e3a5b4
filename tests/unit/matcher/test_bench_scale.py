"""The scale benchmark reckons peers fairly: from a sample, and by whether they find the same."""

import numpy as np
import pytest

from matcher.bench.scale import Array, Index, Peer, Search, measure


def reversed_lists(offered: Array, top: int) -> Search:
    def search(asked: Array) -> Index:
        return np.argsort(asked @ offered.T, axis=1)[:, :top]

    return search


def best_lists(offered: Array, top: int) -> Search:
    def search(asked: Array) -> Index:
        assert len(asked) <= 10
        return np.argsort(-(asked @ offered.T), axis=1, kind="stable")[:, :top]

    return search


def test_a_peer_that_finds_the_same_is_told_from_one_that_does_not() -> None:
    peers = [Peer("right", best_lists, most=10), Peer("wrong", reversed_lists, elsewhere=True)]
    rows = {row.name: row for row in measure((64,), dimensions=8, top=3, peers=peers)}
    assert rows["right"].same == pytest.approx(1.0)
    assert rows["wrong"].same == 0.0
    assert np.isnan(rows["wrong"].processor_share)
    assert all(row.seconds > 0 for row in rows.values())
