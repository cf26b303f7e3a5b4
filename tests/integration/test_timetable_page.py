"""The timetable on which people plan: what is lit can be done, what is not is refused with the words that stood there."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from api.access.keys import COOKIE
from api.access.nouns import Caller
from api.ground.db import Connection, Pool
from api.ground.errors import Conflict
from api.ground.settings import Settings
from api.ground.words import Sentence
from api.schedules.pinning import Hand, Place, move
from api.schedules.targets import targets
from tests.integration.factory import Made, make_event, make_match, make_schedule
from tests.integration.web import PAGE, client

PAIR = {"supplier_code": "S01", "buyer_code": "B01"}


@pytest.fixture
async def made(db: Connection) -> Made:
    """S01 meets B01 and B02, S02 meets B01; B01 cannot come at T4."""
    made = await make_event(db)
    for supplier, buyer in (("S01", "B01"), ("S01", "B02"), ("S02", "B01")):
        await make_match(db, made, supplier, buyer)
    meetings = [("S01", "B01", "T1", "A1"), ("S01", "B02", "T2", "A1"), ("S02", "B01", "T3", "A2")]
    await make_schedule(db, made, meetings)
    absent = "insert into unavailability (participant_id, slot_id) values ($1, $2)"
    await db.execute(absent, made.participants["B01"], made.slots["T4"])
    return made


@pytest.fixture
async def http(settings: Settings, pool: Pool, made: Made) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        found.headers.update(PAGE)
        found.cookies.set(COOKIE, made.tokens["organizer"])
        yield found


async def test_a_place_is_open_exactly_where_moving_succeeds(db: Connection, made: Made) -> None:
    by, hand = Caller("operator", "test"), Hand(1, "S01", "B01")
    found = await targets(db, made.event_id, hand, by=by)
    assert len(found) == 4 * 2 - 1
    assert {place for place, against in found.items() if against is None} == {("T1", "A2")}
    for (slot, table), against in found.items():
        if against is None:
            assert (await move(db, made.event_id, hand, Place(slot, table), by=by)).meetings == 3
            continue
        with pytest.raises(Conflict) as refused:
            await move(db, made.event_id, hand, Place(slot, table), by=by)
        said = [fault.what.english for fault in refused.value.faults if isinstance(fault.what, Sentence)]
        assert against.english in said


async def test_a_picked_meeting_lights_where_it_may_go_and_says_why_nowhere_else(
    http: httpx.AsyncClient, made: Made
) -> None:
    base = f"/events/{made.slug}/schedules/1"
    plain = (await http.get(base)).text
    assert 'name="place"' not in plain and plain.count('class="meet"') == 3
    page = (await http.get(f"{base}?supplier=S01&buyer=B01")).text
    assert re.findall(r'name="place" value="([^"]+)"', page) == ["T1 A2"]
    assert "1 time is open" in page and "is not available then" in page
    told = {int(at) for at in re.findall(r'data-why="(\d+)"', page)}
    assert told == {int(at) for at in re.findall(r'id="why-(\d+)"', page)}
    assert (await http.get(f"{base}?supplier=S02&buyer=B03")).status_code == 200


async def test_moving_pinning_and_excluding_make_versions_that_lead_back(http: httpx.AsyncClient, made: Made) -> None:
    base = f"/events/{made.slug}/schedules"
    moved = await http.post(f"{base}/1/hand", data=PAIR | {"step": "move", "place": "T1 A2"})
    assert moved.headers["location"] == f"{base}/2?by=table&supplier=S01&buyer=B01"
    page = (await http.get(f"{base}/2")).text
    assert "Moved in version 2." in page and "Undo: back to version 1" in page
    await http.post(f"{base}/2/publish")
    await http.post(f"{base}/2/hand", data=PAIR | {"step": "pin"})
    assert (await http.get(f"{base}/3")).text.count('title="pinned"') == 1
    await http.post(f"{base}/3/hand", data=PAIR | {"step": "unpin"})
    await http.post(f"{base}/4/hand", data=PAIR | {"step": "forbid"})
    newest = (await http.get(base)).text
    assert "Version 5" in newest and newest.count('class="meet"') == 2
    assert "1 change against the published version, 2 participants affected." in newest


async def test_a_refused_move_says_the_rule_and_changes_nothing(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    base = f"/events/{made.slug}/schedules"
    refused = await http.post(f"{base}/1/hand", data=PAIR | {"step": "move", "place": "T4 A1"})
    assert refused.status_code == 409 and "is not available then" in refused.text
    assert 'id="picked"' in refused.text
    assert await db.fetchval("select count(*) from schedules") == 1


@pytest.mark.parametrize(
    ("looks", "rows", "meetings"), [("table", 4, 3), ("supplier", 2, 3), ("buyer", 3, 3), ("interpreter", 1, 2)]
)
async def test_the_timetable_is_read_by_table_supplier_buyer_and_interpreter(
    http: httpx.AsyncClient, made: Made, looks: str, rows: int, meetings: int
) -> None:
    page = (await http.get(f"/events/{made.slug}/schedules/1?by={looks}")).text
    assert page.count('role="rowheader"') == rows
    assert page.count('class="meet"') == meetings


async def test_the_certificate_says_on_one_page_what_was_proven_checked_and_broken_since(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    base = f"/events/{made.slug}/schedules"
    assert f"{base}/1/certificate" in (await http.get(f"{base}/1")).text
    await http.post(f"{base}/1/hand", data=PAIR | {"step": "move", "place": "T1 A2"})
    first, moved = [(await http.get(f"{base}/{version}/certificate")).text for version in (1, 2)]
    assert "out of version 1" in moved and "out of version" not in first
    assert "0 violations, checked independently" in moved
    assert "is not available then" not in moved
    absent = "insert into unavailability (participant_id, slot_id) values ($1, $2)"
    await db.execute(absent, made.participants["B01"], made.slots["T1"])
    assert "is not available then" in (await http.get(f"{base}/2/certificate")).text
