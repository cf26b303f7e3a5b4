"""Ranking: who stands first, in what range, why, and what changes it."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.encoder import Encoder
from matcher.explanation import contributions
from matcher.participants import participants
from matcher.profiles import Profile
from matcher.rank import Matches, Wishes, rank
from matcher.reasons import LANGUAGES, reasons
from matcher.scoring import FIT, TOPIC, Weights
from matcher.vectors import Vectors

Profiles = tuple[Profile, ...]


@pytest.fixture
def matches(solutions: Profiles, needs: Profiles, encoder: Encoder) -> Matches:
    return rank(solutions, needs, encoder=encoder)


def test_each_need_finds_the_solution_that_speaks_of_it(matches: Matches) -> None:
    first = [matches.solutions_for(need)[0].solution.id for need in ("N1", "N2", "N3")]
    assert first == ["S1", "S2", "S3"]


def test_each_solution_finds_its_need(matches: Matches) -> None:
    assert [matches.needs_for(solution)[0].need.id for solution in ("S1", "S2", "S3")] == ["N1", "N2", "N3"]


def test_a_need_that_nobody_serves_gets_no_good_match(matches: Matches) -> None:
    assert [match.solution.id for match in matches.good("N4")] == []
    assert matches.good("N1")[0].solution.id == "S1"


def test_every_array_lies_in_the_unit_interval(matches: Matches) -> None:
    arrays = [matches.score, matches.value, matches.supplier_interest, matches.buyer_interest]
    for values in (*arrays, *matches.components.values()):
        assert values.shape == (4, 4)
        assert float(values.min()) >= 0
        assert float(values.max()) <= 1
    assert tuple(matches.components) == TOPIC


def test_shares_of_the_topic_components_sum_to_one(matches: Matches) -> None:
    assert np.allclose(sum(matches.shares.values()), 1, atol=1e-6)


def test_the_quoted_sentences_are_those_that_met(matches: Matches) -> None:
    evidence = matches.match("S1", "N1").evidence
    assert evidence is not None
    assert evidence.solution_sentence == "상수도 누수를 센서가 찾습니다."
    assert evidence.need_sentence == "We lose water to a leak in old pipes."


def test_order_and_names_of_profiles_change_no_score(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    before = rank(solutions, needs, encoder=encoder)
    renamed = [replace(one, id=f"x{one.id}") for one in reversed(solutions)]
    after = rank(renamed, needs[::-1], encoder=encoder)
    assert np.allclose(after.score, before.score[::-1, ::-1], atol=1e-5)


def test_known_vectors_are_not_encoded_again(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    vectors: Vectors = {}
    rank(solutions, needs, encoder=encoder, vectors=vectors)
    known = dict(vectors)
    changed = (replace(solutions[0], text="노인의 낙상을 찾습니다."), *solutions[1:])
    rank(changed, needs, encoder=encoder, vectors=vectors)
    new = set(vectors) - set(known)
    # The whole text, which is also its only sentence; all of its words stand in other texts already.
    assert len(new) == 1


def test_an_office_in_the_country_raises_the_score_and_never_makes_a_match(
    solutions: Profiles, needs: Profiles, encoder: Encoder
) -> None:
    before = rank(solutions, needs, encoder=encoder)
    present = (replace(solutions[0], presence=("TR", "GB")), *solutions[1:])
    after = rank(present, needs, encoder=encoder)
    assert after.score[0, 0] > before.score[0, 0]
    assert after.match("S1", "N4").band == "weak"


def test_features_order_within_a_band_and_never_move_a_match_out_of_it(
    solutions: Profiles, needs: Profiles, encoder: Encoder
) -> None:
    plain = rank(solutions, needs, encoder=encoder)
    every = {"country": "GB", "languages": ("en",), "maturity": "procurement", "certificates": ("ISO 1",)}
    asked = [replace(need, **every) for need in needs]
    best = {
        "presence": ("GB",),
        "references": ("GB",),
        "markets": ("GB",),
        "languages": ("en",),
        "certificates": ("ISO 1",),
    }
    worst = {"languages": ("th",), "maturity": "idea", "certificates": ("ISO 2",), "references": ("MN",)}
    for known in (best, worst):
        found = rank([replace(one, **known) for one in solutions], asked, encoder=encoder)
        for row in range(4):
            for column in range(4):
                assert found.match(row, column).band == plain.match(row, column).band
        assert (found.score != plain.score).any()


def test_naming_a_market_never_counts_against_a_pair(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    before = rank(solutions, needs, encoder=encoder)
    named = {"presence": ("MN",), "references": ("KG", "BN"), "markets": ("MN",)}
    after = rank([replace(one, **named) for one in solutions], needs, encoder=encoder)
    assert (after.score >= before.score).all()


def test_what_no_column_states_is_neither_counted_nor_said(
    matches: Matches, solutions: Profiles, needs: Profiles
) -> None:
    assert not set(matches.match("S1", "N1").components) & set(FIT)
    said = " ".join(reasons(matches.match("S1", "N1")))
    assert "present in" not in said
    assert "in use" not in said


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("presence", "The supplier is present in GB."),
        ("references", "The solution is already in use in GB."),
        ("markets", "The supplier already works in GB."),
    ],
)
def test_each_fact_about_a_country_is_said_as_its_column_says_it(
    solutions: Profiles, needs: Profiles, encoder: Encoder, column: str, words: str
) -> None:
    found = rank([replace(solutions[0], **{column: ("GB",)}), *solutions[1:]], needs, encoder=encoder)
    countries = [one for one in reasons(found.match("S1", "N1")) if "GB" in one]
    assert countries == [words]


@pytest.mark.parametrize(
    ("supplier", "buyer"),
    [
        ({"organization": "㈜물길"}, {"organization": "주식회사 물길"}),
        ({"organization": "Mulgil Co., Ltd."}, {"organization": "MULGIL"}),
        (
            {"organization": "S03", "known_as": ("123-45-67890",)},
            {"organization": "B03", "known_as": ("1234567890", "x")},
        ),
    ],
)
def test_an_organization_is_never_matched_with_itself(
    solutions: Profiles, needs: Profiles, encoder: Encoder, supplier: dict[str, object], buyer: dict[str, object]
) -> None:
    offered = [replace(solutions[0], **supplier), *solutions[1:]]
    found = rank(offered, [replace(needs[0], **buyer), *needs[1:]], encoder=encoder)
    assert (found.score[0, 0], found.value[0, 0]) == (0, 0)
    assert "S1" not in [match.solution.id for match in found.solutions_for("N1")]
    assert "N1" not in [match.need.id for match in found.needs_for("S1")]
    assert reasons(found.match("S1", "N1")) == ["Both are the same organization, which is not matched with itself."]


def test_a_shared_legal_form_alone_makes_nobody_the_same(
    solutions: Profiles, needs: Profiles, encoder: Encoder
) -> None:
    offered = [replace(solutions[0], organization="가 주식회사"), *solutions[1:]]
    found = rank(offered, [replace(needs[0], organization="나 주식회사"), *needs[1:]], encoder=encoder)
    assert not found.apart.any()


def test_the_parts_of_a_score_add_up_to_it(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    found = rank([replace(one, presence=("GB",), languages=("ko",)) for one in solutions], needs, encoder=encoder)
    for solution in ("S1", "S2"):
        parts = contributions(found, solution, "N1")
        assert sum(parts.values()) == pytest.approx(found.match(solution, "N1").score, abs=1e-6)


def test_a_refusal_by_one_side_leaves_no_shared_value(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    wishes = Wishes.between(solutions, needs, buyer={("물길", "Harbour"): -1.0})
    after = rank(solutions, needs, encoder=encoder, wishes=wishes)
    assert after.value[0, [0, 3]].tolist() == [0.0, 0.0]
    assert "One side asked not to meet." in reasons(after.match("S1", "N1"))


def test_a_wish_raises_the_shared_value_of_its_pair_alone(
    solutions: Profiles, needs: Profiles, encoder: Encoder
) -> None:
    before = rank(solutions, needs, encoder=encoder)
    wishes = Wishes.between(solutions, needs, supplier={("S2", "N2"): 1.0})
    after = rank(solutions, needs, encoder=encoder, wishes=wishes)
    higher = np.argwhere(after.value > before.value + 1e-6).tolist()
    assert higher == [[1, 1]]


def test_a_wish_for_somebody_unknown_is_refused(solutions: Profiles, needs: Profiles) -> None:
    with pytest.raises(ValueError, match="a wish between S9 and N1 names nobody known"):
        Wishes.between(solutions, needs, supplier={("S9", "N1"): 1.0})


def test_declared_sectors_move_the_score_but_never_cut(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    told = [replace(solutions[0], sector="water"), replace(solutions[1], sector="수자원")]
    wanted = [replace(needs[0], sector="water")]
    after = rank(told, wanted, encoder=encoder)
    assert after.components["sector"][:, 0].min() > 0.5
    other = rank([replace(told[0], sector="culture"), told[1]], wanted, encoder=encoder)
    assert other.score[0, 0] < after.score[0, 0]
    assert other.score[0, 0] > 0


def test_two_profiles_with_one_id_are_refused(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="two solutions have the id S1"):
        rank([solutions[0], solutions[0]], needs, encoder=encoder)


def test_leaving_a_component_out_changes_the_score(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    before = rank(solutions, needs, encoder=encoder)
    for component in ("dense", "sentence", "words", "sector"):
        after = rank(solutions, needs, encoder=encoder, weights=Weights().without(component))
        assert not np.allclose(after.score, before.score), component


def test_participants_are_scored_by_their_best_pair(matches: Matches) -> None:
    found = participants(matches)
    assert found.suppliers == ("물길", "길눈", "곁")
    assert found.buyers == ("Harbour", "Kent")
    decided = found.match("길눈", "Kent")
    assert (decided.solution.id, decided.need.id) == ("S2", "N2")
    assert found.value[1, 1] == matches.value[np.ix_([1, 3], [1, 2])].max()
    assert found.suppliers_for("Harbour")[0].solution.organization == "물길"


def test_reasons_quote_both_sides_in_every_language(matches: Matches) -> None:
    said = {language: reasons(matches.match("S1", "N1"), language) for language in LANGUAGES}
    for sentences in said.values():
        assert any("상수도 누수를 센서가 찾습니다." in sentence and "old pipes" in sentence for sentence in sentences)
    assert len({sentences[0] for sentences in said.values()}) == len(LANGUAGES)


def test_reasons_in_another_language_are_refused(matches: Matches) -> None:
    with pytest.raises(ValueError, match="not in 'de'"):
        reasons(matches.match("S1", "N1"), "de")


def test_an_empty_side_gives_empty_arrays(solutions: Profiles, encoder: Encoder) -> None:
    assert rank(solutions, [], encoder=encoder).score.shape == (4, 0)
