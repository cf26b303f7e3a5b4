"""What one side writes for itself, how much it wants a meeting, and whom the organizer excluded: nobody else reads it."""

import re
from typing import Any

import httpx
import pytest

from api.access.keys import caller
from api.access.nouns import TERMINAL
from api.events import readback
from api.events.importing import import_workbook, look
from api.events.workbook.reading import read_workbook
from api.events.workbook.writing import write_workbook
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.mous import recording as memoranda
from api.mous.nouns import MouFields
from api.outcomes import recording
from api.outcomes.nouns import OutcomeFields
from api.requests.asking import answer, ask
from api.requests.nouns import NewRequest
from api.schedules import inputs, publishing, reading
from api.schedules.facts import facts
from tests.integration.factory import Made, forbid, make_event, make_match, make_schedule
from tests.integration.web import PAGE, client, key

SECRET, OPEN = "only S01 knows", "see you there"


@pytest.fixture
async def made(db: Connection) -> Made:
    """A published meeting of S01 and B01, with requests, an outcome and an MOU of S01 that hold a secret note."""
    made = await make_event(db)
    supplier = await caller(db, made.tokens["S01"])
    wish = NewRequest("S01", "B01", 1, message=OPEN, note=SECRET)
    asked = await ask(db, made.event_id, wish, by=supplier)
    await answer(db, made.event_id, asked.id, "accept", by=await caller(db, made.tokens["B01"]))
    await make_match(db, made, "S01", "B01")
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    async with db.transaction():
        await publishing.publish(db, made.event_id, await reading.numbered(db, made.event_id, 1), by=TERMINAL)
    draft = OutcomeFields("held", "consulted", message=OPEN, note=SECRET)
    await recording.record(db, made.event_id, "S01", "B01", draft, by=supplier, confirmed=True)
    entry = MouFields("Pilot", "planned", message=OPEN, note=SECRET)
    await memoranda.add(db, made.event_id, entry, supplier_code="S01", buyer_code="B01", by=supplier)
    return made


def doors(made: Made, code: str) -> list[str]:
    """Everything that a participant's key opens."""
    api, pages = f"/v1/events/{made.slug}", f"/events/{made.slug}"
    papers = [f"{api}/agendas/{code}{suffix}" for suffix in ("", ".ics", ".pdf?lang=en")]
    read = [
        f"{api}{path}"
        for path in ("", "/requests", "/matches", "/outcomes", "/mous", "/mous/1", f"/participants/{code}")
    ]
    other = "B01" if code == "S01" else "S01"
    own = ("", "/requests", "/find", "/record", f"/with/{other}")
    seen = (*(f"/me{path}" for path in own), "/outcomes", "/mous", "/mous/1")
    return [*read, *papers, *(f"{pages}{path}" for path in seen)]


async def opened(http: httpx.AsyncClient, made: Made, holder: str, door: str) -> str:
    if door.startswith("/v1"):
        answered = await http.get(door, headers=key(made.tokens[holder]))
    else:
        http.cookies.set("mannam_key", made.tokens[holder])
        answered = await http.get(door, headers=PAGE)
        http.cookies.clear()
    assert answered.status_code == 200, (door, answered.text[:200])
    return answered.content.decode("utf-8", "replace")


async def test_the_counterpart_reads_messages_and_no_notes_through_any_door(
    db: Connection, pool: Pool, settings: Settings, made: Made
) -> None:
    async with client(settings, pool) as http:
        other = {door: await opened(http, made, "B01", door) for door in doors(made, "B01")}
        own = {door: await opened(http, made, "S01", door) for door in doors(made, "S01")}
        organizer = await http.get(f"/v1/events/{made.slug}/mous/1", headers=key(made.tokens["organizer"]))
    assert [door for door, text in other.items() if SECRET in text] == []
    assert sum(OPEN in text for text in other.values()) == 7
    assert sum(SECRET in text for text in own.values()) == 7
    assert SECRET in organizer.text


async def test_no_answer_to_the_counterpart_tells_how_much_the_other_side_wants_the_meeting(
    db: Connection, pool: Pool, settings: Settings, made: Made
) -> None:
    async with client(settings, pool) as http:
        (wish,) = (await http.get(f"/v1/events/{made.slug}/requests", headers=key(made.tokens["B01"]))).json()["items"]
        agenda = (await http.get(f"/v1/events/{made.slug}/agendas/B01", headers=key(made.tokens["B01"]))).json()
        page = await opened(http, made, "B01", f"/events/{made.slug}/me/requests")
        assert "preference 1" in await opened(http, made, "S01", f"/events/{made.slug}/me/requests")
    assert wish["preference"] is None
    assert "value" not in agenda["meetings"][0]
    assert "preference 1" not in page


