"""A person says to what it agrees, gets all that is kept about it, and can be erased while every figure stays."""

import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from api.access.keys import COOKIE
from api.access.nouns import TERMINAL
from api.app import kinds
from api.audit.verifying import verify
from api.cli.main import app
from api.events.importing import import_workbook
from api.events.workbook import read_workbook
from api.ground.db import Connection, Pool, transaction
from api.ground.settings import Settings
from api.jobs.worker import Worker
from api.outcomes import recording
from api.outcomes.nouns import OutcomeFields
from api.persons import consenting, erasing
from api.requests import store as requests
from tests.integration.factory import Made, make_event
from tests.integration.web import PAGE, client, code, key

NAME, MAIL, PHONE = "Aylin Demir", "aylin@b01.example", "+90 212 5550101"


@pytest.fixture
async def made(db: Connection) -> Made:
    """B01 sends Aylin, who is named in a letter, a request and a record; S01 and B01 agreed to meet."""
    made = await make_event(db)
    await db.execute(
        "insert into delegates (participant_id, name, email, phone, consent) values ($1, $2, $3, $4, true)",
        made.participants["B01"],
        NAME,
        MAIL,
        PHONE,
    )
    await db.execute(
        """
        insert into notices (event_id, participant_id, kind, recipient, address, language, subject, body, made_by)
        values ($1, $2, 'invitation', $3, $4, 'tr', 'Davet', 'Sayın ' || $3, 'x')
        """,
        made.event_id,
        made.participants["B01"],
        NAME,
        MAIL,
    )
    await db.execute(
        """
        insert into requests (event_id, supplier_id, buyer_id, asked_by, state, message)
        values ($1, $2, $3, 'supplier', 'accepted', 'For ' || $4::text)
        """,
        made.event_id,
        made.participants["S01"],
        made.participants["B01"],
        NAME,
    )
    fields = OutcomeFields("held", "consulted", amount="US$ 1.2M", next_owner=NAME, next_step=f"Call {PHONE}")
    await recording.record(db, made.event_id, "S01", "B01", fields, by=TERMINAL, confirmed=True)
    return made


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


