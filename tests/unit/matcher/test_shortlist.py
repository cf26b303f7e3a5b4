"""The best partners of everybody, ranked at once or in blocks."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from matcher.encoder import Encoder
from matcher.participants import participants
from matcher.profiles import Profile
from matcher.rank import rank
from matcher.shortlist import shortlist

Profiles = Sequence[Profile]
Pair = tuple[str, str]


def many(profiles: Profiles, count: int, side: str) -> list[Profile]:
    """So many profiles of half as many organizations, made from a few."""
    return [
        replace(
            profiles[place % len(profiles)],
            id=f"{side}{place}",
            text=f"{profiles[place % len(profiles)].text} {profiles[place * 3 % len(profiles)].text}",
            organization=f"{side}-{place // 2}",
        )
        for place in range(count)
    ]


def test_all_at_once_it_keeps_the_same_matches_as_ranking(
    solutions: Profiles, needs: Profiles, encoder: Encoder
) -> None:
    whole = participants(rank(solutions, needs, encoder=encoder))
    found = shortlist(solutions, needs, encoder=encoder)
    assert len(found.pairs) == len(whole.suppliers) * len(whole.buyers)
    for pair in found.pairs:
        assert pair.match.score == whole.match(pair.supplier, pair.buyer).score
    assert [pair.match.score for pair in found.pairs] == sorted((p.match.score for p in found.pairs), reverse=True)


def test_everybody_keeps_their_best_and_what_was_asked_for(
    solutions: Profiles, needs: Profiles, encoder: Encoder
) -> None:
    offered, asked = many(solutions, 16, "S"), many(needs, 24, "N")
    whole = participants(rank(offered, asked, encoder=encoder))
    worst = min(((s, b) for s in whole.suppliers for b in whole.buyers), key=lambda pair: whole.match(*pair).score)
    found = shortlist(offered, asked, encoder=encoder, best=2, keep=[worst])
    kept = {(pair.supplier, pair.buyer): pair.match.score for pair in found.pairs}
    assert worst in kept
    assert len(kept) < len(whole.suppliers) * len(whole.buyers)
    for supplier in whole.suppliers:
        scores = sorted((whole.match(supplier, buyer).score for buyer in whole.buyers), reverse=True)
        own = sorted((score for (name, _), score in kept.items() if name == supplier), reverse=True)
        assert own[:2] == pytest.approx(scores[:2])
    for buyer in whole.buyers:
        scores = sorted((whole.match(supplier, buyer).score for supplier in whole.suppliers), reverse=True)
        own = sorted((score for (_, name), score in kept.items() if name == buyer), reverse=True)
        assert own[:2] == pytest.approx(scores[:2])


def test_blocks_keep_needs_of_a_buyer_together_and_find_much_the_same(
    solutions: Profiles, needs: Profiles, encoder: Encoder
) -> None:
    offered, asked = many(solutions, 16, "S"), many(needs, 48, "N")
    whole = {(p.supplier, p.buyer) for p in shortlist(offered, asked, encoder=encoder, best=1).pairs}
    parts = {(p.supplier, p.buyer) for p in shortlist(offered, asked, encoder=encoder, best=1, most=16 * 20).pairs}
    buyers = {need.organization for need in asked}
    assert {buyer for _, buyer in parts} == buyers
    assert len(whole & parts) >= 0.8 * len(whole)


def test_blocks_do_not_depend_on_the_order_of_buyers(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    offered, asked = many(solutions, 8, "S"), many(needs, 24, "N")

    def pairs(needs: Profiles) -> list[tuple[str, str, float]]:
        found = shortlist(offered, needs, encoder=encoder, best=2, most=80)
        return sorted((p.supplier, p.buyer, round(p.match.score, 5)) for p in found.pairs)

    assert pairs(asked) == pairs(asked[::-1])


def test_neither_the_unreadable_nor_the_same_firm_is_kept_even_if_asked_for(
    solutions: Profiles, needs: Profiles, encoder: Encoder
) -> None:
    offered = [*solutions, Profile("NIL", "TBD", organization="Nobody")]
    asked = [replace(needs[0], organization="물길"), *needs[1:]]
    found = shortlist(offered, asked, encoder=encoder, keep=[("Nobody", "Kent"), ("물길", "물길")])
    kept: set[Pair] = {(pair.supplier, pair.buyer) for pair in found.pairs}
    assert not kept & {("Nobody", "Kent"), ("물길", "물길")}
    assert [one.profile for one in found.unread] == ["NIL"]
