"""What was read has a tag: it is not sent again while it is the same, and not changed once it is something else."""

import asyncio

import httpx
import pytest

from api.access.keys import make_key
from api.access.nouns import Caller
from api.ground.db import Connection, Pool
from api.web import store, tags
from tests.integration.factory import add_messages
from tests.integration.web import code, key
from tests.integration.world import World, every_route

NOT_LOOKED_AT = ("/progress", ".zip", ".ics", ".pdf", ".xlsx", "/{buyer}")
"""A stream, what is drawn apart, and the reasons for a request that is left out, of which this event has none."""


def holder(world: World, name: str = "S01") -> dict[str, str]:
    return key(world.made.tokens[name])


def wish(world: World) -> str:
    return f"/v1/events/{world.made.slug}/requests/{world.places['request_id']}"


async def tag(world: World, address: str, name: str = "S01") -> str:
    answer = await world.http.get(address, headers=holder(world, name))
    assert answer.status_code == 200, answer.text
    return str(answer.headers["etag"])


async def full(world: World, db: Connection) -> dict[str, str]:
    """The same event with a loss, and the operator who reads it."""
    token = await make_key(db, Caller("operator", "desk"))
    table = world.made.tables["A2"]
    lost = await db.fetchval(
        "insert into losses (event_id, table_id, said_by) values ($1, $2, 'x') returning id", world.made.event_id, table
    )
    webhook, message = await add_messages(db, world.made.event_id)
    own = await db.fetchval("select max(id) from access_keys where role = 'operator'")
    world.places.update(loss_id=str(lost), operator_key=str(own), webhook_id=str(webhook), message_id=str(message))
    return key(token)


def at(world: World, path: str) -> str:
    """The address of something that is there."""
    own = {"key_id": world.places["operator_key"]} if path.startswith("/v1/keys") else {}
    return path.format(**world.places | own)


async def test_every_read_is_answered_by_304_to_whoever_has_it(world: World, db: Connection) -> None:
    operator = await full(world, db)
    wrong: dict[str, object] = {}
    reads = [path for method, path in every_route() if method == "GET" and path.startswith("/v1/")]
    for path in reads:
        if path.endswith(NOT_LOOKED_AT):
            continue
        address = at(world, path)
        first = await world.http.get(address, headers=operator)
        again = await world.http.get(address, headers=operator | {"If-None-Match": first.headers.get("etag", "none")})
        if (first.status_code, again.status_code, again.content) != (200, 304, b""):
            wrong[path] = first.status_code, again.status_code, first.text[:200]
        if again.headers.get("etag") != first.headers["etag"] or "content-length" in again.headers:
            wrong[path] = dict(again.headers)
    assert wrong == {} and len(reads) > 30


async def test_a_tag_changes_with_what_is_read(world: World) -> None:
    before = await tag(world, wish(world))
    await world.http.post(f"{wish(world)}/accept", headers=holder(world, "B01"))
    again = await world.http.get(wish(world), headers=holder(world) | {"If-None-Match": before})
    assert (again.status_code, again.json()["state"]) == (200, "accepted")


async def test_who_changes_what_is_not_what_it_read_hears_what_is_different(world: World) -> None:
    before = await tag(world, wish(world))
    await world.http.post(f"{wish(world)}/accept", headers=holder(world, "B01"))
    refused = await world.http.post(f"{wish(world)}/withdraw", headers=holder(world) | {"If-Match": before})
    assert code(refused) == (412, "changed-meanwhile")
    said = {error["pointer"]: error["detail"] for error in refused.json()["errors"]}
    assert said["/state"] == 'This is "accepted" now.'
    assert said.keys() == {"/state", "/updated_at", "/acted_as", "/acted_by"}
    now = refused.headers["etag"]
    assert now == await tag(world, wish(world))
    done = await world.http.post(f"{wish(world)}/withdraw", headers=holder(world) | {"If-Match": f'"other", {now}'})
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")


