"""Whom a form may name."""

from api.events import store as events
from api.events.nouns import Participant
from api.requests import store as request_store
from api.schedules.agendas import agenda
from api.web.desk import Desk


async def counterparts(desk: Desk) -> list[Participant]:
    """Everyone for an organizer; for a participant itself and those it has a request or a meeting with."""
    everyone = await events.participants(desk.db, desk.event.id)
    if desk.by.organizes:
        return everyone
    own = next(one for one in everyone if one.id == desk.own_id)
    wishes = await request_store.requests(desk.db, desk.event.id, participant_id=own.id)
    meetings = (await agenda(desk.db, desk.event, own)).meetings
    known = {party.code for pair in (*wishes, *meetings) for party in (pair.supplier, pair.buyer)} | {own.code}
    return [one for one in everyone if one.code in known]
