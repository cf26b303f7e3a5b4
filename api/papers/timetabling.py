"""The organizer's timetable of a version: what is in it, read and handed to be drawn."""

from collections.abc import Iterable

from api.access.may import require
from api.access.nouns import Caller
from api.events import store as events
from api.events.nouns import Event, Participant
from api.ground.db import Connection
from api.ground.labels import hour, plain_day
from api.ground.words import both
from api.papers.timetable import LeftOut, Line, Timetable, TimetableMeeting, TimetableSlot
from api.papers.timetable import timetable_xlsx as drawn
from api.schedules import store as schedules
from api.schedules.nouns import Meeting, Schedule
from api.schedules.quality import quality


async def timetable_xlsx(db: Connection, event: Event, schedule: Schedule, *, by: Caller) -> bytes:
    """The organizer's timetable of a version as XLSX; Forbidden for those who may not read schedules."""
    require(by, "read", "schedule")
    legs = {leg.code: leg for leg in await events.legs(db, event.id)}
    everyone = await events.participants(db, event.id)
    meetings = await schedules.meetings(db, schedule.id)
    left = await schedules.unscheduled(db, schedule.id)
    return drawn(
        Timetable(
            title=f"{event.name_ko} {event.name_en}".strip(),
            facts=_facts(schedule, len(left)),
            slots=tuple(
                TimetableSlot(
                    slot.code,
                    plain_day("en", slot.starts_at, legs[slot.leg].zone),
                    f"{hour(slot.starts_at, legs[slot.leg].zone)}-{hour(slot.ends_at, legs[slot.leg].zone)}",
                    legs[slot.leg].zone,
                    legs[slot.leg].code,
                )
                for slot in await events.slots(db, event.id)
            ),
            tables=tuple(Line(table.code, table.label_ko) for table in await events.tables(db, event.id)),
            suppliers=tuple(_lines(person for person in everyone if person.side == "supplier")),
            buyers=tuple(_lines(person for person in everyone if person.side == "buyer")),
            interpreters=tuple(
                Line(interpreter.code, f"{interpreter.label_ko} ({', '.join(interpreter.languages)})")
                for interpreter in await events.interpreters(db, event.id)
            ),
            meetings=tuple(_meeting(meeting) for meeting in meetings),
            left_out=tuple(
                LeftOut(one.supplier.code, one.supplier.ko, one.buyer.code, one.buyer.ko, one.reason_ko, one.reason_en)
                for one in left
            ),
        )
    )


def _facts(schedule: Schedule, left_out: int) -> tuple[tuple[str, str], ...]:
    found = quality(schedule.value, schedule.bound, schedule.certificate)
    return (
        (both("Version"), str(schedule.version)),
        (both("Meetings"), str(schedule.meetings)),
        (both("Unscheduled"), str(left_out)),
        (both("Quality"), f"{found.said('ko')} {found.said('en')}"),
    )


def _lines(people: Iterable[Participant]) -> Iterable[Line]:
    return (Line(person.code, f"{person.name_ko} {person.name_en}".strip()) for person in people)


def _meeting(meeting: Meeting) -> TimetableMeeting:
    return TimetableMeeting(
        slot=meeting.slot_code,
        table=meeting.table_code,
        supplier=meeting.supplier.code,
        supplier_name=meeting.supplier.ko or meeting.supplier.en,
        buyer=meeting.buyer.code,
        buyer_name=meeting.buyer.ko or meeting.buyer.en,
        interpreter=meeting.interpreter_code or "",
        interpreter_name=meeting.interpreter_ko or "",
        languages="-".join(meeting.interpreter_languages or ()),
    )
