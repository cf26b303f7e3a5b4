"""Record what came of a meeting, and correct a record: both are new rows, nothing recorded is ever changed."""

from dataclasses import replace
from datetime import UTC, datetime

from api.access.may import confined, own_id, require
from api.access.nouns import Caller
from api.ground.constraints import refusals_in_words
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Forbidden, Invalid, NotFound, ask_about
from api.ground.portions import ALL, Portion, Span
from api.ground.texts import clean
from api.outcomes import store
from api.outcomes.nouns import Outcome, OutcomeFields
from api.outcomes.plausible import doubts
from api.outcomes.understanding import PROVED_TIERS, TIERS, understood
from api.requests.asking import pair


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
    """A record as a caller may see it: the notes of the other side are its own, and how content it was."""
    if not confined(by, "read", "outcome") or found.recorded_side == by.side:
        return found
    return replace(found, note="", satisfaction=None)


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
    were, are = before.ends, after.ends
    smaller = bool(were and are) and all(one <= other for one, other in zip(are, were, strict=True))
    return (
        after.state in (before.state, "cancelled")
        and TIERS.index(after.tier) <= TIERS.index(before.tier)
        and (not are or (smaller and (after.currency, after.rate) == (before.currency, before.rate)))
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
    read = understood(draft)
    begins = await store.begins(db, event_id, supplier_id, buyer_id)
    if not confirmed:
        numbers = read.quantity, read.unit_price
        ask_about(list(doubts(draft, read.money, numbers, begins, now or datetime.now(UTC))))


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
    said = {
        **understood(draft).columns(draft),
        "corrects": corrects,
        "recorded_side": side or by.acts_as,
        "recorded_by": by.signature,
    }
    by_one = confined(by, "record", "outcome")
    async with refusals_in_words(db):
        added = await store.add_outcome(db, event_id, supplier_id, buyer_id, said, by_one=by_one)
    return await outcome(db, event_id, added, by=by)
