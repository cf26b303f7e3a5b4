"""Workbooks to begin with: they can be read as they are, say what is missing, and are offered where an event begins."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.access.keys import COOKIE, make_key
from api.access.nouns import Caller
from api.events.workbook.reading import read_workbook
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.ground.words import catalog
from tests.integration.web import PAGE, client

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def http(settings: Settings, pool: Pool, db: Connection) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        found.headers.update(PAGE)
        found.cookies.set(COOKIE, await make_key(db, Caller("operator", "desk")))
        yield found


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_the_samples_are_offered_where_an_event_begins_and_are_what_they_say(
    http: httpx.AsyncClient, language: str
) -> None:
    begin = (await http.get("/events/new")).text
    for kind in ("blank", "example"):
        assert f'href="/workbooks/{kind}-{language}.xlsx"' in begin
    example = await http.get(f"/workbooks/example-{language}.xlsx")
    assert example.headers["content-disposition"].startswith(f'attachment; filename="mannam-example-{language}.xlsx"')
    found = read_workbook(example.content).workbook
    assert found is not None and (len(found.suppliers), len(found.buyers)) == (7, 50)
    blank = read_workbook((await http.get(f"/workbooks/blank-{language}.xlsx")).content)
    assert blank.workbook is None
    places = {fault.where.partition("!")[0] for fault in blank.faults}
    assert {"행사", "방문지", "상담 시간", "기업", "바이어", "테이블"} == places or {
        *("Event", "Legs", "Slots", "Suppliers", "Buyers", "Tables")
    } == places


async def test_whoever_has_no_key_gets_none(http: httpx.AsyncClient) -> None:
    http.cookies.clear()
    assert (await http.get("/workbooks/blank-ko.xlsx")).status_code == 401


def test_the_guide_for_organizers_names_buttons_and_places_as_they_are_called() -> None:
    named = set(re.findall("『([^』]+)』", (ROOT / "docs" / "guide.ko.md").read_text("utf-8")))
    assert len(named) > 10
    assert sorted(named - set(catalog("ko").values())) == []
