"""Stop letters to an address, by the address that stands in each of them but invitations."""

from dataclasses import replace
from uuid import UUID

from api.ground.db import Connection
from api.ground.errors import NotFound
from api.ground.words import Sentence
from api.notices import store
from api.notices.nouns import Subscription


async def look(db: Connection, ticket: UUID) -> Subscription:
    """Which letters a ticket stops; looking stops none, as mail programs follow links by themselves.

    Raises
    ------
    NotFound
        No letter has this ticket.
    """
    found = await store.subscription(db, ticket)
    if found is None:
        raise NotFound("No letter has this address to stop it.", code="no-such-letter")
    return found


async def stop(db: Connection, ticket: UUID) -> Subscription:
    """Send nothing more to the address of that letter but invitations, and drop what waits. Refused as `look` is."""
    found = await look(db, ticket)
    await store.stop(db, found, Sentence("Its reader wants no letters."))
    return replace(found, stopped=True)


async def go_on(db: Connection, ticket: UUID) -> Subscription:
    """Send letters to it again. Refused as `look` is."""
    found = await look(db, ticket)
    await store.go_on(db, found)
    return replace(found, stopped=False)
