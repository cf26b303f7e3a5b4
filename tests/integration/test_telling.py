"""A publication is told to exactly those whose agenda it changed, once each, until they want to hear no more."""

from collections.abc import AsyncIterator

import httpx
import pytest
from typer.testing import CliRunner

from api.access.keys import COOKIE
from api.access.nouns import TERMINAL
from api.app import kinds
from api.cli.main import app
from api.events import finding
from api.events.nouns import Event
from api.ground.db import Connection, Pool
from api.ground.logs import discreet
from api.ground.settings import Settings
from api.jobs.worker import Worker
from api.notices import telling
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.smtp import mail_server
from tests.integration.web import PAGE, client, code, key


@pytest.fixture
async def made(db: Connection) -> Made:
    """The small event, where everybody has somebody with an address."""
    made = await make_event(db)
    for who, number in made.participants.items():
        await db.execute(
            "insert into delegates (participant_id, name, email) values ($1, $2, $3)",
            number,
            f"Kim {who}",
            f"{who.lower()}@example.org",
        )
    return made


@pytest.fixture
async def event(db: Connection, made: Made) -> Event:
    return await finding.event(db, made.slug, by=TERMINAL)


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


async def publish(db: Connection, made: Made, schedule: int | None) -> int:
    """Put a version in force, or take it back."""
    number: int = await db.fetchval(
        "insert into publications (event_id, schedule_id) values ($1, $2) returning id", made.event_id, schedule
    )
    return number


async def told(db: Connection) -> dict[str, str]:
    """The letters about changed agendas that wait, by participant; they are taken as sent then."""
    rows = await db.fetch(
        """
        with taken as (update notices set state = 'sent' where kind = 'changed agenda' and state = 'waiting' returning *)
        select p.code, taken.body from taken join participants p on p.id = taken.participant_id
        """
    )
    return {row["code"]: row["body"] for row in rows}


FIRST = [("S01", "B01", "T1", "A1"), ("S01", "B02", "T2", "A1"), ("S02", "B03", "T1", "A2")]


async def test_each_is_told_what_changed_and_nobody_whose_agenda_is_the_same(
    db: Connection, made: Made, event: Event
) -> None:
    await publish(db, made, await make_schedule(db, made, FIRST))
    assert (await telling.tell(db, event, by=TERMINAL)).letters == 5
    first = await told(db)
    assert "추가: B01 시험 B01 – 2030-10-10 (목) 10:00–10:25 · A1" in first["S01"]
    assert "Yeni: S01 Test S01 – 2030-10-10 (Per) 10:00–10:25 · A1" in first["B01"]
    second = [("S01", "B01", "T1", "A2"), ("S02", "B03", "T1", "A2"), ("S02", "B02", "T3", "A1")]
    await publish(db, made, await make_schedule(db, made, second, version=2))
    found = await telling.affected(db, event, by=TERMINAL)
    assert found is not None and [one.to.code for one in found.people] == ["S01", "S02", "B01", "B02"]
    assert (await telling.tell(db, event, by=TERMINAL)).letters == 4
    letters = await told(db)
    assert "B03" not in letters, "the agenda of B03 is the same"
    was, now = "2030-10-10 (목) 10:00–10:25 · A1 · 통역: 통역 1", "2030-10-10 (목) 10:00–10:25 · A2 · 통역: 통역 1"
    assert f"변경: B01 시험 B01 – {was} → {now}" in letters["S01"]
    assert "취소: B02 시험 B02" in letters["S01"] and "추가: B02 시험 B02" in letters["S02"]
    assert (await telling.tell(db, event, by=TERMINAL)).letters == 0, "each once"


async def test_another_interpreter_is_a_change(db: Connection, made: Made, event: Event) -> None:
    first = await make_schedule(db, made, FIRST[:1])
    second = await make_schedule(db, made, [], version=2)
    await db.execute(
        """
        insert into meetings (schedule_id, supplier_id, buyer_id, slot_id, table_id, value)
        select $2, supplier_id, buyer_id, slot_id, table_id, value from meetings where schedule_id = $1
        """,
        first,
        second,
    )
    await publish(db, made, first)
    await telling.tell(db, event, by=TERMINAL)
    await told(db)
    await publish(db, made, second)
    await telling.tell(db, event, by=TERMINAL)
    assert (await told(db)).keys() == {"S01", "B01"}


