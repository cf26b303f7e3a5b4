"""Agendas to take away: as PDF in the languages of a participant, as calendar, and those of all in one file."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from api.access.may import require, require_one_of
from api.access.nouns import Caller
from api.events import store as events
from api.events.nouns import Event, Language, Leg, Participant
from api.ground.code_form import file_name
from api.ground.db import Connection
from api.ground.glyphs import can_print
from api.ground.labels import hour, moment, plain_day
from api.papers import agenda_pdf as paper
from api.papers.agenda_pdf import AgendaDay, AgendaLine, PrintedAgenda
from api.papers.replaying import by_participant, calendar_of, history_of
from api.requests import store as requests
from api.requests.nouns import Contact
from api.schedules import store as schedules
from api.schedules.nouns import Meeting, Topic

PRINTED_LANGUAGES: tuple[Language, ...] = ("ko", "en", "th", "tr")


async def agenda_pdf(
    db: Connection, event: Event, participant: Participant, language: Language, *, by: Caller
) -> bytes:
    """A participant's agenda of the published schedule as PDF; Forbidden for other participants."""
    require_one_of(by, "read", "agenda", [participant.code])
    printed = await _printed(db, event, [(participant, language)], participant_id=participant.id)
    return paper.agenda_pdf(printed[0])


async def agenda_ics(db: Connection, event: Event, participant: Participant, *, by: Caller) -> bytes:
    """A participant's agenda of the published schedule as ICS; what was published before and is no more is cancelled.

    Forbidden for other participants.
    """
    require_one_of(by, "read", "agenda", [participant.code])
    legs = {leg.code: leg for leg in await events.legs(db, event.id)}
    return calendar_of(event, legs, participant, await history_of(db, event, participant.id))


async def agendas_zip(db: Connection, event: Event, target: Path, *, by: Caller) -> None:
    """Agendas and calendars of all participants in one ZIP file; empty until a schedule is published."""
    with ZipFile(target, "w", ZIP_DEFLATED) as folder:
        for name, content in await agendas(db, event, by=by):
            folder.writestr(name, content)


async def agendas(db: Connection, event: Event, *, by: Caller) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files of all participants, each drawn when its turn comes; Forbidden for participants."""
    require(by, "read all", "agenda")
    people = await events.participants(db, event.id)
    wanted: list[tuple[Participant, Language]] = [
        (person, language) for person in people for language in _languages(person)
    ]
    printed = await _printed(db, event, wanted)
    legs = {leg.code: leg for leg in await events.legs(db, event.id)}
    history = await history_of(db, event)

    def drawn() -> Iterator[tuple[str, bytes]]:
        for (person, language), one in zip(wanted, printed, strict=True):
            yield f"{file_name(person.code)}-{language}.pdf", paper.agenda_pdf(one)
        for person in people:
            yield f"{file_name(person.code)}.ics", calendar_of(event, legs, person, history)

    return drawn()


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
    own = by_participant(meetings)
    reached: dict[tuple[str, str], list[Contact]] = {}
    for one in [] if schedule is None else await requests.contacts(db, event.id, participant_id=participant_id):
        reached.setdefault((one.participant, one.counterpart), []).append(one)
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
            footer="" if schedule is None else f"v{schedule.version} · {moment(schedule.created_at, legs[0].zone)}",
            days=_days(own.get(person.code, []), person, topics, reached, language),
        )
        for person, language in wanted
    ]


def _days(
    meetings: Sequence[Meeting],
    person: Participant,
    topics: Mapping[tuple[str, str], Topic],
    reached: Mapping[tuple[str, str], Sequence[Contact]],
    language: Language,
) -> tuple[AgendaDay, ...]:
    days: dict[tuple[str, str], list[AgendaLine]] = {}
    for meeting in meetings:
        key = (plain_day(language, meeting.starts_at, meeting.zone), meeting.zone)
        days.setdefault(key, []).append(_line(meeting, person, topics, reached, language))
    return tuple(AgendaDay(day, zone, tuple(lines)) for (day, zone), lines in days.items())


def _line(
    meeting: Meeting,
    person: Participant,
    topics: Mapping[tuple[str, str], Topic],
    reached: Mapping[tuple[str, str], Sequence[Contact]],
    language: Language,
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
        if not can_print(need):
            need = match.need_title_en or need
        topic = (need if person.code == meeting.supplier.code else offered) or ""
    interpreter = _either(meeting.interpreter_ko or "", meeting.interpreter_en or "", language)
    return AgendaLine(
        hour(meeting.starts_at, meeting.zone),
        hour(meeting.ends_at, meeting.zone),
        meeting.table_code,
        f"{code} {first}",
        second,
        topic,
        interpreter,
        tuple(_contact(one, language) for one in reached.get((person.code, code), ())),
    )


def _contact(one: Contact, language: Language) -> str:
    said = (one.name, _either(one.title_ko, one.title_en, language), one.email, one.phone)
    return " · ".join(part for part in said if part)


def _name(person: Participant, language: Language) -> tuple[str, str]:
    return _ordered((person.name_ko, person.name_en, person.name_local), language)


def _ordered(names: tuple[str, str, str], language: Language) -> tuple[str, str]:
    """The name to print first in a language, and the one below it; one that our fonts lack comes last."""
    korean, english, local = names
    order = {"ko": (korean, english, local), "en": (english, local, korean)}.get(language, (local, english, korean))
    shown = sorted(dict.fromkeys(name for name in order if name), key=lambda name: not can_print(name))
    return (shown[0] if shown else "", shown[1] if len(shown) > 1 else "")


def _either(korean: str, english: str, language: Language) -> str:
    first, second = (korean, english) if language == "ko" else (english, korean)
    return first if first and (can_print(first) or not second) else second


def _leg_line(leg: Leg, language: Language) -> str:
    place = f"{_either(leg.city_ko, leg.city_en, language)}, {_either(leg.venue_ko, leg.venue_en, language)}"
    days = f"{leg.starts_on}" if leg.starts_on == leg.ends_on else f"{leg.starts_on} – {leg.ends_on}"
    return f"{place} · {days} · {leg.zone}"
