"""What a text says of its firm or city is left out, and copied texts are flagged."""

from dataclasses import replace

import pytest

from matcher.brochure import boilerplate, focused
from matcher.copies import clones, copied_from
from matcher.encoder import Encoder, load_encoder
from matcher.profiles import Profile
from matcher.rank import rank
from matcher.reasons import LANGUAGES, of_clones, reasons


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return load_encoder()


LEAKS = "땅속 수도관에서 새는 곳을 음향 센서로 찾습니다."
AROUND = {
    "ko": (
        "당사는 2011년에 설립된 강소기업으로 임직원 80명이 근무합니다.",
        "장관 표창을 받았고 ISO 9001 인증을 취득했습니다.",
    ),
    "en": ("Founded in 2011, our company employs 80 people in Seoul.", "We won a minister's award and hold ISO 9001."),
    "tr": ("Şirketimiz 2011 yılında kuruldu, 80 çalışanı vardır.", "Bakanlık ödülü aldık, ISO 9001 belgemiz vardır."),
}


@pytest.mark.parametrize("language", list(AROUND))
def test_history_and_awards_are_boilerplate_in_any_language(language: str, shipped: Encoder) -> None:
    assert boilerplate(AROUND[language], "solution", language, encoder=shipped).all()


def test_what_a_product_does_stays(shipped: Encoder) -> None:
    texts = [LEAKS, "밸브마다 로거를 붙여 새벽 소리를 듣습니다.", "새는 지점을 1미터 안에서 짚어 줍니다."]
    assert not boilerplate(texts, "solution", "ko", encoder=shipped).any()


def test_a_wrapped_product_is_read_as_the_product_alone(shipped: Encoder) -> None:
    wrapped = Profile("S1", f"{AROUND['ko'][0]} {LEAKS} {AROUND['ko'][1]}", title="누수 탐지")
    (found,) = focused([wrapped], "solution", encoder=shipped)
    assert (found.title, found.text) == ("누수 탐지", LEAKS)


def test_every_language_of_a_text_is_looked_at_and_a_text_of_boilerplate_alone_stays(shipped: Encoder) -> None:
    english = f"{AROUND['en'][0]} Acoustic loggers find leaks in buried water pipes."
    both = Profile("S1", " ".join(AROUND["ko"]), language="ko", texts={"en": english})
    (found,) = focused([both], "solution", encoder=shipped)
    assert found.text == both.text
    assert found.texts == {"en": "Acoustic loggers find leaks in buried water pipes."}


def test_a_model_that_knows_no_such_texts_drops_nothing(encoder: Encoder) -> None:
    assert not boilerplate(AROUND["en"], "solution", "en", encoder=encoder).any()


def test_compliments_do_not_hide_what_a_city_asks_for(shipped: Encoder) -> None:
    text = "귀사의 무궁한 발전을 기원합니다. 수도관에서 물이 절반이나 샙니다. 감사합니다."
    (found,) = focused([Profile("N1", text)], "need", encoder=shipped)
    assert "물이 절반이나 샙니다" in found.text
    assert "기원합니다" not in found.text


NEED = "Half of the treated water never reaches a customer. We dig up streets at random and do not find where it goes."


def test_a_copied_need_is_flagged_and_never_strong(shipped: Encoder) -> None:
    copied = Profile("S1", f"We are the best. {NEED} Contact us.")
    honest = Profile(
        "S2", "Acoustic loggers on valves listen at night and tell where buried water pipes leak, to a metre."
    )
    need = Profile("N1", NEED)
    assert copied_from([copied, honest], [need]).tolist() == [[True], [False]]
    matches = rank([copied, honest], [need], encoder=shipped)
    assert matches.match("S1", "N1").band != "strong"
    assert any("repeats the words of the need" in said for said in reasons(matches.match("S1", "N1")))
    assert not any("repeats the words" in said for said in reasons(matches.match("S2", "N1")))


def test_a_short_phrase_used_twice_is_no_copy() -> None:
    assert not copied_from([Profile("S1", "Hidden pipe leak detection")], [Profile("N1", "pipe leak detection")]).any()


def test_clones_of_a_firm_are_named_in_the_result_and_the_reasons(shipped: Encoder) -> None:
    text = "Acoustic loggers on valves listen at night and tell where buried water pipes leak, to a metre."
    solutions = [
        Profile("S1", text),
        Profile("S2", "Parking spaces are shown by radio."),
        Profile("S3", f"{text} Now!"),
    ]
    assert clones(solutions) == [("S1", "S3")]
    matches = rank(solutions, [Profile("N1", NEED)], encoder=shipped)
    assert matches.clones == (("S1", "S3"),)
    assert any("stands at S3 too" in said for said in reasons(matches.match("S1", "N1")))
    assert not any("stands at" in said for said in reasons(matches.match("S2", "N1")))


def test_reasons_are_written_in_six_languages(shipped: Encoder) -> None:
    matches = rank([Profile("S1", LEAKS, sector="water")], [Profile("N1", NEED, sector="water")], encoder=shipped)
    match = matches.match("S1", "N1")
    assert match.evidence is not None
    match = replace(match, evidence=replace(match.evidence, copied=True, clones=("S9",)))
    said = {language: reasons(match, language) for language in LANGUAGES}
    assert set(said) == {"ko", "en", "th", "tr", "vi", "id"}
    assert len({tuple(one) for one in said.values()}) == len({len(one) for one in said.values()}) * 6
    assert len({of_clones(("S1", "S2"), language) for language in LANGUAGES}) == 6
    assert of_clones(("S1", "S2"), "fr") == of_clones(("S1", "S2"), "en")
