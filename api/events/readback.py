"""An event as a workbook holds it, read back from the database."""

from api.events import store
from api.events.nouns import EventWorkbook
from api.ground.db import Connection


async def workbook(db: Connection, event_id: int) -> EventWorkbook:
    """Everything that an event's workbook would say now, requests as wishes included."""
    event = await store.event(db, event_id)
    if event is None:
        raise ValueError(f"no event has the id {event_id}")
    participants = await store.participants(db, event_id)
    return EventWorkbook(
        event=event,
        legs=tuple(await store.legs(db, event_id)),
        slots=tuple(await store.slots(db, event_id)),
        tables=tuple(await store.tables(db, event_id)),
        interpreters=tuple(await store.interpreters(db, event_id)),
        suppliers=tuple(participant for participant in participants if participant.side == "supplier"),
        buyers=tuple(participant for participant in participants if participant.side == "buyer"),
        solutions=tuple(await store.solutions(db, event_id)),
        needs=tuple(await store.needs(db, event_id)),
        delegates=tuple(await store.delegates(db, event_id)),
        availability=tuple(await store.availability(db, event_id)),
        wishes=tuple(await store.wishes(db, event_id)),
        exclusions=tuple(await store.exclusions(db, event_id)),
    )