async def test_a_record_that_the_other_side_corrects_on_a_page_carries_no_note_along(
    db: Connection, made: Made
) -> None:
    buyer = await caller(db, made.tokens["B01"])
    (newest,) = await memoranda.history(db, made.event_id, 1, by=buyer)
    corrected = await memoranda.correct(
        db, made.event_id, 1, MouFields("Pilot of two", "planned", note="only B01 knows"), why="two", by=buyer
    )
    assert (newest.note, newest.message, corrected.note) == ("", OPEN, "only B01 knows")
    seen = await memoranda.history(db, made.event_id, 1, by=await caller(db, made.tokens["S01"]))
    assert [(one.entry, one.note) for one in seen] == [(2, ""), (1, SECRET)]


async def test_a_workbook_keeps_message_and_note_apart(db: Connection, made: Made) -> None:
    content = write_workbook(await readback.workbook(db, made.event_id))
    found = read_workbook(content).workbook
    assert found is not None
    assert {(wish.note, wish.message) for wish in found.wishes if wish.participant == "S01"} == {(SECRET, OPEN)}
    again = write_workbook(found.__class__(**{**shallow(found), "wishes": (changed(found.wishes[0]),)}))  # pyright: ignore[reportArgumentType]
    await import_workbook(db, again, filename="again.xlsx", event_id=made.event_id, remove=True, by=TERMINAL)
    row = await db.fetchrow("select note, message from requests where asked_by = 'supplier'")
    assert row is not None
    assert tuple(row) == ("a new note", "a new message")


def shallow(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__slots__}


def changed(wish: Any) -> Any:
    return type(wish)(wish.participant, wish.counterpart, wish.preference, "a new note", "a new message")


async def told(db: Connection, pool: Pool, settings: Settings, made: Made, buyer: str) -> list[object]:
    """Everything that S01 and a buyer are answered from the request to a build, codes of the buyer and ids left out."""
    api, pages = f"/v1/events/{made.slug}", f"/events/{made.slug}"
    heard: list[object] = []

    def hear(answered: httpx.Response) -> None:
        text = re.sub(
            r'"(id|updated_at)":("[^"]*"|\d+)|requests/\d+|\d{4}-\d\d-\d\d \d\d:\d\d|\d{2}:\d{2}', "", answered.text
        )
        heard.append((answered.status_code, text.replace(buyer, "B0x")))

    async with client(settings, pool) as http:
        supplier, other = key(made.tokens["S01"]), key(made.tokens[buyer])
        body = {"supplier_code": "S01", "buyer_code": buyer}
        for holder in (supplier, supplier):
            hear(await http.post(f"{api}/requests", headers=holder, json=body))
        number = await db.fetchval("select max(id) from requests")
        http.cookies.set("mannam_key", made.tokens[buyer])
        hear(await http.get(f"{pages}/me", headers=PAGE))
        http.cookies.clear()
        hear(await http.get(f"{api}/requests", headers=other))
        hear(await http.post(f"{api}/requests/{number}/accept", headers=other))
        hear(await http.post(f"{api}/requests", headers=other, json=body))
        hear(await http.post(f"{api}/requests/{number}/withdraw", headers=supplier))
        hear(await http.post(f"{api}/requests", headers=supplier, json=body))
        hear(await http.get(f"{api}/requests", headers=supplier))
    return heard


async def test_an_excluded_pair_is_answered_like_any_other_through_every_step(
    db: Connection, pool: Pool, settings: Settings
) -> None:
    made = await make_event(db)
    await forbid(db, made, "S01", "B02")
    await db.execute(
        "update participants set languages = '{en}', name_en = 'Same', name_ko = '같음' where code like 'B0%'"
    )
    free = await told(db, pool, settings, made, "B03")
    await db.execute("delete from request_steps; delete from requests")
    excluded = await told(db, pool, settings, made, "B02")
    assert excluded == free
    assert [status for status, _ in excluded if status == 409]  # type: ignore[misc]


async def test_a_request_of_an_excluded_pair_is_never_scheduled_and_no_wish_of_the_workbook(db: Connection) -> None:
    made = await make_event(db)
    await forbid(db, made, "S01", "B02")
    asked = await ask(db, made.event_id, NewRequest("S01", "B02"), by=await caller(db, made.tokens["S01"]))
    await answer(db, made.event_id, asked.id, "accept", by=await caller(db, made.tokens["B02"]))
    assert [one.buyer for one in await inputs.wanted(db, made.event_id)] == ["B02"]
    assert (await facts(db, made.event_id)).problem.requests == ()
    content = write_workbook(await readback.workbook(db, made.event_id))
    seen = await look(db, content, event_id=made.event_id, by=TERMINAL)
    assert (seen.changes, seen.plan.withdraw) == ((), [])
    await import_workbook(db, content, filename="same.xlsx", event_id=made.event_id, by=TERMINAL)
    assert await db.fetchval("select state from requests") == "accepted"
