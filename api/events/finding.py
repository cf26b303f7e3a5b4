"""Find an event, or someone in it, by what people call it; a refusal where there is none."""

from api.events import store
from api.events.nouns import Event, Participant
from api.ground.db import Connection
from api.ground.errors import NotFound


async def event(db: Connection, slug: str) -> Event:
    """The event of a slug.

    Raises
    ------
    NotFound
        There is none.
    """
    found = await store.event_by_slug(db, slug)
    if found is None:
        raise NotFound(f"There is no event {slug!r}.", code="no-such-event")
    return found


async def participant(db: Connection, event_id: int, code: str) -> Participant:
    """The participant of a code.

    Raises
    ------
    NotFound
        The event has none.
    """
    found = await store.participant(db, event_id, code)
    if found is None:
        raise NotFound(f"This event has no participant {code!r}.", code="no-such-participant")
    return found
