"""Why a request has no meeting, and the ways to let it in: what is offered can be taken, and holds."""

import re
from html import unescape

import pytest

from api.access.keys import COOKIE, Caller, caller
from api.ground.db import Connection, Pool
from api.ground.errors import Conflict, Forbidden
from api.ground.settings import Settings
from api.schedules import explaining, reading
from api.schedules.checking import check_version
from api.schedules.pinning import Hand
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.web import PAGE, client, code, key

LEFT = Hand(1, "S01", "B02")
MEETINGS = [("S01", "B01", "T1", "A1"), ("S02", "B02", "T2", "A2")]


@pytest.fixture
async def made(db: Connection) -> Made:
    """Two meetings, and a third pair that is asked for and not held."""
    made = await make_event(db)
    await make_schedule(db, made, MEETINGS)
    await db.execute(
        """
        insert into requests (event_id, supplier_id, buyer_id, asked_by, preference, state)
        values ($1, $2, $3, 'supplier', 1, 'accepted')
        """,
        made.event_id,
        made.participants["S01"],
        made.participants["B02"],
    )
    return made


@pytest.fixture
async def by(db: Connection, made: Made) -> Caller:
    return await caller(db, made.tokens["organizer"])


async def limit(db: Connection, made: Made, code: str, most: int) -> None:
    await db.execute("update participants set max_meetings = $2 where id = $1", made.participants[code], most)


async def block(db: Connection, made: Made, code: str, *slots: str) -> None:
    await db.executemany(
        "insert into unavailability (slot_id, participant_id) values ($1, $2)",
        [(made.slots[slot], made.participants[code]) for slot in slots],
    )


async def test_where_there_is_room_the_meeting_is_put_in_as_things_are(db: Connection, made: Made, by: Caller) -> None:
    found = await explaining.explain(db, made.event_id, LEFT, by=by)
    assert next((way.key, way.takeable, way.affected) for way in found.ways) == ("as-it-is", True, 0)
    assert "그대로 넣을 수 있습니다" in found.ways[0].words_ko
    await held_after(db, made, by, "as-it-is")


async def test_a_limit_is_raised_and_only_that(db: Connection, made: Made, by: Caller) -> None:
    await limit(db, made, "B02", 1)
    found = await explaining.explain(db, made.event_id, LEFT, by=by)
    assert (found.code, found.reason_en) == ("limit", "Test B02 already has as many meetings as its limit allows: 1.")
    assert found.ways[0].words_en.startswith("Allow Test B02 one meeting more: then it is held at 2030-10-10")
    await held_after(db, made, by, found.ways[0].key)
    assert await db.fetchval("select max_meetings from participants where id = $1", made.participants["B02"]) == 2


async def test_a_participant_who_would_come_is_available_then_and_still_away_otherwise(
    db: Connection, made: Made, by: Caller
) -> None:
    await block(db, made, "S01", "T2", "T3", "T4")
    await block(db, made, "B02", "T1")
    found = await explaining.explain(db, made.event_id, LEFT, by=by)
    way = next(one for one in found.ways if one.key.startswith("available/S01"))
    await held_after(db, made, by, way.key)
    away = await db.fetch("select slot_id from unavailability where participant_id = $1", made.participants["S01"])
    assert len(away) == 2
    assert made.slots[way.slot] not in {row["slot_id"] for row in away}


async def test_others_give_way_and_who_loses_a_meeting_is_told_why(db: Connection, made: Made, by: Caller) -> None:
    await limit(db, made, "S01", 1)
    found = await explaining.explain(db, made.event_id, LEFT, by=by)
    way = next(one for one in found.ways if one.key == explaining.GIVE_WAY)
    assert way.affected >= 1
    assert "Test S01 – Test B01: no longer meet" in way.words_en
    saved = await held_after(db, made, by, explaining.GIVE_WAY)
    left = (await reading.in_full(db, made.event_id, saved, by=by)).unscheduled
    assert [(one.supplier.code, one.buyer.code) for one in left] == [("S01", "B01")]
    assert "Test S01" in left[0].reason_en


async def test_what_needs_somebody_new_is_said_and_not_taken(db: Connection, made: Made, by: Caller) -> None:
    for table in made.tables.values():
        await db.executemany(
            "insert into unavailability (slot_id, table_id) values ($1, $2)",
            [(made.slots[slot], table) for slot in ("T3", "T4")],
        )
    await make_schedule(
        db, made, [("S02", "B01", "T1", "A1"), ("S01", "B03", "T1", "A2"), ("S02", "B02", "T2", "A2")], version=2
    )
    await block(db, made, "S01", "T2")
    found = await explaining.explain(db, made.event_id, Hand(2, "S01", "B02"), by=by)
    way = next(one for one in found.ways if not one.takeable)
    with pytest.raises(Conflict) as refused:
        await explaining.let_in(db, made.event_id, Hand(2, "S01", "B02"), way.key, by=by)
    assert refused.value.code == "way-needs-people"


