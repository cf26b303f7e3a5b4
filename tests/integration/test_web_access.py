"""Every address of the application refuses whoever it does not belong to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from api.access.keys import COOKIE, caller, make_key, revoke
from api.app import create_app
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.mous import recording as memoranda
from api.mous.nouns import MouFields
from api.outcomes import recording
from api.outcomes.nouns import OutcomeFields
from api.requests.asking import ask
from api.requests.nouns import NewRequest
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.web import PAGE, client, code, key

OPEN = {
    "/",
    "/sign-in/{token}",
    "/language/{language}",
    "/problems/{code}",
    "/openapi.json",
    "/docs",
    "/docs/oauth2-redirect",
    "/problems",
    "/redoc",
    "/healthz",
    "/readyz",
    "/static",
    "/static-offline-docs",
}
OF_MEMBERS = {  # what a participant may call at all; every one of these is proved to show only its own, below
    ("GET", "/v1/events/{slug}"),
    ("GET", "/v1/events/{slug}/matches"),
    ("GET", "/v1/events/{slug}/requests"),
    ("GET", "/v1/events/{slug}/outcomes"),
    ("GET", "/v1/events/{slug}/mous"),
    ("GET", "/events/{slug}/me"),
    ("GET", "/events/{slug}/outcomes"),
    ("GET", "/events/{slug}/mous"),
}
OUTSIDE_EVENTS = {("GET", "/v1/events"), ("GET", "/events"), ("POST", "/sign-out")}
BODIES: dict[str, dict[str, object]] = {
    "/v1/events/{slug}/requests": {"supplier_code": "S01", "buyer_code": "B01"},
    "/v1/events/{slug}/outcomes": {"supplier_code": "S01", "buyer_code": "B01", "state": "held"},
    "/v1/events/{slug}/outcomes/{outcome_id}/correct": {"state": "held"},
    "/v1/events/{slug}/mous": {"supplier_code": "S01", "buyer_code": "B01", "subject": "x", "state": "planned"},
    "/v1/events/{slug}/mous/{number}/correct": {"subject": "x", "state": "planned", "why": "y"},
    "/v1/events/{slug}/jobs": {"kind": "match"},
    **{
        f"/v1/events/{{slug}}/schedules/{{version}}/{step}": {"supplier_code": "S01", "buyer_code": "B01"}
        for step in ("pin", "unpin", "forbid", "allow", "move")
    },
}
FORMS: dict[str, dict[str, str]] = {
    "/events/{slug}/requests": {"supplier_code": "S01", "buyer_code": "B01", "page_of": "S01"},
    "/events/{slug}/outcomes": {"supplier_code": "S01", "buyer_code": "B01"},
    "/events/{slug}/mous": {"supplier_code": "S01", "buyer_code": "B01", "subject": "x"},
    "/events/{slug}/mous/{number}": {"subject": "x", "why": "y"},
}


def every_route() -> list[tuple[str, str]]:
    """Every method and path of the application, in order."""
    found = {
        (method, route.path.replace(":path", ""))
        for route in iter_route_contexts(create_app(Settings(data=__file__)).routes)  # type: ignore[arg-type]
        for method in (route.methods or {"GET"}) - {"HEAD"}
    }
    return sorted((method, path) for method, path in found if path not in OPEN)


@dataclass(frozen=True, slots=True)
class World:
    """A service with an event full of things that belong to S01 and B01, and another event beside it."""

    http: httpx.AsyncClient
    made: Made
    other: Made
    places: dict[str, str]

    async def call(self, method: str, path: str, token: str | None) -> httpx.Response:
        url = path.format(**self.places)
        headers = key(token) if token else {}
        if path.endswith(("/import", "/marked", "/new")) or (method, path) == ("POST", "/v1/events"):
            return await self.http.request(method, url, headers=headers, files={"file": ("a.xlsx", b"x")})
        if method == "POST" and path.startswith("/v1/"):
            return await self.http.post(url, headers=headers, json=BODIES.get(path, {}))
        return await self.http.request(method, url, headers=headers, data=FORMS.get(path))


@pytest.fixture
async def world(settings: Settings, pool: Pool, db: Connection) -> AsyncIterator[World]:
    made, other = await make_event(db), await make_event(db, "other-2030")
    s01 = await caller(db, made.tokens["S01"])
    wish = await ask(db, made.event_id, NewRequest("S01", "B01"), by=s01)
    outcome = await recording.record(db, made.event_id, "S01", "B01", OutcomeFields("held"), by=s01)
    mou = await memoranda.add(
        db, made.event_id, MouFields("Pilot", "planned"), supplier_code="S01", buyer_code="B01", by=s01
    )
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    job = await db.fetchval("insert into jobs (event_id, kind) values ($1, 'build') returning id", made.event_id)
    places = {
        "slug": made.slug,
        "code": "S01",
        "version": "1",
        "other": "1",
        "job_id": str(job),
        "request_id": str(wish.id),
        "outcome_id": str(outcome.id),
        "number": str(mou.number),
        "step": "accept",
    }
    async with client(settings, pool) as http:
        yield World(http, made, other, places)


async def test_without_a_key_everything_is_refused(world: World) -> None:
    routes = every_route()
    assert len(routes) > 60
    answers = {route: await world.call(*route, None) for route in routes}
    assert {route: code(answer) for route, answer in answers.items()} == dict.fromkeys(routes, (401, "not-signed-in"))
    assert {answer.headers["content-type"] for answer in answers.values()} == {"application/problem+json"}
    assert {answer.headers["www-authenticate"] for answer in answers.values()} == {'Bearer realm="mannam"'}


async def test_for_another_events_organizer_the_event_does_not_exist(world: World) -> None:
    routes = [route for route in every_route() if "{slug}" in route[1]]
    answers = {route: code(await world.call(*route, world.other.tokens["organizer"])) for route in routes}
    assert answers == dict.fromkeys(routes, (404, "no-such-event"))


async def test_another_participant_is_refused_everything_that_is_not_its_own(world: World) -> None:
    routes = [route for route in every_route() if route not in OF_MEMBERS | OUTSIDE_EVENTS]
    answers = {route: (await world.call(*route, world.made.tokens["B02"])).status_code for route in routes}
    assert {route: status for route, status in answers.items() if status not in (403, 404)} == {}


async def test_another_participant_finds_nothing_of_others_in_lists(world: World) -> None:
    for method, path in sorted(OF_MEMBERS):
        answer = await world.call(method, path, world.made.tokens["B02"])
        assert answer.status_code == 200
        for others in ("S01", "B01", "Pilot"):
            assert others not in answer.text, (path, others)


async def test_a_participant_reads_what_is_its_own(world: World) -> None:
    token = world.made.tokens["B01"]
    for path in ("requests", "outcomes", "mous"):
        answer = await world.http.get(f"/v1/events/{world.made.slug}/{path}", headers=key(token))
        assert [item["supplier_code"] for item in answer.json()["items"]] == ["S01"]
    own = await world.http.get(f"/v1/events/{world.made.slug}/participants/B01", headers=key(token))
    assert own.json()["code"] == "B01"


async def test_organizers_of_an_event_make_no_events(world: World) -> None:
    for route in (("POST", "/v1/events"), ("GET", "/events/new"), ("POST", "/events/new")):
        assert code(await world.call(*route, world.made.tokens["organizer"])) == (403, "operators-only")


async def test_a_revoked_key_opens_nothing(world: World, db: Connection) -> None:
    token = await make_key(db, "organizer", event_id=world.made.event_id)
    assert (await world.http.get(f"/v1/events/{world.made.slug}", headers=key(token))).status_code == 200
    assert await revoke(db, token)
    answer = await world.http.get(f"/v1/events/{world.made.slug}", headers=key(token))
    assert code(answer) == (401, "unknown-key")


async def test_every_link_of_a_participant_is_revoked_at_once_and_no_other(world: World, db: Connection) -> None:
    slug, tokens = world.made.slug, world.made.tokens
    second = await make_key(
        db, "participant", event_id=world.made.event_id, participant_id=world.made.participants["S01"]
    )
    revoked = await world.http.post(f"/v1/events/{slug}/keys/revoke/S01", headers=key(tokens["organizer"]))
    assert revoked.json() == {"revoked": 2}
    for token in (tokens["S01"], second):
        assert code(await world.http.get(f"/v1/events/{slug}", headers=key(token))) == (401, "unknown-key")
    assert (await world.http.get(f"/v1/events/{slug}", headers=key(tokens["S02"]))).status_code == 200
    world.http.cookies.set(COOKIE, tokens["organizer"])
    assert (await world.http.post(f"/events/{slug}/participants/S02/revoke")).status_code == 303
    assert code(await world.http.get(f"/v1/events/{slug}", headers=key(tokens["S02"]))) == (401, "unknown-key")


async def test_only_the_hash_of_a_key_is_stored(world: World, db: Connection) -> None:
    token = world.made.tokens["organizer"]
    stored = await db.fetch("select row_to_json(k)::text as row from access_keys k")
    assert not any(token in row["row"] for row in stored)


async def test_a_sign_in_link_sets_a_cookie_and_leads_to_the_right_page(world: World, db: Connection) -> None:
    pages = {
        world.made.tokens["organizer"]: f"/events/{world.made.slug}",
        world.made.tokens["S01"]: f"/events/{world.made.slug}/me",
        await make_key(db, "operator", label="root"): "/events",
    }
    for token, page in pages.items():
        answer = await world.http.get(f"/sign-in/{token}")
        cookie = answer.headers["set-cookie"]
        assert (answer.status_code, answer.headers["location"]) == (303, page)
        assert cookie.startswith(f"{COOKIE}={token}") and "HttpOnly" in cookie and "SameSite=lax" in cookie
        assert (await world.http.get(page, headers=PAGE)).status_code == 200
    assert code(await world.http.get("/sign-in/nobody")) == (401, "unknown-key")


async def test_another_sites_page_cannot_write_with_our_cookie(world: World) -> None:
    same = "http://127.0.0.1"
    answers = {
        ("same-origin", None): 303,
        ("none", None): 303,
        ("cross-site", None): 403,
        ("same-site", None): 403,
        ("cross-site", same): 403,
        (None, same): 303,
        (None, "https://elsewhere.example"): 403,
        (None, "null"): 403,
        (None, None): 303,
    }
    found: dict[tuple[str | None, str | None], int] = {}
    for site, origin in answers:
        world.http.cookies.set(COOKIE, world.made.tokens["B01"])
        headers = {"Sec-Fetch-Site": site, "Origin": origin}
        given = {name: value for name, value in headers.items() if value is not None}
        found[site, origin] = (await world.http.post("/sign-out", headers=given)).status_code
    assert found == answers


async def test_a_browser_gets_a_page_and_a_program_a_problem(world: World) -> None:
    page = await world.http.get(f"/events/{world.made.slug}", headers=PAGE)
    assert (page.status_code, page.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "Open the sign-in link" in page.text
    nowhere = await world.http.get("/v1/nowhere", headers=PAGE)
    assert nowhere.json() == {
        "type": "/problems/not-found",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "instance": "/v1/nowhere",
        "code": "not-found",
    }
