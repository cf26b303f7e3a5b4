"""Figures in words: a number with its unit, and by how much it grew. Every number is rounded here and nowhere else."""

from decimal import Decimal
from typing import get_args

from api.figures.counting import rounded
from api.figures.nouns import Number, Sheet, Unit
from api.ground import labels
from api.ground.words import say

EOK = Decimal(10) ** 8
UNITS: tuple[Unit, ...] = get_args(Unit)


def shown(found: Sheet, number: Number, unit: Unit, language: str) -> str:
    """A number as the table shows it; amounts in the unit that was chosen, in won where no rate of the dollar is stated."""
    return amount(found, number.value, unit, language) if number.of.measure == "won" else counted(number, language)


def counted(number: Number, language: str) -> str:
    """A number that is no amount, with its unit."""
    value = labels.number(language, number.value)
    match number.of.unit:
        case "times":
            return say(language, "{number} times", number=value)
        case "bodies":
            return say(language, "{number} bodies", number=value)
        case "people":
            return say(language, "{number} people", number=value)
        case _:
            return f"{value} {number.of.unit}".strip()


def amount(found: Sheet, won: Decimal, unit: Unit, language: str) -> str:
    """An amount of won in a unit, to whole units."""
    dollars = found.dollars()
    if unit == "usd" and dollars is not None:
        return say(language, "{number} US dollars", number=labels.number(language, rounded(won / dollars.rate)))
    if unit == "eok":
        return say(language, "{number} hundred million won", number=labels.number(language, rounded(won / EOK)))
    return say(language, "{number} won", number=labels.number(language, rounded(won)))


def growth(share: Decimal | None) -> str:
    """By what share something grew, to a tenth of a percent.

    >>> growth(Decimal("0.19895")), growth(Decimal("-0.882")), growth(None)
    ('19.9% ↑', '88.2% ↓', '')
    """
    if share is None:
        return ""
    percent = (share * 100).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
    return f"{abs(percent):,}% {'↑' if percent > 0 else '↓' if percent < 0 else '='}"
