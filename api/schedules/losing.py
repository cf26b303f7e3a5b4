"""The day itself: a participant is gone or late, a table or an interpreter is lost, and it is taken back.

A loss is a fact like any other: the published schedule is checked against it at once, and re-planning lets it in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.access.may import require
from api.access.nouns import Caller
from api.events import store as events
from api.events.nouns import Interpreter, Participant, Slot, Table
from api.ground.db import Connection
from api.ground.errors import Fault, Invalid, NotFound
from api.ground.portions import ALL, Portion, Span
from api.ground.texts import clean
from api.ground.words import word
from api.schedules import inputs, store
from api.schedules.nouns import Loss, LossKind, NewLoss

Hours = tuple[datetime | None, datetime | None]


async def losses(db: Connection, event_id: int, *, span: Span = ALL, by: Caller) -> Portion[Loss]:
    """Everything that is lost at an event, the latest said first."""
    require(by, "read", "loss")
    return await inputs.losses(db, event_id, span)


async def loss(db: Connection, event_id: int, loss_id: int, *, by: Caller) -> Loss:
    """One loss; NotFound if the event has none of this number."""
    found = next((one for one in await losses(db, event_id, by=by) if one.id == loss_id), None)
    if found is None:
        raise NotFound("This event has no loss {number}.", code="no-such-loss", number=loss_id)
    return found


@dataclass(frozen=True, slots=True)
class Losable:
    """What can be lost at an event, by its kind, the slots in which it can, and the zone of each leg."""

    things: Mapping[LossKind, Sequence[Participant | Table | Interpreter]]
    slots: Sequence[Slot]
    zones: Mapping[str, str]


async def losable(db: Connection, event_id: int, *, by: Caller) -> Losable:
    """Everything of which it can be said that it is lost."""
    require(by, "read", "loss")
    things: dict[LossKind, Sequence[Participant | Table | Interpreter]] = {
        "participant": await events.participants(db, event_id),
        "table": await events.tables(db, event_id),
        "interpreter": await events.interpreters(db, event_id),
    }
    zones = {leg.code: leg.zone for leg in await events.legs(db, event_id)}
    return Losable(things, await events.slots(db, event_id), zones)


async def lose(db: Connection, event_id: int, said: NewLoss, *, by: Caller) -> list[Loss]:
    """Say that something is lost; the losses that were added, one for each run of slots.

    Raises
    ------
    Invalid
        A code is unknown, or the time is none.
    """
    require(by, "say", "loss")
    async with db.transaction():
        await store.lock_facts(db, event_id)
        spans = list(_spans(await events.slots(db, event_id), said))
        added = [
            await inputs.add_loss(db, event_id, said.kind, said.code, *span, why=clean(said.why), by=by.signature)
            for span in spans
        ]
        if None in added:
            raise Invalid(
                "Nothing was changed.",
                [
                    Fault(
                        "/code",
                        "This event has no {kind} '{named}'",
                        "Choose one of the event.",
                        kind=word("loss", said.kind),
                        named=said.code,
                    )
                ],
            )
        return [one for one in await inputs.losses(db, event_id) if one.id in added]


async def take_back(db: Connection, event_id: int, loss_id: int, *, by: Caller) -> None:
    """Take a loss back: it was none, or is over.

    Raises
    ------
    NotFound
        The event has no such loss.
    """
    require(by, "say", "loss")
    async with db.transaction():
        await store.lock_facts(db, event_id)
        if not await inputs.remove_loss(db, event_id, loss_id):
            raise NotFound("This event has no loss {number}.", code="no-such-loss", number=loss_id)


def _spans(slots: Sequence[Slot], said: NewLoss) -> Iterator[Hours]:
    """The times that a loss takes; slots that follow each other are one."""
    known = {slot.code: slot for slot in slots}
    named = {"slots": said.slots, "from_slot": (said.from_slot,), "until_slot": (said.until_slot,)}
    unknown = [(field, code) for field, codes in named.items() for code in codes if code and code not in known]
    if unknown:
        raise Invalid("Nothing was changed.", [_no_slot(field, code) for field, code in unknown])
    if said.slots:
        yield from _runs(sorted((known[code] for code in said.slots), key=lambda slot: slot.starts_at))
        return
    begins = known[said.from_slot].starts_at if said.from_slot else said.from_time
    ends = known[said.until_slot].starts_at if said.until_slot else said.until_time
    if begins is not None and ends is not None and begins >= ends:
        fault = Fault("/until_slot", "The end does not come after the beginning", "Choose a later end.")
        raise Invalid("Nothing was changed.", [fault])
    yield begins, ends


def _runs(slots: Sequence[Slot]) -> Iterator[Hours]:
    begins, ends, leg = slots[0].starts_at, slots[0].ends_at, slots[0].leg
    for slot in slots[1:]:
        if slot.starts_at > ends or slot.leg != leg:
            yield begins, ends
            begins, leg = slot.starts_at, slot.leg
        ends = slot.ends_at
    yield begins, ends


def _no_slot(field: str, code: str) -> Fault:
    return Fault(
        f"/{field}",
        "This event has no slot '{slot}'",
        "Choose one of the event.",
        slot=code,
    )