async def test_the_difference_is_told_in_the_language_of_the_reader(world: World) -> None:
    before = await tag(world, wish(world))
    await world.http.post(f"{wish(world)}/accept", headers=holder(world, "B01"))
    headers = holder(world) | {"If-Match": before, "Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"}
    refused = await world.http.post(f"{wish(world)}/withdraw", headers=headers)
    assert refused.headers["content-language"] == "ko" and "Accept-Language" in refused.headers["vary"]
    assert '지금은 "accepted"입니다.' in [error["detail"] for error in refused.json()["errors"]]


async def test_a_tag_of_nothing_that_is_known_is_refused_and_a_star_is_whatever_is_there(world: World) -> None:
    for known in ('"made up"', '"AAAA.BBBB"', "W/"):
        refused = await world.http.post(f"{wish(world)}/withdraw", headers=holder(world) | {"If-Match": known})
        assert code(refused) == (412, "changed-meanwhile")
    done = await world.http.post(f"{wish(world)}/withdraw", headers=holder(world) | {"If-Match": "*"})
    assert done.status_code == 200


async def test_every_write_of_the_api_takes_the_tag_of_what_it_changes(world: World, db: Connection) -> None:
    operator = await full(world, db)
    wrong: dict[str, object] = {}
    writes = [route for route in every_route() if route[0] != "GET" and route[1].startswith("/v1/")]
    for method, path in writes:
        headers = operator | {"If-Match": '"of another time"'}
        content = {"files": {"file": ("a.xlsx", b"x")}} if "import" in path or path == "/v1/events" else {"json": {}}
        answer = await world.http.request(method, at(world, path), headers=headers, **content)  # type: ignore[arg-type]
        if answer.status_code != 412:
            wrong[path] = answer.status_code, answer.text[:200]
    assert wrong == {} and len(writes) > 25


async def test_of_many_who_change_what_they_read_at_once_one_does(world: World) -> None:
    address = f"/v1/events/{world.made.slug}/consent"
    known = await tag(world, f"/v1/events/{world.made.slug}", "organizer")
    headers = holder(world, "organizer") | {"If-Match": known}
    answers = await asyncio.gather(
        *(world.http.put(address, json={"consent": "one"}, headers=headers) for _ in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [204] + [412] * 5


async def test_a_write_waits_for_others_no_longer_than_anybody_waits(
    world: World, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tags, "PATIENCE_SECONDS", 0.2)
    known = await tag(world, wish(world))
    async with db.transaction():
        await db.execute(
            "select pg_advisory_xact_lock_shared(hashtextextended('write ' || $1::bigint, 0))", world.made.event_id
        )
        address = f"{wish(world)}/accept"
        waited = await world.http.post(address, headers=holder(world, "B01") | {"If-Match": known})
        assert code(waited) == (503, "busy")
        other: httpx.Response = await world.http.post(address, headers=holder(world, "B01"))
        assert other.status_code == 200


async def test_a_write_with_a_tag_has_its_turn_beside_a_steady_stream_of_writes(world: World, pool: Pool) -> None:
    done, busy, turns = asyncio.Event(), asyncio.Event(), 0

    async def write(start: float) -> None:
        nonlocal turns
        await asyncio.sleep(start)
        while not done.is_set():
            async with pool.acquire() as own, own.transaction():
                assert await store.take_turn(own, world.made.event_id, alone=False, patience_seconds=5)
                turns += 1
                if turns == 4:
                    busy.set()
                await asyncio.sleep(0.1)

    others = [asyncio.create_task(write(n / 40)) for n in range(4)]
    await busy.wait()
    async with pool.acquire() as own, own.transaction():
        assert await store.take_turn(own, world.made.event_id, alone=True, patience_seconds=1.0)
        before = turns
        await asyncio.sleep(0.15)
        assert turns == before, "nobody writes beside it"
    done.set()
    await asyncio.gather(*others)
