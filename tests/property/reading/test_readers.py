"""The readers of numbers, money, days and times: what people write is read as they mean it or refused, and nothing else
comes of any text."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.ground.dates import read_date
from api.ground.money import UnclearAmountError, read_money
from api.ground.numbers import read_count, read_decimal
from api.ground.texts import narrow
from api.ground.times import read_end, read_time
from api.ground.typed import Unreadable

EPOCH = date(1899, 12, 30)
KOREAN_DAYS = "월화수목금토일"
WIDE = str.maketrans("0123456789:.,-/", "０１２３４５６７８９：．，－／")
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
JUNK = st.text(
    st.sampled_from(
        "0123456789.,'’~-+()% ×￦₩$€원억조만천백십일이삼오여약년월일시분반:/TLbinmKMokGüАÖ๕ล้านบาท\u200b\u00a0"
    )
)
ANYTHING: st.SearchStrategy[Any] = st.one_of(
    st.text(max_size=30),
    JUNK,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.timedeltas(),
)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
AMOUNTS = st.integers(1, 10**13)


def read(reader: Callable[[Any], Any], typed: Any) -> Any:
    """What a reader makes of it; None where it refuses."""
    try:
        return reader(typed)
    except (Unreadable, UnclearAmountError) as refusal:
        assert str(refusal)
        return None


def grouped(number: int) -> str:
    return f"{number:,}"


def korean(number: int, gap: str, comma: bool) -> str:
    """A number in 조, 억 and 만, what is 0 left out."""
    said: list[str] = []
    for unit, letter in ((10**12, "조"), (10**8, "억"), (10**4, "만"), (1, "")):
        section = number // unit % (10**4 if unit < 10**12 else 10**9)
        if section:
            said.append((grouped(section) if comma else str(section)) + letter)
    return gap.join(said)


def spelled(number: int) -> str:
    """A number in Hangul alone, as contracts have it."""
    digits = "영일이삼사오육칠팔구"
    said = ""
    for unit, letter in ((10**12, "조"), (10**8, "억"), (10**4, "만"), (1, "")):
        section = number // unit % 10**4
        part = "".join(
            digits[place // small % 10] + word
            for place in (section,)
            for small, word in ((1000, "천"), (100, "백"), (10, "십"), (1, ""))
            if place // small % 10
        )
        said += part + letter if part else ""
    return said


def in_koreans_words(number: int) -> str:
    """A section by 천 and 백: 2천5백만."""
    thousands, hundreds = number // 10**7, number // 10**6 % 10
    return f"{thousands}천{hundreds}백만" if hundreds else f"{thousands}천만"


MONEY: dict[str, tuple[Callable[[int], str | None], Callable[[int], int]]] = {
    "원 with commas": (lambda n: f"{n:,}원", lambda n: n),
    "원 plain": (lambda n: f"{n} 원", lambda n: n),
    "won sign": (lambda n: f"₩{n:,}", lambda n: n),
    "full width": (lambda n: f"{n:,}원".translate(WIDE), lambda n: n),
    "code before": (lambda n: f"KRW {n:,}", lambda n: n),
    "조 억 만": (lambda n: f"{korean(n, ' ', False)}원" if n % 10**4 else f"{korean(n, '', True)}원", lambda n: n),
    "whole 만": (lambda n: f"{korean(n * 10**4, ' ', True)}", lambda n: n * 10**4),
    "spelled": (lambda n: f"금 {spelled(n)}원정", lambda n: n),
    "1.5억": (lambda n: f"{n // 10**6 / 100}억원", lambda n: n // 10**6 * 10**6),
    "2천5백만": (lambda n: f"약 {in_koreans_words(n % 10**8)}원", lambda n: n % 10**8 // 10**6 * 10**6),
    "3억5천": (lambda n: f"{n % 9999 + 1}억{n % 9 + 1}천", lambda n: (n % 9999 + 1) * 10**8 + (n % 9 + 1) * 10**7),
    "5억5": (lambda n: f"{n % 9999 + 1}억{n % 9 + 1}", lambda n: (n % 9999 + 1) * 10**8 + (n % 9 + 1) * 10**7),
    "만불": (lambda n: f"{n:,}만불", lambda n: n * 10**4),
    "US$ M": (lambda n: f"US$ {n % 10**4 / 10}M", lambda n: n % 10**4 * 10**5),
    "million": (lambda n: f"USD {n % 1000} million", lambda n: n % 1000 * 10**6),
    "milyon": (lambda n: f"{n % 1000 // 10},{n % 10} milyon TL", lambda n: n % 1000 * 10**5),
    "dots": (lambda n: f"{n * 10**6:,} TL".replace(",", "."), lambda n: n * 10**6),
    "ล้าน": (lambda n: f"{str(n % 1000).translate(THAI)} ล้านบาท", lambda n: n % 1000 * 10**6),
}
"""How people write an amount, made of any number, and the amount that they mean by it."""


@given(way=st.sampled_from(sorted(MONEY)), number=AMOUNTS)
def test_an_amount_is_what_its_writer_means_or_refused(way: str, number: int) -> None:
    write, meant = MONEY[way]
    amount = meant(number)
    assume(0 < amount < 10**20)
    money = read(read_money, write(number))
    assert money is None or money.amount == amount


@pytest.mark.parametrize("way", MONEY)
def test_each_way_of_writing_an_amount_is_known(way: str) -> None:
    write, meant = MONEY[way]
    assert read_money(write(12_345_678)).amount == meant(12_345_678)


@given(JUNK)
def test_no_text_makes_an_amount_out_of_less_than_it_says(text: str) -> None:
    money = read(read_money, text)
    if money is None:
        return
    assert money.amount > 0
    assert not re.search(r"[~%×()+-]", re.sub(r"^\s*약?\s*~|\+\s*$", "", narrow(text)))
    assert re.search(r"[0-9๐-๙０-９조억만천백십일이삼사오육칠팔구]", text)


@given(st.text(st.sampled_from("0123456789.,' "), min_size=1, max_size=14))
def test_a_decimal_has_one_reading_in_every_country(text: str) -> None:
    number = read(read_decimal, text)
    if number is None:
        return
    plain = re.sub(r"(?<=\d)[' ](?=\d{3}(?!\d))", ",", text.strip())
    readings = [reading for reading in (anglo(plain), continental(plain)) if reading is not None]
    assert number in readings
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain):
        raise AssertionError(f"{text!r} says two numbers")


def anglo(text: str) -> Decimal | None:
    """A number with commas between thousands and a dot before the fraction."""
    whole = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?", text)
    return Decimal(text.replace(",", "")) if whole else None


def continental(text: str) -> Decimal | None:
    """A number with dots between thousands and a comma before the fraction."""
    whole = re.fullmatch(r"(\d{1,3}(?:\.\d{3})+|\d+)(,\d+)?", text)
    return Decimal(text.replace(".", "").replace(",", ".")) if whole else None


DATES: dict[str, Callable[[date], Any]] = {
    "iso": lambda day: day.isoformat(),
    "dots": lambda day: f"{day.year}. {day.month}. {day.day}.",
    "korean": lambda day: f"{day.year}년 {day.month}월 {day.day}일",
    "weekday": lambda day: f"{day.year}. {day.month:02}. {day.day:02}.({KOREAN_DAYS[day.weekday()]})",
    "weekday word": lambda day: f"{day.year}년 {day.month}월 {day.day}일 {KOREAN_DAYS[day.weekday()]}요일",
    "full width": lambda day: day.isoformat().translate(WIDE),
    "thai digits": lambda day: day.isoformat().translate(THAI),
    "eight digits": lambda day: f"{day:%Y%m%d}",
    "eight digits as a number": lambda day: int(f"{day:%Y%m%d}"),
    "serial": lambda day: float((day - EPOCH).days),
    "serial with an hour": lambda day: (day - EPOCH).days + 0.5,
    "moment": lambda day: datetime.combine(day, time()),
    "day": lambda day: day,
    "english": lambda day: f"{day.day} {day:%B} {day.year}",
    "american": lambda day: f"{day:%b} {day.day}, {day.year}",
    "english weekday": lambda day: f"{day:%A}, {day.day} {day:%B} {day.year}",
    "dashes": lambda day: f"{day.day}-{day:%b}-{day.year}",
    "day first": lambda day: f"{day.day}.{day.month}.{day.year}",
    "month first": lambda day: f"{day.month}/{day.day}/{day.year}",
    "short year": lambda day: f"{day:%y}.{day.month}.{day.day}",
}
"""How people write a day."""


@given(way=st.sampled_from(sorted(DATES)), day=DAYS)
def test_a_day_is_what_its_writer_means_or_refused(way: str, day: date) -> None:
    typed = DATES[way](day)
    found = read(read_date, typed)
    if way not in ("day first", "month first", "short year"):
        assert found == day, typed
    assert found in (None, day), typed


@given(day=DAYS, other=st.integers(1, 6))
def test_a_day_with_the_weekday_of_another_is_refused(day: date, other: int) -> None:
    wrong = KOREAN_DAYS[(day.weekday() + other) % 7]
    assert read(read_date, f"{day.isoformat()} ({wrong})") is None


@given(day=DAYS)
def test_a_buddhist_year_is_asked_about(day: date) -> None:
    with pytest.raises(Unreadable) as refused:
        read_date(f"{day.day:02}/{day.month:02}/{day.year + 543}" if day.day > 12 else f"{day.year + 543}-{day:%m-%d}")
    assert refused.value.message.code in ("buddhist-year", "not-a-date")


TIMES: dict[str, Callable[[time], Any]] = {
    "colon": lambda at: f"{at:%H:%M}",
    "short": lambda at: f"{at.hour}:{at.minute:02}",
    "dot": lambda at: f"{at.hour}.{at.minute:02}",
    "seconds": lambda at: f"{at:%H:%M:%S}",
    "korean": lambda at: f"{at.hour}시 {at.minute}분",
    "korean noon": lambda at: f"{'오후' if at.hour > 11 else '오전'} {at.hour % 12 or 12}시 {at.minute}분",
    "english noon": lambda at: f"{at.hour % 12 or 12}:{at.minute:02} {'PM' if at.hour > 11 else 'AM'}",
    "full width": lambda at: f"{at:%H:%M}".translate(WIDE),
    "thai": lambda at: f"{at:%H.%M} น.".translate(THAI),
    "time": lambda at: at,
    "span": lambda at: timedelta(hours=at.hour, minutes=at.minute),
    "fraction": lambda at: (at.hour * 60 + at.minute) / 1440,
    "number with a dot": lambda at: at.hour + at.minute / 100,
    "number without": lambda at: at.hour * 100 + at.minute,
}
"""How people write a time of day."""
UNSURE = {"fraction", "number with a dot", "number without"}
"""Ways that look like others: they may be refused, and never say another time."""


@given(way=st.sampled_from(sorted(TIMES)), at=CLOCKS)
def test_a_time_is_what_its_writer_means_or_refused(way: str, at: time) -> None:
    typed = TIMES[way](at)
    found = read(read_time, typed)
    if way not in UNSURE:
        assert found == at, typed
    if way != "number with a dot" or at.hour:  # 0.5 is noon: nobody meets at 00:50
        assert found in (None, at), typed
    assert read(read_end, typed) in (None, found, time(0)), typed


@given(count=st.integers(0, 999_999))
def test_a_count_is_what_its_writer_means(count: int) -> None:
    for typed in (
        count,
        float(count),
        str(count),
        f"{count:,}",
        f"{count}회",
        str(count).translate(WIDE),
        f" {count} ",
    ):
        assert read_count(typed) == count


@given(reader=st.sampled_from([read_date, read_time, read_end, read_count]), typed=ANYTHING)
def test_nothing_else_comes_of_anything(reader: Callable[[Any], Any], typed: Any) -> None:
    found = read(reader, typed)
    assert found is None or isinstance(found, (date, time, int))


@given(reader=st.sampled_from([read_money, read_decimal]), typed=st.one_of(st.text(max_size=40), JUNK))
def test_nothing_else_comes_of_any_text(reader: Callable[[str], Any], typed: str) -> None:
    read(reader, typed)
