"""On the day: what is lost is said and taken back by API, page and command line, and costs what it costs at once."""

import asyncio
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from api.access.keys import caller
from api.access.nouns import TERMINAL
from api.cli.main import app
from api.events import readback
from api.events.importing import import_workbook
from api.events.workbook.writing import write_workbook
from api.ground.db import Connection, Pool
from api.ground.errors import Forbidden, Invalid, NotFound
from api.ground.settings import Settings
from api.schedules import checking, inputs, losing, publishing, reading
from api.schedules.nouns import Away, NewLoss
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.web import PAGE, client, code, key


@pytest.fixture
async def made(db: Connection) -> Made:
    """S01 × B01 at T1 on A1, with an interpreter, and S02 × B02 at T2 on A2; published."""
    made = await make_event(db)
    await make_schedule(db, made, [("S01", "B01", "T1", "A1"), ("S02", "B02", "T2", "A2")])
    async with db.transaction():
        await publishing.publish(db, made.event_id, await reading.numbered(db, made.event_id, 1), by=TERMINAL)
    return made


LOSSES = [
    (NewLoss("participant", "B01"), Away(participants={"B01": frozenset({"T1", "T2", "T3", "T4"})})),
    (NewLoss("participant", "B01", from_slot="T3"), Away(participants={"B01": frozenset({"T3", "T4"})})),
    (NewLoss("participant", "B01", until_slot="T3"), Away(participants={"B01": frozenset({"T1", "T2"})})),
    (NewLoss("table", "A1", "T2", "T3"), Away(tables={"A1": frozenset({"T2"})})),
    (NewLoss("interpreter", "I1", slots=("T4", "T1")), Away(interpreters={"I1": frozenset({"T1", "T4"})})),
    (
        NewLoss("participant", "S02", from_time=datetime(2030, 10, 10, 7, 20, tzinfo=UTC)),
        Away(participants={"S02": frozenset({"T1", "T2", "T3", "T4"})}),
    ),
    (
        NewLoss("participant", "S02", from_time=datetime(2030, 10, 10, 7, 27, tzinfo=UTC)),
        Away(participants={"S02": frozenset({"T2", "T3", "T4"})}),
    ),
]


@pytest.mark.parametrize(("said", "away"), LOSSES)
async def test_a_loss_takes_the_slots_that_it_overlaps_and_gives_them_back(
    db: Connection, made: Made, said: NewLoss, away: Away
) -> None:
    added = await losing.lose(db, made.event_id, said, by=TERMINAL)
    assert await inputs.away(db, made.event_id) == away
    for one in added:
        await losing.take_back(db, made.event_id, one.id, by=TERMINAL)
    assert await inputs.away(db, made.event_id) == Away()


async def test_a_loss_is_refused_where_it_names_nothing_or_no_time(db: Connection, made: Made) -> None:
    refusals = {
        "/code": NewLoss("table", "B01"),
        "/slots": NewLoss("table", "A1", slots=("T1", "T9")),
        "/from_slot": NewLoss("table", "A1", from_slot="T0"),
        "/until_slot": NewLoss("table", "A1", from_slot="T3", until_slot="T3"),
    }
    for where, said in refusals.items():
        with pytest.raises(Invalid) as refused:
            await losing.lose(db, made.event_id, said, by=TERMINAL)
        assert [fault.where for fault in refused.value.faults] == [where]
    with pytest.raises(NotFound):
        await losing.take_back(db, made.event_id, 99, by=TERMINAL)
    with pytest.raises(Forbidden):
        await losing.lose(db, made.event_id, NewLoss("table", "A1"), by=await caller(db, made.tokens["B01"]))
    assert await losing.losses(db, made.event_id, by=TERMINAL) == []


async def test_an_import_forgets_no_loss_and_an_export_carries_none(db: Connection, made: Made) -> None:
    before = write_workbook(await readback.workbook(db, made.event_id))
    await losing.lose(db, made.event_id, NewLoss("participant", "B01", from_slot="T2"), by=TERMINAL)
    content = write_workbook(await readback.workbook(db, made.event_id))
    assert content == before
    await import_workbook(db, content, filename="same.xlsx", event_id=made.event_id, by=TERMINAL)
    assert (await inputs.away(db, made.event_id)).participants == {"B01": frozenset({"T2", "T3", "T4"})}


