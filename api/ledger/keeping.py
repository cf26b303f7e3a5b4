"""Keep records of the ledger: add them, correct one with its reason, take one away, and state rates."""

from collections.abc import Sequence
from datetime import date

from api.access.may import require
from api.access.nouns import Caller
from api.events import store as events
from api.ground.constraints import refusals_in_words
from api.ground.db import Connection
from api.ground.errors import Fault, Invalid, NotFound
from api.ground.texts import clean
from api.ledger import store
from api.ledger.nouns import Entry, Rate, RecordFields
from api.ledger.understanding import day_and_rate, understood

MOST_TOLD = 200
"""Faults that are told one by one: a page of more helps nobody."""


async def add(db: Connection, event_id: int, drafts: Sequence[RecordFields], *, by: Caller) -> list[int]:
    """Add records, all of them or none; their numbers in order.

    Raises
    ------
    Invalid
        Fields that cannot be used: each with its place, behind the place of its record where there are several.
    """
    require(by, "record", "figure")
    legs = tuple(leg.code for leg in await events.legs(db, event_id))
    rows, faults = list[dict[str, object]](), list[Fault]()
    for at, draft in enumerate(drafts):
        try:
            rows.append(understood(draft, legs) | {"void": False, "why": "", "recorded_by": by.signature})
        except Invalid as refused:
            faults += [one.at(f"/{at}{one.where}") if len(drafts) > 1 else one for one in refused.faults]
    if faults:
        raise Invalid("The records cannot be used yet.", faults[:MOST_TOLD])
    async with refusals_in_words(db):
        return await store.add(db, event_id, rows)


async def record(db: Connection, event_id: int, entry_id: int, *, by: Caller) -> Entry:
    """One record of the ledger as it stands.

    Raises
    ------
    NotFound
        There is none of this number, or it was corrected.
    """
    require(by, "read", "figure")
    found = await store.current(db, event_id, entry_id)
    if found is None:
        raise NotFound("The ledger has no record {number} that stands.", code="no-such-record", number=entry_id)
    return found


async def history(db: Connection, event_id: int, entry_id: int, *, by: Caller) -> list[dict[str, object]]:
    """A record and what it corrected, the newest first."""
    require(by, "read", "figure")
    return await store.history(db, event_id, entry_id)


async def correct(
    db: Connection, event_id: int, entry_id: int, draft: RecordFields, *, why: str, void: bool = False, by: Caller
) -> int:
    """Add a record that replaces an earlier one, or takes it away, and says why; its number.

    Raises
    ------
    NotFound
        There is no such record, or it was corrected.
    Invalid
        No reason, or fields that cannot be used.
    """
    require(by, "record", "figure")
    await record(db, event_id, entry_id, by=by)
    if not clean(why):
        unreasoned = Fault("/why", "A correction needs its reason.", "Say in a sentence what was wrong.")
        raise Invalid("The record cannot be used yet.", [unreasoned])
    legs = tuple(leg.code for leg in await events.legs(db, event_id))
    row = understood(draft, legs) | {"corrects": entry_id, "void": void, "why": clean(why), "recorded_by": by.signature}
    async with refusals_in_words(db):
        return (await store.add(db, event_id, [row]))[0]


def as_typed(found: Entry) -> RecordFields:
    """A record as its form shows it."""
    return RecordFields(
        kind=found.kind if found.kind not in ("mou", "planned mou", "supplier", "buyer") else "consultation",
        leg=found.leg,
        source=found.source,
        who=found.who,
        whom=found.whom,
        country=found.country or "",
        city=found.city,
        sector=found.sector,
        product=found.product,
        tier=found.tier,
        quantity=f"{found.quantity:f}",
        amount=found.amount_said,
        rate="" if found.rate is None else f"{found.rate:f}",
        rate_on="" if found.rate_on is None else found.rate_on.isoformat(),
        rate_source=found.rate_source,
        held_on="" if found.held_on is None else found.held_on.isoformat(),
        evidence=found.evidence,
    )


async def state_rate(
    db: Connection, event_id: int, currency: str, rate: str, rate_on: str, source: str, *, by: Caller
) -> None:
    """State how many won one unit of a currency is, for records that hold no rate of their own.

    Raises
    ------
    Invalid
        Fields that cannot be used, each with its place.
    """
    require(by, "record", "figure")
    code, value, day = day_and_rate(currency, rate, rate_on)
    if not clean(source):
        raise Invalid("The rate cannot be used yet.", [Fault("/source", "The source is missing.", "Name the bank.")])
    await store.add_rate(db, event_id, Rate(code, value, date.fromisoformat(day), clean(source)), by=by.signature)
