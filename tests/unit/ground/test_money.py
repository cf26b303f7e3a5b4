"""Amounts as people write them in consultation logs and press releases."""

import re
from decimal import Decimal

import pytest

from api.ground.money import read_money


@pytest.mark.parametrize(
    ("said", "amount", "currency"),
    [
        ("1,178억원", "117800000000", "KRW"),
        ("1,178억", "117800000000", "KRW"),
        ("1조 5,000억", "1500000000000", "KRW"),
        ("1.5조원", "1500000000000", "KRW"),
        ("2억 5천만원", "250000000", "KRW"),
        ("3천만 원", "30000000", "KRW"),
        ("1억 2,345만 6,789원", "123456789", "KRW"),
        ("약 10억여원", "1000000000", "KRW"),
        ("100억원 내외", "10000000000", "KRW"),
        ("₩1,000,000", "1000000", "KRW"),
        ("１,０００원", "1000", "KRW"),
        ("190만불", "1900000", "USD"),
        ("190만 달러", "1900000", "USD"),
        ("미화 5만 달러", "50000", "USD"),
        ("1억불", "100000000", "USD"),
        ("US$ 1.2M", "1200000", "USD"),
        ("USD 1.2 million", "1200000", "USD"),
        ("$1,200,000.50", "1200000.5", "USD"),
        ("250k USD", "250000", "USD"),
        ("€ 2.5m", "2500000", "EUR"),
        ("1.250.000 TL", "1250000", "TRY"),
        ("1.250,75 EUR", "1250.75", "EUR"),
        ("3 milyon TL", "3000000", "TRY"),
        ("5 ล้านบาท", "5000000", "THB"),
        ("THB 400,000", "400000", "THB"),
        ("500만엔", "5000000", "JPY"),
        ("S$ 90,000", "90000", "SGD"),
        ("3억 5천", "350000000", "KRW"),
        ("3억5000", "350000000", "KRW"),
        ("1조 5천", "1500000000000", "KRW"),
        ("5억5", "550000000", "KRW"),
        ("1조5", "1500000000000", "KRW"),
        ("USD 3만5", "35000", "USD"),
        ("5억 500", "505000000", "KRW"),
        ("5억5천5백", "555000000", "KRW"),
        ("1억 12345678원", "112345678", "KRW"),
        ("1억5.5천만", "155000000", "KRW"),
        ("3억 50,000,000원", "350000000", "KRW"),
        ("3만 5천원", "35000", "KRW"),
        ("2천5백만원", "25000000", "KRW"),
        ("1억2천5백만원", "125000000", "KRW"),
        ("7천 5백만 달러", "75000000", "USD"),
        ("이백삼십만달러", "2300000", "USD"),
        ("금 삼억 오천만원정", "350000000", "KRW"),
        ("1,5 milyon TL", "1500000", "TRY"),
        ("2,75 milyon USD", "2750000", "USD"),
        ("5 milyon Türk Lirası", "5000000", "TRY"),
        ("1.2 trilyon TL", "1200000000000", "TRY"),
        ("1,250 million USD", "1250000000", "USD"),
        ("1 200 000 EUR", "1200000", "EUR"),
        ("๕ ล้านบาท", "5000000", "THB"),
        ("2 triệu đồng", "2000000", "VND"),
        ("100 사우디 리얄", "100", "SAR"),
    ],
)
def test_an_amount_is_read_as_it_is_written(said: str, amount: str, currency: str) -> None:
    money = read_money(f" {said} ")
    assert (money.amount, money.currency, money.said) == (Decimal(amount), currency, said)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("190만", "names no currency"),
        ("1,200", "names no currency"),
        ("1.200 TL", "can be read in two ways"),
        ("1,5 EUR", "can be read in two ways"),
        ("0원", "is not above zero"),
        ("3억 5천원", "can be read in two ways"),
        ("1억 2345원", "can be read in two ways"),
        ("5억5원", "can be read in two ways"),
        ("5억 5", "can be read in two ways"),
        ("5억 50", "can be read in two ways"),
        ("2억 05", "can be read in two ways"),
        ("1억 2,3", "can be read in two ways"),
        ("1.5억 5천만", "can be read in two ways"),
        ("3만5원", "can be read in two ways"),
        ("5천5원", "can be read in two ways"),
        ("1억만원", "can be read in two ways"),
        ("1억 20000만원", "do not go from large to small"),
        ("1,250 milyon TL", "can be read in two ways"),
        ("1.200원", "can be read in two ways"),
        ("100 riyal", "a currency of several countries"),
        ("¥ 100", "a currency of several countries"),
        ("10²만원", "is not one amount of money"),
        ("½억", "is not one amount of money"),
        ("3억~5억", "do not go from large to small"),
        ("USD 100 EUR", "names several currencies"),
        ("5천억 1조원", "do not go from large to small"),
        ("추후 협의", "names no currency"),
        ("많은 돈 원", "is not one amount of money"),
        ("100~200만불", "is not one amount of money"),
        ("-5원", "is not one amount of money"),
        ("", "names no currency"),
        ("999999999조원", "larger than any contract"),
    ],
)
def test_an_unclear_amount_is_refused_with_the_reason(said: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        read_money(said)
