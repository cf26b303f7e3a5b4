"""Record what came of a meeting, and correct a record: both are new rows, nothing recorded is ever changed."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args

from api.access.may import confined, own_id, require
from api.access.nouns import Caller
from api.ground.constraints import refusals_in_words
from api.ground.countries import read_country
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Forbidden, Invalid, NotFound, ask_about, fault_of, no_choice
from api.ground.money import Money, UnclearAmountError, read_money
from api.ground.numbers import read_decimal
from api.ground.portions import ALL, Portion, Span
from api.ground.texts import clean
from api.ground.typed import Message, Unreadable
from api.ground.words import word
from api.outcomes import store
from api.outcomes.nouns import Outcome, OutcomeFields, OutcomeState, OutcomeTier
from api.outcomes.plausible import doubts, impossible
from api.requests.asking import pair

STATES = get_args(OutcomeState)
TIERS = get_args(OutcomeTier)
PROVED_TIERS = ("contract signed", "exported")
_LARGEST = Decimal(10) ** 20


async def outcomes(
    db: Connection, event_id: int, *, current_only: bool = False, span: Span = ALL, by: Caller
) -> Portion[Outcome]:
    """Records that a caller may see, the newest first."""
    own = own_id(by, "read", "outcome")
    found = await store.outcomes(db, event_id, participant_id=own, current_only=current_only, span=span)
    return found.each(lambda one: _seen(one, by=by))


async def outcome(db: Connection, event_id: int, outcome_id: int, *, by: Caller) -> Outcome:
    """One record.

    Raises
    ------
    NotFound
        There is no such record, or it concerns others.
    """
    found = await store.outcome(db, event_id, outcome_id)
    own = confined(by, "read", "outcome")
    if found is None or (own and by.participant_code not in (found.supplier.code, found.buyer.code)):
        raise NotFound("There is no record {number} here.", code="no-such-outcome", number=outcome_id)
    return _seen(found, by=by)


def _seen(found: Outcome, *, by: Caller) -> Outcome:
    """A record as a caller may see it: the notes of the other side are its own."""
    if not confined(by, "read", "outcome") or found.recorded_side == by.side:
        return found
    return replace(found, note="")


async def count(db: Connection, event_id: int, *, by: Caller) -> tuple[int, int]:
    """How many records of an event stand as they are and count, and how many wait for the organizer's yes."""
    require(by, "oversee", "event")
    return await store.count_outcomes(db, event_id)


async def count_unrecorded(db: Connection, event_id: int, *, by: Caller) -> int:
    """How many published meetings are over and without any record."""
    require(by, "oversee", "event")
    return await store.count_unrecorded(db, event_id)


def of_own_side(outcome: Outcome, *, by: Caller) -> bool:
    """Whether the caller may correct a record: a participant corrects what its own side recorded."""
    return not confined(by, "record", "outcome") or outcome.recorded_side == by.acts_as


async def confirm(db: Connection, event_id: int, outcome_id: int, *, by: Caller) -> Outcome:
    """Say the organizer's yes to a record of a pair that had no published meeting: it counts from now on.

    Raises
    ------
    NotFound
        There is no such record.
    Conflict
        It does not wait: it counts already, or was corrected.
    """
    require(by, "confirm", "outcome")
    found = await outcome(db, event_id, outcome_id, by=by)
    return await _answer(db, event_id, found, by=by)


async def refuse(db: Connection, event_id: int, outcome_id: int, why: str, *, by: Caller) -> Outcome:
    """Say the organizer's no to such a record: it is not counted, and whoever recorded it reads why and may correct it.

    Raises
    ------
    NotFound, Conflict
        As for `confirm`.
    Invalid
        No reason.
    """
    require(by, "confirm", "outcome")
    found = await outcome(db, event_id, outcome_id, by=by)
    if not clean(why):
        unreasoned = Fault("/why", "A no needs its reason.", "Say in a sentence why it does not count.")
        raise Invalid("The record cannot be refused yet.", [unreasoned])
    return await _answer(db, event_id, found, why_not=clean(why), by=by)


async def _answer(db: Connection, event_id: int, found: Outcome, *, why_not: str = "", by: Caller) -> Outcome:
    waits = found.current and found.waits
    if not (waits and await store.answer(db, event_id, found.id, why_not=why_not, by=by.signature)):
        raise Conflict("Record {number} does not wait for an answer.", code="not-waiting", number=found.id)
    return await outcome(db, event_id, found.id, by=by)


async def record(
    db: Connection,
    event_id: int,
    supplier_code: str,
    buyer_code: str,
    draft: OutcomeFields,
    *,
    by: Caller,
    confirmed: bool = False,
    now: datetime | None = None,
) -> Outcome:
    """Record the outcome of a pair's meeting, from the caller's side.

    A participant's record of a pair without a published meeting waits for the organizer's yes. What looks unlike anything
    usual is recorded once it is ``confirmed``.

    Raises
    ------
    Forbidden
        A participant records for others.
    Invalid
        Fields that cannot be used, each with its place.
    Conflict
        This side recorded it already: correct that record. Or ``doubtful``: look at what was read and confirm it.
    """
    supplier, buyer = await pair(db, event_id, supplier_code, buyer_code, verb="record", noun="outcome", by=by)
    for earlier in await store.outcomes(db, event_id, participant_id=supplier.id, current_only=True):
        if (earlier.buyer.code, earlier.recorded_side) == (buyer.code, by.acts_as):
            raise Conflict(
                "This side recorded {supplier} × {buyer} already: correct record {number}.",
                code="already-recorded",
                supplier=supplier.code,
                buyer=buyer.code,
                number=earlier.id,
            )
    await _ask_about(db, event_id, supplier.id, buyer.id, draft, confirmed=confirmed, now=now)
    return await _add(db, event_id, supplier.id, buyer.id, draft, corrects=None, by=by)


