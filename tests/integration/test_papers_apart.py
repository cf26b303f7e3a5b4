"""Papers are read and drawn in processes of their own, whole and rightly named, and nobody waits for them meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator
from io import BytesIO
from zipfile import ZipFile

import httpx
import pytest

from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from tests.integration.factory import Made, make_event, make_match, make_schedule
from tests.integration.web import client, key


@pytest.fixture
async def made(db: Connection) -> Made:
    made = await make_event(db)
    await make_match(db, made, "S01", "B01")
    schedule = await make_schedule(db, made, [("S01", "B01", "T1", "A1"), ("S02", "B02", "T1", "A2")])
    await db.execute("insert into publications (event_id, schedule_id) values ($1, $2)", made.event_id, schedule)
    return made


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


def papers(made: Made) -> list[str]:
    base = f"/v1/events/{made.slug}"
    return [
        f"{base}/agendas.zip",
        f"{base}/agendas/S01.pdf?lang=ko",
        f"{base}/agendas/S01.ics",
        f"{base}/timetable.xlsx",
        f"{base}/workbook.xlsx",
    ]


async def test_every_paper_is_made_and_named(http: httpx.AsyncClient, made: Made) -> None:
    for address in papers(made):
        answer = await http.get(address, headers=key(made.tokens["organizer"]))
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        assert answer.content[:4] in (b"PK\x03\x04", b"%PDF", b"BEGI")
        assert "content-encoding" not in answer.headers or address.endswith(".ics")
    with ZipFile(BytesIO((await http.get(papers(made)[0], headers=key(made.tokens["organizer"]))).content)) as folder:
        assert {"S01-ko.pdf", "S01-en.pdf", "S01.ics", "B03.ics"} <= set(folder.namelist())


async def test_nobody_waits_while_papers_are_made(http: httpx.AsyncClient, made: Made) -> None:
    organizer, gaps = key(made.tokens["organizer"]), [0.0]
    await http.get(papers(made)[1], headers=organizer)

    async def tick() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.002)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    ticking = asyncio.create_task(tick())
    began = time.perf_counter()
    answers = await asyncio.gather(*(http.get(address, headers=organizer) for address in papers(made) * 2))
    whole = time.perf_counter() - began
    ticking.cancel()
    assert {answer.status_code for answer in answers} == {200}
    assert max(gaps) < whole / 4


async def test_a_paper_of_a_code_that_is_no_file_name_is_still_a_file(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    await db.execute("update participants set code = '../기업 1' where code = 'S01' and event_id = $1", made.event_id)
    organizer = key(made.tokens["organizer"])
    with ZipFile(BytesIO((await http.get(papers(made)[0], headers=organizer)).content)) as folder:
        assert "_기업 1-ko.pdf" in folder.namelist()
        assert not [name for name in folder.namelist() if "/" in name or name.startswith(".")]
    one = await http.get(f"/v1/events/{made.slug}/agendas/..%2F%EA%B8%B0%EC%97%85%201.pdf", headers=organizer)
    assert one.status_code == 200 and "%EA%B8%B0%EC%97%85" in one.headers["content-disposition"]
