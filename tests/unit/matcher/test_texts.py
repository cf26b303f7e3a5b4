"""Languages, sentences, words and shared words."""

import zlib

import numpy as np
import pytest

from matcher.background import SENTENCE_SCALE, sentence_scale
from matcher.encoder import Kind
from matcher.encoders.static import StaticEncoder
from matcher.languages import detect_language
from matcher.lexical import bm25, terms
from matcher.sectors import KEYS, LANGUAGES, SECTORS, sector_key, sector_label
from matcher.sentences import sentences
from matcher.words import words


class Crowded:
    """A model in which unrelated texts have a cosine of about 0.8."""

    name = "crowded@1"
    dimensions = 65

    def encode(self, texts: list[str], *, kind: Kind = "text") -> np.ndarray:
        rows = [np.append(np.random.default_rng(zlib.crc32(text.encode())).normal(size=64), 16) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32).reshape(-1, 65)


def test_where_unrelated_sentences_stand_is_measured_for_each_model(encoder: StaticEncoder) -> None:
    assert sentence_scale(Crowded()).middle > 0.75
    assert sentence_scale(Crowded()).spread < 0.1
    assert sentence_scale(encoder) == SENTENCE_SCALE


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("IoT 센서와 AI 플랫폼", "ko"),
        ("ระบบ AI สำหรับเมือง", "th"),
        ("Belediyemiz için bir sistem arıyoruz", "tr"),
        ("Kami mencari sistem untuk kota ini", "id"),
        ("Chúng tôi cần một hệ thống cho thành phố", "vi"),
        ("A system for the city", "en"),
        ("12345", "en"),
    ],
)
def test_a_language_is_told_by_letters_and_small_words(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_decimals_and_abbreviations_end_no_sentence() -> None:
    text = "It saves 3.5% of water. See No. 4 for more. It works with Acme Ltd. in Izmir."
    assert sentences(text) == ("It saves 3.5% of water.", "See No. 4 for more.", "It works with Acme Ltd. in Izmir.")


def test_bullets_and_lines_are_sentences_without_their_marks() -> None:
    assert sentences("- 누수를 음향으로 탐지합니다\n• 관망을 지도로 관리합니다") == (
        "누수를 음향으로 탐지합니다",
        "관망을 지도로 관리합니다",
    )


def test_thai_is_cut_at_spaces_between_long_clauses() -> None:
    text = "น้ำประปาหนึ่งในสามรั่วจากท่อเก่าทุกปี เราหาจุดรั่วไม่พบและไม่มีงบประมาณเพียงพอ"
    assert sentences(text) == tuple(text.split(" "))


def test_no_letter_of_a_text_is_lost_by_cutting() -> None:
    text = 'He said "stop." Then it stopped! Really? Yes. 정말입니다. 네.'
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_turkish_capital_i_is_folded() -> None:
    assert "=istanbul" in terms("İSTANBUL")
    assert words("İSTANBUL'da 3 kavşak") == ("istanbul", "da", "kavşak")


def test_shared_rare_words_score_above_shared_common_ones() -> None:
    documents = ["water leak sensor for pipes", "water park", "water bus", "water tower"]
    score = bm25(documents, ["water leak"])
    assert int(score[:, 0].argmax()) == 0
    assert float(score.min()) >= 0
    assert float(score.max()) <= 1


def test_pieces_of_words_bridge_suffixes() -> None:
    score = bm25(["교통신호를 바꾼다", "주차장을 알린다", "노인을 돌본다"], ["교통신호가 느리다"])
    assert np.argsort(-score[:, 0])[0] == 0


def test_twelve_sectors_are_described_in_four_languages_and_named_in_six() -> None:
    assert len(KEYS) == 12
    for sector in SECTORS:
        assert tuple(sector.labels) == (*LANGUAGES, "vi", "id")
        assert tuple(sector.descriptions) == LANGUAGES
        assert {sector_key(sector_label(sector.key, language)) for language in LANGUAGES} == {sector.key}


def test_an_unknown_sector_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown sector 'plumbing'"):
        sector_key("plumbing")
