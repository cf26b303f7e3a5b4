"""Snapshots: numbers as they were given out, and whether the records of then still give them."""

from typing import get_args

from api.access.may import require
from api.access.nouns import Caller
from api.events.nouns import Event
from api.figures import store
from api.figures.nouns import Sheet, Snapshot, State
from api.figures.reading import sheet
from api.ground.db import Connection
from api.ground.errors import Fault, Invalid, NotFound, no_choice
from api.ground.texts import clean
from api.ledger import store as ledger

STATES: tuple[State, ...] = get_args(State)


async def snapshots(db: Connection, event_id: int, *, by: Caller) -> list[Snapshot]:
    """All snapshots of an event, the newest first."""
    require(by, "read", "figure")
    return await store.snapshots(db, event_id)


async def take(db: Connection, event: Event, state: str, why: str = "", *, by: Caller) -> Snapshot:
    """Keep the numbers of this moment, as provisional, final or corrected ones.

    Nobody writes a record while it is taken, so that its moment has records before and after it, and none on both sides.

    Raises
    ------
    Invalid
        No such state; or a correction that corrects nothing, or says no reason.
    """
    require(by, "settle", "figure")
    earlier = await store.snapshots(db, event.id)
    if state not in STATES:
        raise Invalid("The figures cannot be kept yet.", [no_choice("/state", "snapshot", state, STATES)])
    if state == "corrected" and not (clean(why) and any(one.state != "provisional" for one in earlier)):
        fault = Fault("/why", "A correction corrects final figures, and says why.", "Say it, or choose another state.")
        raise Invalid("The figures cannot be kept yet.", [fault])
    moment = await ledger.hold_still(db)
    numbers = digits(await sheet(db, event, as_of=moment, by=by))
    made = await store.add(db, event.id, state, clean(why), moment, numbers, by=by.signature)
    return await snapshot(db, event.id, made, by=by)


async def snapshot(db: Connection, event_id: int, snapshot_id: int, *, by: Caller) -> Snapshot:
    """One snapshot.

    Raises
    ------
    NotFound
        The event has none of this number.
    """
    found = next((one for one in await snapshots(db, event_id, by=by) if one.id == snapshot_id), None)
    if found is None:
        raise NotFound("There are no figures {number} here.", code="no-such-snapshot", number=snapshot_id)
    return found


async def unlike(db: Connection, event: Event, kept: Snapshot, *, by: Caller) -> dict[str, tuple[str, str]]:
    """The numbers of a snapshot that its records no longer give, as kept and as derived now; empty as it should be."""
    now = digits(await sheet(db, event, as_of=kept.as_of, by=by))
    keys = sorted(kept.numbers.keys() | now.keys())
    pairs = {key: (kept.numbers.get(key, ""), now.get(key, "")) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def digits(found: Sheet) -> dict[str, str]:
    """Every number of a table that comes from append-only records, with all its digits, by key and leg."""
    return {
        f"{key} {leg}".strip(): f"{number.value:f}"
        for (key, leg), number in found.numbers.items()
        if number.of.kept and (number.entries or number.left)
    }
