"""Every address says what it knows: HEAD where there is GET, OPTIONS, Allow with a refusal, the language of its words."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from api.access.keys import make_key
from api.access.nouns import Caller
from api.ground.db import Connection
from tests.integration.test_tags import at, full
from tests.integration.web import code, key
from tests.integration.world import World, every_route


@pytest.fixture
async def operator(world: World, db: Connection) -> AsyncIterator[dict[str, str]]:
    yield await full(world, db)


def addresses(world: World) -> dict[str, list[str]]:
    """Every address with its methods."""
    found: dict[str, list[str]] = {}
    for method, path in every_route():
        found.setdefault(path, []).append(method)
    return found


async def test_head_says_of_every_read_what_get_says_without_its_body(world: World, operator: dict[str, str]) -> None:
    wrong: dict[str, object] = {}
    for path, methods in addresses(world).items():
        if "GET" not in methods or path.endswith(
            ("/metrics", "/{buyer}", "/progress", ".zip", ".pdf", ".xlsx", ".ics")
        ):
            continue
        address = at(world, path)
        got = await world.http.get(address, headers=operator)
        head = await world.http.head(address, headers=operator)
        names = ("content-type", "content-length", "etag")
        told = [(answer.status_code, *(answer.headers.get(name) for name in names)) for answer in (got, head)]
        if told[0] != told[1] or head.content:
            wrong[path] = told
    assert wrong == {}


async def test_head_of_a_stream_ends(world: World, operator: dict[str, str]) -> None:
    address = f"/v1/events/{world.made.slug}/jobs/{world.places['job_id']}/progress"
    head = await asyncio.wait_for(world.http.head(address, headers=operator), 5)
    assert (head.status_code, head.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")


async def test_a_method_that_an_address_does_not_know_is_refused_with_those_it_knows(
    world: World, operator: dict[str, str]
) -> None:
    wrong: dict[str, object] = {}
    for path, methods in addresses(world).items():
        known = {*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])}
        address = path.format(**world.places)
        refused = await world.http.patch(address, headers=operator)
        asked = await world.http.options(address, headers=operator)
        told = [answer.headers.get("allow", "").split(", ") for answer in (refused, asked)]
        # an address that another pattern fits too, such as a code with a slash in it, knows more
        if (refused.status_code, asked.status_code) != (405, 204) or not all(known <= set(one) for one in told):
            wrong[path] = refused.status_code, asked.status_code, told
    assert wrong == {}


async def test_there_is_nothing_to_ask_of_an_address_that_is_none(world: World) -> None:
    assert code(await world.http.options("/v1/nothing")) == (404, "not-found")


@pytest.mark.parametrize(
    ("accepted", "language", "said"),
    [
        ("ko", "ko", "이 주소에는 아무것도 없습니다. 주소를 확인하세요."),
        ("th, ko;q=0.1", "ko", "이 주소에는 아무것도 없습니다. 주소를 확인하세요."),
        ("tr", "en", "There is nothing at this address."),
        ("", "en", "There is nothing at this address."),
    ],
)
async def test_a_refusal_speaks_the_language_of_its_reader(
    world: World, accepted: str, language: str, said: str
) -> None:
    answer = await world.http.get("/v1/nothing", headers={"Accept-Language": accepted})
    assert (answer.headers["content-language"], answer.json()["detail"]) == (language, said)
    assert "Accept-Language" in answer.headers["vary"]


async def test_the_reasons_of_matches_speak_it_too(world: World, db: Connection) -> None:
    from tests.integration.factory import make_match

    await make_match(db, world.made, "S01", "B01", 0.8)
    address, holder = f"/v1/events/{world.made.slug}/matches", key(world.made.tokens["S01"])
    first = (await world.http.get(address, headers=holder | {"Accept-Language": "ko"})).json()["items"][0]
    chosen = (await world.http.get(f"{address}?language=en", headers=holder | {"Accept-Language": "ko"})).json()
    assert first["reasons"][0] == "강한 추천입니다 (점수 0.80)."
    assert chosen["items"][0]["reasons"][0] == "A strong match (score 0.80)."


async def test_downloads_have_their_own_media_type_in_answer_and_document(
    world: World, operator: dict[str, str], db: Connection
) -> None:
    await db.execute("insert into publications (event_id, schedule_id) select event_id, id from schedules")
    document = (await world.http.get("/openapi.json")).json()
    told: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        if not path.endswith((".xlsx", ".zip", ".pdf", ".ics")):
            continue
        answer: httpx.Response = await world.http.get(path.format(**world.places), headers=operator)
        assert answer.status_code == 200, answer.text
        kinds = list(operations["get"]["responses"]["200"]["content"])
        told[path.rpartition(".")[2]] = [answer.headers["content-type"].partition(";")[0], *kinds]
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert told == {
        "zip": ["application/zip"] * 2,
        "ics": ["text/calendar"] * 2,
        "pdf": ["application/pdf"] * 2,
        "xlsx": [sheet] * 2,
    }


async def test_the_document_says_of_every_operation_what_holds_for_all(world: World, db: Connection) -> None:
    document = (await world.http.get("/openapi.json")).json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            names = {one["name"] for one in operation["parameters"]}
            assert ("If-None-Match" if method == "get" else "If-Match") in names, path
            assert {"429", "304" if method == "get" else "412"} <= operation["responses"].keys(), path
    token = await make_key(db, Caller("operator", ""))
    assert (await world.http.get("/v1/events", headers=key(token))).status_code == 200
