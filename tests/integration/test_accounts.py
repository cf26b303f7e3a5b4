"""Somebody with an account signs in by password, does what its role may, and is out at once when it is closed."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from api.access import store
from api.access.accounts import make_account
from api.access.keys import COOKIE, sha256_of
from api.access.nouns import TERMINAL, Caller, Locked, NewAccount
from api.cli.main import app
from api.ground.db import Connection
from api.ground.errors import Forbidden
from tests.integration.web import PAGE, code, key
from tests.integration.world import World

PASSWORD = "four quiet words here"
KIM = {"email": "Kim@Example.org", "name": "Kim"}


async def made(world: World, event: str = "", /, **changed: object) -> str:
    """Make an account over the API, and give the path of its link."""
    holder = world.other if event == world.other.slug else world.made
    address = f"/v1/events/{holder.slug}/accounts"
    answer = await world.http.post(address, json=KIM | changed, headers=key(holder.tokens["organizer"]))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["sign_in_link"].partition("8765")[2])


async def follow(world: World, link: str, password: str = PASSWORD) -> httpx.Response:
    """Follow a link, choose a password, and be signed out again."""
    entered = await world.http.post(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/password")
    chosen = await world.http.post("/password", data={"password": password}, headers=PAGE)
    world.http.cookies.clear()
    return chosen


async def sign_in(
    world: World, password: str = PASSWORD, email: str = "kim@example.org", event: str = ""
) -> httpx.Response:
    typed = {"email": email, "password": password, "event": event}
    answer = await world.http.post("/sign-in/password", data=typed, headers=PAGE)
    world.http.cookies.clear()
    return answer


async def test_an_account_chooses_its_password_behind_a_link_and_signs_in_by_it(world: World, db: Connection) -> None:
    link = await made(world)
    assert (await sign_in(world)).status_code == 401
    assert (await follow(world, link)).headers["location"] == f"/events/{world.made.slug}"
    entered = await sign_in(world)
    assert (entered.status_code, entered.headers["location"]) == (303, f"/events/{world.made.slug}")
    headers = key(str(entered.cookies[COOKIE]))
    wish = {"supplier_code": "S02", "buyer_code": "B02"}
    assert (
        await world.http.post(f"/v1/events/{world.made.slug}/requests", json=wish, headers=headers)
    ).status_code == 201
    trail = (await world.http.get(f"/v1/events/{world.made.slug}/trail", headers=headers)).json()["items"]
    assert trail[0]["by_name"] == "organizer “Kim”"
    hashed = await db.fetchval("select password from accounts where email = 'kim@example.org'")
    assert hashed.startswith("$argon2id$") and PASSWORD not in str(trail) and hashed not in str(trail)


@pytest.mark.parametrize("limits", [{"scopes": ("write",)}, {"ends_at": datetime(2100, 1, 1, tzinfo=UTC)}])
async def test_a_key_for_some_rights_or_some_time_makes_no_account(
    world: World, db: Connection, limits: dict[str, Any]
) -> None:
    whose = Caller("organizer", "desk", event_id=world.made.event_id, **limits)
    with pytest.raises(Forbidden) as refused:
        await make_account(db, world.made.event_id, NewAccount(KIM["email"], KIM["name"]), by=whose)
    assert refused.value.code == "out-of-scope"
    assert await db.fetchval("select count(*) from accounts where email = 'kim@example.org'") == 0


async def test_a_wrong_password_and_an_unknown_address_are_told_alike(world: World) -> None:
    await follow(world, await made(world))
    wrong, unknown = await sign_in(world, "four quiet words"), await sign_in(world, email="nobody@example.org")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.headers["ratelimit-policy"].startswith('"sign-in"'), "counted as strictly as links are"
    assert wrong.text == unknown.text and "No account has this e-mail address and this password." in wrong.text


async def test_a_closed_account_is_out_at_once_and_a_new_link_voids_its_password(world: World, db: Connection) -> None:
    await follow(world, await made(world))
    session = key(str((await sign_in(world)).cookies[COOKIE]))
    organizer, address = key(world.made.tokens["organizer"]), f"/v1/events/{world.made.slug}/accounts"
    (kim,) = [one for one in (await world.http.get(address, headers=organizer)).json()["items"] if one["name"] == "Kim"]
    assert kim["has_password"] and "password" not in kim
    assert (await world.http.delete(f"{address}/{kim['id']}", headers=organizer)).status_code == 204
    assert code(await world.http.get(address, headers=session)) == (401, "unknown-key")
    assert (await sign_in(world)).status_code == 401
    again = await made(world)
    assert (await sign_in(world)).status_code == 401
    await follow(world, again, "another four quiet words")
    assert (await sign_in(world, "another four quiet words")).status_code == 303


async def test_an_account_that_closes_while_its_password_is_looked_at_opens_no_session(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await follow(world, await made(world))
    known = store.open_accounts

    async def then_closed(db: Connection, email: str, event: str) -> list[Locked]:
        found = await known(db, email, event)
        await db.execute("update accounts set closed_at = now() where id = $1", found[0].id)
        return found

    monkeypatch.setattr(store, "open_accounts", then_closed)
    assert (await sign_in(world)).status_code == 401


async def test_an_auditor_reads_everything_of_the_event_and_changes_nothing(world: World) -> None:
    await follow(world, await made(world, reads_only=True))
    auditor, address = key(str((await sign_in(world)).cookies[COOKIE])), f"/v1/events/{world.made.slug}"
    for read in ("", "/outcomes", "/trail", "/schedules", "/participants", "/workbook.xlsx"):
        assert (await world.http.get(f"{address}{read}", headers=auditor)).status_code == 200, read
    wish = {"supplier_code": "S02", "buyer_code": "B02"}
    assert code(await world.http.post(f"{address}/requests", json=wish, headers=auditor)) == (403, "out-of-scope")
    assert code(await world.http.post(f"{address}/accounts", json=KIM, headers=auditor)) == (403, "out-of-scope")
    shown = (await world.http.get(f"/events/{world.made.slug}/access", headers=auditor | PAGE)).text
    assert "kim@example.org" in shown and "access/accounts" not in shown


async def test_who_works_at_two_events_is_asked_at_which(world: World, db: Connection) -> None:
    await follow(world, await made(world))
    await follow(world, await made(world, world.other.slug))
    asked = await sign_in(world)
    assert asked.status_code == 422 and world.other.slug in asked.text
    assert (await sign_in(world, event=world.other.slug)).headers["location"] == f"/events/{world.other.slug}"
    token = await make_account(db, None, NewAccount("kim@example.org", "Kim"), by=TERMINAL)
    await follow(world, f"/sign-in/{token}")
    assert (await sign_in(world)).headers["location"] == "/events", "an operator sees all events"


async def test_changing_a_password_asks_for_the_old_one_and_ends_every_other_session(world: World) -> None:
    short = await follow(world, link := await made(world), "short")
    assert short.status_code == 422 and "too short" in short.text
    assert (await world.http.post(link)).status_code == 401
    world.http.cookies.clear()
    await follow(world, await made(world))
    first, second = [str((await sign_in(world)).cookies[COOKIE]) for _ in range(2)]
    new = {"password": "another four quiet words"}
    refused = await world.http.post("/password", data=new | {"current": "guessed"}, headers=key(first) | PAGE)
    assert refused.status_code == 422 and "not your password" in refused.text
    done = await world.http.post("/password", data=new | {"current": PASSWORD}, headers=key(first))
    assert done.status_code == 303
    address = f"/v1/events/{world.made.slug}"
    assert (await world.http.get(address, headers=key(first))).status_code == 200
    assert code(await world.http.get(address, headers=key(second))) == (401, "unknown-key")
    assert code(await world.http.post("/password", data=new, headers=key(world.made.tokens["S01"]))) == (
        403,
        "no-account",
    )


async def test_an_operators_account_opens_the_installation_and_only_operators_make_it(
    world: World, db: Connection
) -> None:
    token = await make_account(db, None, NewAccount("lee@example.org", "Lee"), by=TERMINAL)
    await follow(world, f"/sign-in/{token}")
    entered = await sign_in(world, email="lee@example.org")
    assert entered.headers["location"] == "/events"
    operator = key(str(entered.cookies[COOKIE]))
    assert [one["name"] for one in (await world.http.get("/v1/accounts", headers=operator)).json()["items"]] == ["Lee"]
    page = await world.http.post("/access/accounts", data=KIM, headers=operator | PAGE)
    assert "/sign-in/" in page.text and "kim@example.org" in page.text
    refused = await world.http.post("/access/accounts", data={"email": "kim", "name": ""}, headers=operator | PAGE)
    assert refused.status_code == 422 and "This is no e-mail address." in refused.text
    organizer = key(world.made.tokens["organizer"])
    assert code(await world.http.post("/v1/accounts", json=KIM, headers=organizer)) == (403, "operators-only")
    assert await db.fetchval("select count(*) from access_keys where sha256 = $1", sha256_of(token)) == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_sites_form_signs_nobody_in_by_password(world: World, site: str) -> None:
    answer = await world.http.post("/sign-in/password", data={"email": "a@b.org"}, headers={"Sec-Fetch-Site": site})
    assert code(answer) == (403, "foreign-write")


async def test_accounts_are_made_listed_and_closed_from_the_terminal(
    world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANNAM_DATABASE_URL", database_url)

    async def typed(*words: str) -> str:
        done = await asyncio.to_thread(CliRunner().invoke, app, ["account", *words, "--event", world.made.slug])
        assert done.exit_code == 0, done.exception
        return done.stdout.strip()

    link = await typed("add", "kim@example.org", "--name", "Kim", "--reads-only")
    assert (await typed("list")).splitlines()[0] == "kim@example.org Kim, reads only, no password yet"
    await follow(world, "/sign-in/" + link.rpartition("/")[2])
    assert (await typed("list")).splitlines()[0] == "kim@example.org Kim, reads only"
    await typed("close", "kim@example.org")
    assert (await sign_in(world)).status_code == 401
