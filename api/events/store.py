"""Events, their legs, slots, tables and interpreters."""

from typing import LiteralString

from api.events.nouns import Event, Interpreter, Leg, Slot, Table
from api.ground.db import Connection, fetch, fetch_one
from api.ground.errors import NotFound

PARTIES: LiteralString = """
    s.code supplier_code, s.name_ko supplier_ko, s.name_en supplier_en, s.name_local supplier_local,
    b.code buyer_code, b.name_ko buyer_ko, b.name_en buyer_en, b.name_local buyer_local
"""
"""The columns of a pair's two parties, where the participants ``s`` and ``b`` are its supplier and its buyer."""


async def events(db: Connection) -> list[Event]:
    """All events, the newest first."""
    return await fetch(db, Event, "select * from events order by id desc")


async def event_by_slug(db: Connection, slug: str) -> Event:
    """The event of a slug; NotFound if there is none."""
    event = await fetch_one(db, Event, "select * from events where slug = $1", slug)
    if event is None:
        raise NotFound(f"There is no event {slug!r}.", code="no-such-event")
    return event


async def event(db: Connection, event_id: int) -> Event:
    """The event of an id; NotFound if it is gone."""
    found = await fetch_one(db, Event, "select * from events where id = $1", event_id)
    if found is None:
        raise NotFound("This event does not exist any more.", code="no-such-event")
    return found


async def legs(db: Connection, event_id: int) -> list[Leg]:
    """Legs of an event in the order of travel."""
    return await fetch(db, Leg, "select * from legs where event_id = $1 order by starts_on, id", event_id)


async def slots(db: Connection, event_id: int) -> list[Slot]:
    """Slots of all legs of an event, by time."""
    return await fetch(
        db,
        Slot,
        "select s.* from slots s join legs l on l.id = s.leg_id where l.event_id = $1 order by s.starts_at, s.id",
        event_id,
    )


async def tables(db: Connection, event_id: int) -> list[Table]:
    """Tables of all legs of an event, as listed."""
    return await fetch(
        db,
        Table,
        "select t.* from tables t join legs l on l.id = t.leg_id where l.event_id = $1 order by t.id",
        event_id,
    )


async def interpreters(db: Connection, event_id: int) -> list[Interpreter]:
    """Interpreters of an event, as listed."""
    return await fetch(db, Interpreter, "select * from interpreters where event_id = $1 order by id", event_id)
