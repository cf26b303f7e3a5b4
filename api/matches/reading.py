"""Suggested pairs, as far as the caller may see them."""

from api.access.may import confined, require
from api.access.nouns import Caller
from api.events import finding
from api.ground.db import Connection
from api.ground.portions import ALL, Portion, Span
from api.matches import store
from api.matches.nouns import Match


async def matches(
    db: Connection,
    event_id: int,
    *,
    supplier: str | None = None,
    buyer: str | None = None,
    span: Span = ALL,
    by: Caller,
) -> Portion[Match]:
    """Matches of an event by score, of one supplier or buyer if given; a participant sees those of its own.

    Raises
    ------
    NotFound
        The event has no participant of a code.
    """
    if confined(by, "read", "match"):
        mine = by.participant_code
        supplier, buyer = (mine, buyer) if by.side == "supplier" else (supplier, mine)
    ids = [
        (await finding.participant(db, event_id, code)).id if code is not None else None for code in (supplier, buyer)
    ]
    return await store.matches(db, event_id, supplier_id=ids[0], buyer_id=ids[1], span=span)


async def count(db: Connection, event_id: int, *, by: Caller) -> dict[str, int]:
    """Number of an event's matches by band."""
    require(by, "oversee", "event")
    return await store.count_matches(db, event_id)
