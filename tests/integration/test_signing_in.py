"""A sign-in link is good once, for some days, and opens a session that ends; all of it is listed and can be revoked."""

import asyncio

import httpx
import pytest

from api.access.keys import COOKIE, make_key, make_link, make_terminal_pass
from api.access.nouns import Caller
from api.ground.db import Connection
from tests.integration.web import PAGE, code, key
from tests.integration.world import World


async def link_of(db: Connection, world: World, code: str) -> str:
    return await make_link(
        db, Caller("participant", code, event_id=world.made.event_id, participant_id=world.made.participants[code])
    )


def session_of(answer: httpx.Response) -> str:
    return str(answer.cookies[COOKIE])


async def test_a_link_is_good_once_and_looking_at_it_does_not_use_it_up(world: World, db: Connection) -> None:
    link = await link_of(db, world, "S01")
    for _ in range(3):
        looked = await world.http.get(f"/sign-in/{link}", headers=PAGE)
        assert looked.status_code == 200 and COOKIE not in looked.cookies
    assert (await world.http.post(f"/sign-in/{link}")).status_code == 303
    world.http.cookies.clear()
    assert code(await world.http.post(f"/sign-in/{link}")) == (401, "link-spent")
    assert code(await world.http.get(f"/sign-in/{link}")) == (401, "link-spent")


async def test_of_many_who_come_with_one_link_at_once_one_gets_in(world: World, db: Connection) -> None:
    link = await link_of(db, world, "S01")
    answers = await asyncio.gather(*(world.http.post(f"/sign-in/{link}") for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [303] + [401] * 7


async def test_a_link_is_no_key_and_a_key_no_link(world: World, db: Connection) -> None:
    link = await link_of(db, world, "S01")
    assert code(await world.http.get(f"/v1/events/{world.made.slug}", headers=key(link))) == (401, "unknown-key")
    world.http.cookies.set(COOKIE, link)
    assert code(await world.http.get(f"/v1/events/{world.made.slug}")) == (401, "unknown-key")
    world.http.cookies.clear()
    assert code(await world.http.post(f"/sign-in/{world.made.tokens['S01']}")) == (401, "link-spent")


@pytest.mark.parametrize("what", ["expires_at = now()", "revoked_at = now()"])
async def test_a_link_and_a_session_end_in_time_and_by_revoking(world: World, db: Connection, what: str) -> None:
    unused, link = await link_of(db, world, "S01"), await link_of(db, world, "S01")
    session = session_of(await world.http.post(f"/sign-in/{link}"))
    world.http.cookies.clear()
    address = f"/v1/events/{world.made.slug}"
    assert (await world.http.get(address, headers=key(session))).status_code == 200
    await db.execute(f"update access_keys set {what} where kind <> 'key'")
    assert code(await world.http.post(f"/sign-in/{unused}")) == (401, "link-spent")
    assert code(await world.http.get(address, headers=key(session))) == (401, "unknown-key")


async def test_signing_out_ends_the_session_everywhere(world: World, db: Connection) -> None:
    session = session_of(await world.http.post(f"/sign-in/{await link_of(db, world, 'S01')}"))
    world.http.cookies.set(COOKIE, session)
    assert (await world.http.post("/sign-out")).status_code == 303
    world.http.cookies.clear()
    assert code(await world.http.get(f"/v1/events/{world.made.slug}", headers=key(session))) == (401, "unknown-key")


async def test_another_sites_page_signs_nobody_in(world: World, db: Connection) -> None:
    link = await link_of(db, world, "S01")
    answer = await world.http.post(f"/sign-in/{link}", headers={"Sec-Fetch-Site": "cross-site"})
    assert code(answer) == (403, "foreign-write")
    assert (await world.http.post(f"/sign-in/{link}")).status_code == 303


async def test_everything_that_lets_somebody_in_is_listed_named_and_revoked(world: World, db: Connection) -> None:
    organizer, address = key(world.made.tokens["organizer"]), f"/v1/events/{world.made.slug}"
    made = await world.http.post(
        f"{address}/keys/links", json={"participant_code": "S02", "label": "Kim"}, headers=organizer
    )
    link = made.json()["sign_in_link"].rpartition("/")[2]
    session = session_of(await world.http.post(f"/sign-in/{link}"))
    world.http.cookies.clear()
    answer = await world.http.get(f"{address}/keys", headers=organizer)
    assert answer.status_code == 200, answer.text
    listed = answer.json()["items"]
    assert [(one["kind"], one["state"], one["label"], one["made_by"]) for one in listed[:2]] == [
        ("session", "in force", "Kim", "sign-in link"),
        ("link", "used", "Kim", "organizer “desk”"),
    ]
    assert not any(secret in str(listed) for secret in (link, session, *world.made.tokens.values()))
    page = (await world.http.get(f"/events/{world.made.slug}/access", headers=organizer | PAGE)).text
    assert "Kim" in page and "organizer “desk”" in page
    gone = await world.http.delete(f"{address}/keys/{listed[0]['id']}", headers=organizer)
    assert gone.status_code == 204
    assert code(await world.http.get(address, headers=key(session))) == (401, "unknown-key")
    elsewhere = await world.http.delete(
        f"/v1/events/{world.other.slug}/keys/{listed[1]['id']}", headers=key(world.other.tokens["organizer"])
    )
    assert code(elsewhere) == (404, "no-such-key")


async def test_operators_see_and_revoke_their_own_and_nobody_else_does(world: World, db: Connection) -> None:
    first, second = [await make_key(db, Caller("operator", name)) for name in ("one", "two")]
    listed = (await world.http.get("/v1/keys", headers=key(first))).json()["items"]
    assert [one["label"] for one in listed] == ["two", "one"]
    assert (await world.http.delete(f"/v1/keys/{listed[0]['id']}", headers=key(first))).status_code == 204
    assert code(await world.http.get("/v1/keys", headers=key(second))) == (401, "unknown-key")
    assert code(await world.http.get("/v1/keys", headers=key(world.made.tokens["organizer"]))) == (
        403,
        "operators-only",
    )


async def test_the_pass_of_the_terminal_is_a_key_that_signs_in_until_the_next_start(
    world: World, db: Connection
) -> None:
    first = await make_terminal_pass(db, made_by="terminal")
    assert (await world.http.get("/v1/events", headers=key(first))).status_code == 200
    once, entered = [await world.http.get(f"/sign-in/{first}", headers=PAGE) for _ in range(2)]
    for answer in (once, entered):
        assert (answer.status_code, answer.headers["location"]) == (303, "/events")
    session = session_of(entered)
    world.http.cookies.clear()
    second = await make_terminal_pass(db, made_by="terminal")
    assert code(await world.http.get("/v1/events", headers=key(first))) == (401, "unknown-key")
    assert code(await world.http.get(f"/sign-in/{first}")) == (401, "link-spent")
    assert (await world.http.get("/v1/events", headers=key(session))).status_code == 200
    assert (await world.http.get("/v1/events", headers=key(second))).status_code == 200


async def test_no_other_key_signs_in(world: World, db: Connection) -> None:
    for token in (await make_key(db, Caller("operator", "desk")), world.made.tokens["organizer"]):
        assert code(await world.http.get(f"/sign-in/{token}")) == (401, "link-spent")
