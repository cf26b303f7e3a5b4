"""Fields of a form that are read one by one, so that all their faults are told at once."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from api.ground.errors import Fault, fault_of
from api.ground.money import UnclearAmountError, read_money
from api.ground.numbers import read_decimal
from api.ground.typed import Message, Unreadable

_LARGEST = Decimal(10) ** 20
Read = TypeVar("Read")


def tried(field: str, typed: str, read: Callable[[str], Read], faults: list[Fault]) -> Read | None:
    """What a field says, None where it is empty; what cannot be read becomes a fault."""
    if not typed.strip():
        return None
    try:
        return read(typed)
    except Unreadable as error:
        faults.append(fault_of(f"/{field}", error.message))
        return None


def rate_of(text: str) -> Decimal:
    """How many won one unit of a currency is, with or without the name of the won."""
    rate, currency = price_of(text)
    if not rate or currency not in ("", "KRW"):
        raise Unreadable(Message("unclear-number", "A rate is above zero.", "Write how many won one unit is."))
    return rate


def price_of(text: str) -> tuple[Decimal, str]:
    """A price of one, and its currency where one is named."""
    try:
        return number(text), ""
    except Unreadable as error:
        try:
            money = read_money(text)
        except UnclearAmountError:
            raise error from None
        return money.amount, money.currency


def number(text: str) -> Decimal:
    """A decimal number of 0 or more that some contract could hold."""
    found = read_decimal(text)
    if found >= _LARGEST:
        raise Unreadable(
            Message(
                "number-too-large",
                "'{text}' is larger than any contract.",
                "Look at its units.",
                text=text.strip(),
            )
        )
    return found
