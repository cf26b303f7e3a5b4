"""A calendar that was handed out before: every publication again, so that a meeting that is no more is cancelled in it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from api.events.nouns import Event, Leg, Participant
from api.ground.db import Connection
from api.papers.calendar import CalendarEntry, calendar
from api.schedules import store as schedules
from api.schedules.nouns import Meeting
from api.schedules.store import Publication

History = list[tuple[Publication, dict[str, list[Meeting]]]]
"""Every publication, the first one first, with its meetings by the code of a participant."""


async def history_of(db: Connection, event: Event, participant_id: int | None = None) -> History:
    """The history of an event; only the meetings of ``participant_id`` are read where it is given."""
    versions = {schedule.version: schedule.id for schedule in await schedules.schedules(db, event.id)}
    known: dict[int | None, dict[str, list[Meeting]]] = {None: {}}
    history: History = []
    for publication in (await schedules.publications(db, event.id))[::-1]:
        if publication.version is not None and publication.version not in known:
            meetings = await schedules.meetings(db, versions[publication.version], participant_id=participant_id)
            known[publication.version] = by_participant(meetings)
        history.append((publication, known[publication.version]))
    return history


def by_participant(meetings: Iterable[Meeting]) -> dict[str, list[Meeting]]:
    """Meetings by the codes of both who sit at them."""
    own: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        for code in (meeting.supplier.code, meeting.buyer.code):
            own.setdefault(code, []).append(meeting)
    return own


def calendar_of(event: Event, legs: Mapping[str, Leg], person: Participant, history: History) -> bytes:
    """A participant's calendar as ICS: what stands now, and what stood once as cancelled."""
    entries: dict[str, CalendarEntry] = {}
    for sequence, (publication, meetings) in enumerate(history):
        at = publication.published_at
        held = {
            entry.uid: entry
            for meeting in meetings.get(person.code, ())
            for entry in [_entry(event, legs[meeting.leg_code], person, meeting, sequence, at)]
        }
        gone = {uid: _cancelled(entry, sequence, at) for uid, entry in entries.items()}
        entries = {**gone, **held}
    return calendar(event.name_en or event.name_ko, list(entries.values()))


def _entry(event: Event, leg: Leg, person: Participant, meeting: Meeting, sequence: int, at: datetime) -> CalendarEntry:
    own_supplier = person.code == meeting.supplier.code
    other = meeting.buyer.en if own_supplier else meeting.supplier.en
    interpreter = f"Interpreter: {meeting.interpreter_en}" if meeting.interpreter_en else "No interpreter"
    return CalendarEntry(
        uid=f"{event.slug}-{meeting.supplier.code}-{meeting.buyer.code}-{person.code}@mannam",
        sequence=sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.zone,
        summary=f"{other or (meeting.buyer.ko if own_supplier else meeting.supplier.ko)} · {meeting.table_code}",
        location=f"{meeting.table_code}, {leg.venue_en}, {leg.city_en}",
        description=f"{event.name_en}\n{interpreter}\n{event.notice_en}".strip(),
        changed_at=at,
    )


def _cancelled(entry: CalendarEntry, sequence: int, at: datetime) -> CalendarEntry:
    return entry if entry.cancelled else replace(entry, cancelled=True, sequence=sequence, changed_at=at)