async def test_what_was_changed_back_before_anybody_was_told_is_no_change(
    db: Connection, made: Made, event: Event
) -> None:
    first = await make_schedule(db, made, FIRST)
    second = await make_schedule(db, made, FIRST[:1], version=2)
    await publish(db, made, first)
    await telling.tell(db, event, by=TERMINAL)
    await told(db)
    await publish(db, made, second)
    await publish(db, made, first)
    found = await telling.affected(db, event, by=TERMINAL)
    assert found is not None and found.people == ()
    await publish(db, made, None)
    assert (await telling.tell(db, event, by=TERMINAL)).letters == 5
    assert {"취소" in body for who, body in (await told(db)).items() if who.startswith("S")} == {True}


async def test_who_had_no_address_is_told_once_there_is_one(db: Connection, made: Made, event: Event) -> None:
    await db.execute("update delegates set email = '' where participant_id = $1", made.participants["B01"])
    await publish(db, made, await make_schedule(db, made, FIRST))
    called = await telling.tell(db, event, by=TERMINAL)
    assert (called.letters, called.without_address) == (4, ("B01",))
    await told(db)
    await db.execute("update delegates set email = 'b@x.org' where participant_id = $1", made.participants["B01"])
    await telling.tell(db, event, by=TERMINAL)
    assert (await told(db)).keys() == {"B01"}


async def test_a_letter_says_how_to_stop_it_and_then_none_comes_but_invitations(
    db: Connection, pool: Pool, made: Made, event: Event, settings: Settings, http: httpx.AsyncClient
) -> None:
    await publish(db, made, await make_schedule(db, made, FIRST))
    await telling.tell(db, event, by=TERMINAL)
    async with mail_server() as server:
        assert await Worker(pool, kinds(settings.but(smtp=server.address)).lanes()[1]).step()
    (letter,) = [one for one in server.taken if "b03@" in str(one["To"])]
    address = str(letter["List-Unsubscribe"]).strip("<> ")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in letter.get_content() and "no longer want" in letter.get_content()
    path = address.removeprefix("http://127.0.0.1:8765")
    assert discreet(path) == "/unsubscribe/…"
    assert "b03@example.org" in (await http.get(path, headers=PAGE)).text
    assert (await http.get(path, headers=PAGE)).text.count("Stop these letters") == 1, "looking stops nothing"
    one_click = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await http.post(path, content="List-Unsubscribe=One-Click", headers=one_click)).status_code == 200
    await publish(db, made, await make_schedule(db, made, FIRST[:2], version=2))
    found = await telling.affected(db, event, by=TERMINAL)
    assert found is not None and [(one.to.code, one.to.stopped) for one in found.people] == [
        ("S02", False),
        ("B03", True),
    ]
    await telling.tell(db, event, by=TERMINAL)
    assert (await told(db)).keys() == {"S02"}
    assert (await http.post(path, data={"again": "true"})).status_code == 200
    await telling.tell(db, event, by=TERMINAL)
    assert (await told(db)).keys() == {"B03"}
    assert code(await http.get("/unsubscribe/00000000-0000-0000-0000-000000000000"))[0] == 404


async def test_what_waits_for_who_stops_it_is_not_sent(
    db: Connection, made: Made, event: Event, http: httpx.AsyncClient
) -> None:
    await publish(db, made, await make_schedule(db, made, FIRST[:1]))
    await telling.tell(db, event, by=TERMINAL)
    stop = await db.fetchval("select stop::text from notices where address = 'b01@example.org'")
    await http.post(f"/unsubscribe/{stop}")
    assert (await told(db)).keys() == {"S01"}


