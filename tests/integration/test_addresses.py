"""Codes of any letters lead to their page, and no link leads off the site."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx
import pytest

from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from tests.integration.factory import Made, make_event
from tests.integration.web import PAGE, client, key

ODD = ("A/B", "A?B", "A#1", "A%2FB", "A/B/link", "기업 1")


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


@pytest.mark.parametrize("code", ODD)
async def test_a_participant_of_any_code_is_found_at_its_address(
    http: httpx.AsyncClient, made: Made, db: Connection, code: str
) -> None:
    await db.execute("update participants set code = $1 where id = $2", code, made.participants["S01"])
    organizer, part = key(made.tokens["organizer"]), quote(code, safe="")
    for address in (f"/v1/events/{made.slug}/participants/{part}", f"/v1/events/{made.slug}/agendas/{part}"):
        answer = await http.get(address, headers=organizer)
        assert answer.status_code == 200, address
    everyone = await http.get(f"/events/{made.slug}/participants", headers={**organizer, **PAGE})
    assert f'href="/events/{made.slug}/participants/{part}"' in everyone.text
    own = await http.get(f"/events/{made.slug}/participants/{part}", headers={**organizer, **PAGE})
    assert f"/participants/{part}/revoke" in own.text


@pytest.mark.parametrize(
    "to", ["//elsewhere", "https://elsewhere", "/\\elsewhere", "/\t/elsewhere", "elsewhere", "javascript:alert(1)", ""]
)
async def test_no_link_leads_off_the_site(http: httpx.AsyncClient, made: Made, to: str) -> None:
    chosen = await http.get("/language/ko", params={"to": to})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/")
    refused = await http.get(
        f"/events/{made.slug}", headers={**PAGE, "Referer": f"http://127.0.0.1/{to}", "Host": "127.0.0.1"}
    )
    assert "elsewhere" not in refused.text or f'href="/{to}"' in refused.text
    assert 'href="//' not in refused.text and 'href="javascript:' not in refused.text


async def test_an_odd_address_is_not_redirected_off_the_site(http: httpx.AsyncClient) -> None:
    for address in ("http://127.0.0.1//elsewhere.example/", "http://127.0.0.1//elsewhere.example/events/"):
        answer = await http.get(address, headers=PAGE)
        location = answer.headers.get("location", "/")
        assert (location.startswith("/") and not location.startswith("//")) or location.startswith("http://127.0.0.1/")
        assert 'href="//' not in answer.text
