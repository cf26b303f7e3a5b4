"""The pages of a participant on a phone: what comes next, what moved, three taps to a record, and whom one meets."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from api.access.keys import COOKIE
from api.access.nouns import TERMINAL
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.pages.company.phone import Card, card_of
from api.schedules.reading import in_full
from tests.integration.factory import Made, make_event, make_match, make_schedule
from tests.integration.web import PAGE, client


@pytest.fixture
async def made(db: Connection) -> Made:
    """S01 meets B01 and B02; B03 fits it and nothing more is between them; nothing connects S02 with B01."""
    made = await make_event(db)
    await make_match(db, made, "S01", "B03", 0.8)
    schedule = await make_schedule(db, made, [("S01", "B01", "T1", "A1"), ("S01", "B02", "T2", "A1")])
    await db.execute("insert into publications (event_id, schedule_id) values ($1, $2)", made.event_id, schedule)
    return made


@pytest.fixture
async def http(settings: Settings, pool: Pool, made: Made) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        found.headers.update(PAGE)
        found.cookies.set(COOKIE, made.tokens["S01"])
        yield found


async def test_the_card_shows_the_meeting_that_runs_or_comes_next_and_how_long_it_takes(
    db: Connection, made: Made
) -> None:
    meetings = (await in_full(db, made.event_id, 1, by=TERMINAL)).meetings
    first, second = meetings
    begins = first.starts_at
    assert card_of(meetings, begins - timedelta(minutes=20)) == Card(first, False, 20)
    assert card_of(meetings, begins) == Card(first, True, 25)
    assert card_of(meetings, begins + timedelta(minutes=26)) == Card(second, False, 4)
    assert card_of(meetings, second.ends_at) is None


async def test_what_moved_since_the_last_publication_is_marked_and_nothing_else(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    page = f"/events/{made.slug}/me"
    assert "△" not in (await http.get(page)).text
    moved = await make_schedule(db, made, [("S01", "B01", "T1", "A1"), ("S01", "B02", "T3", "A1")], version=2)
    await db.execute("insert into publications (event_id, schedule_id) values ($1, $2)", made.event_id, moved)
    lines = (await http.get(page)).text.split("<li")
    assert ["Test B01" in line or "Test B02" in line for line in lines if "△" in line] == [True]
    assert [line for line in lines if 'class="changed"' in line and "Test B02" in line]


async def test_an_outcome_is_recorded_where_the_meeting_stands_and_marked_there(
    http: httpx.AsyncClient, made: Made
) -> None:
    base = f"/events/{made.slug}"
    page = f"{base}/me/record"
    assert (await http.get(page)).text.count("It was held: record it") == 2
    tapped = {"supplier_code": "S01", "buyer_code": "B01", "tier": "consulted", "state": "held", "to": page}
    asked = await http.post(f"{base}/outcomes", data=tapped)
    assert asked.status_code in (303, 409)
    if asked.status_code == 409:  # the meeting lies ahead, which is asked about
        asked = await http.post(f"{base}/outcomes", data=tapped | {"confirmed": "true"})
    assert asked.headers["location"] == page
    after = (await http.get(page)).text
    assert after.count("It was held: record it") == 1 and after.count("✓ recorded") == 1
    away = await http.post(
        f"{base}/outcomes", data=tapped | {"buyer_code": "B02", "confirmed": "true", "to": "//x.example"}
    )
    assert away.headers["location"] == "/"


async def test_the_sheet_of_a_counterpart_is_for_those_whom_something_connects(
    http: httpx.AsyncClient, made: Made
) -> None:
    base = f"/events/{made.slug}/me/with"
    met, fits = await http.get(f"{base}/B01"), await http.get(f"{base}/B03")
    assert "Test B01" in met.text and "10:00" in met.text
    assert "Test B03" in fits.text and "10:00" not in fits.text
    http.cookies.set(COOKIE, made.tokens["S02"])
    assert (await http.get(f"{base}/B01")).status_code == 404
    http.cookies.set(COOKIE, made.tokens["organizer"])
    assert (await http.get(f"{base}/B01")).headers["location"] == f"/events/{made.slug}/participants"


async def test_strong_matches_can_be_read_alone(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    await db.execute("update matches set band = 'possible'")
    page = f"/events/{made.slug}/me/find"
    assert "Test B03" in (await http.get(page)).text
    assert "Test B03" not in (await http.get(f"{page}?strong=true")).text


async def test_the_whole_log_of_a_meeting_is_one_form_of_the_phone(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    page = (await http.get(f"/events/{made.slug}/me/record")).text
    names = ("amount", "product", "rate", "destination", "next_step", "next_owner", "next_on", "satisfaction")
    assert [name for name in names if f'id="B01-{name}" name="{name}"' not in page] == []
    log = {"tier": "consulted", "state": "held", "amount": "3~5억원", "next_owner": "Kim", "next_on": "2022-11-01"}
    pair = {"supplier_code": "S01", "buyer_code": "B01", "confirmed": "true"}
    await http.post(f"/events/{made.slug}/outcomes", data={**pair, **log, "to": f"/events/{made.slug}/me/record"})
    shown = (await http.get(f"/events/{made.slug}/outcomes")).text
    assert "300,000,000 KRW – 500,000,000 KRW" in shown
    assert "Kim until 1 Nov 2022 (Tue)" in " ".join(shown.split())
