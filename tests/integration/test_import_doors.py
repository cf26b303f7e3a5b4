"""What is worth a look in a workbook is told through every door: the API, the page and the command line."""

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from api.access.keys import make_key
from api.access.nouns import Caller
from api.cli.main import app
from api.events.workbook import read_workbook, write_workbook
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from tests.integration.web import PAGE, client, key


@pytest.fixture
def content(fixtures: Path) -> bytes:
    """A new event with one registration number that cannot be right, in the first row of suppliers."""
    workbook = read_workbook((fixtures / "istanbul-2022.xlsx").read_bytes()).workbook
    assert workbook is not None
    first, *others = workbook.suppliers
    event = replace(workbook.event, slug="doors")
    suppliers = (replace(first, business_number="1234567890"), *others)
    return write_workbook(replace(workbook, event=event, suppliers=suppliers))


async def test_a_new_event_tells_its_warnings_to_programs_and_people(
    settings: Settings, pool: Pool, db: Connection, content: bytes
) -> None:
    operator = key(await make_key(db, Caller("operator", "tests")))
    upload = {"file": ("event.xlsx", content)}
    async with client(settings, pool) as http:
        answer = await http.post("/v1/events", headers=operator, files=upload)
        assert answer.status_code == 201
        assert [warning["code"] for warning in answer.json()["warnings"]] == ["doubtful-business-number"]
        await db.execute("delete from events")
        page = await http.post("/events/new", headers={**operator, **PAGE}, files=upload)
        said_by(page)


def said_by(page: httpx.Response) -> None:
    assert page.status_code == 200
    assert "Worth a look (1)" in page.text
    assert "1234567890" in page.text


async def test_a_new_event_tells_its_warnings_at_the_terminal(
    database_url: str, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANNAM_DATABASE_URL", database_url)
    (tmp_path / "event.xlsx").write_bytes(content)
    done = await asyncio.to_thread(CliRunner().invoke, app, ["import", str(tmp_path / "event.xlsx")])
    assert done.exit_code == 0
    assert "1234567890" in done.output
