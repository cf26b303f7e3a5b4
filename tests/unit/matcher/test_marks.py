"""Texts typed without the marks of their letters are read as if they had them; others stay as they are."""

from pathlib import Path

import pytest

from matcher.acronyms import spelled_out
from matcher.bench.graded import read_graded
from matcher.encoder import load_encoder
from matcher.marks import bare, marked
from matcher.profiles import Profile
from matcher.rank import rank

FIXTURE = Path(__file__).parents[3] / "fixtures" / "matching"


@pytest.mark.parametrize("language", ["vi", "tr"])
def test_most_words_get_their_marks_back(language: str) -> None:
    texts = [need.text for need in read_graded(FIXTURE).needs if need.language == language]
    pairs = [
        (written.lower(), found.lower())
        for text in texts
        for written, found in zip(text.replace("İ", "i").split(), marked(bare(text), language).split(), strict=True)
    ]
    assert sum(written == found for written, found in pairs) / len(pairs) > 0.8


def test_a_text_with_marks_is_left_alone() -> None:
    for need in read_graded(FIXTURE).needs:
        assert marked(need.text, need.spoken) == need.text


def test_a_need_typed_without_marks_meets_what_the_same_need_meets_with_them() -> None:
    told = "Trung tâm thành phố không còn đất để xây thêm bãi đỗ xe, tài xế chạy vòng tìm chỗ trống."
    solutions = [
        Profile("parking", "노상 주차장의 빈자리를 센서로 찾아 운전자에게 안내합니다.", "ko"),
        Profile("leak", "상수도 누수를 음향 센서로 찾습니다.", "ko"),
        Profile("school", "학생의 읽기 수준에 맞춘 책을 골라 줍니다.", "ko"),
    ]
    matches = rank(solutions, [Profile("N", bare(told)), Profile("M", told)], encoder=load_encoder())
    assert [[match.solution.id for match in matches.good(need)] for need in ("N", "M")] == [["parking"]] * 2
    assert spelled_out(Profile("N", bare(told))).text != bare(told)
