"""Numbers, dates, times, marks, codes, countries, languages and phones as people type them: read as meant, or refused."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from babel import Locale

from api.ground.code_form import file_name, read_code, read_slug
from api.ground.countries import COUNTRIES, read_country
from api.ground.dates import read_date
from api.ground.languages import read_language
from api.ground.marks import read_mark
from api.ground.nearness import nearest_code
from api.ground.numbers import read_count, read_decimal
from api.ground.phones import as_dialled, dialled_numbers, is_doubtful
from api.ground.times import read_end, read_time
from api.ground.typed import Unreadable

OCTOBER = date(2022, 10, 10)


@pytest.mark.parametrize(
    ("read", "typed", "value"),
    [
        (read_count, "１２", 12),
        (read_count, "1,200", 1200),
        (read_count, "10회", 10),
        (read_count, 12.0, 12),
        (read_decimal, "1.250,75", Decimal("1250.75")),
        (read_decimal, "1 200 000", Decimal(1200000)),
        (read_decimal, "12.5", Decimal("12.5")),
        (read_date, "2022. 10. 10.", OCTOBER),
        (read_date, "2022년 10월 10일 (월)", OCTOBER),
        (read_date, "2022/10/10", OCTOBER),
        (read_date, "20221010", OCTOBER),
        (read_date, 20221010, OCTOBER),
        (read_date, 44844.0, OCTOBER),
        (read_date, datetime(2022, 10, 10, 9), OCTOBER),
        (read_date, "10/10/2022", OCTOBER),
        (read_date, "13.10.2022", date(2022, 10, 13)),
        (read_date, "10/13/2022", date(2022, 10, 13)),
        (read_date, "10 October 2022", OCTOBER),
        (read_date, "Oct 10, 2022", OCTOBER),
        (read_date, "10 Ekim 2022", OCTOBER),
        (read_date, "10th of October 2022", OCTOBER),
        (read_date, "10-Oct-2022", OCTOBER),
        (read_date, "2022年10月10日", OCTOBER),
        (read_date, "Monday, 10 October 2022", OCTOBER),
        (read_date, "2022년 10월 10일 월요일", OCTOBER),
        (read_date, "2022년 10월 16일 일요일", date(2022, 10, 16)),
        (read_date, "10 Ekim 2022 Pazartesi", OCTOBER),
        (read_date, "Mar 10, 2022", date(2022, 3, 10)),
        (read_date, "10 ม.ค. 2022", date(2022, 1, 10)),
        (read_date, "10 มี.ค. 2022", date(2022, 3, 10)),
        (read_time, "13:20", time(13, 20)),
        (read_time, "13.20", time(13, 20)),
        (read_time, "오후 1시 20분", time(13, 20)),
        (read_time, "13시 반", time(13, 30)),
        (read_time, "오후 1시반", time(13, 30)),
        (read_time, "９時３０分", time(9, 30)),
        (read_time, 500 / 1440, time(8, 20)),
        (read_time, "1:20 pm", time(13, 20)),
        (read_time, "12:00 AM", time(0)),
        (read_time, "13.20 น.", time(13, 20)),
        (read_time, 0.5, time(12)),
        (read_time, time(12, 59, 59, 999_999), time(13)),
        (read_time, timedelta(hours=13), time(13)),
        (read_end, "24:00", time(0)),
        (read_end, timedelta(hours=24), time(0)),
        (read_mark, "HAYIR", False),
        (read_mark, "Х", False),  # Cyrillic
        (read_mark, "ㅌ", False),
        (read_mark, "Ο", True),  # Greek
        (read_mark, "ㅇ", True),
        (read_mark, "EVET", True),
        (read_code, " s01 ", "S01"),
        (read_code, "В01", "B01"),  # Cyrillic
        (read_code, "기업01", "기업01"),
        (read_code, "ผู้ซื้อ1", "ผู้ซื้อ1"),
        (read_slug, "istanbul-2022", "istanbul-2022"),
        (read_country, "키르기즈", "KG"),
        (read_country, "터키", "TR"),
        (read_country, "브루나이", "BN"),
        (read_country, "Republic of Türkiye", "TR"),
        (read_country, "Poland", "PL"),
        (read_country, "Iraq", "IQ"),
        (read_country, "러시아 연방", "RU"),
        (read_country, "남아공", "ZA"),
        (read_country, "타일랜드", "TH"),
        (read_country, "이태리", "IT"),
        (read_country, "몽고", "MN"),
        (read_country, "ABD", "US"),
        (read_country, "İngiltere", "GB"),
        (read_country, "South Korea", "KR"),
        (read_country, "Korea, South", "KR"),
        (read_country, "Deutschland", "DE"),
        (read_country, "Oʻzbekiston", "UZ"),
        (read_country, "Democratic People's Republic of Korea", "KP"),
        (read_country, "대한민국(KR)", "KR"),
        (read_country, "KOR", "KR"),
        (read_language, "터키어", "tr"),
        (read_language, "ภาษาไทย", "th"),
        (read_language, "zh_hant", "zh-Hant"),
        (read_language, "스와힐리어", "sw"),
    ],
)
def test_a_value_is_read_as_it_is_meant(read: Callable[[Any], object], typed: object, value: object) -> None:
    assert read(typed) == value


@pytest.mark.parametrize(
    ("read", "typed", "code"),
    [
        (read_count, "1.200", "not-a-number"),
        (read_count, 2.5, "not-a-number"),
        (read_count, 10**12, "not-a-number"),
        (read_count, True, "not-a-number"),
        (read_count, OCTOBER, "not-a-number"),
        (read_count, float("nan"), "not-a-number"),
        (read_count, "10²", "not-a-number"),
        (read_decimal, "12,50", "unclear-number"),
        (read_decimal, "1.200", "unclear-number"),
        (read_decimal, "-5", "not-a-number"),
        (read_date, "10/11/2022", "not-a-date"),
        (read_date, "22.10.10", "not-a-date"),
        (read_date, "2022-W41-1", "not-a-date"),
        (read_date, "2022-02-30", "not-a-date"),
        (read_date, 0.5, "not-a-date"),
        (read_date, True, "not-a-date"),
        (read_date, "1022-10-10", "not-a-date"),
        (read_date, "10 ตุลาคม 2565", "buddhist-year"),
        (read_date, "2022-10-10 (화)", "not-a-date"),
        (read_date, "Tuesday, 10 October 2022", "not-a-date"),
        (read_date, "2022-10-10 (또는 11)", "not-a-date"),
        (read_date, 22101, "not-a-date"),
        (read_date, date(1905, 7, 14), "not-a-date"),  # 2022 typed into a cell for dates
        (read_time, 9.3, "not-a-time"),
        (read_time, 0.3, "not-a-time"),
        (read_time, 1.7e308, "not-a-time"),
        (read_end, 1.0, "not-a-time"),
        (read_time, "25:00", "not-a-time"),
        (read_time, 13, "not-a-time"),
        (read_time, "13", "not-a-time"),
        (read_time, "13:5", "not-a-time"),
        (read_time, "24:00", "not-a-time"),
        (read_time, "24:10", "not-a-time"),
        (read_time, "오전 13시", "not-a-time"),
        (read_time, time(13, 20, 30), "not-a-time"),
        (read_time, datetime(2022, 10, 10, 13, 20), "not-a-time"),
        (read_mark, "maybe", "not-a-flag"),
        (read_mark, 2, "not-a-flag"),
        (read_mark, OCTOBER, "not-a-flag"),
        (read_code, "2022/02", "bad-code"),
        (read_code, "../B02", "bad-code"),
        (read_code, "S#2", "bad-code"),
        (read_code, "S" * 41, "bad-code"),
        (read_slug, "Istanbul 2022", "bad-event-code"),
        (read_slug, "new", "bad-event-code"),
        (read_country, "Congo", "unknown-country"),
        (read_country, "Nowhere", "unknown-country"),
        (read_country, "", "unknown-country"),
        (read_language, "한국", "unknown-language"),
        (read_language, "en-foo", "unknown-language"),
    ],
)
def test_what_says_nothing_or_two_things_is_refused(read: Callable[[Any], object], typed: object, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(typed)
    assert refused.value.message.code == code
    assert all(vars_of(refused.value.message))


def vars_of(message: Any) -> list[str]:
    return [said.said(language) for said in (message.what, message.mend) for language in ("ko", "en")]


def test_a_number_typed_for_a_time_is_told_as_the_time_it_may_be() -> None:
    with pytest.raises(Unreadable) as refused:
        read_time(9.3)
    assert refused.value.message.mend.said("en") == "If 09:30 is meant, type it with a colon."


def test_a_refused_code_comes_with_one_that_is_allowed() -> None:
    with pytest.raises(Unreadable) as refused:
        read_slug("Istanbul 2022")
    assert "'istanbul-2022'" in refused.value.message.mend.said("en")
    with pytest.raises(Unreadable) as refused:
        read_code("2022/02")
    assert "'2022-02'" in refused.value.message.mend.said("ko")


def test_every_country_is_known_by_its_korean_english_and_own_name() -> None:
    korean, english = Locale("ko").territories, Locale("en").territories
    assert len(COUNTRIES.labels) == 249
    for code in COUNTRIES.labels:
        assert [read_country(name) for name in (code, code.lower(), korean[code], english[code])] == [code] * 4
    for code, name in (
        ("JP", "日本"),
        ("TH", "ไทย"),
        ("KZ", "Қазақстан"),
        ("SA", "المملكة العربية السعودية"),
        ("HU", "Magyarország"),
    ):
        assert read_country(name) == code


@pytest.mark.parametrize("typed", ["Polandius", "Irak Cumhuriyet", "Austrlia", "Nigera", "Republic of Korea and China"])
def test_no_country_is_suggested_where_several_are_near_or_none(typed: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_country(typed)
    assert "If you meant" not in refused.value.message.mend.said("en")


def test_the_one_country_that_is_near_is_suggested() -> None:
    with pytest.raises(Unreadable) as refused:
        read_country("대한민궁")
    assert "'KR'" in refused.value.message.mend.said("ko")


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("S2", ["S02", "S12"], "S02"),
        ("SO1", ["S01", "S11"], "S01"),
        ("S03", ["S04", "S30"], None),
        ("S99", ["S09", "S90"], None),
        ("ITS-1", ["IST-1", "ANK-1"], "IST-1"),
        ("B01,B02", ["B01", "B02"], None),
    ],
)
def test_a_code_is_suggested_only_where_nothing_else_can_be_meant(
    typed: str, known: list[str], meant: str | None
) -> None:
    assert nearest_code(typed, known) == meant


@pytest.mark.parametrize(
    ("typed", "country", "dialled"),
    [
        ("1012345678", "KR", "01012345678"),
        ("212345678", "KR", "0212345678"),
        ("15881234", "KR", "15881234"),
        ("2125550123", "US", "2125550123"),
        ("5321234567", "TR", "05321234567"),
        ("+90 212 000 00 00", "TR", "+90 212 000 00 00"),
        ("010-1234-5678 / 02-123-4567", "KR", "010-1234-5678 / 02-123-4567"),
    ],
)
def test_a_zero_is_put_back_only_where_the_country_dials_one(typed: str, country: str, dialled: str) -> None:
    assert as_dialled(typed, country) == dialled


def test_two_spellings_of_a_number_are_one() -> None:
    assert dialled_numbers("010-1234-5678", "KR") == dialled_numbers("+82 10 1234 5678", "TR") == {"+821012345678"}
    assert (is_doubtful("010-1234-5678; 02-123-4567", "KR"), is_doubtful("내선 12", "KR")) == (False, True)


@pytest.mark.parametrize("code", ["../B02", "a/b", "a\\b", "..", "con:", "x\x00y", "."])
def test_a_file_name_never_leads_elsewhere(code: str) -> None:
    name = file_name(code)
    assert name not in ("", ".", "..") and not set(name) & set('/\\:*?"<>|\x00')


@pytest.mark.parametrize(
    ("read", "typed", "code"),
    [
        (read_language, "TURKCE", "tr"),
        (read_language, "ispanyolca", "es"),
        (read_language, "tieng viet", "vi"),
        (read_language, "kor", "ko"),
        (read_language, "GER", "de"),
        (read_country, "BIRLESIK ARAP EMIRLIKLERI", "AE"),
        (read_country, "Espana", "ES"),
        (read_country, "키르기스탄", "KG"),
    ],
)
def test_names_are_known_without_the_marks_of_their_letters(read: Callable[[str], str], typed: str, code: str) -> None:
    assert read(typed) == code


@pytest.mark.parametrize(("typed", "meant"), [("kr", "ko"), ("KR", "ko"), ("jp", "ja"), ("cn", "zh")])
def test_the_code_of_a_country_is_no_language(typed: str, meant: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_language(typed)
    assert f"'{meant}'" in refused.value.message.mend.said("en")


def test_a_state_that_is_no_more_is_no_other_one() -> None:
    for typed in ("소련", "USSR", "유고슬라비아", "Czechoslovakia"):
        with pytest.raises(Unreadable):
            read_country(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Trinidad and Tobago", "TT"),
        ("Saint Kitts and Nevis", "KN"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Virgin Islands, British", "VG"),
        ("Slovak Republic", "SK"),
        ("Republic of Ireland", "IE"),
        ("요르단 하심 왕국", "JO"),
        ("네팔 연방 민주 공화국", "NP"),
        ("Suudi Arabistan Krallığı", "SA"),
        ("Afganistan İslam Cumhuriyeti", "AF"),
        ("Republik Indonesia", "ID"),
        ("Republik Korea", "KR"),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam", "VN"),
        ("Liên bang Nga", None),
        ("ราชอาณาจักรไทย", "TH"),
        ("สาธารณรัฐตุรกี", "TR"),
        ("สาธารณรัฐประชาธิปไตยประชาชนเกาหลี", None),
        ("Kore Demokratik Halk Cumhuriyeti", None),
        ("Nga", None),
        ("Конго", None),
        ("Kongo Demokratik Cumhuriyeti", None),
    ],
)
def test_the_full_name_of_a_state_is_that_state_or_asked_about(typed: str, code: str | None) -> None:
    try:
        assert read_country(typed) == code
    except Unreadable:
        assert code is None


def test_a_text_that_names_two_states_is_asked_about_with_both() -> None:
    for typed, codes in (("Georgia (US)", ("GE", "US")), ("Russia - Kazakhstan", ("RU", "KZ")), ("Nga", ("NG", "RU"))):
        with pytest.raises(Unreadable) as refused:
            read_country(typed)
        assert all(f"{code} (" in refused.value.message.mend.said("en") for code in codes)
