"""What papers say is what the database holds, and each is handed to those alone whom the table of rights lets have it."""

import json
import os
import shutil
import subprocess
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from api.access.keys import caller
from api.access.nouns import TERMINAL, Caller
from api.events import finding
from api.events.importing import read
from api.events.nouns import Event, Participant
from api.ground.db import Connection
from api.ground.errors import Conflict, Forbidden, NotFound
from api.papers import agendas, exporting, timetabling
from api.schedules import publishing, reading
from scheduler.check import check
from scheduler.files import read_problem, read_schedule
from tests.integration.factory import Made, make_event, make_match, make_schedule

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None and not os.environ.get("CI"), reason="needs pdftotext of poppler-utils"
)
MEETINGS = [("S01", "B01", "T1", "A1"), ("S02", "B02", "T2", "A2")]


@pytest.fixture
async def made(db: Connection) -> Made:
    made = await make_event(db)
    await make_match(db, made, "S01", "B01")
    await make_schedule(db, made, MEETINGS)
    await publish(db, made, 1)
    return made


async def publish(db: Connection, made: Made, version: int) -> None:
    schedule = await reading.version(db, made.event_id, version, by=TERMINAL)
    await publishing.publish(db, made.event_id, schedule, by=TERMINAL)


async def event_of(db: Connection, made: Made) -> Event:
    return await finding.event(db, made.slug, by=TERMINAL)


async def participant(db: Connection, made: Made, code: str) -> Participant:
    return await finding.participant(db, made.event_id, code)


