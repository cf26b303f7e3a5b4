"""Korean particles after words of every script."""

import re

import pytest

from api.ground.particles import particles


@pytest.mark.parametrize(
    "said",
    [
        *("나무를", "서울을", "제주로", "부산으로", "서울로"),
        *("MOU를", "IoT를", "KOTRA를", "GTX를", "LED를", "CCTV를", "AI를", "URL을", "SIM을", "UN을", "pdf를", "html을"),
        *("table을", "panel을", "module을", "system을", "platform을", "home을", "drone을", "zone을", "parking을"),
        *("robot을", "internet을", "market을", "chip을", "app을", "track을", "traffic을", "book을", "web을", "lab을"),
        *("sensor를", "meter를", "data를", "energy를", "smart를", "light를", "cloud를", "grid를", "bus를", "site를"),
        *("network를", "link를", "heat를", "service를", "bridge를", "tech를", "Cafe를", "value를", "Smart City를"),
        *("table로", "panel로", "system으로", "sensor로", "MOU로", "URL로", "UN으로", "robot으로"),
        *("table 3을", "테이블 2를", "2022를", "10을", "0을", "1,200을", "7로", "8로", "3으로", "6으로", "5로"),
        *("B17을", "S02를", "'sensor'를", "‘table’을", "“It leaks.”를", "Đà Nẵng을", "Kadıköy를", "50%를", "3㎡를"),
        *("한국(KR)을", "대한민국(KOR)을", "제주(JJ1)를", "'TR'(튀르키예)을", "(주)한국을", "서울시(본청)를"),
    ],
)
def test_a_particle_follows_the_sound_of_the_word_before_it(said: str) -> None:
    word = re.fullmatch("(.+?)(으로|로|을|를)", said)
    assert word is not None
    assert particles(word[1] + ("(으)로" if said.endswith("로") else "을(를)")) == said


def test_every_way_of_writing_a_particle_is_read() -> None:
    text = "문은(는) 나무는(은), 문이(가) 나무가(이), 문을(를) 나무를(을), 문과(와) 나무와(과), 문(으)로 나무(으)로"
    assert particles(text) == "문은 나무는, 문이 나무가, 문을 나무를, 문과 나무와, 문으로 나무로"


def test_a_text_without_particles_stays_as_it_is() -> None:
    assert particles("한국 (서울)") == "한국 (서울)"
