"""A generated event of any size, as a workbook: for measuring what strangers and crowds cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from api.events.nouns import EventWorkbook, Need, Participant, Side, Solution

DAYS, SLOTS_A_DAY = 5, 18
SLUG = "crowd"


def crowd(example: bytes, size: int, *, wishes: int = 2, seed: int = 1) -> EventWorkbook:
    """An event with ``size`` suppliers, ``size`` buyers and a text of its own for each of them.

    Parameters
    ----------
    example
        A workbook whose texts are cut into sentences and mixed.
    wishes
        How many suppliers each buyer wishes to meet.
    """
    from api.events import nouns
    from api.events.workbook.reading import read_workbook

    source = read_workbook(example).workbook
    assert source is not None
    random = Random(seed)  # noqa: S311 - an event, not a secret
    suppliers = tuple(_participant("S", "supplier", number, "KR", ("ko", "en")) for number in range(1, size + 1))
    buyers = tuple(_participant("B", "buyer", number, "TR", ("en", "tr")) for number in range(1, size + 1))
    zone = ZoneInfo("Europe/Istanbul")
    first = datetime(2031, 10, 13, 9, tzinfo=zone)
    leg = replace(source.legs[0], starts_on=first.date(), ends_on=(first + timedelta(days=DAYS - 1)).date())
    slots = tuple(
        nouns.Slot(f"T{day}{place:02d}", leg.code, start, start + timedelta(minutes=25))
        for day in range(1, DAYS + 1)
        for place in range(SLOTS_A_DAY)
        if (start := first + timedelta(days=day - 1, minutes=30 * place))
    )
    places = max(10, size * wishes // (DAYS * SLOTS_A_DAY) * 2)
    tables = tuple(nouns.Table(f"A{n}", leg.code, f"{n}번", f"No. {n}") for n in range(1, places + 1))
    return nouns.EventWorkbook(
        event=nouns.Event(SLUG, "큰 행사", "Crowd", "허구의 참가자", "All of them are fictional"),
        legs=(leg,),
        slots=slots,
        tables=tables,
        interpreters=(),
        suppliers=suppliers,
        buyers=buyers,
        solutions=tuple(_solution(supplier, source.solutions, random) for supplier in suppliers),
        needs=tuple(_need(buyer, source.needs, random) for buyer in buyers),
        wishes=tuple(
            nouns.Wish(buyer.code, supplier.code, 1 + place % 3)
            for buyer in buyers
            for place, supplier in enumerate(random.sample(suppliers, min(wishes, size)))
        ),
    )


def spoilt(event: EventWorkbook) -> EventWorkbook:
    """The same with a fault in the row of every participant: a country that does not exist."""
    wrong = [tuple(replace(one, country="QQ") for one in side) for side in (event.suppliers, event.buyers)]
    return replace(event, suppliers=wrong[0], buyers=wrong[1])


def _participant(letter: str, side: Side, number: int, country: str, languages: tuple[str, ...]) -> Participant:
    from api.events.nouns import Participant

    code = f"{letter}{number:04d}"
    return Participant(
        code, side, f"가상 {code}", f"Fictional {code}", "", country, "company", languages, fictional=True
    )


def _solution(supplier: Participant, source: tuple[Solution, ...], random: Random) -> Solution:
    first, second = random.sample(source, 2)
    texts = [_mixed(getattr(first, key), getattr(second, key), supplier.code) for key in ("text_ko", "text_en")]
    return replace(first, code=f"P{supplier.code[1:]}", supplier=supplier.code, text_ko=texts[0], text_en=texts[1])


def _need(buyer: Participant, source: tuple[Need, ...], random: Random) -> Need:
    first, second = random.sample(source, 2)
    same = second if second.language == first.language else first
    return replace(
        first,
        code=f"N{buyer.code[1:]}",
        buyer=buyer.code,
        text=_mixed(first.text, same.text, buyer.code),
        text_en=_mixed(first.text_en, second.text_en, buyer.code),
    )


def _mixed(one: str, other: str, name: str) -> str:
    """Half of one text, half of another, and a name that no other text has."""
    halves = [text.split(". ") for text in (one, other)]
    kept = [*halves[0][: len(halves[0]) // 2 + 1], *halves[1][len(halves[1]) // 2 :]]
    return f"{'. '.join(kept)} ({name})"
