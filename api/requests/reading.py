"""Wishes to meet, as far as the caller may see them."""

from dataclasses import replace

from api.access.may import confined, own_id, require
from api.access.nouns import Caller
from api.events.nouns import Participant
from api.ground.db import Connection
from api.ground.errors import NotFound
from api.ground.portions import ALL, Portion, Span
from api.requests import store
from api.requests.nouns import Request


async def requests(
    db: Connection, event_id: int, *, of: Participant | None = None, span: Span = ALL, by: Caller
) -> Portion[Request]:
    """Requests, the latest change first; those that concern ``of`` if given. A participant sees those of its own."""
    own = own_id(by, "read", "request")
    found = await store.requests(db, event_id, participant_id=own if own is not None else of and of.id, span=span)
    return found.each(lambda one: seen(one, by=by))


async def request(db: Connection, event_id: int, request_id: int, *, by: Caller) -> Request:
    """One request.

    Raises
    ------
    NotFound
        There is none of this number, or it concerns others.
    """
    found = await store.request(db, event_id, request_id)
    own = confined(by, "read", "request")
    if found is None or (own and by.participant_code not in (found.supplier.code, found.buyer.code)):
        raise NotFound("This event has no request {number}.", code="no-such-request", number=request_id)
    return seen(found, by=by)


def seen(request: Request, *, by: Caller) -> Request:
    """A request as a caller may see it: how much the other side wants the meeting, and its notes, are that side's affair."""
    if not confined(by, "read", "request") or request.asked_by == by.side:
        return request
    return replace(request, preference=None, note="")


async def count(db: Connection, event_id: int, *, by: Caller) -> dict[str, int]:
    """Number of an event's requests by state."""
    require(by, "oversee", "event")
    return await store.count_requests(db, event_id)


async def count_live(db: Connection, event_id: int, *, by: Caller) -> dict[str, int]:
    """How many requests that are sent or accepted concern each participant, by its code."""
    require(by, "oversee", "event")
    return await store.count_live_requests(db, event_id)
