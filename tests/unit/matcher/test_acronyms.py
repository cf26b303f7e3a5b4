"""Three letters are matched like the words they stand for, and quoted as they were written."""

import pytest

from matcher import load_encoder, rank
from matcher.acronyms import expansions, spelled_out
from matcher.profiles import Profile

SOLUTIONS = (
    Profile("BUILDING", "공공건물의 냉난방과 조명을 재실 인원에 맞춰 조절하는 건물 에너지 관리 시스템입니다."),
    Profile("ONCALL", "정해진 노선 없이 부르면 오는 수요응답형 버스를 운영합니다."),
    Profile("PLATE", "Cameras read the number plates of cars that enter a street or a car park."),
    Profile("LEAK", "Acoustic sensors find hidden leaks in old water pipes."),
    Profile("LAMP", "Remote control and dimming of street lamps saves half of their electricity."),
    Profile("BATTERY", "Containers of batteries store electricity for the hours of peak demand."),
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("BMS 도입", "BUILDING"),
        ("DRT 운영", "ONCALL"),
        ("LPR 설치", "PLATE"),
        ("NRW reduction", "LEAK"),
        ("PJU hemat energi", "LAMP"),
        ("ESS 구축", "BATTERY"),
        ("PTS kurulumu", "PLATE"),
    ],
)
def test_an_acronym_finds_who_solves_it(text: str, wanted: str) -> None:
    found = rank(SOLUTIONS, [Profile("N", text)], encoder=load_encoder())
    assert found.solutions_for("N")[0].solution.id == wanted


def test_one_acronym_means_what_it_means_in_the_language_of_its_text() -> None:
    assert expansions("CBS altyapısı", "tr") == ["coğrafi bilgi sistemi harita"]
    assert expansions("CBS for the coast", "en") == ["cell broadcast emergency alerts"]


@pytest.mark.parametrize("text", ["its buses", "the bms of old", "SUBMSYS", "DRTX"])
def test_letters_that_only_look_alike_are_left_alone(text: str) -> None:
    assert expansions(text, "en") == []


def test_what_a_text_spells_out_is_not_told_twice() -> None:
    assert expansions("A building management system (BMS) for energy, heating and cooling control", "en") == []


def test_quotes_stay_as_they_were_written() -> None:
    need = Profile("N", "우리 시청사에 BMS를 도입하려고 합니다.")
    assert spelled_out(need).text != need.text
    evidence = rank(SOLUTIONS, [need], encoder=load_encoder()).match("BUILDING", "N").evidence
    assert evidence is not None
    assert evidence.need_sentence == need.text
