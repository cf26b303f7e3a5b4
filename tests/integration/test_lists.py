"""Every list is read in portions, the same way, and nothing that comes or goes meanwhile moves what was not read yet."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from api.access.keys import make_key
from api.access.nouns import Caller
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from tests.integration.factory import Made, make_event
from tests.integration.test_query_counts import add_round
from tests.integration.web import client, code, key

STAY = {"If-None-Match", "limit", "cursor"}


async def lists(http: httpx.AsyncClient) -> list[str]:
    """The address of every list of the API, by its document: what answers with items."""
    document = (await http.get("/openapi.json")).json()
    shapes = document["components"]["schemas"]
    found: list[str] = []
    for path, operations in document["paths"].items():
        answer = (
            operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {}).get("application/json")
        )
        name = (answer or {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
        if "items" in shapes.get(name, {}).get("properties", {}):
            found.append(path)
    return found


async def walk(http: httpx.AsyncClient, address: str, headers: dict[str, str], limit: int = 1) -> list[dict[str, Any]]:
    """Every item of a list, by following its links."""
    items: list[dict[str, Any]] = []
    following = f"{address}?limit={limit}"
    while following:
        answer = await http.get(following, headers=headers)
        assert answer.status_code == 200, (address, answer.text)
        items += answer.json()["items"]
        assert len(answer.json()["items"]) <= limit
        following = answer.links.get("next", {}).get("url", "")
        assert bool(following) == bool(answer.json()["next"])
    return items


@dataclass(frozen=True, slots=True)
class Shelf:
    """An event with three of everything that a list can hold, an operator who reads it, and what its addresses name."""

    http: httpx.AsyncClient
    made: Made
    operator: dict[str, str]
    places: dict[str, object]


@pytest.fixture
async def shelf(settings: Settings, pool: Pool, db: Connection) -> AsyncIterator[Shelf]:
    made = await make_event(db)
    token = await make_key(db, Caller("operator", "desk"))
    rounds = [await add_round(db, made, n) for n in (1, 2, 3)]
    await make_key(db, Caller("operator", "another desk"))
    async with client(settings, pool) as http:
        yield Shelf(http, made, key(token), rounds[-1] | {"code": "S01", "version": 1, "other": 3})


async def test_every_list_is_walked_by_its_links_and_is_the_same_as_at_once(
    shelf: Shelf,
) -> None:
    document = (await shelf.http.get("/openapi.json")).json()
    found = await lists(shelf.http)
    assert len(found) > 13
    wrong: dict[str, object] = {}
    for path in found:
        address = path.format(**shelf.places)
        at_once = (await shelf.http.get(f"{address}?limit=500", headers=shelf.operator)).json()
        walked = await walk(shelf.http, address, shelf.operator)
        names = {one["name"] for one in document["paths"][path]["get"]["parameters"]}
        if walked != at_once["items"] or at_once["next"] is not None or len(walked) < 2 or not names >= STAY:
            wrong[path] = len(walked), len(at_once["items"]), names
    assert wrong == {}


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "cursor=none", "cursor=W10", "cursor=WyJ4Il0"])
async def test_every_list_refuses_what_is_no_limit_and_no_cursor(shelf: Shelf, query: str) -> None:
    for path in await lists(shelf.http):
        answer = await shelf.http.get(f"{path.format(**shelf.places)}?{query}", headers=shelf.operator)
        assert code(answer) == (422, "invalid"), (path, answer.text)
        assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{query.partition('=')[0]}"]


async def test_what_is_added_or_removed_while_a_list_is_read_moves_nothing(shelf: Shelf, db: Connection) -> None:
    address = f"/v1/events/{shelf.made.slug}/participants"
    everyone = [one["code"] for one in (await shelf.http.get(address, headers=shelf.operator)).json()["items"]]
    first = (await shelf.http.get(f"{address}?limit=4", headers=shelf.operator)).json()
    await db.execute(
        """
        insert into participants (event_id, code, side, country, languages)
        select $1, code, 'supplier', 'KR', '{ko}' from unnest(array['A', 'S0', 'S00']) code
        """,
        shelf.made.event_id,
    )
    rest = (await shelf.http.get(f"{address}?cursor={first['next']}", headers=shelf.operator)).json()
    assert [one["code"] for one in first["items"]] == everyone[:4]
    assert [one["code"] for one in rest["items"] if one["code"] in everyone] == everyone[4:]
    assert not {"A", "S0"} & {one["code"] for one in rest["items"]}


async def test_a_list_keeps_its_other_words_in_its_links(shelf: Shelf) -> None:
    address = f"/v1/events/{shelf.made.slug}/participants?side=buyer&limit=2"
    answer = await shelf.http.get(address, headers=shelf.operator)
    assert "side=buyer" in answer.links["next"]["url"] and answer.links["first"]["url"] == address
    walked = await walk(shelf.http, f"/v1/events/{shelf.made.slug}/participants", shelf.operator, 2)
    assert {one["side"] for one in walked} == {"supplier", "buyer"}


async def test_equal_scores_are_walked_without_loss(shelf: Shelf, db: Connection) -> None:
    other = await make_event(db, "equal-2030")
    await db.execute(
        """
        insert into matches (event_id, supplier_id, buyer_id, score, band, components, model)
        select $1, s.id, b.id, 0.1 + 0.2, 'weak', '{}', 'test' from participants s, participants b
        where s.event_id = $1 and b.event_id = $1 and s.side = 'supplier' and b.side = 'buyer'
        """,
        other.event_id,
    )
    walked = await walk(shelf.http, "/v1/events/equal-2030/matches", key(other.tokens["organizer"]))
    pairs = [(one["supplier_code"], one["buyer_code"]) for one in walked]
    assert pairs == sorted(pairs) and len(set(pairs)) == 6
