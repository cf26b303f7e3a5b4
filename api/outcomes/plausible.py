"""What in a record is unlike anything that happens: refused where it cannot be, and else asked about with what was read."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from api.ground.errors import Fault
from api.ground.money import Money
from api.ground.ranges import MoneyRange
from api.outcomes.nouns import OutcomeFields

LARGEST = Decimal(10) ** 15
"""In won: no contract of a city or a company is as large, the budget of a whole country is."""
LARGE = Decimal(10) ** 12
"""In won: an amount that is rare enough to be asked about."""
LEEWAY = Decimal("0.05")
"""How far quantity times unit price may lie from the amount, as a share of it: people round."""
WON = {
    **{"IRR": Decimal("0.03"), "VND": Decimal("0.05"), "LAK": Decimal("0.06"), "IDR": Decimal("0.08")},
    **{"UZS": Decimal("0.1"), "PYG": Decimal("0.2"), "KHR": Decimal("0.3"), "COP": Decimal("0.3")},
    **{"MNT": Decimal("0.4"), "UGX": Decimal("0.4"), "TZS": Decimal("0.5"), "MMK": Decimal("0.7")},
    **{
        "KRW": Decimal(1),
        "NGN": Decimal(1),
        "IQD": Decimal(1),
        "CLP": Decimal(1),
        "KZT": Decimal(3),
        "HUF": Decimal(4),
    },
    **{"LKR": Decimal(5), "PKR": Decimal(5), "JPY": Decimal(9), "BDT": Decimal(12), "RUB": Decimal(15)},
    **{"KGS": Decimal(16), "INR": Decimal(16), "PHP": Decimal(24), "EGP": Decimal(30), "TRY": Decimal(40)},
    **{"THB": Decimal(40), "TWD": Decimal(43), "MXN": Decimal(75), "ZAR": Decimal(75), "CNY": Decimal(190)},
}
"""About how many won one unit of a currency is; a thousand for any other. It tells magnitudes and is never shown."""


def in_won(money: Money) -> Decimal:
    """The magnitude of an amount."""
    return money.amount * WON.get(money.currency, Decimal(1000))


def impossible(money: Money | None) -> Iterator[Fault]:
    """An amount that no record can have."""
    if money is not None and in_won(money) >= LARGEST:
        yield Fault(
            "/amount",
            "'{typed}' was read as {amount}, more than any contract",
            "Look at its units.",
            typed=money.said,
            amount=_shown(money),
        )


def doubts(
    draft: OutcomeFields,
    read: MoneyRange | None,
    numbers: tuple[Decimal | None, Decimal | None],
    begins: tuple[datetime, str] | None,
    now: datetime,
) -> Iterator[Fault]:
    """What is asked about before it is recorded.

    Parameters
    ----------
    numbers
        Quantity and unit price, as they were read.
    begins
        When the pair's meeting, or else the event, begins, and the IANA zone of its place.
    """
    money = read.largest if read else None
    if money is not None and in_won(money) >= LARGE:
        yield Fault(
            "/amount",
            "'{typed}' was read as {amount}, which is unusually large",
            "Confirm it, or mend the amount.",
            typed=money.said,
            amount=_shown(money),
        )
    yield from _product(read, *numbers)
    if draft.state != "cancelled" and begins is not None and now < begins[0]:
        local = begins[0].astimezone(ZoneInfo(begins[1]))
        yield Fault(
            "/state",
            "It begins only at {when} ({zone})",
            "Confirm it if the two met before, or record it afterwards.",
            when=f"{local:%Y-%m-%d %H:%M}",
            zone=begins[1],
        )


def _product(read: MoneyRange | None, quantity: Decimal | None, price: Decimal | None) -> Iterator[Fault]:
    if read is None or quantity is None or price is None:
        return
    product, money = quantity * price, read.largest
    least = money.amount if read.high is None else read.low or Decimal(0)
    if least - LEEWAY * max(least, product) <= product <= money.amount + LEEWAY * max(money.amount, product):
        return
    yield Fault(
        "/amount",
        "{product}, and the amount was read as {amount}",
        "Confirm it, or mend one of the three.",
        product=f"{quantity:,f} × {price:,f} = {product:,f}",
        amount=_shown(money),
    )


def _shown(money: Money) -> str:
    return f"{money.currency} {money.amount:,f}"
