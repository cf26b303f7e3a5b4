"""Amounts that people leave open: ``3~5억원``, ``10억원 이내``, ``3,000억원 내외``, ``US$ 1-2M``."""

import re
from dataclasses import dataclass
from decimal import Decimal

from api.ground.money import Money, UnclearAmountError, read_money
from api.ground.texts import clean, narrow

_BELOW = re.compile(r"^\s*(최대|up to|at most|max\.?|en fazla)\s+|\s*(이내|이하|미만|까지)\s*$", re.IGNORECASE)
_ABOUT = re.compile(r"^\s*(약|approx\.?|about|ca\.?|~)\s*|\s*(내외|정도|상당|규모)\s*$", re.IGNORECASE)
_OPEN = re.compile(r"[~∼〜～]")
"""Before an amount: near it, or up to it."""
_BETWEEN = re.compile(r"(?<=\S)\s*(?:[~∼〜～–—-]|에서|\bto\b)\s*(?=\S)", re.IGNORECASE)
_SMALL = re.compile(r"[^조억만]*[천백십]\s*")
"""An end of a range that ends in a unit below 만: 3천."""


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """What an amount is at least and at most, in a currency, and the text as it was typed.

    ``low`` is None where only the most was said, ``high`` where one amount was; ``about`` says that it is near that.
    """

    low: Decimal | None
    high: Decimal | None
    currency: str
    said: str
    about: bool = False

    @property
    def largest(self) -> Money:
        """The most that it can be."""
        return Money(self.high or self.low or Decimal(0), self.currency, self.said)


def read_range(text: str) -> MoneyRange:
    """The amount or the range of amounts that a text states; the unit and the currency may stand at its second end alone.

    Raises
    ------
    UnclearAmountError
        No amount, or two that do not ascend.

    Examples
    --------
    >>> read_range("3~5억원").low, read_range("3~5억원").high
    (Decimal('300000000'), Decimal('500000000'))
    >>> read_range("10억원 이내").low, read_range("3,000억원 내외").about
    (None, True)
    """
    said = clean(text)
    if _OPEN.match(said):
        raise UnclearAmountError(said, "'{said}' can be read in two ways.")
    if _BELOW.search(said):
        most = read_money(_BELOW.sub("", said))
        return MoneyRange(None, most.amount, most.currency, said)
    for gap in _BETWEEN.finditer(said):
        if found := _between(said, said[: gap.start()], said[gap.end() :]):
            return found
    one = read_money(said)
    return MoneyRange(one.amount, None, one.currency, said, about=bool(_ABOUT.search(said)))


def _between(said: str, first: str, second: str) -> MoneyRange | None:
    """A range, or None where the two parts are no two amounts."""
    if not re.search(r"[0-9０-９]", first) or not re.search(r"[0-9０-９]", second):
        return None
    head, tail = _around(first)[0], _around(second)[1]
    high = _first_readable([second, f"{head}{second}"])
    low = _low(first, _around(second)[0], tail)
    if _SMALL.fullmatch(first) and low.amount < 10**4 and low.amount * 10**4 < high.amount:
        raise UnclearAmountError(said, "'{said}' can be read in two ways.", "Write out every unit, like 3억 5천만원.")
    if low.currency != high.currency or low.amount >= high.amount:
        raise UnclearAmountError(said, "The ends of '{said}' do not go from small to large.", "Write both out.")
    return MoneyRange(low.amount, high.amount, high.currency, said)


def _low(first: str, head: str, tail: str) -> Money:
    """The first end of a range, with the unit and the currency of the second as far as it has none of its own.

    ``3천~5천만원`` are 30 and 50 million: the large unit is said once.
    """
    if _SMALL.fullmatch(first) and (shared := re.match(r"\s*[천백십]+([조억만]+)", tail)):
        first = f"{first}{shared[1]}"
    if not re.search("[조억만천백십]", first):
        return _first_readable([f"{first}{tail}", f"{head}{first}{tail}", first, f"{head}{first}"])
    currency = re.sub(r"^\s*[조억만천백십]+", "", tail)
    return _first_readable([first, f"{head}{first}{currency}"])


def _around(text: str) -> tuple[str, str]:
    """What stands before and after the number of an amount."""
    plain = narrow(text)
    head, tail = re.match(r"[^0-9]*", plain), re.search(r"[^0-9.,]*$", plain)
    return head[0] if head else "", tail[0] if tail else ""


def _first_readable(ways: list[str]) -> Money:
    """The first of several ways to write an amount that says one; refused as the first is where none does."""
    refused: list[UnclearAmountError] = []
    for way in ways:
        try:
            return read_money(way)
        except UnclearAmountError as error:
            refused.append(error)
    raise refused[0]
