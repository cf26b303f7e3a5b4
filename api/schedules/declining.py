"""Decline or withdraw a request that has a published meeting: warned of first, and then a conflict that everyone can see."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from api.access.nouns import Caller
from api.ground.db import Connection
from api.ground.errors import Conflict
from api.requests import asking
from api.requests.nouns import Request
from api.schedules import inputs, store
from api.schedules.nouns import Meeting


async def answer(
    db: Connection,
    event_id: int,
    request_id: int,
    step: asking.Step,
    *,
    by: Caller,
    confirmed: bool = False,
    now: datetime | None = None,
) -> Request:
    """Accept, decline or withdraw a request; a step that costs a published meeting needs to be ``confirmed``.

    Once confirmed, the meeting stays in the published schedule as a conflict until the organizer re-plans.

    Raises
    ------
    Conflict
        ``meeting-published``: the pair has a meeting ahead that would be lost; the words say when and where.
    NotFound, Forbidden, Conflict
        As `api.requests.asking.answer`.
    """
    async with db.transaction():
        await store.lock_facts(db, event_id)
        before = {(pair.supplier, pair.buyer) for pair in await inputs.wanted(db, event_id)}
        request = await asking.answer(db, event_id, request_id, step, by=by)
        pair = (request.supplier.code, request.buyer.code)
        if step == "accept" or confirmed or pair not in before:
            return request
        if pair in {(other.supplier, other.buyer) for other in await inputs.wanted(db, event_id)}:
            return request
        meeting = await _published(db, event_id, pair, now or datetime.now(UTC))
        if meeting is not None:
            raise _warning(meeting, pair, step, by)
        return request


async def _published(db: Connection, event_id: int, pair: tuple[str, str], now: datetime) -> Meeting | None:
    schedule = await store.published(db, event_id)
    meetings = [] if schedule is None else await store.meetings(db, schedule.id)
    return next((one for one in meetings if (one.supplier.code, one.buyer.code) == pair and one.starts_at > now), None)


SENTENCES = {
    "decline": "There is a published meeting with {other} ({when}). If you decline, the organizer is told and takes it "
    "out: confirm it to go on.",
    "withdraw": "There is a published meeting with {other} ({when}). If you withdraw, the organizer is told and takes it "
    "out: confirm it to go on.",
}
"""What is said before a published meeting is given up, by step."""


def _warning(meeting: Meeting, pair: tuple[str, str], step: asking.Step, by: Caller) -> Conflict:
    other = " × ".join(code for code in pair if code != by.participant_code)
    local = meeting.starts_at.astimezone(ZoneInfo(meeting.zone))
    when = f"{local:%Y-%m-%d %H:%M} {meeting.zone}, {meeting.table_code}"
    return Conflict(
        SENTENCES["decline" if step == "decline" else "withdraw"], code="meeting-published", other=other, when=when
    )
