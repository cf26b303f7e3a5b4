"""A small static model in which translations of some words of city business share a vector."""

import re

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from matcher.background import anchors
from matcher.encoders.static import StaticEncoder
from matcher.profiles import Profile

ALIKE = (
    ("leak", "leaks", "누수를", "누수", "kaçak", "kaçağı"),
    ("water", "물이", "상수도", "suyu", "su"),
    ("pipes", "관에서", "borularda"),
    ("sensor", "sensors", "센서가", "sensör"),
    ("traffic", "교통", "trafik"),
    ("signals", "신호를", "sinyal"),
    ("junctions", "교차로", "교차로에서", "kavşaklar"),
    ("older", "노인이", "노인의", "yaşlılar"),
    ("fall", "fallen", "낙상을", "쓰러져도", "düşme"),
    ("care", "돌봄", "bakım"),
    ("lamps", "가로등", "lambaları"),
)


@pytest.fixture(scope="session")
def encoder() -> StaticEncoder:
    """Every word of the anchors and of these tests has a random vector; words of one row of ``ALIKE`` have the same."""
    texts = [text for anchor in anchors() for side in (anchor.need, anchor.solution) for text in side.values()]
    texts += [profile.text for profile in (*SOLUTIONS, *NEEDS)]
    words = dict.fromkeys(word for text in texts for word in re.findall(r"\w+", text.lower()))
    vocabulary = {"?": 0} | {word: place for place, word in enumerate([*words, *(w for row in ALIKE for w in row)], 1)}
    rows = np.random.default_rng(0).standard_normal((max(vocabulary.values()) + 1, 64)).astype(np.float32)
    rows[0] = 0
    for row in ALIKE:
        for word in row:
            rows[vocabulary[word]] = 3 * rows[vocabulary[row[0]]] if word != row[0] else rows[vocabulary[word]]
        rows[vocabulary[row[0]]] *= 3
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="?"))
    tokenizer.normalizer = normalizers.Lowercase()  # pyright: ignore[reportAttributeAccessIssue]
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()  # pyright: ignore[reportAttributeAccessIssue]
    return StaticEncoder("small@1", tokenizer, rows, None)


SOLUTIONS = (
    Profile("S1", "상수도 누수를 센서가 찾습니다. 회사는 서울에 있습니다.", organization="물길", country="KR"),
    Profile("S2", "교차로 교통 신호를 바꿉니다.", organization="길눈", country="KR"),
    Profile("S3", "노인의 낙상을 돌봄 센터에 알립니다.", organization="곁", country="KR"),
    Profile("S4", "Wireless lamps report faults.", organization="길눈", country="KR"),
)
NEEDS = (
    Profile("N1", "We lose water to a leak in old pipes. The budget is small.", organization="Harbour", country="GB"),
    Profile("N2", "Kavşaklar trafik yüzünden tıkanıyor.", organization="Kent", country="TR"),
    Profile("N3", "Yaşlılar için düşme ve bakım sorunu var.", organization="Kent", country="TR"),
    Profile("N4", "Geothermal wells are scaling.", organization="Harbour", country="GB"),
)


@pytest.fixture
def solutions() -> tuple[Profile, ...]:
    return SOLUTIONS


@pytest.fixture
def needs() -> tuple[Profile, ...]:
    return NEEDS
