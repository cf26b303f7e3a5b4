"""The blend of components, what moves it, and the interest that both sides share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher.scoring import COMPONENTS, FIT, TOPIC, Weights, adjusted, mutual, topic_score, with_wishes

SHAPE = (3, 4)
UNIT = arrays(np.float32, SHAPE, elements=st.floats(0, 1, width=32))
WISHES = arrays(np.float32, SHAPE, elements=st.floats(-1, 1, width=32))


def even(values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Equal shares for all topic components."""
    return {name: np.full_like(values[name], 1 / len(TOPIC)) for name in TOPIC}


@given(UNIT, UNIT)
def test_the_topic_score_lies_between_its_lowest_and_highest_component(low: np.ndarray, high: np.ndarray) -> None:
    values = {name: low if place % 2 else high for place, name in enumerate(TOPIC)}
    score = topic_score(values, even(values))
    assert (score >= np.minimum(low, high) - 1e-6).all()
    assert (score <= np.maximum(low, high) + 1e-6).all()


@given(UNIT)
def test_a_feature_that_nobody_states_leaves_the_score(topic: np.ndarray) -> None:
    unknown = {name: np.full(SHAPE, 0.5, dtype=np.float32) for name in FIT}
    assert np.allclose(adjusted(topic, unknown, Weights().fit), topic)


@given(UNIT, UNIT)
def test_a_better_feature_never_lowers_a_score(topic: np.ndarray, fit: np.ndarray) -> None:
    weights = {"presence": 0.2}
    better = np.minimum(fit + np.float32(0.1), np.float32(1))
    assert (adjusted(topic, {"presence": better}, weights) >= adjusted(topic, {"presence": fit}, weights) - 1e-6).all()


def test_no_feature_makes_a_match_of_texts_that_have_nothing_in_common() -> None:
    best = {name: np.ones(SHAPE, dtype=np.float32) for name in FIT}
    assert not adjusted(np.zeros(SHAPE, dtype=np.float32), best, Weights().fit).any()


@given(UNIT, WISHES)
def test_a_wish_moves_an_interest_its_own_way_and_never_out_of_range(interest: np.ndarray, wishes: np.ndarray) -> None:
    moved = with_wishes(interest, wishes, 0.5)
    assert ((moved >= 0) & (moved <= 1)).all()
    assert (moved[wishes >= 0] >= interest[wishes >= 0] - 1e-6).all()
    assert (moved[wishes <= 0] <= interest[wishes <= 0] + 1e-6).all()


def test_never_leaves_no_interest() -> None:
    never = with_wishes(np.array([[0.9]], dtype=np.float32), np.array([[-1.0]], dtype=np.float32), 0.5)
    assert never.tolist() == [[0.0]]


@given(UNIT, UNIT)
def test_shared_interest_is_the_same_from_both_sides_and_below_their_mean(a: np.ndarray, b: np.ndarray) -> None:
    shared = mutual(a, b)
    assert np.allclose(shared, mutual(b, a))
    assert (shared <= (a + b) / 2 + 1e-6).all()
    assert not shared[(a == 0) | (b == 0)].any()


@pytest.mark.parametrize("component", COMPONENTS)
def test_leaving_one_component_out_touches_its_weights_alone(component: str) -> None:
    weights, left = Weights(), Weights().without(component)
    changed = {name for name in FIT if left.fit[name] != weights.fit[name]}
    parts = [name for name in Weights.__dataclass_fields__ if name not in ("fit", "wish")]
    changed |= {name.split("_")[0] for name in parts if getattr(left, name) != getattr(weights, name)}
    assert changed <= {component}


def test_an_unknown_component_is_named_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="unknown component 'luck'; use one of problem, dense"):
        Weights().without("luck")
