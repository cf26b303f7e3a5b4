"""What is shown of values in four languages, and the lists that others keep of the same things."""

from datetime import date
from decimal import Decimal

import pytest

from api.events import nouns
from api.events.workbook.codes import SECTORS
from api.ground import labels
from api.ground.countries import COUNTRIES
from api.ground.languages import LANGUAGES
from matcher import sectors as matcher


def test_sectors_are_those_of_the_matcher_by_the_same_labels() -> None:
    ours = {
        code.replace("_", " "): {language: labels.sector(language, code) for language in labels.LANGUAGES}
        for code in nouns.SECTORS
    }
    theirs = {one.key: {language: one.labels[language] for language in labels.LANGUAGES} for one in matcher.SECTORS}
    assert ours == theirs


def test_sectors_of_the_workbook_are_typed_by_any_of_their_labels() -> None:
    for code in nouns.SECTORS:
        assert {SECTORS.find(labels.sector(language, code)) for language in labels.LANGUAGES} == {code}


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("ko", "2022년 9월 5일(월)"),
        ("en", "5 Sep 2022 (Mon)"),
        ("th", "5 ก.ย. 2022 (จ.)"),
        ("tr", "5 Eyl 2022 (Pzt)"),
        ("xx", "5 Sep 2022 (Mon)"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language: str, shown: str) -> None:
    assert labels.day(language, date(2022, 9, 5)) == shown


def test_numbers_and_money_carry_the_marks_of_the_language() -> None:
    shown = {language: labels.money(language, Decimal("1234567.50"), "USD") for language in labels.LANGUAGES}
    assert shown == {
        "ko": "1,234,567.5 USD",
        "en": "1,234,567.5 USD",
        "th": "1,234,567.5 USD",
        "tr": "1.234.567,5 USD",
    }
    assert labels.percent("en", 0.12345) == "12.34%"
    assert labels.number("en", 70.0) == "70"


def test_countries_and_languages_have_names_in_every_language() -> None:
    assert [labels.country(language, "TR") for language in labels.LANGUAGES] == [
        "튀르키예",
        "Türkiye",
        "ตุรกี",
        "Türkiye",
    ]
    assert [labels.country(language, "KR") for language in ("ko", "en")] == ["대한민국", "Korea"]
    assert [labels.spoken(language, ("zh-Hant", "xx-Yyyy")) for language in ("ko", "en")] == [
        "중국어 (번체) · xx-Yyyy",
        "Chinese (Traditional) · xx-Yyyy",
    ]
    assert [labels.spoken(language, ("ko",)) for language in labels.LANGUAGES] == [
        "한국어",
        "Korean",
        "เกาหลี",
        "Korece",
    ]


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_no_country_and_no_language_is_shown_by_its_code(language: str) -> None:
    assert [code for code in COUNTRIES.labels if labels.country(language, code) == code] == []
    assert [code for code in LANGUAGES.labels if labels.spoken(language, (code,)) == code] == []
