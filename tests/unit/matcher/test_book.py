"""The topic book: whole, in six languages, and a bridge between a need and what solves it."""

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from matcher.book import ABOUT, kinship, problem_fit, problem_sectors, read_book, shared_problems
from matcher.encoder import load_encoder
from matcher.profiles import Profile
from matcher.rank import rank
from matcher.reasons import reasons
from matcher.scoring import Weights
from matcher.sectors import KEYS
from matcher.texts import judged_sectors, topics
from matcher.topicbook import COLUMNS, LANGUAGES, read_topic_book, topic_book

LETTERS = {"ko": "[가-힣]", "th": "[\u0e01-\u0e4e]"}


def test_the_book_covers_every_sector_in_six_languages() -> None:
    book = topic_book()
    assert {topic.sector for topic in book} == set(KEYS)
    assert len({(topic.sector, topic.key) for topic in book}) == len(book)
    for topic, language in product(book, LANGUAGES):
        for row in (topic.label, *topic.needs, *topic.solutions):
            assert re.search(LETTERS.get(language, "[A-Za-z]"), row[language]), (topic.key, language)
            assert language in LETTERS or not re.search("[가-힣\u0e01-\u0e4e]", row[language]), (topic.key, language)


def test_no_sentence_of_the_book_stands_in_the_graded_set(fixtures: Path) -> None:
    graded = "\n".join((fixtures / "matching" / name).read_text("utf-8") for name in ("needs.jsonl", "solutions.jsonl"))
    told = {
        row[language] for topic in topic_book() for row in (*topic.needs, *topic.solutions) for language in LANGUAGES
    }
    assert [sentence for sentence in told if sentence in graded] == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["topic\tside\ten"], "line 1: the columns must be topic, side, en"),
        (["\t".join(COLUMNS), "leak\tneed\ta\tb\tc\td\te\t"], "line 2: 8 filled cells"),
        (["\t".join(COLUMNS), "leak\tneed\ta\tb\tc\td\te\tf"], "topic leak needs one label"),
    ],
)
def test_a_damaged_page_is_refused_with_its_line(tmp_path: Path, lines: list[str], message: str) -> None:
    (tmp_path / "water.tsv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_topic_book(tmp_path)


def test_a_symptom_in_thai_meets_the_product_in_korean_that_shares_no_word_with_it() -> None:
    encoder = load_encoder()
    needs = [Profile("N", "น้ำประปาที่ผลิตได้หายไปกลางทางเกือบครึ่ง เจ้าหน้าที่ไม่รู้ว่าท่อใต้ดินรั่วตรงไหนและต้องขุดสุ่มทุกครั้ง")]
    solutions = [
        Profile(
            "S1",
            "관로에 붙인 음향 센서가 누수음을 분석해 새는 지점을 좁혀 줍니다. 땅을 파기 전에 위치를 알 수 있습니다.",
        ),
        Profile("S2", "저수지 수질을 현장에서 재는 다항목 측정기입니다."),
        Profile("S3", "버스 도착 시간을 정류장에 보여 주는 안내기입니다."),
    ]
    book = read_book(solutions, "solution", encoder=encoder), read_book(needs, "need", encoder=encoder)
    fit = problem_fit(book[0].near, book[1].near, kinship(encoder))
    assert fit.shape == (3, 1)
    assert fit[:, 0].argmax() == 0
    assert KEYS[int(problem_sectors(book[1].near)[0].argmax())] == "water"
    match = rank(solutions, needs, encoder=encoder).match("S1", "N")
    assert match.evidence is not None
    assert match.evidence.problem is not None
    said = reasons(match, "ko")
    assert any(match.evidence.problem["ko"] in sentence for sentence in said)


def test_texts_about_nothing_in_the_book_share_no_problem() -> None:
    nothing, something = np.zeros((1, 3), dtype=np.float32), np.full((1, 3), ABOUT + 1, dtype=np.float32)
    assert problem_fit(nothing, something, np.eye(3, dtype=np.float32)).tolist() == [[0.0]]
    both, first, last = np.vstack([nothing, something]), np.array([0, 1]), np.array([1, 1])
    assert shared_problems(both, both, first, last).tolist() == [-1, 0]


ASKED = (
    Profile("flood", "강변 저지대가 비만 오면 잠기는데 주민에게 미리 알릴 방법이 없습니다."),
    Profile("lab", "We would like to set up a laboratory for quantum cryptography."),
    Profile("chess", "Satranç ustası son hamlede vezirini feda etti."),
)
OFFERED = (
    Profile("levels", "Radar gauges and sirens warn people along a river before it floods."),
    Profile("boards", "We carve chess pieces and boards, queens and knights of walnut."),
    Profile("photons", "광자 하나로 암호 키를 나누는 양자 통신 장비입니다."),
)


def test_the_book_knows_what_cities_ask_for_and_not_what_it_has_never_read() -> None:
    encoder = load_encoder()
    book = read_book(ASKED, "need", encoder=encoder)
    assert book.known[0] == 1
    assert (book.known[1:] < 0.5).all()
    assert book.trusts(0)
    assert not book.trusts(1)
    assert not book.trusted()[1:].any()
    # Read by the rest of the components, they meet all the same, and no problem of the book is claimed.
    matches = rank(OFFERED, ASKED, encoder=encoder)
    for need, solution in (("flood", "levels"), ("lab", "photons"), ("chess", "boards")):
        best = matches.solutions_for(need)[0]
        assert best.solution.id == solution
        assert best.evidence is not None
        assert (best.evidence.problem is not None) == (need == "flood")


def test_where_the_book_knows_nothing_its_problems_give_their_share_to_sentences_and_words() -> None:
    weights = Weights()
    found = topics(OFFERED, ASKED, encoder=load_encoder())
    shares = found.shares(weights)
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-6)
    known = found.shares(replace(weights, sentence_outside=0.0, words_outside=0.0))
    # River and flood: the book knows both, so nothing is shifted.
    assert shares["problem"][0, 0] == known["problem"][0, 0] > 0.4
    assert shares["sentence"][0, 0] == known["sentence"][0, 0]
    # Chess: nothing but whole texts, sentences and words is left.
    assert found.need_book is not None
    assert found.need_book.known[2] < 0.1
    assert shares["problem"][1, 2] < 0.05
    assert shares["sector"][1, 2] < 0.02
    assert shares["sentence"][1, 2] > 5 * shares["sentence"][0, 0]
    assert shares["words"][1, 2] > 1.5 * shares["words"][0, 0]


def test_a_text_in_a_language_that_the_book_has_not_is_not_known_by_its_loan_words() -> None:
    need = Profile("N", "Necesitamos detectar fugas de agua en las tuberías de la ciudad.", language="es")
    solutions = [
        Profile("leak", "관로에 붙인 음향 센서가 누수음을 분석해 새는 지점을 좁혀 줍니다."),
        Profile("clinic", "결핵 환자의 복약을 휴대전화로 확인하는 앱입니다."),
    ]
    encoder = load_encoder()
    assert read_book([need], "need", encoder=encoder).known.tolist() == [0]
    for match in rank(solutions, [need], encoder=encoder).solutions_for("N"):
        assert match.band == "weak"
        assert match.evidence is not None
        assert match.evidence.problem is None


def test_the_sector_of_a_text_that_the_book_does_not_know_is_judged_by_the_descriptions() -> None:
    encoder = load_encoder()
    strangers = ASKED[1:]
    book = read_book(strangers, "need", encoder=encoder)
    judged = judged_sectors(strangers, book, encoder, None, "need")
    described = judged_sectors(strangers, None, encoder, None, "need")
    assert judged.sum(axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.abs(judged - described).max() <= book.known.max() + 1e-6
