"""Supervisors and monitoring learn what they need, and nobody learns a secret from it."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from api.access.keys import make_key
from api.access.nouns import Caller
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.serving import serve
from tests.integration.factory import make_event
from tests.integration.web import client, code, key


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


async def test_a_process_that_serves_is_alive_and_ready(http: httpx.AsyncClient) -> None:
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_the_address_is_told_once_somebody_listens_there(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    heard: list[str] = []

    def tell(words: str) -> None:
        heard.append(words)
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        if "Stop it" in words:
            os.kill(os.getpid(), signal.SIGTERM)

    try:
        await serve(settings.but(port=port), worker=False, tell=tell)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().remove_signal_handler(number)
    assert [str(port) in words for words in heard] == [True, True, False]


async def test_a_process_whose_database_lacks_a_migration_is_not_ready(http: httpx.AsyncClient, db: Connection) -> None:
    await db.execute("delete from migrations where number = 2")
    answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert "0002" in answer.json()["database"]


async def test_a_process_without_its_database_lives_and_is_not_ready(settings: Settings, pool: Pool) -> None:
    async with client(settings, pool) as http:
        await pool.close()
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/readyz")).status_code == 503


async def test_requests_are_counted_by_pattern_and_never_by_address(http: httpx.AsyncClient, db: Connection) -> None:
    made = await make_event(db)
    await http.get(f"/sign-in/{made.tokens['S01']}")
    await http.get(f"/v1/events/{made.slug}", headers=key(made.tokens["S01"]))
    await http.get("/nowhere/at/all")
    operator = await make_key(db, Caller("operator", "monitoring"))
    text = (await http.get("/metrics", headers=key(operator))).text
    assert 'mannam_http_requests_total{method="GET",route="/v1/events/{slug}",status="200"} 1.0' in text
    assert 'route="(no such address)",status="404"' in text
    assert made.tokens["S01"] not in text
    assert made.slug not in text


async def test_figures_need_an_operators_key(http: httpx.AsyncClient, db: Connection) -> None:
    made = await make_event(db)
    assert code(await http.get("/metrics")) == (401, "not-signed-in")
    assert code(await http.get("/metrics", headers=key(made.tokens["organizer"]))) == (403, "operators-only")
