"""Read what somebody typed about a meeting: every field as the record holds it, or a fault with its place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import TypeVar, get_args

from api.ground.countries import read_country
from api.ground.dates import read_date
from api.ground.errors import Fault, Invalid, fault_of, no_choice
from api.ground.money import UnclearAmountError, read_money
from api.ground.numbers import read_decimal
from api.ground.ranges import MoneyRange, read_range
from api.ground.texts import clean
from api.ground.typed import Message, Unreadable
from api.ground.words import word
from api.outcomes.nouns import OutcomeFields, OutcomeState, OutcomeTier
from api.outcomes.plausible import impossible

STATES = get_args(OutcomeState)
TIERS = get_args(OutcomeTier)
PROVED_TIERS = ("contract signed", "exported")
SATISFACTION = ("5", "4", "3", "2", "1")
_LARGEST = Decimal(10) ** 20
Read = TypeVar("Read")


@dataclass(slots=True)
class Understood:
    """A draft as it was read, and what of it could not be."""

    money: MoneyRange | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    destination: str | None = None
    rate: Decimal | None = None
    rate_on: date | None = None
    next_on: date | None = None
    satisfaction: int | None = None

    def columns(self, draft: OutcomeFields) -> dict[str, object]:
        """The columns of the record: what was read, and the texts as they were typed."""
        money = self.money
        return {
            **{field.name: clean(str(getattr(draft, field.name))) for field in fields(OutcomeFields)},
            **{name: getattr(self, name) for name in ("quantity", "unit_price", "destination", "rate", "satisfaction")},
            "rate_on": self.rate_on and self.rate_on.isoformat(),
            "next_on": self.next_on and self.next_on.isoformat(),
            "amount": money and money.low,
            "amount_high": money and money.high,
            "amount_about": bool(money and money.about),
            "currency": money and money.currency,
            "amount_said": money.said if money else "",
        }


def understood(draft: OutcomeFields) -> Understood:
    """A draft whose fields can all be used; an amount left empty is quantity times unit price, where that has a currency.

    Raises
    ------
    Invalid
        With a fault for every field that cannot.
    """
    found, faults = Understood(), list(_unknown(draft))
    found.money = _try("amount", draft.amount, read_range, faults)
    faults += impossible(found.money.largest if found.money else None)
    found.destination = _try("destination", draft.destination, read_country, faults)
    found.quantity = _try("quantity", draft.quantity, _number, faults)
    price = _try("unit_price", draft.unit_price, _price, faults)
    if price:
        found.unit_price, currency = price
        if found.money is None and not draft.amount.strip() and currency and found.quantity:
            said = f"{clean(draft.quantity)} × {clean(draft.unit_price)}"
            found.money = MoneyRange(found.quantity * found.unit_price, None, currency, said)
            faults += impossible(found.money.largest)
    found.rate = _try("rate", draft.rate, _rate, faults)
    found.rate_on = _try("rate_on", draft.rate_on, read_date, faults)
    found.next_on = _try("next_on", draft.next_on, read_date, faults)
    found.satisfaction = int(draft.satisfaction) if draft.satisfaction in SATISFACTION else None
    faults += [*_unproved(draft, bool(found.money)), *_undated(draft)]
    if faults:
        order = [f"/{field.name}" for field in fields(OutcomeFields)]
        raise Invalid("The record cannot be used yet.", sorted(faults, key=lambda fault: order.index(fault.where)))
    return found


def _try(field: str, typed: str, read: Callable[[str], Read], faults: list[Fault]) -> Read | None:
    """What a field says, None where it is empty; what cannot be read becomes a fault."""
    if not typed.strip():
        return None
    try:
        return read(typed)
    except Unreadable as error:
        faults.append(fault_of(f"/{field}", error.message))
        return None


def _unknown(draft: OutcomeFields) -> Iterator[Fault]:
    for field, kind, typed, known in (
        ("state", "outcome", draft.state, STATES),
        ("tier", "tier", draft.tier, TIERS),
        ("satisfaction", "satisfaction", draft.satisfaction, ("", *SATISFACTION)),
    ):
        if typed not in known:
            yield no_choice(f"/{field}", kind, typed, [one for one in known if one])


def _unproved(draft: OutcomeFields, has_amount: bool) -> Iterator[Fault]:
    if draft.state != "held" and (has_amount or draft.tier != "none"):
        yield Fault(
            "/tier",
            "A meeting that was not held has no result.",
            "Choose held, or no result and no amount.",
        )
    if draft.tier in PROVED_TIERS and not clean(draft.evidence):
        yield Fault(
            "/evidence",
            "{tier} counts only with evidence.",
            "Name the contract or customs document.",
            tier=word("tier", draft.tier),
        )


def _undated(draft: OutcomeFields) -> Iterator[Fault]:
    if bool(draft.rate.strip()) != bool(draft.rate_on.strip()):
        yield Fault("/rate_on", "A rate holds for a day.", "Give both, or neither.")


def _rate(text: str) -> Decimal:
    """How many won one unit of a currency is, with or without the name of the won."""
    rate, currency = _price(text)
    if not rate or currency not in ("", "KRW"):
        raise Unreadable(Message("unclear-number", "A rate is above zero.", "Write how many won one unit is."))
    return rate


def _price(text: str) -> tuple[Decimal, str]:
    """A price of one, and its currency where one is named."""
    try:
        return _number(text), ""
    except Unreadable as error:
        try:
            money = read_money(text)
        except UnclearAmountError:
            raise error from None
        return money.amount, money.currency


def _number(text: str) -> Decimal:
    number = read_decimal(text)
    if number >= _LARGEST:
        raise Unreadable(
            Message(
                "number-too-large",
                "'{text}' is larger than any contract.",
                "Look at its units.",
                text=text.strip(),
            )
        )
    return number
