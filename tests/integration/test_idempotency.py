"""A write that comes again under its Idempotency-Key is done once and answered twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from api.access.keys import make_key
from api.access.nouns import Caller
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from tests.integration.factory import Made, make_event
from tests.integration.web import client, code, key

BODY = {"supplier_code": "S01", "buyer_code": "B01", "state": "held", "product": "sensors"}


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


async def record(http: httpx.AsyncClient, made: Made, name: str, holder: str = "S01", **changed: str) -> httpx.Response:
    """Record an outcome under an idempotency key."""
    headers = key(made.tokens[holder]) | {"Idempotency-Key": name}
    return await http.post(f"/v1/events/{made.slug}/outcomes", json=BODY | changed, headers=headers)


async def test_the_same_request_again_gets_the_same_answer_and_changes_nothing(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    first = await record(http, made, "lid-closed-1")
    again = await record(http, made, "lid-closed-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["content-type"] == first.headers["content-type"]
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert await db.fetchval("select count(*) from outcomes") == 1


async def test_without_a_key_the_same_request_again_is_another_request(http: httpx.AsyncClient, made: Made) -> None:
    url, headers = f"/v1/events/{made.slug}/outcomes", key(made.tokens["S01"])
    await http.post(url, json=BODY, headers=headers)
    assert code(await http.post(url, json=BODY, headers=headers)) == (409, "already-recorded")


async def test_a_key_that_was_used_for_something_else_is_refused(http: httpx.AsyncClient, made: Made) -> None:
    await record(http, made, "used")
    assert code(await record(http, made, "used", product="cameras")) == (422, "key-reused")
    asked = {"supplier_code": "S01", "buyer_code": "B01"}
    headers = key(made.tokens["S01"]) | {"Idempotency-Key": "used"}
    assert code(await http.post(f"/v1/events/{made.slug}/requests", json=asked, headers=headers)) == (422, "key-reused")
    assert code(await record(http, made, "x" * 256)) == (422, "key-unusable")


async def test_two_callers_do_not_meet_in_a_key(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    assert (await record(http, made, "shared")).status_code == 201
    assert (await record(http, made, "shared", holder="B01")).status_code == 201
    assert await db.fetchval("select count(*) from outcomes") == 2


async def test_a_key_for_less_hears_nothing_that_another_of_its_name_was_answered(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    s01 = Caller("participant", "S01", made.event_id, participant_id=made.participants["S01"])
    made.tokens["all"], made.tokens["less"] = (
        await make_key(db, s01),
        await make_key(db, replace(s01, scopes=("read",))),
    )
    made.tokens["again"] = await make_key(db, s01)
    assert (await record(http, made, "one name", "all")).status_code == 201
    assert code(await record(http, made, "one name", "less")) == (403, "out-of-scope")
    assert code(await record(http, made, "one name", "again")) == (409, "already-recorded")


async def test_a_refused_write_keeps_nothing_and_may_come_again(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    assert (await record(http, made, "mended", state="lost")).status_code == 422
    assert (await record(http, made, "mended")).status_code == 201
    assert await db.fetchval("select count(*) from kept_answers") == 1


async def test_many_at_the_same_moment_are_done_once(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    answers = await asyncio.gather(*(record(http, made, "at once") for _ in range(12)))
    assert await db.fetchval("select count(*) from outcomes") == 1
    known = {answer.content for answer in answers if answer.status_code == 201}
    assert len(known) == 1
    assert {code(answer) for answer in answers if answer.status_code != 201} <= {(409, "in-flight")}


async def test_an_answer_is_forgotten_after_a_day(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    await record(http, made, "yesterday")
    await db.execute("update kept_answers set made_at = made_at - interval '25 hours'")
    assert code(await record(http, made, "yesterday")) == (409, "already-recorded")
    await record(http, made, "today", holder="B01")
    assert await db.fetchval("select array_agg(key) from kept_answers") == ["today"]


async def test_a_file_is_told_from_another_by_its_content(
    http: httpx.AsyncClient, db: Connection, fixtures: Path
) -> None:
    headers = key(await make_key(db, Caller("operator", "desk"))) | {"Idempotency-Key": "one file"}
    content = (fixtures / "istanbul-2022.xlsx").read_bytes()
    first = await http.post("/v1/events", files={"file": ("event.xlsx", content)}, headers=headers)
    again = await http.post("/v1/events", files={"file": ("event.xlsx", content)}, headers=headers)
    other = await http.post("/v1/events", files={"file": ("event.xlsx", content + b" ")}, headers=headers)
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert code(other) == (422, "key-reused")


async def test_a_new_sign_in_key_is_never_kept(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    headers = key(made.tokens["organizer"]) | {"Idempotency-Key": "link"}
    answer = await http.post(f"/v1/events/{made.slug}/keys", json={"participant_code": "S01"}, headers=headers)
    assert answer.status_code in (201, 422)
    assert await db.fetchval("select count(*) from kept_answers") == 0
