"""One participant's view of the published schedule."""

from dataclasses import dataclass

from api.events import store as event_store
from api.events.nouns import Event, Leg, Participant
from api.ground.db import Connection
from api.schedules import store as schedule_store
from api.schedules.nouns import Meeting, Schedule


@dataclass(frozen=True, slots=True)
class Agenda:
    """The meetings of a participant in order of time; ``schedule`` is None until one is published."""

    event: Event
    participant: Participant
    schedule: Schedule | None
    legs: tuple[Leg, ...]
    meetings: tuple[Meeting, ...]


async def agenda(db: Connection, event: Event, participant: Participant) -> Agenda:
    """The agenda that is in force for a participant now."""
    schedule = await schedule_store.published(db, event.id)
    meetings = [] if schedule is None else await schedule_store.meetings(db, schedule.id)
    own = tuple(meeting for meeting in meetings if participant.code in (meeting.supplier.code, meeting.buyer.code))
    return Agenda(event, participant, schedule, tuple(await event_store.legs(db, event.id)), own)
