"""Remind people of their meetings: a day before the first one of a day, and some minutes before each."""

from collections.abc import Mapping

from api.access.may import require
from api.access.nouns import Caller
from api.events import store as events
from api.ground.db import Connection
from api.ground.errors import Fault, Invalid
from api.notices import due, store
from api.notices.inviting import language_of, letters, notice
from api.notices.nouns import DueReminder, Reminders
from api.notices.telling import counterpart, place
from api.schedules import store as schedules
from api.schedules.nouns import Meeting

LEAST_MINUTES, MOST_MINUTES = 5, 240


async def reminders(db: Connection, event_id: int, *, by: Caller) -> Reminders:
    """When people are reminded at an event; never, if nobody said."""
    require(by, "read", "notice")
    return await due.reminders(db, event_id)


async def settle(db: Connection, event_id: int, wanted: Reminders, *, by: Caller) -> Reminders:
    """Say when people are reminded.

    Raises
    ------
    Invalid
        The number of minutes is out of range.
    """
    require(by, "write", "notice")
    if wanted.minutes is not None and not LEAST_MINUTES <= wanted.minutes <= MOST_MINUTES:
        fault = Fault(
            "/minutes",
            "'{typed}' is no number of minutes.",
            "Give {least} to {most} minutes.",
            typed=f"{wanted.minutes}",
            least=LEAST_MINUTES,
            most=MOST_MINUTES,
        )
        raise Invalid("The reminder is out of range.", [fault])
    await due.save_reminders(db, event_id, wanted)
    return wanted


async def events_with_due(db: Connection) -> list[int]:
    """The events that have a letter to be sent now, or somebody to be reminded."""
    return [*{*await store.events_with_due(db), *(one.event_id for one in await due.due_reminders(db))}]


async def remind(db: Connection, event_id: int) -> None:
    """Put reminders into the outbox whose time has come; one that is late is worth nothing once the meeting begins.

    What waits there already follows the schedule in force: it is taken back where the meeting moved or is not held, and says
    what is so now.
    """
    people = await due.due_reminders(db, event_id)
    await due.withdraw_reminders(db, event_id, [(one.to.participant_id, one.about) for one in people])
    event = await events.event(db, event_id)
    in_force = await schedules.in_force(db, event_id)
    if not people or event is None or in_force is None:
        return
    writer = await letters(db, event)
    meetings = {meeting.id: meeting for meeting in await schedules.meetings(db, in_force.id)}
    notices = [
        notice(
            writer.draft("reminder", one.to, meetings=_lines(one, meetings)),
            "reminder",
            one.about,
            worthless_at=one.starts_at,
        )
        for one in people
    ]
    await store.add(db, event_id, notices, by="clock")


def _lines(reminder: DueReminder, meetings: Mapping[int, Meeting]) -> str:
    language = language_of(reminder.to.languages)
    own = [meetings[number] for number in reminder.meetings]
    return "\n".join(f"{place(one, language)} – {counterpart(one, reminder.to.code, language)}" for one in own)