def printed(pdf: bytes) -> str:
    """The words of a PDF without their spaces."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def entries(ics: bytes) -> list[tuple[str, int, str, str]]:
    """UID, sequence, status and local time of every entry of a calendar."""
    return [
        (str(one["uid"]), one["sequence"], str(one["status"]), f"{one.decoded('dtstart'):%H:%M}")
        for one in Calendar.from_ical(ics).walk("VEVENT")
    ]


@needs_poppler
@pytest.mark.parametrize(
    ("code", "language", "said", "unsaid"),
    [
        ("S01", "ko", ["시험 S01", "B01 시험 B01", "10:00–10:25", "통역 1", "이스탄불, 회의장", "v1"], ["B02"]),
        ("S01", "en", ["S01 Test S01", "B01 Test B01", "Interpreter 1", "Istanbul, Hall"], ["B02"]),
        ("B02", "tr", ["B02 Test B02", "S02 Test S02", "10:30–10:55", "A2", "Europe/Istanbul"], ["S01", "B01"]),
        ("B03", "en", ["B03 Test B03"], ["S01", "S02", "10:00"]),
    ],
)
async def test_an_agenda_on_paper_has_its_own_meetings_in_its_language(
    db: Connection, made: Made, code: str, language: str, said: list[str], unsaid: list[str]
) -> None:
    person = await participant(db, made, code)
    pdf = await agendas.agenda_pdf(db, await event_of(db, made), person, language, by=TERMINAL)  # type: ignore[arg-type]
    words = printed(pdf)
    assert [one for one in said if "".join(one.split()) not in words] == []
    assert [one for one in unsaid if one in words] == []


@needs_poppler
async def test_the_topic_of_a_meeting_is_what_the_other_side_brings(db: Connection, made: Made) -> None:
    solution = await db.fetchval(
        "insert into solutions (participant_id, code, sector, title_ko, title_en) "
        "values ($1, 'S01-1', 'water', '누수 감지', 'Leak sensors') returning id",
        made.participants["S01"],
    )
    need = await db.fetchval(
        "insert into needs (participant_id, code, sector, language, title, title_en, text) "
        "values ($1, 'B01-1', 'water', 'tr', 'Su kaybı', 'Water loss', 'Boru') returning id",
        made.participants["B01"],
    )
    await db.execute("update matches set solution_id = $1, need_id = $2", solution, need)
    event = await event_of(db, made)
    papers = {
        (code, language): printed(
            await agendas.agenda_pdf(db, event, await participant(db, made, code), language, by=TERMINAL)  # type: ignore[arg-type]
        )
        for code, language in (("S01", "en"), ("S01", "tr"), ("B01", "ko"), ("B01", "tr"))
    }
    topics = {
        ("S01", "en"): "Waterloss",
        ("S01", "tr"): "Sukaybı",
        ("B01", "ko"): "누수감지",
        ("B01", "tr"): "Leaksensors",
    }
    assert {key: topic for key, topic in topics.items() if topic not in papers[key]} == {}


async def test_a_calendar_follows_what_was_published_one_after_the_other(db: Connection, made: Made) -> None:
    event, person = await event_of(db, made), await participant(db, made, "S01")
    uid = f"{made.slug}-S01-B01-S01@mannam"

    async def held() -> list[tuple[str, int, str, str]]:
        return entries(await agendas.agenda_ics(db, event, person, by=TERMINAL))

    assert await held() == [(uid, 0, "CONFIRMED", "10:00")]
    await make_schedule(db, made, [("S01", "B01", "T3", "A1")], version=2)
    await publish(db, made, 2)
    assert await held() == [(uid, 1, "CONFIRMED", "11:00")]
    await publishing.take_back(db, made.event_id, by=TERMINAL)
    assert await held() == [(uid, 2, "CANCELLED", "11:00")]
    await publish(db, made, 1)
    assert await held() == [(uid, 3, "CONFIRMED", "10:00")]


async def test_a_meeting_that_is_gone_stays_cancelled_as_it_was_when_it_went(db: Connection, made: Made) -> None:
    event, person = await event_of(db, made), await participant(db, made, "B02")
    for version in (2, 3):
        await make_schedule(db, made, [("S01", "B01", f"T{version}", "A1")], version=version)
        await publish(db, made, version)
    found = entries(await agendas.agenda_ics(db, event, person, by=TERMINAL))
    assert found == [(f"{made.slug}-S02-B02-B02@mannam", 1, "CANCELLED", "10:30")]


async def test_the_archive_has_a_calendar_for_everyone_and_a_paper_in_every_language_spoken(
    db: Connection, made: Made, tmp_path: Path
) -> None:
    target = tmp_path / "all.zip"
    await agendas.agendas_zip(db, await event_of(db, made), target, by=TERMINAL)
    with ZipFile(target) as folder:
        names = set(folder.namelist())
        assert folder.testzip() is None
    papers = {"S01-ko", "S01-en", "S02-ko", "S02-en", "B01-tr", "B01-en", "B02-tr", "B02-en", "B03-en"}
    assert names == {f"{one}.pdf" for one in papers} | {f"{code}.ics" for code in made.participants}


async def test_the_timetable_holds_every_meeting_and_what_was_left_out(db: Connection, made: Made) -> None:
    schedule = await reading.version(db, made.event_id, 1, by=TERMINAL)
    await db.execute(
        "insert into unscheduled (schedule_id, supplier_id, buyer_id, code, reason_ko, reason_en) "
        "values ($1, $2, $3, 'no-slot', '자리가 없습니다', 'No slot is left')",
        schedule.id,
        made.participants["S01"],
        made.participants["B03"],
    )
    content = await timetabling.timetable_xlsx(db, await event_of(db, made), schedule, by=TERMINAL)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    cells = {str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert [
        one for one in ("10:00-10:25", "S01 × B01", "No slot is left") if not any(one in cell for cell in cells)
    ] == []
    assert any(cell.startswith("S02 × B02") for cell in cells)


async def test_everything_that_is_exported_can_be_read_and_checked_again(db: Connection, made: Made) -> None:
    files = await exporting.everything(db, made.slug, by=TERMINAL)
    assert {"timetable.xlsx", "problem.json", "schedule.json", f"{made.slug}.xlsx", "agendas/S01.ics"} <= set(files)
    problem = read_problem(files["problem.json"].decode())
    meetings = read_schedule(files["schedule.json"].decode())
    assert [(one.supplier, one.buyer, one.slot, one.table) for one in meetings] == MEETINGS
    assert check(problem, meetings) == ()
    assert json.loads(files["schedule.json"])["status"] == "optimal"
    workbook, _ = read(files[f"{made.slug}.xlsx"])
    assert {one.code for one in workbook.participants} == set(made.participants)


async def test_a_version_that_is_not_in_force_is_exported_without_agendas(db: Connection, made: Made) -> None:
    await make_schedule(db, made, MEETINGS[:1], version=2)
    files = await exporting.everything(db, made.slug, version=2, by=TERMINAL)
    assert [name for name in files if name.startswith("agendas/")] == []
    with pytest.raises(NotFound, match="no schedule version 9"):
        await exporting.everything(db, made.slug, version=9, by=TERMINAL)
    await publishing.take_back(db, made.event_id, by=TERMINAL)
    with pytest.raises(Conflict) as refused:
        await exporting.everything(db, made.slug, by=TERMINAL)
    assert refused.value.code == "nothing-published"


async def test_papers_are_handed_to_those_alone_who_may_have_them(db: Connection, made: Made, tmp_path: Path) -> None:
    event, s01 = await event_of(db, made), await participant(db, made, "S01")
    schedule = await reading.version(db, made.event_id, 1, by=TERMINAL)
    own: dict[str, Callable[[Caller], Awaitable[object]]] = {
        "pdf": lambda by: agendas.agenda_pdf(db, event, s01, "en", by=by),
        "ics": lambda by: agendas.agenda_ics(db, event, s01, by=by),
    }
    organizers: dict[str, Callable[[Caller], Awaitable[object]]] = {
        "zip": lambda by: agendas.agendas_zip(db, event, tmp_path / "all.zip", by=by),
        "workbook": lambda by: exporting.workbook_xlsx(db, event, by=by),
        "problem": lambda by: exporting.published_problem(db, made.slug, by=by),
        "timetable": lambda by: timetabling.timetable_xlsx(db, event, schedule, by=by),
    }
    callers = {name: await caller(db, made.tokens[name]) for name in ("organizer", "S01", "B01")}
    refused: set[tuple[str, str]] = set()
    for who, by in callers.items():
        for name, verb in (own | organizers).items():
            try:
                await verb(by)
            except Forbidden:
                refused.add((who, name))
    assert refused == {("B01", name) for name in own} | {(who, name) for who in ("S01", "B01") for name in organizers}
