"""The main job on the command line, over a real database: demo, import, match, schedule, export, serve and work."""

import asyncio
import json
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from api.access.nouns import TERMINAL
from api.app import kinds
from api.cli.main import app
from api.events.nouns import EventWorkbook
from api.events.workbook import read_workbook, write_workbook
from api.ground.db import Connection, connect
from api.ground.settings import Settings
from api.jobs import queue
from tests.integration.factory import make_event

PATIENCE = 60


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    """Commands speak to the fresh database."""
    monkeypatch.setenv("MANNAM_DATABASE_URL", database_url)
    monkeypatch.setenv("MANNAM_DATA", str(tmp_path))


@pytest.fixture
def few(fixtures: Path, tmp_path: Path) -> Path:
    """The Istanbul workbook with two suppliers and three buyers, and the wishes among them."""
    file = tmp_path / "few.xlsx"
    shutil.copy(fixtures / "istanbul-2022.xlsx", file)
    edit(file, lambda whole: cut(whole, 2, 3))
    return file


def cut(whole: EventWorkbook, suppliers: int, buyers: int) -> EventWorkbook:
    """A workbook with the first participants of each side, and what is theirs."""
    offering, looking = whole.suppliers[:suppliers], whole.buyers[:buyers]
    kept = {one.code for one in (*offering, *looking)}
    return replace(
        whole,
        suppliers=offering,
        buyers=looking,
        delegates=tuple(one for one in whole.delegates if one.participant in kept),
        availability=tuple(one for one in whole.availability if one.participant in kept),
        exclusions=tuple(one for one in whole.exclusions if {one.participant, one.counterpart} <= kept),
        solutions=tuple(one for one in whole.solutions if one.supplier in kept),
        needs=tuple(one for one in whole.needs if one.buyer in kept),
        wishes=tuple(one for one in whole.wishes if {one.participant, one.counterpart} <= kept),
    )


def edit(file: Path, change: Callable[[EventWorkbook], EventWorkbook]) -> None:
    """Change a workbook as a person would, and keep it in its place."""
    whole = read_workbook(file.read_bytes()).workbook
    assert whole is not None
    file.write_bytes(write_workbook(change(whole)))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


async def beside(*words: str) -> Result:
    """A command beside this loop: it runs a loop of its own."""
    return await asyncio.to_thread(run, *words)


async def test_the_demo_goes_from_the_workbook_to_published_agendas(few: Path, tmp_path: Path, db: Connection) -> None:
    done = await beside("demo", "--once", "--workbook", str(few), "--out", str(tmp_path / "out"))
    assert done.exit_code == 0
    assert "imported few.xlsx: 2 suppliers, 3 buyers" in done.stdout
    assert "published version 1" in done.stdout
    assert "without --once to keep the service running" in done.stdout
    published = await db.fetchval("select count(*) from publications where schedule_id is not null")
    meetings = await db.fetchval("select count(*) from meetings")
    assert (published, await db.fetchval("select count(*) from bookings") > 0) == (1, meetings > 0)
    written = {path.name for path in files_in(tmp_path / "out")}
    assert {"timetable.xlsx", "problem.json", "schedule.json", "istanbul-2022.xlsx"} <= written
    assert len([name for name in written if name.endswith(".ics")]) == 5


async def test_an_event_is_imported_matched_scheduled_and_exported_by_its_name(
    few: Path, tmp_path: Path, db: Connection
) -> None:
    done = await beside("import", str(few))
    assert done.exit_code == 0
    assert done.stdout.startswith("istanbul-2022: 2 suppliers, 3 buyers")
    from_event = json.loads((await beside("match", "istanbul-2022", "--json")).stdout)
    assert from_event == json.loads((await beside("match", str(few), "--json")).stdout)
    scheduled = json.loads((await beside("schedule", "istanbul-2022", "--json")).stdout)
    assert scheduled["status"] == "optimal"
    refused = CliRunner().invoke
    left = await asyncio.to_thread(refused, app, ["export", "istanbul-2022", "--folder", str(tmp_path)])
    assert "no published schedule" in str(left.exception)
    assert (await beside("replan", "istanbul-2022", "--limit", "5")).exit_code == 0
    assert (await beside("publish", "istanbul-2022", "1")).exit_code == 0
    done = await beside("export", "istanbul-2022", "--folder", str(tmp_path / "kept"))
    files = files_in(tmp_path / "kept" / "istanbul-2022")
    assert done.stdout.startswith(f"{len(files)} files in ")
    assert await db.fetchval("select count(*) from events") == 1