async def correct(
    db: Connection,
    event_id: int,
    outcome_id: int,
    draft: OutcomeFields,
    *,
    by: Caller,
    confirmed: bool = False,
    now: datetime | None = None,
) -> Outcome:
    """Add a record that replaces an earlier one; the earlier one stays readable.

    The organizer's yes to the earlier one holds for it too, as long as it claims no more.

    Raises
    ------
    NotFound
        There is no such record, or it concerns others.
    Forbidden
        The other side recorded it.
    Conflict
        It was corrected already. Or ``doubtful``, as for `record`.
    """
    earlier = await outcome(db, event_id, outcome_id, by=by)
    if not of_own_side(earlier, by=by):
        raise Forbidden("The other side recorded this: record what your side saw instead.", code="other-side")
    if not earlier.current:
        raise Conflict("This record was corrected already: correct the newest one.", code="outcomes-corrected-once")
    supplier, buyer = await pair(
        db, event_id, earlier.supplier.code, earlier.buyer.code, verb="record", noun="outcome", by=by
    )
    await _ask_about(db, event_id, supplier.id, buyer.id, draft, confirmed=confirmed, now=now)
    added = await _add(
        db, event_id, supplier.id, buyer.id, draft, corrects=outcome_id, by=by, side=earlier.recorded_side
    )
    if not (added.waits and earlier.counts and claims_no_more(earlier, added)):
        return added
    await store.carry_yes(db, event_id, earlier.id, to=added.id)
    return await outcome(db, event_id, added.id, by=by)


def claims_no_more(before: Outcome, after: Outcome) -> bool:
    """Whether a record says nothing that would need another look: no other state, no higher tier, no larger amount.

    What a tier rests on is looked at with it, so other evidence of a proved tier is another claim.
    """
    smaller = before.amount is not None and after.amount is not None and after.amount <= before.amount
    return (
        after.state in (before.state, "cancelled")
        and TIERS.index(after.tier) <= TIERS.index(before.tier)
        and (after.amount is None or (smaller and after.currency == before.currency))
        and (after.tier not in PROVED_TIERS or (after.tier, after.evidence) == (before.tier, before.evidence))
    )


async def _ask_about(
    db: Connection,
    event_id: int,
    supplier_id: int,
    buyer_id: int,
    draft: OutcomeFields,
    *,
    confirmed: bool,
    now: datetime | None,
) -> None:
    """Refuse what cannot be used, and what is doubtful until it is confirmed."""
    money = checked(draft)
    numbers = _number(draft.quantity), _number(draft.unit_price)
    begins = await store.begins(db, event_id, supplier_id, buyer_id)
    if not confirmed:
        ask_about(list(doubts(draft, money, numbers, begins, now or datetime.now(UTC))))


async def _add(
    db: Connection,
    event_id: int,
    supplier_id: int,
    buyer_id: int,
    draft: OutcomeFields,
    *,
    corrects: int | None,
    by: Caller,
    side: str | None = None,
) -> Outcome:
    money = checked(draft)
    typed = {field.name: clean(str(getattr(draft, field.name))) for field in fields(OutcomeFields)}
    said = {
        **typed,
        "quantity": _number(draft.quantity),
        "unit_price": _number(draft.unit_price),
        "amount": money and money.amount,
        "currency": money and money.currency,
        "amount_said": money.said if money else "",
        "destination": read_country(draft.destination) if typed["destination"] else None,
        "corrects": corrects,
        "recorded_side": side or by.acts_as,
        "recorded_by": by.signature,
    }
    by_one = confined(by, "record", "outcome")
    async with refusals_in_words(db):
        added = await store.add_outcome(db, event_id, supplier_id, buyer_id, said, by_one=by_one)
    return await outcome(db, event_id, added, by=by)


def checked(draft: OutcomeFields) -> Money | None:
    """The amount of a draft whose fields can all be used.

    Raises
    ------
    Invalid
        With a fault for every field that cannot.
    """
    money, unclear = _money(draft.amount)
    if faults := [*_unknown(draft), *unclear, *impossible(money), *_unproved(draft, bool(money)), *_unreadable(draft)]:
        raise Invalid("The record cannot be used yet.", faults)
    return money


def _money(amount: str) -> tuple[Money | None, list[Fault]]:
    if not amount.strip():
        return None, []
    try:
        return read_money(amount), []
    except UnclearAmountError as error:
        return None, [fault_of("/amount", error.message)]


def _unknown(draft: OutcomeFields) -> Iterator[Fault]:
    for field, kind, typed, known in (
        ("state", "outcome", draft.state, STATES),
        ("tier", "tier", draft.tier, TIERS),
    ):
        if typed not in known:
            yield no_choice(f"/{field}", kind, typed, known)


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


def _unreadable(draft: OutcomeFields) -> Iterator[Fault]:
    fields = (
        ("destination", draft.destination, read_country),
        ("quantity", draft.quantity, _number),
        ("unit_price", draft.unit_price, _number),
    )
    for field, typed, read in fields:
        try:
            read(typed) if typed.strip() else None
        except Unreadable as error:
            yield fault_of(f"/{field}", error.message)


def _number(text: str) -> Decimal | None:
    number = read_decimal(text) if text.strip() else None
    if number is not None and number >= _LARGEST:
        raise Unreadable(
            Message(
                "number-too-large",
                "'{text}' is larger than any contract.",
                "Look at its units.",
                text=text.strip(),
            )
        )
    return number