async def test_an_organizer_sees_the_list_before_anything_is_sent_and_tells_them_with_one_button(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    http.cookies.set(COOKIE, made.tokens["organizer"])
    http.headers.update(PAGE)
    address = f"/events/{made.slug}/changes"
    assert "Nothing was published yet." in (await http.get(address)).text
    await make_schedule(db, made, FIRST[:2])
    answer = await http.post(f"/events/{made.slug}/schedules/1/publish")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == address
    shown = (await http.get(address)).text
    assert "Tell them: 3" in shown and "Yeni: S01 Test S01" in shown and 'lang="tr"' in shown
    assert await db.fetchval("select count(*) from notices") == 0
    assert (await http.post(address)).headers["location"] == address
    assert "3 letters are on the way." in (await http.get(address)).text
    assert len(await told(db)) == 3
    assert "Tell them" not in (await http.get(address)).text
    answer = await http.post(f"/events/{made.slug}/schedules/take-back")
    assert (answer.status_code, answer.headers["location"]) == (303, address)


async def test_a_program_reads_who_is_affected_and_tells_them(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    mine, address = key(made.tokens["organizer"]), f"/v1/events/{made.slug}/publications"
    assert code(await http.post(f"{address}/tell", headers=mine)) == (409, "nothing-published")
    await publish(db, made, await make_schedule(db, made, FIRST[:1]))
    found = (await http.get(f"{address}/changes", headers=mine)).json()
    assert [one["participant_code"] for one in found["items"]] == ["S01", "B01"]
    assert found["items"][1]["changes"][0].startswith("Yeni: S01")
    told = await http.post(f"{address}/tell", headers=mine)
    assert (told.status_code, told.json()["letters"]) == (201, 2)
    assert {one["state"] for one in (await http.get(f"{address}/changes", headers=mine)).json()["items"]} == {"waiting"}


def test_the_command_shows_who_is_affected_and_tells_them(
    settings: Settings, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANNAM_DATABASE_URL", str(settings.database_url))
    assert CliRunner().invoke(app, ["tell", made.slug]).exit_code == 1


async def ends(db: Connection, made: Made, code: str, state: str) -> None:
    """Let the newest letter to a participant end so, and all others as sent."""
    await told(db)
    await db.execute(
        "update notices set state = $2 where id = (select max(id) from notices where participant_id = $1)",
        made.participants[code],
        state,
    )


async def test_a_letter_that_failed_is_told_again_and_one_that_came_back_once_there_is_another_address(
    db: Connection, made: Made, event: Event
) -> None:
    await publish(db, made, await make_schedule(db, made, FIRST))
    await telling.tell(db, event, by=TERMINAL)
    await ends(db, made, "B01", "failed")
    await ends(db, made, "B02", "bounced")
    assert (await telling.tell(db, event, by=TERMINAL)).letters == 1
    assert (await telling.tell(db, event, by=TERMINAL)).letters == 0, "it waits"
    assert (await told(db)).keys() == {"B01"}
    await db.execute("update delegates set email = 'b@x.org' where participant_id = $1", made.participants["B02"])
    assert (await telling.tell(db, event, by=TERMINAL)).letters == 1
    await ends(db, made, "B02", "failed")
    assert (await telling.tell(db, event, by=TERMINAL)).letters == 1, "as often as it fails"
    assert (await told(db)).keys() == {"B02"}


async def test_whom_a_letter_did_not_reach_is_told_with_the_next_publication_what_it_missed(
    db: Connection, made: Made, event: Event
) -> None:
    await publish(db, made, await make_schedule(db, made, FIRST))
    await telling.tell(db, event, by=TERMINAL)
    await ends(db, made, "B03", "failed")
    await publish(db, made, await make_schedule(db, made, [*FIRST[1:], ("S01", "B01", "T3", "A1")], version=2))
    assert (await telling.tell(db, event, by=TERMINAL)).letters == 3
    letters = await told(db)
    assert letters.keys() == {"S01", "B01", "B03"} and "New: S02 Test S02" in letters["B03"]
