"""Read what somebody typed about a meeting: every field as the record holds it, or a fault with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import get_args

from api.ground.countries import read_country
from api.ground.dates import read_date
from api.ground.errors import Fault, Invalid, no_choice
from api.ground.fields import number, price_of, rate_of, tried
from api.ground.ranges import MoneyRange, read_range
from api.ground.texts import clean
from api.ground.words import word
from api.outcomes.nouns import OutcomeFields, OutcomeState, OutcomeTier
from api.outcomes.plausible import impossible

STATES = get_args(OutcomeState)
TIERS = get_args(OutcomeTier)
PROVED_TIERS = ("contract signed", "exported")
SATISFACTION = ("5", "4", "3", "2", "1")


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
    found.money = tried("amount", draft.amount, read_range, faults)
    faults += impossible(found.money.largest if found.money else None)
    found.destination = tried("destination", draft.destination, read_country, faults)
    found.quantity = tried("quantity", draft.quantity, number, faults)
    priced = tried("unit_price", draft.unit_price, price_of, faults)
    if priced:
        found.unit_price, currency = priced
        if found.money is None and not draft.amount.strip() and currency and found.quantity:
            said = f"{clean(draft.quantity)} × {clean(draft.unit_price)}"
            found.money = MoneyRange(found.quantity * found.unit_price, None, currency, said)
            faults += impossible(found.money.largest)
    found.rate = tried("rate", draft.rate, rate_of, faults)
    found.rate_on = tried("rate_on", draft.rate_on, read_date, faults)
    found.next_on = tried("next_on", draft.next_on, read_date, faults)
    found.satisfaction = int(draft.satisfaction) if draft.satisfaction in SATISFACTION else None
    rated, dated = bool(draft.rate.strip()), bool(draft.rate_on.strip())
    faults += [*_unproved(draft, bool(found.money)), *undated(rated=rated, dated=dated)]
    if faults:
        order = [f"/{field.name}" for field in fields(OutcomeFields)]
        raise Invalid("The record cannot be used yet.", sorted(faults, key=lambda fault: order.index(fault.where)))
    return found


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
    yield from unproved(draft.tier, clean(draft.evidence))


def unproved(tier: str, evidence: str) -> Iterator[Fault]:
    """The fault of a tier that counts only with evidence and has none."""
    if tier in PROVED_TIERS and not evidence:
        what, mend = "{tier} counts only with evidence.", "Name the contract or customs document."
        yield Fault("/evidence", what, mend, tier=word("tier", tier))


def undated(*, rated: bool, dated: bool) -> Iterator[Fault]:
    """The fault of a rate without its day, or of a day without its rate."""
    if rated != dated:
        yield Fault("/rate_on", "A rate holds for a day.", "Give both, or neither.")
