"""Suppliers and buyers of an event."""

from fastapi import APIRouter

from api.events.nouns import Side
from api.participants import reading
from api.routes import shapes
from api.web.desk import MemberDesk, OrganizerDesk

router = APIRouter(prefix="/events/{slug}/participants", tags=["participants"])


@router.get("", operation_id="listParticipants", response_model=shapes.Page[shapes.Participant])
async def list_participants(desk: OrganizerDesk, side: Side | None = None) -> object:
    """Participants, suppliers first, by code."""
    return {"items": await reading.participants(desk.db, desk.event.id, side, by=desk.by)}


@router.get("/{code}", operation_id="readParticipant", response_model=shapes.ParticipantInFull)
async def read_participant(desk: MemberDesk, code: str) -> object:
    """A participant with its solutions or needs; a participant's key reads its own."""
    found = await reading.profile(desk.db, desk.event.id, code, by=desk.by)
    return {**shapes.flat(found.participant), "solutions": found.solutions, "needs": found.needs}
