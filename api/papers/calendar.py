"""A participant's agenda as an iCalendar file (RFC 5545) with its VTIMEZONE."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One meeting in somebody's calendar.

    Attributes
    ----------
    uid
        Stable for the pair at its event, so that a moved meeting replaces itself.
    sequence
        Rises with every publication.
    starts_at, ends_at
        Aware; written in ``zone``.
    cancelled
        Whether the meeting was published before and is no more.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    location: str
    description: str
    changed_at: datetime
    cancelled: bool = False


def calendar(name: str, entries: Sequence[CalendarEntry]) -> bytes:
    """The bytes of an ICS file; an agenda without meetings is a calendar without events."""
    made = Calendar()
    made.add("prodid", "-//Mannam//Agenda//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for entry in entries:
        made.add_component(_event(entry))
    made.add_missing_timezones()
    return made.to_ical()


def _event(entry: CalendarEntry) -> Event:
    zone = ZoneInfo(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", entry.summary)
    event.add("location", entry.location)
    event.add("description", entry.description)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event