async def left(db: Connection, words: tuple[str, ...] = (NAME, MAIL, PHONE)) -> list[str]:
    """Every table in which one of the words stands still."""
    tables = await db.fetch(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    there = "select exists (select from {} t where has_words(t::text, $1))"
    return sorted([row[0] for row in tables if await db.fetchval(there.format(row[0]), list(words))])


async def reached(db: Connection, made: Made) -> list[str]:
    """Whom S01 may reach."""
    return [one.name for one in await requests.contacts(db, made.event_id, participant_id=made.participants["S01"])]


async def test_each_purpose_is_answered_for_itself_with_its_text_and_time(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    url, own = f"/v1/events/{made.slug}/persons/B01", key(made.tokens["B01"])
    (before,) = (await http.get(url, headers=own)).json()["items"]
    assert [(one["purpose"], one["given"], one["text_version"]) for one in before["answers"]] == [
        ("contact", True, ""),
        ("transfer", True, ""),
    ]
    said = await http.put(url, headers=own, json={"person": NAME, "purposes": ["contact", "matching"]})
    answers = {one["purpose"]: (one["given"], one["said_by"]) for one in said.json()["answers"]}
    assert answers == {
        "matching": (True, "B01"),
        "contact": (True, "B01"),
        "transfer": (False, "B01"),
        "photos": (False, "B01"),
    }
    assert all(one["text_version"] and one["said_at"] for one in said.json()["answers"])
    await http.put(url, headers=own, json={"person": NAME, "purposes": ["contact", "matching"]})
    assert await db.fetchval("select count(*) from consents") == 4, "what is as it was is not said again"
    assert code(await http.put(url, headers=own, json={"person": "X", "purposes": []})) == (404, "no-such-person")
    assert code(await http.get(url, headers=key(made.tokens["S01"])))[0] == 403


async def test_contact_data_is_shown_while_the_person_agrees_also_to_its_passing_abroad(
    db: Connection, made: Made
) -> None:
    assert await reached(db, made) == [NAME], "as the workbook says"
    await consenting.answer(db, made.event_id, "B01", NAME, ["contact"], by=TERMINAL)
    assert await reached(db, made) == [], "S01 is in another country"
    await consenting.answer(db, made.event_id, "B01", NAME, ["contact", "transfer"], by=TERMINAL)
    assert await reached(db, made) == [NAME]
    await consenting.answer(db, made.event_id, "B01", NAME, ["transfer"], by=TERMINAL)
    await db.execute("update delegates set consent = true")
    assert await reached(db, made) == [], "a workbook of before takes no answer back"


async def test_the_page_takes_answers_gives_all_that_is_kept_and_lets_organizers_erase(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    http.cookies.set(COOKIE, made.tokens["B01"])
    address = f"/events/{made.slug}/persons/B01"
    assert f'href="{address}"' in (await http.get(f"/events/{made.slug}/me", headers=PAGE)).text
    assert (await http.get(address, headers=PAGE)).text.count("checked") == 2, (
        "as the workbook says, for contact and its passing abroad"
    )
    answer = await http.post(address, headers=PAGE, data={"person": NAME, "purposes": ["contact", "photos"]})
    assert answer.status_code == 303
    shown = (await http.get(address, headers=PAGE)).text
    assert shown.count("checked") == 2 and "Erase" not in shown
    kept = await http.get(f"/v1{address.replace('persons', 'personal-data')}")
    assert {"people", "consents", "letters", "requests", "outcomes"} <= kept.json().keys()
    assert MAIL in kept.text and "sha256" not in kept.text
    assert code(await http.post(f"{address}/erase", data={"person": NAME}))[0] == 403
    http.cookies.set(COOKIE, made.tokens["organizer"])
    assert "Erase this person" in (await http.get(address, headers=PAGE)).text
    assert (await http.post(f"{address}/erase", headers=PAGE, data={"person": NAME})).status_code == 303
    assert "Nobody is listed." in (await http.get(address, headers=PAGE)).text


async def test_erasing_leaves_no_word_of_a_person_and_every_figure_as_it_was(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    figures = "select amount, currency, state, tier, recorded_at from outcomes"
    before = await db.fetch(figures)
    assert {"delegates", "notices", "outcomes", "requests", "trail"} <= set(await left(db))
    erased = await http.post(
        f"/v1/events/{made.slug}/erasures",
        headers=key(made.tokens["organizer"]),
        json={"participant_code": "B01", "person": NAME, "why": "asked for it"},
    )
    assert (erased.status_code, erased.json()) == (201, {"people": 1})
    assert await left(db) == []
    assert await db.fetch(figures) == before
    assert await db.fetchval("select next_step from outcomes") == "Call ▒"
    async with db.transaction():
        assert (await verify(db, made.event_id)).broken is None
    audited = await db.fetchrow("select by_name, after ->> 'why' why from trail where noun = 'erasures'")
    assert audited is not None and tuple(audited) == ("organizer “desk”", "asked for it")
    with pytest.raises(Exception, match="append-only"):
        await db.execute("update outcomes set note = 'x'")


async def test_with_everybody_of_a_participant_its_keys_and_links_go(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    address, own = f"/v1/events/{made.slug}/persons/B01", key(made.tokens["B01"])
    async with db.transaction():
        await erasing.erase(db, made.event_id, "B01", NAME, why="", by=TERMINAL)
    assert (await http.get(address, headers=own)).status_code == 200, "one person went, and others may come"
    async with db.transaction():
        await erasing.erase(db, made.event_id, "B01", None, why="", by=TERMINAL)
    assert (await http.get(address, headers=own)).status_code == 401
    assert (await http.get(address, headers=key(made.tokens["organizer"]))).status_code == 200


async def test_who_shares_an_address_stays_and_addresses_of_before_go(db: Connection, made: Made) -> None:
    old, own = "old@b01.example", made.participants["B01"]
    await db.execute("update delegates set email = $1", old)
    await db.execute("update delegates set email = $1", MAIL)
    await db.execute("insert into delegates (participant_id, name, email) values ($1, 'Emre Kaya', $2)", own, MAIL)
    await db.execute(
        """
        insert into notices (event_id, participant_id, kind, about, recipient, address, language, subject, body, made_by)
        values ($1, $2, 'reminder', '1', 'Emre Kaya', $3, 'tr', '', '', 'x')
        """,
        made.event_id,
        own,
        MAIL,
    )
    async with db.transaction():
        assert await erasing.erase(db, made.event_id, "B01", NAME, by=TERMINAL) == 1
    assert await left(db, (NAME, PHONE, old)) == []
    assert [tuple(row) for row in await db.fetch("select name, email from delegates")] == [("Emre Kaya", MAIL)]
    assert await db.fetchval("select address from notices where recipient = 'Emre Kaya'") == MAIL


async def test_the_stored_workbook_goes_without_the_person_too(pool: Pool, db: Connection, fixtures: Path) -> None:
    content = (fixtures / "istanbul-2022.xlsx").read_bytes()
    async with transaction(pool) as own:
        event = (await import_workbook(own, content, filename="a.xlsx", by=TERMINAL)).event
    row = await db.fetchrow(
        "select d.name, p.code from delegates d join participants p on p.id = d.participant_id limit 1"
    )
    assert row is not None
    async with transaction(pool) as own:
        assert await erasing.erase(own, event.id, row["code"], row["name"], by=TERMINAL) == 1
    stored = read_workbook(await db.fetchval("select workbook from events where id = $1", event.id)).workbook
    was = read_workbook(content).workbook
    assert stored is not None and was is not None
    gone = {(one.participant, one.name) for one in was.delegates} - {
        (one.participant, one.name) for one in stored.delegates
    }
    assert gone == {(row["code"], row["name"])} and stored.participants == was.participants


async def test_people_go_by_themselves_when_the_day_of_their_event_is_over(
    http: httpx.AsyncClient, made: Made, db: Connection, pool: Pool, settings: Settings
) -> None:
    worker, mine = Worker(pool, kinds(settings).lanes()[1]), key(made.tokens["organizer"])
    await db.execute("update notices set state = 'sent'")
    await db.execute("insert into delegates (participant_id, name) values ($1, '김')", made.participants["B01"])
    url = f"/v1/events/{made.slug}/retention"
    assert (await http.put(url, headers=mine, json={"until": f"{date.today()}"})).status_code == 200
    assert not await worker.step(), "its last day is one of them"
    http.cookies.set(COOKIE, made.tokens["organizer"])
    form = await http.post(f"/events/{made.slug}/retention", headers=PAGE, data={"until": "2020-01-01"})
    assert form.status_code == 303 and (await http.get(url, headers=mine)).json() == {"until": "2020-01-01"}
    assert await Worker(pool, kinds(settings).lanes()[1]).step()
    assert await left(db) == []
    assert await db.fetchval("select count(*) from delegates") == 0, "however short a name is"
    assert await db.fetchval("select distinct by_name from trail where noun = 'erasures'") == "retention"


def test_the_commands_print_all_and_erase(settings: Settings, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANNAM_DATABASE_URL", str(settings.database_url))
    printed = CliRunner().invoke(app, ["about", made.slug, "B01", "--person", NAME])
    assert json.loads(printed.stdout)["people"][0]["email"] == MAIL
    assert CliRunner().invoke(app, ["erase", made.slug, "B01"]).stdout == "1 person erased\n"
