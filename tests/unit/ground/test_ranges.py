"""Amounts that people leave open are read as ranges, or refused."""

from decimal import Decimal

import pytest

from api.ground.money import UnclearAmountError
from api.ground.ranges import read_range

M = 1_000_000


@pytest.mark.parametrize(
    ("typed", "low", "high", "currency"),
    [
        ("3~5억원", 300 * M, 500 * M, "KRW"),
        ("3억에서 5억원", 300 * M, 500 * M, "KRW"),
        ("9천만~2억원", 90 * M, 200 * M, "KRW"),
        ("3천~5천만원", 30 * M, 50 * M, "KRW"),
        ("5백~2천만원", 5 * M, 20 * M, "KRW"),
        ("1천5백~2천억원", 150_000 * M, 200_000 * M, "KRW"),
        ("5천~1만불", 5000, 10_000, "USD"),
        ("3천원~5만원", 3000, 50_000, "KRW"),
        ("100~200만불", M, 2 * M, "USD"),
        ("US$ 1-2M", M, 2 * M, "USD"),
        ("$1M - 2M", M, 2 * M, "USD"),
        ("10억원 이내", None, 1000 * M, "KRW"),
        ("최대 10억", None, 1000 * M, "KRW"),
        ("up to US$ 1.2M", None, M * Decimal("1.2"), "USD"),
        ("190만불", Decimal("1.9") * M, None, "USD"),
    ],
)
def test_a_range_is_what_its_writer_means(typed: str, low: Decimal | None, high: Decimal | None, currency: str) -> None:
    read = read_range(typed)
    assert (read.low, read.high, read.currency, read.said) == (low, high, currency, typed)


def test_an_amount_that_is_near_says_so() -> None:
    assert [read_range(text).about for text in ("3,000억원 내외", "약 3억원", "3억원")] == [True, True, False]


@pytest.mark.parametrize(
    "typed", ["5~3억원", "3~3억원", "3-5", "1억원~2만불", "2022-10-11", "5천~1억원", "2천~3,000만원", "~5억원"]
)
def test_what_is_no_range_is_refused(typed: str) -> None:
    with pytest.raises(UnclearAmountError):
        read_range(typed)
