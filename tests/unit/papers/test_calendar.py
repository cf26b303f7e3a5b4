"""Calendars: zones are defined in the file, a moved meeting keeps its UID, a cancelled one says so."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from api.papers.calendar import CalendarEntry, calendar

ENTRY = CalendarEntry(
    uid="istanbul-2022-S01-B17-S01@mannam",
    sequence=2,
    starts_at=datetime(2022, 10, 11, 10, 0, tzinfo=UTC),
    ends_at=datetime(2022, 10, 11, 10, 20, tzinfo=UTC),
    zone="Europe/Istanbul",
    summary="Örnek Şehir Belediyesi · T03",
    location="T03, Marmara",
    description="Interpreter 3",
    changed_at=datetime(2022, 10, 9, 9, 0, tzinfo=UTC),
)


def test_times_are_local_and_their_zone_is_defined_in_the_file() -> None:
    read = Calendar.from_ical(calendar("Istanbul", [ENTRY]))
    event = next(iter(read.walk("VEVENT")))
    assert event.decoded("dtstart") == datetime(2022, 10, 11, 13, 0, tzinfo=ZoneInfo("Europe/Istanbul"))
    assert event["dtstart"].params["TZID"] == "Europe/Istanbul"
    assert [str(zone["tzid"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Istanbul"]


def test_a_meeting_carries_its_uid_sequence_and_status() -> None:
    read = Calendar.from_ical(calendar("Istanbul", [ENTRY, replace(ENTRY, uid="other", cancelled=True)]))
    assert [(str(event["uid"]), event["sequence"], str(event["status"])) for event in read.walk("VEVENT")] == [
        ("istanbul-2022-S01-B17-S01@mannam", 2, "CONFIRMED"),
        ("other", 2, "CANCELLED"),
    ]


def test_an_agenda_without_meetings_is_a_calendar_without_events() -> None:
    assert list(Calendar.from_ical(calendar("Istanbul", [])).walk("VEVENT")) == []
