"""The model in the repository keeps what its card promises."""

import subprocess
import sys

import numpy as np
import pytest

from matcher.encoder import SHIPPED, load_encoder
from matcher.encoders.static import StaticEncoder

# One need a row, in six languages: English, Korean, Turkish, Thai, Vietnamese, Indonesian.
NEEDS = (
    (
        "smart parking for the city centre",
        "도심 스마트 주차",
        "şehir merkezi için akıllı otopark",
        "ที่จอดรถอัจฉริยะสำหรับใจกลางเมือง",
        "bãi đỗ xe thông minh cho trung tâm thành phố",
        "parkir pintar untuk pusat kota",
    ),
    (
        "early warning of floods",
        "홍수 조기 경보",
        "sel için erken uyarı",
        "การเตือนภัยน้ำท่วมล่วงหน้า",
        "cảnh báo lũ lụt sớm",
        "peringatan dini banjir",
    ),
    (
        "finding leaks in water pipes",
        "상수도관 누수 탐지",
        "su borularında kaçak tespiti",
        "การตรวจหารอยรั่วในท่อน้ำ",
        "phát hiện rò rỉ đường ống nước",
        "mendeteksi kebocoran pipa air",
    ),
    (
        "collecting household waste",
        "생활 폐기물 수거",
        "evsel atıkların toplanması",
        "การเก็บขยะในครัวเรือน",
        "thu gom rác thải sinh hoạt",
        "pengumpulan sampah rumah tangga",
    ),
    (
        "care for elderly people living alone",
        "독거 노인 돌봄",
        "yalnız yaşayan yaşlıların bakımı",
        "การดูแลผู้สูงอายุที่อยู่คนเดียว",
        "chăm sóc người cao tuổi sống một mình",
        "perawatan lansia yang tinggal sendiri",
    ),
)


@pytest.fixture(scope="module")
def shipped() -> StaticEncoder:
    encoder = load_encoder()
    assert isinstance(encoder, StaticEncoder)
    return encoder


def test_the_shipped_model_is_the_default_and_at_most_25_megabytes(shipped: StaticEncoder) -> None:
    assert shipped.name.split("@")[0] == SHIPPED.name
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) <= 25_000_000


def found(shipped: StaticEncoder, first: int, second: int) -> int:
    scores = shipped.encode([need[first] for need in NEEDS]) @ shipped.encode([need[second] for need in NEEDS]).T
    return int((scores.argmax(axis=1) == np.arange(len(NEEDS))).sum())


@pytest.mark.parametrize("language", range(1, 6))
def test_each_need_is_nearest_to_itself_between_english_and_every_language(
    shipped: StaticEncoder, language: int
) -> None:
    assert (found(shipped, language, 0), found(shipped, 0, language)) == (5, 5)


def test_needs_find_themselves_between_other_languages_but_for_one_in_a_hundred(shipped: StaticEncoder) -> None:
    right = sum(found(shipped, first, second) for first in range(1, 6) for second in range(1, 6) if first != second)
    assert right >= 99


def test_capitals_and_composition_of_letters_do_not_matter(shipped: StaticEncoder) -> None:
    vectors = shipped.encode(["AKILLI ŞEHİR IŞIĞI", "akıllı şehir ışığı", "akilli s\u0327ehir is\u0327ig\u0306i"])
    np.testing.assert_allclose(vectors @ vectors.T, np.ones((3, 3)), atol=1e-5)


def test_the_shipped_model_equals_sentence_transformers(shipped: StaticEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for need in NEEDS for text in need]
    theirs = SentenceTransformer(str(SHIPPED), device="cpu").encode(texts)
    np.testing.assert_allclose(shipped.encode(texts), theirs, atol=1e-6)


def test_the_shipped_model_needs_no_torch() -> None:
    code = (
        "import sys; from matcher.encoder import load_encoder; load_encoder().encode(['도시']); "
        "print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
