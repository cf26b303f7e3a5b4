"""A need of one sentence meets a solution of one sentence, in six languages, and one that nobody serves meets none."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from matcher.background import sizes
from matcher.bands import thresholds
from matcher.encoder import load_encoder
from matcher.profiles import Profile
from matcher.rank import rank
from matcher.topicbook import LANGUAGES

TABLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "fixtures" / "matching" / "short.json").read_text("utf-8")
)


@pytest.mark.parametrize("table", TABLES, ids=[str(place) for place in range(len(TABLES))])
def test_one_sentence_is_enough(table: dict[str, Any]) -> None:
    offered = [Profile(one["id"], one["text"], one["language"]) for one in table["solutions"]]
    asked = [Profile(str(place), one["text"], one["language"]) for place, one in enumerate(table["needs"])]
    matches = rank(offered, asked, encoder=load_encoder())
    found = {need.text: [match.solution.id for match in matches.good(need.id)] for need in asked}
    assert found == {one["text"]: [one["right"]] if one["right"] else [] for one in table["needs"]}


def test_every_language_is_among_them() -> None:
    assert {one["language"] for table in TABLES for one in table["needs"]} == set(LANGUAGES)


def test_a_text_is_as_long_as_so_many_anchors() -> None:
    short, long = {"ko": "누수를 찾습니다."}, {"ko": "누수를 찾습니다. " * 30}
    assert sizes([short, long, short | {"en": "We look for leaks."}], "solution").tolist() == [1, 3, 1]


def test_thresholds_rise_as_the_logarithm_of_the_solutions() -> None:
    import numpy as np

    edges = [thresholds(np.zeros((count, 0), dtype=np.float32)) for count in (2, 20, 200)]
    steps = [second.possible - first.possible for first, second in pairwise(edges)]
    assert steps[0] > 0
    assert steps[0] == pytest.approx(steps[1], rel=1e-3)
