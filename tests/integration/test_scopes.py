"""A key does what it was made for, until it ends, and says when it was last used."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from api.access.keys import mark_used, sha256_of
from api.ground.db import Connection, Pool, transaction
from api.web import rates
from tests.integration.web import code, key
from tests.integration.world import World


async def made(world: World, holder: str = "organizer", **wanted: object) -> httpx.Response:
    address = f"/v1/events/{world.made.slug}/keys"
    return await world.http.post(address, json=wanted, headers=key(world.made.tokens[holder]))


async def test_a_key_does_what_it_was_made_for_and_nothing_else(world: World) -> None:
    reader = key((await made(world, scopes=["read"])).json()["key"])
    asker = key((await made(world, scopes=["request"])).json()["key"])
    address = f"/v1/events/{world.made.slug}"
    wish = {"supplier_code": "S02", "buyer_code": "B02"}
    assert (await world.http.get(f"{address}/mous", headers=reader)).status_code == 200
    assert code(await world.http.post(f"{address}/requests", json=wish, headers=reader)) == (403, "out-of-scope")
    assert code(await world.http.get(f"{address}/mous", headers=asker)) == (403, "out-of-scope")
    assert (await world.http.post(f"{address}/requests", json=wish, headers=asker)).status_code == 201
    assert (await world.http.get(address, headers=asker)).status_code == 200
    assert code(await world.http.get(f"{address}/agendas/S01", headers=asker)) == (403, "out-of-scope")
    assert (await world.http.get(f"{address}/agendas/S01", headers=reader)).status_code == 200


async def test_a_scope_gives_no_more_than_the_role(world: World) -> None:
    company = key((await made(world, participant_code="S01", scopes=["schedule", "read"])).json()["key"])
    address = f"/v1/events/{world.made.slug}"
    assert code(await world.http.get(f"{address}/schedules", headers=company)) == (403, "organizers-only")
    assert (await world.http.get(f"{address}/requests", headers=company)).status_code == 200


async def test_a_key_makes_none_that_may_do_more(world: World) -> None:
    maker = (await made(world, scopes=["key", "read"])).json()["key"]
    world.made.tokens["maker"] = maker
    assert code(await made(world, "maker", scopes=["request"])) == (403, "out-of-scope")
    same = key((await made(world, "maker")).json()["key"])
    wish = {"supplier_code": "S02", "buyer_code": "B02"}
    address = f"/v1/events/{world.made.slug}"
    assert code(await world.http.post(f"{address}/requests", json=wish, headers=same)) == (403, "out-of-scope")
    link = await world.http.post(f"{address}/keys/links", json={}, headers=key(maker))
    opened = await world.http.post(link.json()["sign_in_link"].partition("8765")[2])
    session = key(str(opened.cookies["mannam_key"]))
    world.http.cookies.clear()
    assert code(await world.http.post(f"{address}/requests", json=wish, headers=session)) == (403, "out-of-scope")


async def test_a_key_ends_when_it_was_said_to(world: World, db: Connection) -> None:
    soon = datetime.now(UTC) + timedelta(days=1)
    token = key((await made(world, expires_at=soon.isoformat())).json()["key"])
    address = f"/v1/events/{world.made.slug}"
    assert (await world.http.get(address, headers=token)).status_code == 200
    listed = (await world.http.get(f"{address}/keys", headers=token)).json()["items"]
    assert datetime.fromisoformat(listed[0]["expires_at"]) == soon
    await db.execute("update access_keys set expires_at = now() where expires_at = $1", soon)
    assert code(await world.http.get(address, headers=token)) == (401, "unknown-key")


async def test_a_scope_that_is_none_and_an_end_that_is_over_are_refused(world: World) -> None:
    over = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    answer = await made(world, scopes=["read", "everything"], expires_at=over)
    assert code(answer) == (422, "invalid")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/scopes/1", "/expires_at"]


async def test_the_last_use_of_a_key_is_listed_and_not_in_the_trail(
    world: World, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "SHARED_EVERY", 0.0)
    token = key((await made(world, label="robot", scopes=["key"])).json()["key"])
    entries = "select count(*) from trail where noun = 'access_keys'"
    before = await db.fetchval(entries)
    address = f"/v1/events/{world.made.slug}/keys"
    for _ in range(2):
        await world.http.get(address, headers=token)
        await asyncio.sleep(0.3)
    (robot,) = [
        one for one in (await world.http.get(address, headers=token)).json()["items"] if one["label"] == "robot"
    ]
    used = datetime.now(UTC) - datetime.fromisoformat(robot["last_used_at"])
    assert robot["scopes"] == ["key"] and used < timedelta(seconds=30)
    assert await db.fetchval(entries) == before


async def test_no_key_makes_one_that_lasts_longer(world: World) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    token = key((await made(world, expires_at=soon.isoformat())).json()["key"])
    again = await world.http.post(f"/v1/events/{world.made.slug}/keys", headers=token, json={"label": "for ever"})
    assert again.status_code == 201
    listed = await world.http.get(f"/v1/events/{world.made.slug}/keys", headers=token)
    (lasting,) = [one for one in listed.json()["items"] if one["label"] == "for ever"]
    assert datetime.fromisoformat(lasting["expires_at"]) == soon
    link = await world.http.post(f"/v1/events/{world.made.slug}/keys/links", headers=token, json={"label": "for ever"})
    opened = await world.http.post(link.json()["sign_in_link"].partition("8765")[2])
    world.http.cookies.clear()
    session = key(str(opened.cookies["mannam_key"]))
    assert (await world.http.post(f"/v1/events/{world.made.slug}/keys", headers=session, json={})).status_code == 201
    ends = {one["kind"]: one["expires_at"] for one in (await listing(world, session))[:3]}
    assert {kind: datetime.fromisoformat(end) for kind, end in ends.items()} == dict.fromkeys(ends, soon)
    assert set(ends) == {"key", "link", "session"}


async def listing(world: World, headers: dict[str, str]) -> list[dict[str, str]]:
    return (await world.http.get(f"/v1/events/{world.made.slug}/keys", headers=headers)).json()["items"]


async def test_noting_a_use_waits_for_nobody_who_changes_a_key(world: World, db: Connection, pool: Pool) -> None:
    hashes = [sha256_of(world.made.tokens[holder]) for holder in ("S01", "S02")]
    async with transaction(pool) as other:
        await other.execute("update access_keys set label = 'held' where sha256 = $1", hashes[0])
        await asyncio.wait_for(mark_used(db, hashes), 5)
    used = await db.fetch(
        "select last_used_at is not null used from access_keys where sha256 = any($1) order by id", hashes
    )
    assert [row["used"] for row in used] == [False, True]