async def test_a_workbook_with_faults_comes_back_marked_and_writes_nothing(
    few: Path, tmp_path: Path, db: Connection
) -> None:
    edit(few, lambda whole: replace(whole, needs=(replace(whole.needs[0], buyer="B99"),)))
    done = await asyncio.to_thread(CliRunner().invoke, app, ["import", str(few)])
    assert "The workbook has 1 fault" in str(done.exception)
    assert f"Your workbook with a column of faults: {tmp_path / 'few-faults.xlsx'}" in done.stderr.replace("\n", "")
    assert (tmp_path / "few-faults.xlsx").read_bytes()[:2] == b"PK"
    assert await db.fetchval("select count(*) from events") == 0
    (tmp_path / "note.xlsx").write_bytes(b"no workbook")
    done = await asyncio.to_thread(CliRunner().invoke, app, ["import", str(tmp_path / "note.xlsx")])
    assert "cannot be written into this file" in done.stderr


def renamed(whole: EventWorkbook) -> EventWorkbook:
    first, *others = whole.suppliers
    return replace(whole, suppliers=(replace(first, name_en="Renamed Ltd"), *others))


async def test_what_an_import_changed_is_said(few: Path, db: Connection) -> None:
    await beside("import", str(few))
    edit(
        few,
        lambda whole: replace(
            whole, suppliers=(replace(whole.suppliers[0], name_en="Renamed Ltd"), whole.suppliers[1])
        ),
    )
    done = await beside("import", str(few))
    assert "Renamed Ltd" in done.stdout
    assert await db.fetchval("select count(*) from participants where name_en = 'Renamed Ltd'") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "nowhere.xlsx"], "nowhere.xlsx is no file that can be read"),
        (["match", "nowhere.xlsx"], "nowhere.xlsx is no file that can be read"),
        (["schedule", "some/where"], "some/where is no file that can be read"),
        (["check", "test-2030"], "test-2030 has no published schedule"),
        (["export", "other"], "There is no event 'other'"),
    ],
)
async def test_a_source_that_is_not_there_is_named(words: list[str], said: str, db: Connection) -> None:
    await make_event(db)
    done = await asyncio.to_thread(CliRunner().invoke, app, words)
    assert done.exit_code == 1
    assert said in str(done.exception)


async def test_a_file_without_a_schedule_has_nothing_to_check(few: Path) -> None:
    done = await asyncio.to_thread(CliRunner().invoke, app, ["check", str(few)])
    assert "holds no schedule: name a schedule file" in str(done.exception)


def test_migrating_says_what_it_did(database_url: str) -> None:
    assert run("migrate").stdout == "nothing to do\n"


def stopped_when(ready: Callable[[], bool]) -> threading.Thread:
    """A thread that stops this process's command, as Ctrl+C does, once something is so."""

    def wait() -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if ready():
                os.kill(os.getpid(), signal.SIGTERM)
                return
            time.sleep(0.1)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def test_the_service_answers_until_it_is_told_to_stop(database_url: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    heard: list[int] = []

    def answers() -> bool:
        try:
            heard.append(httpx.get(f"http://127.0.0.1:{port}/readyz").status_code)
        except httpx.TransportError:
            return False
        return True

    waiting = stopped_when(answers)
    done = run("serve", "--port", str(port), "--no-worker")
    waiting.join()
    assert (done.exit_code, heard) == (0, [200])
    assert f"Mannam runs at http://127.0.0.1:{port}" in done.stdout
    assert f"Operator's sign-in link: http://127.0.0.1:{port}/sign-in/" in done.stdout


def test_a_worker_alone_does_what_waits(settings: Settings, database_url: str) -> None:
    async def asked() -> int:
        db = await connect(database_url)
        made = await make_event(db)
        job = await queue.start(db, made.event_id, kinds(settings)["match"], {}, by=TERMINAL)
        await db.close()
        return job.id

    async def state() -> str:
        db = await connect(database_url)
        found: str = await db.fetchval("select state from jobs where id = $1", job)
        await db.close()
        return found

    job = asyncio.run(asked())
    stopped_when(lambda: asyncio.run(state()) not in ("queued", "running"))
    assert run("work").exit_code == 0
    assert asyncio.run(state()) == "succeeded"
