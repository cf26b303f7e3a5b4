"""People are reminded of their meetings when their time has come, once each, where the event's settings say so."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from api.access.keys import COOKIE
from api.access.nouns import TERMINAL
from api.app import kinds
from api.ground.db import Connection, Pool
from api.ground.errors import Invalid
from api.ground.settings import Settings
from api.jobs.worker import Worker
from api.notices import due, reminding
from api.notices.nouns import Reminders
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.smtp import mail_server
from tests.integration.web import PAGE, client, code, key


@pytest.fixture
async def made(db: Connection) -> Made:
    """The small event with a published schedule, where everybody has somebody with an address."""
    made = await make_event(db)
    for who, number in made.participants.items():
        await db.execute(
            "insert into delegates (participant_id, name, email) values ($1, 'Kim', $2)",
            number,
            f"{who.lower()}@example.org",
        )
    schedule = await make_schedule(db, made, [("S01", "B01", "T1", "A1"), ("S01", "B02", "T2", "A1")])
    await db.execute("insert into publications (event_id, schedule_id) values ($1, $2)", made.event_id, schedule)
    return made


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncGenerator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


async def begins_in(db: Connection, interval: str) -> None:
    """Let the first slot begin so long from now, and the others half an hour after one another."""
    await db.execute(
        f"""
        update slots set starts_at = now() + interval '{interval}' + (right(code, 1)::int - 1) * interval '30 minutes',
            ends_at = now() + interval '{interval}' + (right(code, 1)::int - 1) * interval '30 minutes'
                + interval '25 minutes'
        """
    )


async def reminded(db: Connection, made: Made) -> list[tuple[str, int]]:
    """Who was reminded by now, of how many meetings; what waits is taken as sent."""
    await reminding.remind(db, made.event_id)
    await db.execute("update notices set state = 'sent' where kind = 'reminder'")
    rows = await db.fetch(
        """
        select p.code, n.body from notices n join participants p on p.id = n.participant_id
        where n.kind = 'reminder' order by n.id
        """
    )
    return [(row["code"], row["body"].count("· A1")) for row in rows]


async def test_nobody_is_reminded_unless_the_event_says_so(db: Connection, made: Made) -> None:
    await begins_in(db, "5 minutes")
    assert await reminding.events_with_due(db) == []
    assert await reminded(db, made) == []


async def test_a_day_before_everybody_is_reminded_once_of_the_whole_day(db: Connection, made: Made) -> None:
    await reminding.settle(db, made.event_id, Reminders(day_before=True), by=TERMINAL)
    await begins_in(db, "25 hours")
    assert await reminding.events_with_due(db) == []
    await begins_in(db, "23 hours")
    zone = await db.fetchval("select count(distinct (starts_at at time zone 'Europe/Istanbul')::date) from slots")
    assert await reminding.events_with_due(db) == [made.event_id]
    if zone == 1:  # around midnight the meetings are on two days
        assert await reminded(db, made) == [("S01", 2), ("B01", 1), ("B02", 1)]
    else:
        assert len(await reminded(db, made)) >= 3
    before = len(await reminded(db, made))
    assert len(await reminded(db, made)) == before


async def test_minutes_before_each_meeting_both_are_reminded_of_it_alone(db: Connection, made: Made) -> None:
    await reminding.settle(db, made.event_id, Reminders(minutes=15), by=TERMINAL)
    await begins_in(db, "16 minutes")
    assert await reminding.events_with_due(db) == []
    await begins_in(db, "14 minutes")
    assert await reminded(db, made) == [("S01", 1), ("B01", 1)]
    assert await due.due_reminders(db) == []
    begins = "select bool_and(worthless_at > now() and worthless_at < now() + interval '15 minutes') from notices"
    assert await db.fetchval(begins), "nobody needs it once the meeting begins"
    await begins_in(db, "10 minutes")
    assert len(await reminded(db, made)) == 4, "of a meeting that moved, once more"
    await begins_in(db, "-20 minutes")
    assert sorted(await reminded(db, made))[:1] == [("B01", 1)]
    assert ("B02", 1) in await reminded(db, made)


async def test_who_has_no_address_or_wants_no_letters_keeps_no_worker_busy(db: Connection, made: Made) -> None:
    await reminding.settle(db, made.event_id, Reminders(minutes=15), by=TERMINAL)
    await begins_in(db, "10 minutes")
    await db.execute("update delegates set email = '' where participant_id = $1", made.participants["S01"])
    await db.execute(
        "insert into unsubscribed (participant_id, address) values ($1, 'b01@example.org')", made.participants["B01"]
    )
    assert await reminding.events_with_due(db) == []
    assert await reminded(db, made) == []


async def test_a_worker_sends_them_by_itself(db: Connection, pool: Pool, made: Made, settings: Settings) -> None:
    await reminding.settle(db, made.event_id, Reminders(minutes=15), by=TERMINAL)
    await begins_in(db, "10 minutes")
    async with mail_server() as server:
        assert await Worker(pool, kinds(settings.but(smtp=server.address)).lanes()[1]).step()
    assert sorted(server.to) == ["b01@example.org", "s01@example.org"]
    assert {str(letter["Subject"]) for letter in server.taken} == {
        "[상담 안내] 시험 행사",
        "Görüşmeleriniz: Test event",
    }
    assert all("sign-in" not in letter.get_content() for letter in server.taken)


async def test_an_organizer_settles_it_on_the_page_and_by_program(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    with pytest.raises(Invalid):
        await reminding.settle(db, made.event_id, Reminders(minutes=3), by=TERMINAL)
    mine, address = key(made.tokens["organizer"]), f"/v1/events/{made.slug}/reminders"
    assert (await http.get(address, headers=mine)).json() == {"day_before": False, "minutes": None}
    settled = await http.put(address, headers=mine, json={"day_before": True, "minutes": 20})
    assert (settled.status_code, settled.json()) == (200, {"day_before": True, "minutes": 20})
    assert code(await http.put(address, headers=mine, json={"minutes": 1}))[0] == 422
    http.cookies.set(COOKIE, made.tokens["organizer"])
    page = f"/events/{made.slug}"
    assert 'value="20"' in (await http.get(f"{page}/settings", headers=PAGE)).text
    assert (await http.post(f"{page}/reminders", data={"minutes": "3"}, headers=PAGE)).status_code == 422
    assert (await http.post(f"{page}/reminders", data={"minutes": "0"}, headers=PAGE)).status_code == 303
    assert (await http.get(address, headers=mine)).json() == {"day_before": False, "minutes": None}


async def bodies(db: Connection, made: Made) -> dict[str, str]:
    """What waits to be said to whom."""
    await reminding.remind(db, made.event_id)
    rows = await db.fetch(
        """
        select p.code, n.body from notices n join participants p on p.id = n.participant_id
        where n.kind = 'reminder' and n.state = 'waiting'
        """
    )
    return {row["code"]: row["body"] for row in rows}


async def test_what_waits_follows_the_schedule_in_force(db: Connection, made: Made) -> None:
    await reminding.settle(db, made.event_id, Reminders(day_before=True), by=TERMINAL)
    await begins_in(db, "2 hours")
    before = await bodies(db, made)
    assert before.keys() == {"S01", "B01", "B02"}
    assert await reminding.events_with_due(db) == [made.event_id]
    await db.execute("update notices set due_at = now() + interval '1 hour'")
    assert await reminding.events_with_due(db) == [], "one that waits for a server keeps no worker busy"
    moved = await make_schedule(db, made, [("S01", "B01", "T1", "A2")], version=2)
    await db.execute("insert into publications (event_id, schedule_id) values ($1, $2)", made.event_id, moved)
    after = await bodies(db, made)
    assert after.keys() == {"S01", "B01"}, "the meeting of B02 is not held"
    assert "· A2" in after["B01"] and "· A1" in before["B01"]
    await db.execute("insert into publications (event_id, schedule_id) values ($1, null)", made.event_id)
    assert await bodies(db, made) == {}


async def test_a_reminder_of_one_meeting_is_taken_back_when_it_moves_and_comes_again_when_it_moves_back(
    db: Connection, made: Made
) -> None:
    await reminding.settle(db, made.event_id, Reminders(minutes=15), by=TERMINAL)
    await begins_in(db, "10 minutes")
    first = await bodies(db, made)
    assert first.keys() == {"S01", "B01"}
    later = await make_schedule(db, made, [("S01", "B01", "T3", "A1")], version=2)
    await db.execute("insert into publications (event_id, schedule_id) values ($1, $2)", made.event_id, later)
    assert await bodies(db, made) == {}
    await db.execute(
        "insert into publications (event_id, schedule_id) select event_id, id from schedules where version = 1"
    )
    assert await bodies(db, made) == first
    await db.execute("update reminders set minutes = null")
    assert await bodies(db, made) == {}, "nobody is to be reminded any more"
