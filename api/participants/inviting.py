"""Keys for those at an event: made, and put out of force."""

from api.access import keys
from api.access.may import require
from api.access.nouns import Caller
from api.events import finding
from api.ground.db import Connection


async def invite(db: Connection, event_id: int, participant_code: str = "", *, label: str = "", by: Caller) -> str:
    """Make a key for the participant of a code, or for an organizer where the code is empty; its token.

    Raises
    ------
    Forbidden
        The caller may make no keys.
    NotFound
        The event has no participant of this code.
    """
    require(by, "make", "key")
    if not participant_code:
        return await keys.make_key(db, "organizer", event_id=event_id, label=label or "organizer")
    participant = await finding.participant(db, event_id, participant_code)
    return await keys.make_key(
        db, "participant", event_id=event_id, participant_id=participant.id, label=label or participant.code
    )


async def shut_out(db: Connection, event_id: int, participant_code: str, *, by: Caller) -> int:
    """Put every key of a participant out of force; how many were in force until now. Refused as `invite` is."""
    require(by, "revoke", "key")
    participant = await finding.participant(db, event_id, participant_code)
    return await keys.revoke_all(db, participant.id)
