"""Read the trail of an event."""

from api.access.may import require
from api.access.nouns import Caller
from api.audit import store
from api.audit.nouns import Entry
from api.ground.db import Connection
from api.ground.portions import Portion, Span

FIRST = Span(100)
NOUNS = (
    "events",
    "legs",
    "slots",
    "tables",
    "interpreters",
    "participants",
    "delegates",
    "unavailability",
    "solutions",
    "needs",
    "requests",
    "request_steps",
    "forbidden_pairs",
    "pins",
    "schedules",
    "publications",
    "outcomes",
    "mous",
    "mou_entries",
    "confirmations",
    "losses",
    "access_keys",
    "accounts",
    "notices",
    "notice_texts",
    "unsubscribed",
    "reminders",
    "ledger",
    "mou_activities",
    "rates",
    "snapshots",
    "consents",
    "retentions",
    "erasures",
    "webhooks",
)
"""Tables of which a trail is kept."""


async def entries(
    db: Connection,
    event_id: int,
    *,
    by: Caller,
    noun: str | None = None,
    author: str | None = None,
    span: Span = FIRST,
) -> Portion[Entry]:
    """Entries of an event, the newest first.

    Raises
    ------
    Forbidden
        Only organizers read the trail.
    """
    require(by, "read", "trail")
    return await store.entries(db, event_id, noun=noun, by=author, span=span)
