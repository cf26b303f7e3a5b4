"""What the organizer settles for a whole event."""

from api.access.may import require
from api.access.nouns import Caller
from api.events import store
from api.events.nouns import Consent
from api.ground.db import Connection


async def settle_consent(db: Connection, event_id: int, consent: Consent, *, by: Caller) -> None:
    """Say whose yes a meeting needs that one side asked for: of both sides, or of the one who asked.

    Wishes of the workbook and requests of the organizer count at once in either case.
    """
    require(by, "settle", "event")
    await store.set_consent(db, event_id, consent)
