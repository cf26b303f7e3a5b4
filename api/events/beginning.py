"""Begin an event without a workbook: its names, its legs, and what other sources say of it."""

from collections.abc import Sequence

from api.access.may import require
from api.access.nouns import Caller
from api.events import intake, store
from api.events.nouns import Event, Leg
from api.events.taking import dated, event_row
from api.ground.db import Connection


async def begin(db: Connection, event: Event, legs: Sequence[Leg], *, filename: str, by: Caller) -> Event:
    """Add an event with its legs; one of this code that is there stays as it is."""
    require(by, "create", "event")
    await store.lock_for_import(db, event.slug)
    there = await store.event_by_slug(db, event.slug)
    if there is None:
        event_id = await intake.save_event(db, event_row(event), b"", filename)
        await intake.save_legs(db, event_id, [dated(leg) for leg in legs])
        there = await store.event(db, event_id)
    assert there is not None
    return there
