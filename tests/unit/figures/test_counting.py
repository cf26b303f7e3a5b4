"""Figures counted from records: each meeting once, amounts compared in won, sources that agree or do not."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from api.events.nouns import Event, Figure, Leg
from api.figures.counting import agrees, numbers
from api.figures.defining import DEFINITIONS
from api.figures.reading import sheet_of
from api.ledger.nouns import Entry, Rate
from api.papers.figures_xlsx import figures_xlsx

NOW = datetime(2022, 10, 12, tzinfo=UTC)
DOLLAR = Rate("USD", Decimal(1300), date(2022, 10, 10), "bank")
EVENT = Event("tour", "", "Tour")
LEGS = tuple(
    Leg(code, code, code, "TH", "", "", "Asia/Bangkok", date(2022, 10, 6), date(2022, 10, 7)) for code in ("BKK", "IST")
)


def said(number: int, side: str, amount: int, currency: str = "KRW", *, leg: str = "BKK") -> Entry:
    columns: dict[str, Any] = {
        **{"book": "outcome", "kind": "consultation", "id": number, "leg": leg, "who": "S01", "whom": "B01"},
        **{"country": "TH", "city": "", "sector": "", "product": "", "tier": "consulted", "quantity": Decimal(1)},
        **{"amount": Decimal(amount), "amount_high": None, "amount_about": False, "amount_said": str(amount)},
        **{"currency": currency, "rate": None, "rate_on": None, "rate_source": "", "held_on": None, "evidence": ""},
        **{"source": "", "side": side, "counts": True, "recorded_by": side, "recorded_at": NOW},
    }
    return Entry(**columns)


def test_of_two_sides_the_one_counts_that_claims_less_in_won() -> None:
    book = [said(1, "supplier", 300_000, "USD"), said(2, "buyer", 300_000_000)]
    for order in (book, book[::-1]):
        assert numbers(EVENT, LEGS, order, [DOLLAR])["consulted", "BKK"].value == 300_000_000


def test_a_meeting_whose_leg_one_side_knows_is_the_same_at_the_leg_and_in_all() -> None:
    book = [said(1, "supplier", 500), said(2, "buyer", 300, leg="")]
    found = numbers(EVENT, LEGS, book, [])
    assert [found["consulted", leg].value for leg in ("BKK", "IST", "")] == [300, 0, 300]


def test_amounts_in_the_workbook_add_up_to_the_number() -> None:
    book = [said(1, "organizer", 1000, "USD"), replace(said(2, "organizer", 7), whom="B02")]
    book.append(replace(said(3, "organizer", 9, "EUR"), whom="B03"))
    found = sheet_of(EVENT, LEGS, book, [DOLLAR], base=None, as_of=NOW)
    tab = load_workbook(BytesIO(figures_xlsx(found, "won", "en"))).worksheets[1]
    rows = list(tab.iter_rows(min_row=2, values_only=True))
    amounts = [row[7] if isinstance(row[7], int) else None for row in rows if row[0] == rows[0][0]]
    assert (len(amounts), amounts.count(None)) == (3, 1)
    assert sum(one for one in amounts if one is not None) == found.numbers["consulted", "BKK"].value == 1_300_007


@pytest.mark.parametrize(
    ("words", "won", "same"),
    [
        ("3,188억원", 318_840_000_000, True),
        ("3,188억원", 318_850_000_000, False),
        ("100억원", 6_000_000_000, False),
        ("3,000억원", 340_000_000_000, False),
        ("5천만원", 50_000_000, True),
        ("US$ 1.2M", 1_200_000, None),
    ],
)
def test_a_source_says_the_same_amount_or_it_does_not(words: str, won: int, same: bool | None) -> None:
    assert agrees(Figure("consulted", words, "press"), DEFINITIONS["consulted"], Decimal(won)) is same
