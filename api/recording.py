"""Record what came of a meeting, and correct a record: both are new rows, nothing recorded is ever changed."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import get_args

from api.db import Connection
from api.errors import Conflict, Fault, Forbidden, Invalid, NotFound
from api.keys import Caller
from api.models import Outcome, OutcomeState, OutcomeTier
from api.money import Money, read_money
from api.requesting import pair
from api.store import outcomes as store

STATES = get_args(OutcomeState)
TIERS = get_args(OutcomeTier)
PROVED_TIERS = ("contract signed", "exported")


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody types about a meeting. ``amount`` is text like ``190만불``; ``tier`` is how firm the result is."""

    state: str
    tier: str = "none"
    product: str = ""
    quantity: str = ""
    unit_price: str = ""
    amount: str = ""
    destination: str = ""
    next_step: str = ""
    evidence: str = ""


async def record(
    db: Connection, event_id: int, supplier_code: str, buyer_code: str, draft: Draft, *, by: Caller
) -> Outcome:
    """Record the outcome of a pair's meeting, from the caller's side.

    Raises
    ------
    Forbidden
        A participant records for others.
    Invalid
        Fields that cannot be used, each with its place.
    Conflict
        This side recorded it already: correct that record.
    """
    supplier, buyer = await pair(db, event_id, supplier_code, buyer_code, by=by)
    for earlier in await store.outcomes(db, event_id, participant_id=supplier.id, current_only=True):
        if (earlier.buyer_code, earlier.recorded_side) == (buyer.code, by.acts_as):
            raise Conflict(
                f"The {by.acts_as} side recorded {supplier.code} × {buyer.code} already: correct record {earlier.id}.",
                code="already-recorded",
            )
    return await _add(db, event_id, supplier.id, buyer.id, draft, corrects=None, by=by)


async def correct(db: Connection, event_id: int, outcome_id: int, draft: Draft, *, by: Caller) -> Outcome:
    """Add a record that replaces an earlier one; the earlier one stays readable.

    Raises
    ------
    NotFound
        There is no such record, or it concerns others.
    Forbidden
        The other side recorded it.
    Conflict
        It was corrected already.
    """
    earlier = await store.outcome(db, event_id, outcome_id)
    if earlier is None or not (by.organizes or by.participant_code in (earlier.supplier_code, earlier.buyer_code)):
        raise NotFound(f"There is no record {outcome_id} here.", code="no-such-outcome")
    if not by.organizes and earlier.recorded_side != by.acts_as:
        raise Forbidden(
            f"The {earlier.recorded_side} side recorded this: record what your side saw instead.", code="other-side"
        )
    if not earlier.current:
        raise Conflict("This record was corrected already: correct the newest one.", code="outcomes-corrected-once")
    supplier, buyer = await pair(db, event_id, earlier.supplier_code, earlier.buyer_code, by=by)
    return await _add(
        db, event_id, supplier.id, buyer.id, draft, corrects=outcome_id, by=by, side=earlier.recorded_side
    )


async def _add(
    db: Connection,
    event_id: int,
    supplier_id: int,
    buyer_id: int,
    draft: Draft,
    *,
    corrects: int | None,
    by: Caller,
    side: str | None = None,
) -> Outcome:
    money = checked(draft)
    added = await store.add_outcome(
        db,
        event_id,
        supplier_id,
        buyer_id,
        corrects=corrects,
        state=draft.state,
        tier=draft.tier,
        product=draft.product.strip(),
        quantity=_number(draft.quantity),
        unit_price=_number(draft.unit_price),
        amount=money and money.amount,
        currency=money and money.currency,
        amount_said=money.said if money else "",
        destination=draft.destination.strip().upper() or None,
        next_step=draft.next_step.strip(),
        evidence=draft.evidence.strip(),
        recorded_side=side or by.acts_as,
        recorded_by=by.signature,
    )
    outcome = await store.outcome(db, event_id, added)
    if outcome is None:
        raise NotFound(f"There is no record {added} here.", code="no-such-outcome")
    return outcome


def checked(draft: Draft) -> Money | None:
    """The amount of a draft whose fields can all be used.

    Raises
    ------
    Invalid
        With a fault for every field that cannot.
    """
    faults: list[Fault] = []
    money = None
    if draft.state not in STATES:
        faults.append(Fault("/state", f"{draft.state!r} is no state of a meeting", f"Give one of {', '.join(STATES)}."))
    if draft.tier not in TIERS:
        faults.append(Fault("/tier", f"{draft.tier!r} is no tier", f"Give one of {', '.join(TIERS)}."))
    if draft.amount.strip():
        try:
            money = read_money(draft.amount)
        except ValueError as error:
            faults.append(Fault("/amount", str(error), "Write it like 1,178억원, 190만불 or US$ 1.2M."))
    if draft.state != "held" and (money or draft.tier != "none"):
        faults.append(
            Fault("/tier", "A meeting that was not held has no result", "Choose held, or no result and no amount.")
        )
    if draft.tier in PROVED_TIERS and not draft.evidence.strip():
        faults.append(
            Fault("/evidence", f"{draft.tier!r} counts only with evidence", "Name the contract or customs document.")
        )
    if draft.destination.strip() and not re.fullmatch(r"[A-Za-z]{2}", draft.destination.strip()):
        faults.append(Fault("/destination", f"{draft.destination!r} is no country code", "Give two letters, like TR."))
    for name, text in (("quantity", draft.quantity), ("unit_price", draft.unit_price)):
        try:
            _number(text)
        except InvalidOperation:
            faults.append(
                Fault(f"/{name}", f"{text!r} is not a number of zero or more", "Give digits, like 1,200 or 12.5.")
            )
    if faults:
        raise Invalid("The record cannot be used yet.", faults)
    return money


def _number(text: str) -> Decimal | None:
    plain = text.replace(",", "").strip()
    if not plain:
        return None
    number = Decimal(plain)
    if not number.is_finite() or number < 0:
        raise InvalidOperation
    return number