async def test_the_api_says_what_a_loss_costs_at_once(
    db: Connection, pool: Pool, settings: Settings, made: Made
) -> None:
    url, organizer = f"/v1/events/{made.slug}", key(made.tokens["organizer"])
    async with client(settings, pool) as http:
        body = {"kind": "participant", "code": "B01", "until_slot": "T2", "why": "a late flight"}
        assert code(await http.post(f"{url}/losses", headers=key(made.tokens["B01"]), json=body))[0] == 403
        said = await http.post(f"{url}/losses", headers=organizer, json=body)
        assert said.status_code == 201
        assert [one["rule"] for one in said.json()["published"]["violations"]] == ["availability"]
        assert (await http.get(url, headers=organizer)).json()["published"]["next_step"] == "replan"
        (one,) = (await http.get(f"{url}/losses", headers=organizer)).json()["items"]
        assert (one["kind"], one["code"], one["begins_at"], one["why"]) == ("participant", "B01", None, "a late flight")
        assert (await http.delete(f"{url}/losses/{one['id']}", headers=organizer)).status_code == 204
        assert (await http.get(url, headers=organizer)).json()["published"]["violations"] == []
        unzoned = {"kind": "table", "code": "A1", "from_time": "2030-10-10T10:00:00"}
        assert code(await http.post(f"{url}/losses", headers=organizer, json=unzoned))[0] == 422


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kind": "participant", "code": "B01", "from_slot": "T1"}, "Test B01 (B01) is not available then"),
        ({"kind": "table", "code": "A1"}, "table A1 cannot be used then"),
        ({"kind": "interpreter", "code": "I1", "slots": "T1"}, "interpreter I1 does not work then"),
    ],
)
async def test_the_page_notes_a_loss_and_the_overview_names_the_meeting_with_the_button_that_re_plans(
    db: Connection, pool: Pool, settings: Settings, made: Made, said: dict[str, str], words: str
) -> None:
    pages = f"/events/{made.slug}"
    async with client(settings, pool) as http:
        http.cookies.set("mannam_key", made.tokens["organizer"])
        assert "fits everything that is known" in (await http.get(f"{pages}/day", headers=PAGE)).text
        assert (await http.post(f"{pages}/day", headers=PAGE, data=said)).status_code == 303
        for path in ("", "/day"):
            seen = (await http.get(f"{pages}{path}", headers=PAGE)).text
            assert words in seen
            assert 'name="base" value="1"' in seen
            assert "Re-plan with few changes" in seen
        number = await db.fetchval("select id from losses")
        assert (await http.post(f"{pages}/day/{number}/take-back", headers=PAGE)).status_code == 303
        assert words not in (await http.get(pages, headers=PAGE)).text
        again = await http.post(f"{pages}/day", headers=PAGE, data={"kind": said["kind"], "code": "nobody"})
        assert again.status_code == 422
        http.cookies.set("mannam_language", "ko")
        assert "당일 운영" in (await http.get(f"{pages}/day", headers=PAGE)).text


async def test_the_command_line_says_it_takes_it_back_and_re_plans(
    db: Connection, database_url: str, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANNAM_DATABASE_URL", database_url)

    async def run(*words: str) -> str:
        done = await asyncio.to_thread(CliRunner().invoke, app, list(words))
        return done.stdout + (str(done.exception) if done.exception else "")

    lost = await run("lose", made.slug, "participant", "b01", "--from", "10:00", "--language", "ko")
    assert "1. 참가자 B01 시험 B01: 2030-10-10 10:00" in lost
    assert "시험 B01 (B01) 측이 이 시간에 참석할 수 없습니다." in lost
    assert f"mannam replan {made.slug}" in lost
    assert "1. Participant B01 Test B01" in await run("losses", made.slug)
    assert "version 2: 1 meeting, no violation" in await run("replan", made.slug, "--limit", "5")
    assert "fits everything that is known" in await run("regain", made.slug, "1")
    assert await run("losses", made.slug) == "Nothing is lost.\n"
    assert "cannot be lost" in await run("lose", made.slug, "chair", "A1")


async def test_a_build_keeps_off_what_is_lost(db: Connection, made: Made) -> None:
    await losing.lose(db, made.event_id, NewLoss("participant", "B01", until_slot="T2"), by=TERMINAL)
    checked = await checking.check_published(db, made.event_id, by=TERMINAL)
    assert checked is not None
    assert [one.requests for one in checked.violations] == [("S01-B01",)]
