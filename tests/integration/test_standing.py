"""The bar above every page and the first page of an organizer: clock, what is published, what is not in it, what to do."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import httpx
import pytest

from api.access.keys import COOKIE
from api.events.nouns import Leg
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.pages.standing import current_leg
from tests.integration.factory import Made, make_event, make_match, make_schedule
from tests.integration.web import PAGE, client, key


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@pytest.fixture
async def http(settings: Settings, pool: Pool, made: Made) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        found.headers.update(PAGE)
        found.cookies.set(COOKIE, made.tokens["organizer"])
        yield found


def bar(page: str) -> str:
    """The words of the bar."""
    found = re.search(r'<div class="standing">.*?</div>', page, re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split())


def todo(page: str) -> list[str]:
    """The lines of what is to be done."""
    return re.findall(r"<li[^>]*><div><p>([^<]+)</p>", page)


async def test_the_bar_tells_the_time_of_the_venue_and_of_seoul_and_what_is_published(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    base = f"/events/{made.slug}"
    at_first = bar((await http.get(base)).text)
    assert re.fullmatch(r"Istanbul \d\d:\d\d Seoul \d\d:\d\d Nothing published", at_first)
    venue, seoul = (datetime.strptime(one, "%H:%M") for one in re.findall(r"\d\d:\d\d", at_first))
    assert (seoul - venue).seconds == 6 * 3600
    await make_match(db, made, "S01", "B01")
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    await http.post(f"{base}/schedules/1/publish")
    for page in ("", "/participants", "/settings", "/schedules/1"):
        assert bar((await http.get(f"{base}{page}")).text).endswith("Version 1 published"), page


async def test_the_bar_counts_what_changed_since_the_published_version_was_made(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    base = f"/events/{made.slug}"
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    pair = {"supplier_code": "S01", "buyer_code": "B01"}
    pinned = await http.post(f"/v1{base}/schedules/1/pin", headers=key(made.tokens["organizer"]), json=pair)
    assert pinned.status_code == 201
    await http.post(f"{base}/schedules/2/publish")
    assert bar((await http.get(base)).text).endswith("Version 2 published")
    await http.post(f"{base}/day", data={"kind": "participant", "code": "B02"})
    assert bar((await http.get(base)).text).endswith("Version 2 published △ 1 change not in it")
    assert any(line.startswith("1 change since the published") for line in todo((await http.get(base)).text))
    await http.post(f"{base}/day", data={"kind": "participant", "code": "B01"})
    assert bar((await http.get(base)).text).endswith("Version 2 published ! 1 conflict")
    http.cookies.set(COOKIE, made.tokens["B01"])
    assert re.fullmatch(r"Istanbul \d\d:\d\d Seoul \d\d:\d\d", bar((await http.get(f"{base}/me")).text))


async def test_each_step_is_asked_for_when_it_is_due_and_no_sooner(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    base = f"/events/{made.slug}"
    assert todo((await http.get(base)).text) == ["Nobody knows yet who fits whom."]
    await make_match(db, made, "S01", "B01")
    assert todo((await http.get(base)).text) == ["There is no schedule yet."]
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    asked = "1 request waits for an answer."
    assert todo((await http.get(base)).text) == ["Version 1 is a draft: 1 meeting.", asked]
    await http.post(f"{base}/schedules/1/publish")
    assert todo((await http.get(base)).text) == [asked]
    await http.post(f"{base}/requests/{await db.fetchval('select id from requests')}/accept")
    record = {"supplier_code": "S01", "buyer_code": "B01", "state": "held", "tier": "consulted", "confirmed": "true"}
    assert (await http.post(f"{base}/outcomes", data=record)).status_code == 303
    done = (await http.get(base)).text
    assert todo(done) == [] and "Nothing waits for you." in done
    figures = re.findall(r"<dd>(?:<a[^>]*>)?([^<]+)(?:</a>)?</dd></div>", done)
    assert figures == ["1", "0", "0", "1"]


async def test_every_place_of_the_rail_is_named_where_one_is(http: httpx.AsyncClient, made: Made) -> None:
    base = f"/events/{made.slug}"
    for page, place in {
        "": "Overview",
        "/import": "Participants",
        "/participants/S01": "Participants",
        "/build": "Schedule",
        "/mous": "Results",
        "/trail": "Settings",
    }.items():
        rail = re.search(r'<nav class="rail".*?</nav>', (await http.get(f"{base}{page}")).text, re.DOTALL)
        assert rail is not None
        here = re.findall(r'<a [^>]*aria-current="(?:page|true)"[^>]*>.*?<span>([^<]+)</span>', rail.group())
        assert here == [place], page


def test_the_clock_is_that_of_the_leg_that_is_on_or_comes_next() -> None:
    def leg(code: str, starts: date, ends: date) -> Leg:
        return Leg(code, "", "", "TR", "", "", "Europe/Istanbul", starts, ends)

    legs = [leg("one", date(2030, 10, 1), date(2030, 10, 2)), leg("two", date(2030, 10, 4), date(2030, 10, 5))]
    for day, code in {1: "one", 2: "one", 3: "two", 5: "two", 9: "two"}.items():
        found = current_leg(legs, datetime(2030, 10, day, 12, tzinfo=UTC))
        assert found is not None and found.code == code
    assert current_leg([], datetime(2030, 10, 1, tzinfo=UTC)) is None
