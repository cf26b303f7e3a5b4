"""Whoever asks too often waits: counted over all processes, told in headers; nobody pays for another's mistakes."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from api.access.keys import make_link
from api.access.nouns import Caller
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.web import rates
from tests.integration.factory import Made, make_event
from tests.integration.web import PAGE, client, code, key

MOST, MOST_SIGN_INS = 6, 4


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@pytest.fixture(autouse=True)
async def early_in_the_minute() -> None:
    """No test crosses the turn of a minute, at which everybody begins anew."""
    if (left := 60 - time.time() % 60) < 5:
        await asyncio.sleep(left)


@pytest.fixture
def narrow(settings: Settings) -> Settings:
    return settings.but(rate=MOST, sign_in_rate=MOST_SIGN_INS)


@pytest.fixture
async def http(narrow: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(narrow, pool) as found:
        yield found


def refused(answers: list[httpx.Response]) -> list[bool]:
    return [answer.status_code == 429 for answer in answers]


async def test_a_caller_who_asks_too_often_is_told_how_long_to_wait(http: httpx.AsyncClient, made: Made) -> None:
    address = f"/v1/events/{made.slug}"
    await http.get(address, headers=key(made.tokens["S01"]))  # counts under the address: nobody knows the key yet
    answers = [await http.get(address, headers=key(made.tokens["S01"])) for _ in range(MOST + 2)]
    assert refused(answers) == [False] * MOST + [True] * 2
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {f'"caller";q={MOST};w=60'}
    left = [answer.headers["ratelimit"].split(";")[1] for answer in answers]
    assert left == ["r=5", "r=4", "r=3", "r=2", "r=1", "r=0", "r=0", "r=0"]
    last = answers[-1]
    assert code(last) == (429, "too-many-requests") and last.headers["content-type"] == "application/problem+json"
    assert 1 <= int(last.headers["retry-after"]) <= 60
    assert (await http.get(address, headers=key(made.tokens["S02"]))).status_code == 200


async def test_the_minute_after_one_begins_anew(
    http: httpx.AsyncClient, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [await http.get("/", headers=PAGE) for _ in range(MOST + 1)]
    assert refused(answers) == [False] * MOST + [True]
    later = time.time() + 60
    monkeypatch.setattr(rates.time, "time", lambda: later)
    assert (await http.get("/", headers=PAGE)).status_code == 200


async def test_links_that_open_nothing_are_refused_to_their_address_and_good_ones_cost_nothing(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    for _ in range(MOST_SIGN_INS):
        link = await make_link(db, Caller("organizer", "", event_id=made.event_id))
        assert (await http.get(f"/sign-in/{link}", headers=PAGE)).status_code == 200
        assert (await http.post(f"/sign-in/{link}")).status_code == 303
    http.cookies.clear()
    answers = [await http.post(f"/sign-in/never-{n}") for n in range(MOST_SIGN_INS + 1)]
    assert refused(answers) == [False] * MOST_SIGN_INS + [True]
    assert code(answers[-1]) == (429, "too-many-sign-ins")
    good = await make_link(db, Caller("organizer", "", event_id=made.event_id))
    assert (await http.post(f"/sign-in/{good}")).status_code == 429
    assert "새 링크" in (await http.get(f"/sign-in/{good}", headers=PAGE | {"Accept-Language": "ko"})).text


async def test_unknown_keys_are_refused_unseen_while_who_is_let_in_goes_on(http: httpx.AsyncClient, made: Made) -> None:
    address, known = f"/v1/events/{made.slug}", key(made.tokens["S01"])
    assert (await http.get(address, headers=known)).status_code == 200
    answers = [await http.get(address, headers=key(f"guess-{n}")) for n in range(MOST_SIGN_INS + 1)]
    assert [answer.status_code for answer in answers] == [401] * MOST_SIGN_INS + [429]
    assert (await http.get(address, headers=known)).status_code == 200


async def test_a_page_that_asks_on_with_an_ended_session_shuts_nobody_else_out(
    http: httpx.AsyncClient, made: Made
) -> None:
    address = f"/v1/events/{made.slug}"
    for _ in range(MOST_SIGN_INS + 1):
        assert (await http.get(address, headers=key("ended"))).status_code == 401
    assert (await http.get(address, headers=key(made.tokens["S01"]))).status_code == 200


async def test_keys_that_let_nobody_in_are_no_callers_of_their_own(http: httpx.AsyncClient, made: Made) -> None:
    address = f"/v1/events/{made.slug}"
    answers = [await http.options(address, headers=key(f"invented-{n % 2}")) for n in range(2 * MOST)]
    assert refused(answers) == [False] * MOST + [True] * MOST


async def test_links_are_counted_over_all_processes_at_once(narrow: Settings, pool: Pool, db: Connection) -> None:
    async with AsyncExitStack() as open_now:
        processes = [await open_now.enter_async_context(client(narrow, pool)) for _ in range(3)]
        tried = [processes[n % 3].post(f"/sign-in/never-{n}") for n in range(12)]
        answers = await asyncio.gather(*tried)
    assert sorted(answer.status_code for answer in answers) == [401] * MOST_SIGN_INS + [429] * 8


async def test_processes_add_up_what_they_counted_within_a_second(
    narrow: Settings, pool: Pool, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "SHARED_EVERY", 0.0)
    address, holder = f"/v1/events/{made.slug}", key(made.tokens["S01"])
    async with AsyncExitStack() as open_now:
        processes = [await open_now.enter_async_context(client(narrow, pool)) for _ in range(2)]
        for one in processes:  # now both know the key
            await one.get(address, headers=holder)
        answers: list[httpx.Response] = []
        for n in range(2 * MOST):
            answers.append(await processes[n % 2].get(address, headers=holder))
            await asyncio.sleep(0.05)
    allowed = refused(answers).count(False)
    assert MOST <= allowed <= MOST + 1  # what one process gave before it heard of the other's


async def test_counts_of_minutes_that_are_over_are_forgotten(
    http: httpx.AsyncClient, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await http.post("/sign-in/never")
    later = time.time() + 180
    monkeypatch.setattr(rates.time, "time", lambda: later)
    await http.post("/sign-in/never")
    assert await db.fetchval("select count(*) from asked") == 1


async def test_supervisors_and_what_a_page_brings_are_not_counted(http: httpx.AsyncClient) -> None:
    answers = [await http.get(path) for path in ("/healthz", "/readyz", "/static/mannam.css") for _ in range(MOST)]
    assert refused(answers) == [False] * len(answers)
    assert not any("ratelimit" in answer.headers for answer in answers)
