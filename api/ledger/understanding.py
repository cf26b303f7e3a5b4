"""Read what somebody typed of a record: every field as the ledger holds it, or a fault with its place."""

from dataclasses import fields
from decimal import Decimal

from api.events.nouns import SECTORS
from api.ground import labels
from api.ground.countries import read_country
from api.ground.dates import read_date
from api.ground.errors import Fault, Invalid, fault_of, no_choice
from api.ground.fields import number, rate_of, tried
from api.ground.ranges import read_range
from api.ground.texts import clean, folded
from api.ground.typed import Unreadable
from api.ground.words import Sentence, named
from api.ledger.nouns import LEDGER_KINDS, RecordFields
from api.outcomes.understanding import TIERS, undated, unproved


def understood(draft: RecordFields, legs: tuple[str, ...]) -> dict[str, object]:
    """The columns of a record whose fields can all be used.

    Raises
    ------
    Invalid
        With a fault for every field that cannot.
    """
    faults = list[Fault]()
    columns: dict[str, object] = {field.name: clean(str(getattr(draft, field.name))) for field in fields(RecordFields)}
    money = tried("amount", draft.amount, read_range, faults)
    quantity = tried("quantity", draft.quantity, number, faults)
    rate = tried("rate", draft.rate, rate_of, faults)
    rate_on, held_on = (tried(name, str(columns[name]), read_date, faults) for name in ("rate_on", "held_on"))
    columns |= {
        "kind": _code("kind", draft.kind, LEDGER_KINDS, faults),
        "leg": _leg(draft.leg, legs, faults),
        "tier": _code("tier", draft.tier or "none", TIERS, faults),
        "sector": _code("sector", draft.sector, ("", *SECTORS), faults),
        "country": tried("country", draft.country, read_country, faults),
        "quantity": str(Decimal(1) if quantity is None else quantity),
        "rate": rate and str(rate),
        "rate_on": rate_on and rate_on.isoformat(),
        "held_on": held_on and held_on.isoformat(),
        "amount": None if money is None or money.low is None else str(money.low),
        "amount_high": None if money is None or money.high is None else str(money.high),
        "amount_about": bool(money and money.about),
        "amount_said": money.said if money else "",
        "currency": money and money.currency,
    }
    if not columns["source"]:
        faults.append(Fault("/source", "The source is missing.", "Say where this is known from."))
    faults += undated(rated=rate is not None, dated=rate_on is not None)
    faults += unproved(str(columns["tier"]), str(columns["evidence"]))
    if faults:
        raise Invalid("The record cannot be used yet.", faults)
    return columns


def _code(field: str, typed: str, known: tuple[str, ...], faults: list[Fault]) -> str:
    """The code that a typed code or its word in any language stands for."""
    names = {
        folded(name): code
        for code in known
        for name in (code, *(named(language, field, code) for language in labels.LANGUAGES if code))
    }
    found = names.get(folded(clean(typed)))
    if found is None:
        faults.append(no_choice(f"/{field}", field, typed, [one for one in known if one]))
    return found or ""


def _leg(typed: str, legs: tuple[str, ...], faults: list[Fault]) -> str:
    """The code of the event's leg; an event of one leg needs none."""
    code = clean(typed) or (legs[0] if len(legs) == 1 else "")
    if code not in legs:
        mend = Sentence("Choose one of: {choices}.", choices=list(legs))
        faults.append(Fault("/leg", "The event has no leg '{leg}'.", mend, leg=code))
    return code


def day_and_rate(currency: str, rate: str, rate_on: str) -> tuple[str, Decimal, str]:
    """A currency's code, its rate in won, and the day of it.

    Raises
    ------
    Invalid
        With a fault for every field that cannot be used.
    """
    faults = list[Fault]()
    try:
        code = read_range(f"1 {currency}").currency if currency.strip() else ""
    except Unreadable as error:
        faults.append(fault_of("/currency", error.message))
        code = ""
    value, day = tried("rate", rate, rate_of, faults), tried("rate_on", rate_on, read_date, faults)
    if not faults and (not code or code == "KRW" or value is None or day is None):
        faults.append(Fault("/rate", "A rate needs a currency, a number and a day.", "Fill in all three."))
    if faults or value is None or day is None:
        raise Invalid("The rate cannot be used yet.", faults)
    return code, value, day.isoformat()
