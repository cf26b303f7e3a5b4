"""What people take away: timetable, agendas, calendars, workbook, problem and schedule."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from api.access.nouns import TERMINAL
from api.events import finding
from api.events import readback as workbooks
from api.events import store as events
from api.events.nouns import Event, Language, Leg, Participant
from api.events.workbook import write_workbook
from api.ground.code_form import file_name
from api.ground.db import Connection
from api.ground.errors import Conflict
from api.ground.labels import percent, plain_day
from api.ground.words import both, named
from api.papers import agenda_pdf as paper
from api.papers import timetable as grid
from api.papers.agenda_pdf import AgendaDay, AgendaLine, PrintedAgenda
from api.papers.calendar import CalendarEntry, calendar
from api.papers.timetable import LeftOut, Line, Timetable, TimetableMeeting, TimetableSlot
from api.schedules import reading
from api.schedules import store as schedules
from api.schedules.building import scheduled
from api.schedules.checking import own_problem
from api.schedules.facts import facts
from api.schedules.nouns import Meeting, Schedule
from api.schedules.store import Publication, Topic
from scheduler import result as r
from scheduler.problem import Problem

PRINTED_LANGUAGES: tuple[Language, ...] = ("ko", "en", "th", "tr")


async def timetable_xlsx(db: Connection, event: Event, schedule: Schedule) -> bytes:
    """The organizer's timetable of a version as XLSX."""
    legs = {leg.code: leg for leg in await events.legs(db, event.id)}
    everyone = await events.participants(db, event.id)
    meetings = await schedules.meetings(db, schedule.id)
    left = await schedules.unscheduled(db, schedule.id)
    return grid.timetable_xlsx(
        Timetable(
            title=f"{event.name_ko} {event.name_en}".strip(),
            facts=_facts(schedule, len(left)),
            slots=tuple(
                TimetableSlot(
                    slot.code,
                    plain_day("en", slot.starts_at, legs[slot.leg].zone),
                    f"{_clock(slot.starts_at, legs[slot.leg].zone)}-{_clock(slot.ends_at, legs[slot.leg].zone)}",
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
            meetings=tuple(_timetable_meeting(meeting) for meeting in meetings),
            left_out=tuple(
                LeftOut(one.supplier.code, one.supplier.ko, one.buyer.code, one.buyer.ko, one.reason_ko, one.reason_en)
                for one in left
            ),
        )
    )


async def agenda_pdf(db: Connection, event: Event, participant: Participant, language: Language) -> bytes:
    """A participant's agenda of the published schedule as PDF."""
    printed = await _printed(db, event, [(participant, language)], participant_id=participant.id)
    return paper.agenda_pdf(printed[0])


async def agenda_ics(db: Connection, event: Event, participant: Participant) -> bytes:
    """A participant's agenda of the published schedule as ICS; what was published before and is no more is cancelled."""
    legs = {leg.code: leg for leg in await events.legs(db, event.id)}
    return _calendar(event, legs, participant, await _history(db, event, participant.id))


async def workbook_xlsx(db: Connection, event: Event) -> bytes:
    """The event as its workbook says it now; the file keeps when that was."""
    return write_workbook(await workbooks.workbook(db, event.id), made_at=datetime.now(UTC))


History = list[tuple[Publication, dict[str, list[Meeting]]]]
"""Every publication, the first one first, with its meetings by the code of a participant."""


async def _history(db: Connection, event: Event, participant_id: int | None = None) -> History:
    versions = {schedule.version: schedule.id for schedule in await schedules.schedules(db, event.id)}
    known: dict[int | None, dict[str, list[Meeting]]] = {None: {}}
    history: History = []
    for publication in (await schedules.publications(db, event.id))[::-1]:
        if publication.version is not None and publication.version not in known:
            meetings = await schedules.meetings(db, versions[publication.version], participant_id=participant_id)
            known[publication.version] = _by_participant(meetings)
        history.append((publication, known[publication.version]))
    return history


def _by_participant(meetings: Iterable[Meeting]) -> dict[str, list[Meeting]]:
    own: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        for code in (meeting.supplier.code, meeting.buyer.code):
            own.setdefault(code, []).append(meeting)
    return own


def _calendar(event: Event, legs: Mapping[str, Leg], person: Participant, history: History) -> bytes:
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


async def published_problem(db: Connection, slug: str, version: int | None = None) -> tuple[Problem, list[r.Meeting]]:
    """The problem that a version of an event was made for (default: the published one), and its meetings."""
    event = await finding.event(db, slug, by=TERMINAL)
    schedule = await _version(db, event, version)
    meetings = scheduled(await schedules.meetings(db, schedule.id))
    problem = await own_problem(db, schedule)
    return problem or (await facts(db, event.id)).with_pairs(meetings), meetings


async def everything(db: Connection, slug: str, *, version: int | None = None) -> dict[str, bytes]:
    """All files of an event by their names: what an organizer hands out, prints and keeps."""
    from scheduler import files

    event = await finding.event(db, slug, by=TERMINAL)
    schedule = await _version(db, event, version)
    problem, meetings = await published_problem(db, slug, schedule.version)
    made = {
        f"{slug}.xlsx": await workbook_xlsx(db, event),
        "timetable.xlsx": await timetable_xlsx(db, event, schedule),
        "problem.json": files.write_problem(problem).encode(),
        "schedule.json": files.write_schedule(_result(schedule, meetings), problem=problem.name).encode(),
    }
    if schedule.published:
        made |= {f"agendas/{name}": content for name, content in await _agendas(db, event)}
    return made


def _result(schedule: Schedule, meetings: Sequence[r.Meeting]) -> r.Result:
    """A saved version as the scheduler's result; reasons stay in the timetable, where they carry names."""
    layers = tuple(r.Layer(**layer) for layer in schedule.certificate.get("layers", ()))
    return r.Result(
        status=r.Status(schedule.status),
        meetings=tuple(meetings),
        unscheduled=(),
        value=schedule.value,
        bound=schedule.bound,
        seconds=schedule.seconds,
        method="one model" if schedule.method == "one model" else "decomposition",
        certificate=r.Certificate(layers=layers, greedy_value=schedule.certificate.get("greedy_value", 0)),
    )


async def agendas_zip(db: Connection, event: Event, target: Path) -> None:
    """Agendas and calendars of all participants in one ZIP file; empty until a schedule is published."""
    with ZipFile(target, "w", ZIP_DEFLATED) as folder:
        for name, content in await _agendas(db, event):
            folder.writestr(name, content)


async def _agendas(db: Connection, event: Event) -> Iterator[tuple[str, bytes]]:
    """Names and contents, each drawn when its turn comes."""
    people = await events.participants(db, event.id)
    wanted: list[tuple[Participant, Language]] = [
        (person, language) for person in people for language in _languages(person)
    ]
    printed = await _printed(db, event, wanted)
    legs = {leg.code: leg for leg in await events.legs(db, event.id)}
    history = await _history(db, event)

    def drawn() -> Iterator[tuple[str, bytes]]:
        for (person, language), one in zip(wanted, printed, strict=True):
            yield f"{file_name(person.code)}-{language}.pdf", paper.agenda_pdf(one)
        for person in people:
            yield f"{file_name(person.code)}.ics", _calendar(event, legs, person, history)

    return drawn()


async def _version(db: Connection, event: Event, version: int | None) -> Schedule:
    if version is not None:
        return await reading.numbered(db, event.id, version)
    found = await schedules.published(db, event.id)
    if found is None:
        raise Conflict(
            f"{event.slug} has no published schedule: publish a version, or name one with --version.",
            code="nothing-published",
        )
    return found


def _languages(person: Participant) -> list[Language]:
    """Languages in which a participant's agenda is printed: its own where we print them, and English."""
    spoken = {language.split("-")[0] for language in person.languages} | {"en"}
    return [language for language in PRINTED_LANGUAGES if language in spoken]


async def _printed(
    db: Connection, event: Event, wanted: Sequence[tuple[Participant, Language]], *, participant_id: int | None = None
) -> list[PrintedAgenda]:
    """Agendas as they are printed; only the meetings of ``participant_id`` are read where it is given."""
    schedule = await schedules.published(db, event.id)
    meetings = [] if schedule is None else await schedules.meetings(db, schedule.id, participant_id=participant_id)
    found = [] if schedule is None else await schedules.topics(db, schedule.id, participant_id=participant_id)
    topics = {(topic.supplier_code, topic.buyer_code): topic for topic in found}
    own = _by_participant(meetings)
    legs = await events.legs(db, event.id)
    return [
        PrintedAgenda(
            language=language,
            title=f"{person.code} {_name(person, language)[0]}",
            event=_either(event.name_ko, event.name_en, language),
            organizer=" · ".join(
                _either(organizer.name_ko, organizer.name_en, language) for organizer in event.organizers
            ),
            participant=f"{person.code} {_name(person, language)[0]}",
            other_name=_name(person, language)[1],
            facts=tuple(_leg_line(leg, language) for leg in legs if not person.legs or leg.code in person.legs),
            notice=_either(event.notice_ko, event.notice_en, language),
            footer="" if schedule is None else f"v{schedule.version} · {_stamp(schedule.created_at, legs[0].zone)}",
            days=_days(own.get(person.code, []), person, topics, language),
        )
        for person, language in wanted
    ]


def _days(
    meetings: Sequence[Meeting], person: Participant, topics: Mapping[tuple[str, str], Topic], language: Language
) -> tuple[AgendaDay, ...]:
    days: dict[tuple[str, str], list[AgendaLine]] = {}
    for meeting in meetings:
        key = (plain_day(language, meeting.starts_at, meeting.zone), meeting.zone)
        days.setdefault(key, []).append(_line(meeting, person, topics, language))
    return tuple(AgendaDay(day, zone, tuple(lines)) for (day, zone), lines in days.items())


def _line(
    meeting: Meeting, person: Participant, topics: Mapping[tuple[str, str], Topic], language: Language
) -> AgendaLine:
    if person.code == meeting.supplier.code:
        code, names = meeting.buyer.code, (meeting.buyer.ko, meeting.buyer.en, meeting.buyer.local)
    else:
        code, names = meeting.supplier.code, (meeting.supplier.ko, meeting.supplier.en, "")
    first, second = _ordered(names, language)
    match = topics.get((meeting.supplier.code, meeting.buyer.code))
    topic = ""
    if match is not None:
        offered = _either(match.solution_ko, match.solution_en, language) or ""
        need = match.need_title if language not in ("ko", "en") else match.need_title_en or match.need_title
        topic = (need if person.code == meeting.supplier.code else offered) or ""
    interpreter = _either(meeting.interpreter_ko or "", meeting.interpreter_en or "", language)
    return AgendaLine(
        _clock(meeting.starts_at, meeting.zone),
        _clock(meeting.ends_at, meeting.zone),
        meeting.table_code,
        f"{code} {first}",
        second,
        topic,
        interpreter,
    )


def _name(person: Participant, language: Language) -> tuple[str, str]:
    return _ordered((person.name_ko, person.name_en, person.name_local), language)


def _ordered(names: tuple[str, str, str], language: Language) -> tuple[str, str]:
    """The name to print first in a language, and the one below it."""
    korean, english, local = names
    order = {"ko": (korean, english, local), "en": (english, local, korean)}.get(language, (local, english, korean))
    shown = list(dict.fromkeys(name for name in order if name))
    return (shown[0] if shown else "", shown[1] if len(shown) > 1 else "")


def _either(korean: str, english: str, language: Language) -> str:
    return (korean or english) if language == "ko" else (english or korean)


def _leg_line(leg: Leg, language: Language) -> str:
    place = f"{_either(leg.city_ko, leg.city_en, language)}, {_either(leg.venue_ko, leg.venue_en, language)}"
    days = f"{leg.starts_on}" if leg.starts_on == leg.ends_on else f"{leg.starts_on} – {leg.ends_on}"
    return f"{place} · {days} · {leg.zone}"


def _clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def _stamp(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"


def _facts(schedule: Schedule, left_out: int) -> tuple[tuple[str, str], ...]:
    return (
        (both("Version"), str(schedule.version)),
        (both("Meetings"), str(schedule.meetings)),
        (both("Unscheduled"), str(left_out)),
        (both("Value"), str(schedule.value)),
        (both("Proven bound"), str(schedule.bound)),
        (both("Gap"), percent("en", schedule.gap)),
        (both("State"), " ".join(named(language, "status", schedule.status) for language in ("ko", "en"))),
    )


def _lines(people: Iterable[Participant]) -> Iterable[Line]:
    return (Line(person.code, f"{person.name_ko} {person.name_en}".strip()) for person in people)


def _timetable_meeting(meeting: Meeting) -> TimetableMeeting:
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
