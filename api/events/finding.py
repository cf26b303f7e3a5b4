"""Find events, and the one that an address names, as far as the caller's key opens them."""

from dataclasses import dataclass
from typing import Any, LiteralString

from api.access.keys import known, sha256_of
from api.access.may import require, require_event
from api.access.nouns import Caller
from api.events import store
from api.events.entering import entering, glancing
from api.events.nouns import Event, Leg, Participant, Slot, Table
from api.ground.db import Connection
from api.ground.errors import NotFound
from api.ground.portions import ALL, Portion, Span


@dataclass(frozen=True, slots=True)
class Grid:
    """Where and when an event can have meetings."""

    legs: tuple[Leg, ...]
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]


async def events(db: Connection, *, span: Span = ALL, by: Caller) -> Portion[Event]:
    """The events that the key opens, the newest first."""
    require(by, "list", "event")
    return await store.events(db, only=by.event_id, span=span)


async def event(db: Connection, slug: str, *, by: Caller) -> Event:
    """The event of a slug.

    Raises
    ------
    NotFound
        There is none, or the key opens another one.
    """
    require_event(by, slug)
    found = await store.event_by_slug(db, slug)
    if found is None:
        raise NotFound("There is no event '{event}'.", event=slug, code="no-such-event")
    return found


async def entered(db: Connection, token: str | None, slug: str) -> tuple[Caller, Event]:
    """Who comes with a token, and the event of a slug.

    Raises
    ------
    Unauthenticated
        No key or session in force has the token.
    NotFound
        There is no such event, or the key opens another one.
    """
    found, event = await entering(db, sha256_of(token), slug)
    by = known(found)
    require_event(by, slug)
    if event is None:
        raise NotFound("There is no event '{event}'.", event=slug, code="no-such-event")
    return by, event


async def glanced(
    db: Connection, token: str | None, slug: str, found: LiteralString, *args: object
) -> tuple[Caller, Any]:
    """Who comes with a token, and an expression over an event, in one statement; refused as `entered` is.

    The caller is known only afterwards: the verb asks for the right before it hands on what was read.
    """
    glance = await glancing(db, sha256_of(token), slug, found, *args)
    by = known(glance.caller)
    require_event(by, slug)
    if not glance.there:
        raise NotFound("There is no event '{event}'.", event=slug, code="no-such-event")
    return by, glance.found


async def legs(db: Connection, event_id: int, *, by: Caller) -> list[Leg]:
    """Legs of an event in the order of travel."""
    require(by, "read", "event")
    return await store.legs(db, event_id)


async def grid(db: Connection, event_id: int, *, by: Caller) -> Grid:
    """Legs, slots and tables of an event."""
    require(by, "oversee", "event")
    legs, slots = await store.legs(db, event_id), await store.slots(db, event_id)
    return Grid(tuple(legs), tuple(slots), tuple(await store.tables(db, event_id)))


async def participant(db: Connection, event_id: int, code: str) -> Participant:
    """The participant of a code, for verbs that have asked whether the caller may.

    Raises
    ------
    NotFound
        The event has none.
    """
    found = await store.participant(db, event_id, code)
    if found is None:
        raise NotFound("This event has no participant '{who}'.", who=code, code="no-such-participant")
    return found