async def test_a_way_that_has_closed_changes_nothing(db: Connection, made: Made, by: Caller) -> None:
    await limit(db, made, "B02", 1)
    with pytest.raises(Conflict) as refused:
        await explaining.let_in(db, made.event_id, LEFT, "max_meetings/B03/", by=by)
    assert refused.value.code == "way-closed"
    assert await db.fetchval("select max_meetings from participants where id = $1", made.participants["B02"]) == 1
    assert len(await reading.versions(db, made.event_id, by=by)) == 1


async def test_what_is_held_or_not_wanted_or_broken_is_said(db: Connection, made: Made, by: Caller) -> None:
    for hand, told in ((Hand(1, "S01", "B01"), "is-held"), (Hand(1, "S02", "B03"), "not-wanted")):
        with pytest.raises(Conflict) as refused:
            await explaining.explain(db, made.event_id, hand, by=by)
        assert refused.value.code == told
    await block(db, made, "B01", "T1")
    with pytest.raises(Conflict) as refused:
        await explaining.explain(db, made.event_id, LEFT, by=by)
    assert (refused.value.code, len(refused.value.faults)) == ("violations", 1)


async def test_a_participant_asks_in_vain(db: Connection, made: Made) -> None:
    with pytest.raises(Forbidden):
        await explaining.explain(db, made.event_id, LEFT, by=await caller(db, made.tokens["S01"]))
    with pytest.raises(Forbidden):
        await explaining.let_in(db, made.event_id, LEFT, "as-it-is", by=await caller(db, made.tokens["S01"]))


async def test_an_organizer_goes_from_the_list_to_a_new_version_by_two_clicks(
    db: Connection, made: Made, by: Caller, settings: Settings, pool: Pool
) -> None:
    await limit(db, made, "B02", 1)
    await db.execute(
        """
        insert into unscheduled (schedule_id, supplier_id, buyer_id, value, code, reason_ko, reason_en)
        select id, $1, $2, 1, 'limit', '한도', 'limit' from schedules where event_id = $3
        """,
        made.participants["S01"],
        made.participants["B02"],
        made.event_id,
    )
    async with client(settings, pool) as http:
        http.cookies.set(COOKIE, made.tokens["organizer"])
        listed = await http.get(f"/events/{made.slug}/schedules/1", headers=PAGE)
        picked = re.search(r'href="([^"]+supplier=S01&amp;buyer=B02)[^"]*"', listed.text)
        assert picked is not None
        shown = await http.get(unescape(picked[1]), headers={**PAGE, "Accept-Language": "ko"})
        link = re.search(r'action="([^"]+/why/S01/B02)"', shown.text)
        assert link is not None
        assert "시험 B02의 상담 한도를 한 건 늘리기" in shown.text
        way = re.search(r'name="way" value="([^"]+)"', shown.text)
        assert way is not None
        done = await http.post(link[1], data={"way": way[1]}, headers={**PAGE, "Origin": "http://127.0.0.1"})
        assert (done.status_code, done.headers["location"]) == (303, f"/events/{made.slug}/schedules/2")
        again = await http.post(
            link[1], data={"way": "max_meetings/B03/"}, headers={**PAGE, "Origin": "http://127.0.0.1"}
        )
        assert again.status_code == 409
        assert "not open any more" in again.text


async def test_a_program_reads_the_ways_and_takes_one(
    db: Connection, made: Made, settings: Settings, pool: Pool
) -> None:
    await limit(db, made, "B02", 1)
    base = f"/v1/events/{made.slug}/schedules/1"
    async with client(settings, pool) as http:
        found = (await http.get(f"{base}/why/S01/B02", headers=key(made.tokens["organizer"]))).json()
        assert found["ways"][0]["takeable"] is True
        body = {"supplier_code": "S01", "buyer_code": "B02", "way": found["ways"][0]["key"]}
        saved = await http.post(f"{base}/let-in", json=body, headers=key(made.tokens["organizer"]))
        assert (saved.status_code, saved.json()["version"], saved.json()["meetings"]) == (201, 2, 3)
        assert code(await http.get(f"{base}/why/S01/B02", headers=key(made.tokens["S01"]))) == (403, "organizers-only")


async def held_after(db: Connection, made: Made, by: Caller, key: str) -> int:
    """Take a way; the version that it makes holds the pair, and keeps every rule of the facts."""
    saved = await explaining.let_in(db, made.event_id, LEFT, key, by=by)
    meetings = (await reading.in_full(db, made.event_id, saved.version, by=by)).meetings
    assert (LEFT.supplier_code, LEFT.buyer_code) in {(one.supplier.code, one.buyer.code) for one in meetings}
    assert (await check_version(db, made.event_id, saved, by=by)).violations == ()
    return saved.version
