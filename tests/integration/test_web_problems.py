"""The type of every problem is an address that answers, in the language of the reader."""

import html
from collections.abc import AsyncIterator

import httpx
import pytest

from api.ground.codes import CODES, address
from api.ground.constraints import CHECKS, SENTENCES
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.ground.words import say

from .web import PAGE, client


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as http:
        yield http


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_every_code_has_a_page_that_needs_no_key(http: httpx.AsyncClient, language: str) -> None:
    for code, known in CODES.items():
        answer = await http.get(address(code), headers=PAGE | {"Accept-Language": language})
        assert answer.status_code == 200, code
        shown = html.unescape(answer.text)
        assert all(text in shown for text in (code, str(known.status), say(language, known.english))), code


async def test_the_type_of_a_refusal_can_be_followed(http: httpx.AsyncClient) -> None:
    refused = (await http.get("/v1/events/none")).json()
    assert (await http.get(refused["type"])).status_code == 200
    assert refused["status"] == CODES[refused["code"]].status


async def test_a_code_that_nobody_gave_is_not_found(http: httpx.AsyncClient) -> None:
    answer = await http.get(address("no-such-code"))
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_every_constraint_in_words_stands_in_the_database_and_is_of_its_kind(db: Connection) -> None:
    rows = await db.fetch(
        """
        select conname as name, contype = 'c' as checks from pg_constraint
        union select indexrelid::regclass::text, false from pg_index where indisunique
        """
    )
    kinds = {row["name"]: row["checks"] for row in rows}
    assert {name: kinds.get(name) for name in SENTENCES} == {name: name in CHECKS for name in SENTENCES}
