"""Every address of the application refuses whoever it does not belong to."""

from api.access.keys import COOKIE, make_key, make_link, revoke
from api.access.nouns import Caller
from api.ground.db import Connection
from tests.integration.web import PAGE, code, key
from tests.integration.world import World, every_route

OF_MEMBERS = {  # what a participant may call at all; every one of these is proved to show only its own, below
    ("GET", "/v1/events/{slug}"),
    ("GET", "/v1/events/{slug}/matches"),
    ("GET", "/v1/events/{slug}/requests"),
    ("GET", "/v1/events/{slug}/outcomes"),
    ("GET", "/v1/events/{slug}/mous"),
    ("GET", "/events/{slug}/me"),
    ("GET", "/events/{slug}/me/find"),
    ("GET", "/events/{slug}/me/record"),
    ("GET", "/events/{slug}/me/requests"),
    ("GET", "/events/{slug}/outcomes"),
    ("GET", "/events/{slug}/mous"),
}
OUTSIDE_EVENTS = {
    ("GET", "/v1/events"),
    ("GET", "/events"),
    ("POST", "/sign-out"),
    ("GET", "/workbooks/{kind}-{language}.xlsx"),
}


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
    token = await make_key(db, Caller("organizer", "", event_id=world.made.event_id))
    assert (await world.http.get(f"/v1/events/{world.made.slug}", headers=key(token))).status_code == 200
    assert await revoke(db, token)
    answer = await world.http.get(f"/v1/events/{world.made.slug}", headers=key(token))
    assert code(answer) == (401, "unknown-key")


async def test_every_link_of_a_participant_is_revoked_at_once_and_no_other(world: World, db: Connection) -> None:
    slug, tokens = world.made.slug, world.made.tokens
    second = await make_key(
        db, Caller("participant", "", event_id=world.made.event_id, participant_id=world.made.participants["S01"])
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
    event, participants = world.made.event_id, world.made.participants
    holders = {
        Caller("organizer", "", event): f"/events/{world.made.slug}",
        Caller("participant", "", event, participant_id=participants["S01"]): f"/events/{world.made.slug}/me",
        Caller("operator", "root"): "/events",
    }
    pages = {await make_link(db, whose): page for whose, page in holders.items()}
    for token, page in pages.items():
        answer = await world.http.post(f"/sign-in/{token}")
        cookie = answer.headers["set-cookie"]
        assert (answer.status_code, answer.headers["location"]) == (303, page)
        assert cookie.startswith(f"{COOKIE}=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
        assert token not in cookie
        assert (await world.http.get(page, headers=PAGE)).status_code == 200
    assert code(await world.http.post("/sign-in/nobody")) == (401, "link-spent")


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
