"""Figures: the table of the press from records, a passport behind each number, corrections, rates, snapshots, tampering."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import asyncpg
import httpx
import pytest

from api.access.keys import COOKIE, caller, make_key
from api.access.nouns import TERMINAL, Caller
from api.audit.verifying import verify
from api.events import finding
from api.events.nouns import Event
from api.figures import snapshots
from api.figures.counting import UNLIKE
from api.figures.nouns import Snapshot
from api.figures.reading import passport, sheet
from api.ground.db import Connection, Pool
from api.ground.errors import Conflict, Forbidden, Invalid
from api.ground.settings import Settings
from api.ledger import bringing, keeping
from api.ledger.sheets import read_results, write_results
from api.outcomes import recording
from api.outcomes.nouns import OutcomeFields
from api.papers.figures_xlsx import table
from tests.integration.factory import Made, make_event
from tests.integration.web import PAGE, client, key

WSCE = Path(__file__).parents[2] / "fixtures" / "wsce.xlsx"
PRESS = [
    ["비즈니스 상담액", "2,659억원", "313억원", "3,188억원", "19.9% ↑"],
    ["계약(추진)액", "1,077억원", "108억원", "1,178억원", "9.4% ↑"],
    ["참여기업", "250개 (해외 39개)", "185개 (해외 5개)", "301개 (해외 23개)", "20.4% ↑"],
    ["총 면적", "21,384 m²", "21,384 m²", "32,157 m²", "50.4% ↑"],
    [
        "참관객",
        "25,850명 (외국인 895명)",
        "5,520명 (온라인 24,000명)",
        "30,327명 (외국인 620명)",
        "17.3% ↑",
    ],
]
"""The table of the press release of 7 September 2022, digit for digit."""


async def brought(db: Connection) -> Event:
    return (await bringing.bring(db, WSCE.read_bytes(), filename=WSCE.name, by=TERMINAL)).event


@pytest.fixture
async def wsce(db: Connection) -> Event:
    return await brought(db)


async def taken(db: Connection, event: Event, state: str, why: str = "", *, by: Caller) -> Snapshot:
    async with db.transaction():
        return await snapshots.take(db, event, state, why, by=by)


async def organizer(db: Connection, event: Event) -> str:
    return await make_key(db, Caller("organizer", "desk", event_id=event.id))


@pytest.fixture
async def http(settings: Settings, pool: Pool, db: Connection, wsce: Event) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        found.headers.update(PAGE | {"Accept-Language": "ko"})
        found.cookies.set(COOKIE, await organizer(db, wsce))
        yield found


async def test_records_give_the_table_of_the_press_digit_for_digit(db: Connection, wsce: Event) -> None:
    rows = table(await sheet(db, wsce, by=TERMINAL), "eok", "ko")
    assert [row for row in rows if row[0] in {line[0] for line in PRESS}] == PRESS
    found = await sheet(db, wsce, by=TERMINAL)
    stated = [number for number in found.numbers.values() if number.said]
    assert len(stated) > 20
    assert all(agrees for number in stated for _, agrees in number.said)


async def test_bringing_the_same_file_again_adds_nothing(db: Connection, wsce: Event) -> None:
    again = await bringing.bring(db, WSCE.read_bytes(), filename=WSCE.name, by=TERMINAL)
    assert (again.added, again.there > 1000) == (0, True)


async def test_what_was_corrected_or_taken_away_does_not_come_back_with_its_file(db: Connection, wsce: Event) -> None:
    first, second = passport(await sheet(db, wsce, by=TERMINAL), "pursued", "2022").entries[:2]
    smaller = replace(keeping.as_typed(first), amount="1억원")
    await keeping.correct(db, wsce.id, first.id, smaller, why="A digit too many", by=TERMINAL)
    await keeping.correct(db, wsce.id, second.id, keeping.as_typed(second), why="Withdrawn", void=True, by=TERMINAL)
    again = await bringing.bring(db, WSCE.read_bytes(), filename=WSCE.name, by=TERMINAL)
    assert again.added == 0


async def test_a_corrected_record_changes_the_number_and_its_passport(db: Connection, wsce: Event) -> None:
    before = passport(await sheet(db, wsce, by=TERMINAL), "pursued", "2022")
    one = next(entry for entry in before.entries if entry.currency == "KRW" and entry.amount_high is None)
    draft = keeping.as_typed(one)
    made = await keeping.correct(
        db, wsce.id, one.id, replace(draft, amount="1억원"), why="A digit too many", by=TERMINAL
    )
    after = passport(await sheet(db, wsce, by=TERMINAL), "pursued", "2022")
    assert before.value - after.value == (one.amount or 0) - 10**8
    assert made in {entry.id for entry in after.entries}
    assert one.id not in {entry.id for entry in after.entries}
    await keeping.correct(db, wsce.id, made, draft, why="It never took place", void=True, by=TERMINAL)
    gone = passport(await sheet(db, wsce, by=TERMINAL), "pursued", "2022")
    assert (len(gone.entries), after.value - gone.value) == (len(after.entries) - 1, 10**8)
    assert [one["why"] for one in await keeping.history(db, wsce.id, made, by=TERMINAL)] == ["A digit too many", ""]


async def test_a_record_that_somebody_changed_in_the_database_is_told(pool: Pool) -> None:
    async with pool.acquire() as db, db.transaction():
        event = await brought(db)
    async with pool.acquire() as db, db.transaction():
        assert (await verify(db, event.id)).broken is None
        await db.execute("alter table ledger disable trigger user")
        row = await db.fetchval(
            "update ledger set amount = amount + 1 where id = (select min(id) from ledger where amount > 0) returning id"
        )
        await db.execute("alter table ledger enable trigger user")
        verdict = await verify(db, event.id)
        assert verdict.what == f"record {row} of ledger was changed past the trail: amount"
        assert verdict.broken is not None


async def test_a_record_that_was_slipped_in_or_taken_out_is_told(pool: Pool) -> None:
    async with pool.acquire() as db, db.transaction():
        event = await brought(db)
    for change, what in (
        ("delete from ledger where id = (select max(id) from ledger)", "was removed past the trail"),
        (
            "insert into ledger (event_id, leg, kind, source, recorded_by) "
            "select id, '2022', 'exhibitor', 'x', 'x' from events where slug = 'wsce'",
            "was written past the trail",
        ),
        (
            "insert into ledger (event_id, leg, kind, source, recorded_by, recorded_at) "
            "select id, '2022', 'exhibitor', 'x', 'x', '2000-01-01' from events where slug = 'wsce'",
            "was written past the trail",
        ),
    ):
        async with pool.acquire() as db:
            work = db.transaction()
            await work.start()
            await db.execute("alter table ledger disable trigger user")
            await db.execute(change)
            assert what in (await verify(db, event.id)).what
            await work.rollback()


async def test_a_record_that_was_changed_where_the_trail_looked_on_is_told(pool: Pool) -> None:
    async with pool.acquire() as db, db.transaction():
        event = await brought(db)
    for change, what in (
        ("update ledger set amount = amount + 1 where id = (select min(id) from ledger where amount > 0)", "changed"),
        ("delete from ledger where id = (select max(id) from ledger)", "removed"),
    ):
        async with pool.acquire() as db:
            work = db.transaction()
            await work.start()
            await db.execute("alter table ledger disable trigger ledger_append_only")
            await db.execute("alter table ledger disable trigger ledger_stay")
            await db.execute(change)
            await db.execute("set constraints all immediate")
            assert f"was {what}" in (await verify(db, event.id)).what
            await work.rollback()


async def test_the_ledger_is_neither_changed_nor_emptied(db: Connection, wsce: Event) -> None:
    for change in ("update ledger set amount = 1", "delete from ledger", "update snapshots set why = 'x'"):
        if "snapshots" in change:
            await taken(db, wsce, "provisional", by=TERMINAL)
        with pytest.raises(asyncpg.RestrictViolationError):
            async with db.transaction():
                await db.execute(change)


async def test_a_snapshot_is_derived_again_to_the_same_digits_whatever_came_since(db: Connection, wsce: Event) -> None:
    kept = await taken(db, wsce, "provisional", by=TERMINAL)
    assert Decimal(kept.numbers["consulted 2022"]) == 318_800_000_000
    with pytest.raises(Invalid, match="cannot be kept"):
        await taken(db, wsce, "corrected", "Nothing to correct", by=TERMINAL)
    await taken(db, wsce, "final", by=TERMINAL)
    one = passport(await sheet(db, wsce, by=TERMINAL), "consulted", "2022").entries[0]
    await keeping.correct(db, wsce.id, one.id, keeping.as_typed(one), why="Withdrawn", void=True, by=TERMINAL)
    corrected = await taken(db, wsce, "corrected", "One was withdrawn", by=TERMINAL)
    assert Decimal(corrected.numbers["consulted 2022"]) < 318_800_000_000
    for each in await snapshots.snapshots(db, wsce.id, by=TERMINAL):
        assert await snapshots.unlike(db, wsce, each, by=TERMINAL) == {}
    await db.execute("alter table ledger disable trigger user")
    await db.execute("update ledger set amount = amount + 1 where id = $1", one.id)
    assert "consulted 2022" in await snapshots.unlike(db, wsce, kept, by=TERMINAL)


async def test_currencies_are_added_only_at_a_stated_rate(db: Connection) -> None:
    made = await make_event(db)
    event = await finding.event(db, made.slug, by=TERMINAL)
    await _log(db, made, "S01", "B01", "1억원")
    await _log(db, made, "S01", "B02", "1~2만불")
    number = passport(await sheet(db, event, by=TERMINAL), "consulted", "IST")
    assert (number.value, number.apart) == (10**8, {"USD": Decimal(10_000)})
    await keeping.state_rate(db, made.event_id, "USD", "1,300", "2022-10-10", "하나은행", by=TERMINAL)
    number = passport(await sheet(db, event, by=TERMINAL), "consulted", "IST")
    assert (number.value, number.more, number.apart) == (113_000_000, 13_000_000, {})
    with pytest.raises(Invalid):
        await keeping.state_rate(db, made.event_id, "KRW", "1", "2022-10-10", "x", by=TERMINAL)


async def _log(db: Connection, made: Made, supplier: str, buyer: str, amount: str, holder: str = "organizer") -> None:
    by = await caller(db, made.tokens[holder])
    draft = OutcomeFields("held", "consulted", amount=amount)
    await recording.record(db, made.event_id, supplier, buyer, draft, by=by, confirmed=True)


async def test_a_meeting_that_both_sides_recorded_counts_once_with_the_weaker_claim(db: Connection) -> None:
    made = await make_event(db)
    event = await finding.event(db, made.slug, by=TERMINAL)
    for holder, amount in (("S01", "5억원"), ("B01", "3억원")):
        await _log(db, made, "S01", "B01", amount, holder)
    waiting = passport(await sheet(db, event, by=TERMINAL), "consulted", "IST")
    assert (waiting.value, len(waiting.left)) == (0, 2)
    for one in await recording.outcomes(db, made.event_id, by=TERMINAL):
        await recording.confirm(db, made.event_id, one.id, by=TERMINAL)
    number = passport(await sheet(db, event, by=TERMINAL), "consulted", "IST")
    assert (number.value, [left.why for left in number.left]) == (300_000_000, [UNLIKE])


async def test_a_workbook_with_faults_names_its_cells_and_brings_nothing(db: Connection) -> None:
    results = read_results(WSCE.read_bytes())
    broken = (replace(results.drafts[0], amount="many"), replace(results.drafts[1], leg="1999"), *results.drafts[2:])
    with pytest.raises(Invalid) as refused:
        await bringing.bring(db, write_results(replace(results, drafts=broken)), filename="x.xlsx", by=TERMINAL)
    assert [fault.where for fault in refused.value.faults] == ["기록!L4", "기록!B5"]
    assert await db.fetchval("select count(*) from ledger") == 0


async def test_the_page_opens_the_passport_of_every_number(http: httpx.AsyncClient) -> None:
    page = (await http.get("/events/wsce/figures")).text
    for text in ("3,188억원", "1,178억원", "19.9% ↑", "9.4% ↑", "30,327명", "17.3% ↑", "32,157 m²", "50.4% ↑"):
        assert text in page
    assert "23개국 301개 기관" in page
    opened = await http.get("/events/wsce/figures/pursued?leg=2022")
    assert (opened.status_code, "상담일지 2022-001(가상)" in opened.text) == (200, True)
    assert "보도자료" in opened.text
    entry = opened.text.split("/events/wsce/figures/records/")[1].split('"')[0]
    form = await http.get(f"/events/wsce/figures/records/{entry}")
    assert form.status_code == 200
    assert (await http.get("/events/wsce/figures/none?leg=2022")).status_code == 404
    paper = await http.get("/events/wsce/figures.xlsx")
    assert (paper.status_code, paper.content[:2]) == (200, b"PK")


async def test_figures_are_kept_and_looked_at_again_on_the_page(http: httpx.AsyncClient, db: Connection) -> None:
    kept = await http.post("/events/wsce/figures/snapshots", data={"state": "final"}, follow_redirects=True)
    assert "최종 ·" in kept.text
    number = kept.text.split("/events/wsce/figures/snapshots/")[1].split('"')[0]
    again = (await http.get(f"/events/wsce/figures/snapshots/{number}")).text
    assert "모든 숫자가 같습니다" in again
    assert f"snapshot={number}" in again
    await db.execute("alter table snapshots disable trigger user")
    await db.execute('update snapshots set numbers = numbers || \'{"visitors 2022": "99"}\'')
    assert "visitors 2022: 99 → 30327" in (await http.get(f"/events/wsce/figures/snapshots/{number}")).text


async def test_programs_read_figures_their_records_and_snapshots(
    settings: Settings, pool: Pool, db: Connection, wsce: Event
) -> None:
    token = await organizer(db, wsce)
    async with client(settings, pool) as http:
        http.headers.update(key(token))
        listed = (await http.get("/v1/events/wsce/figures?limit=200")).json()["items"]
        pursued = next(one for one in listed if (one["key"], one["leg"]) == ("pursued", "2022"))
        assert (pursued["number"], pursued["unit"]) == ("117800000000.00", "KRW")
        records = (await http.get("/v1/events/wsce/figures/pursued/records?leg=2022&limit=5")).json()
        assert len(records["items"]) == 5
        record = {"kind": "visitors", "leg": "2022", "source": "gate", "quantity": "3", "country": "KR"}
        made = await http.post("/v1/events/wsce/ledger", json=record)
        assert made.status_code == 201
        correction = {"record": record | {"quantity": "4"}, "why": "A late count"}
        address = f"/v1/events/wsce/ledger/{made.json()['id']}/correct"
        assert (await http.post(address, json=correction)).status_code == 201
        assert (await http.post(address, json=correction)).status_code == 404
        kept = await http.post("/v1/events/wsce/snapshots", json={"state": "final"})
        assert kept.json()["numbers"]["visitors 2022"] == "30331"


async def test_figures_are_the_organizers(db: Connection) -> None:
    made = await make_event(db)
    event = await finding.event(db, made.slug, by=TERMINAL)
    with pytest.raises(Forbidden):
        await sheet(db, event, by=await caller(db, made.tokens["S01"]))
    desk = await caller(db, made.tokens["organizer"])
    with pytest.raises(Conflict, match="is of the event 'wsce'"):
        await bringing.bring(db, WSCE.read_bytes(), filename="x.xlsx", event_id=made.event_id, by=desk)
    with pytest.raises(Forbidden):
        await bringing.bring(db, WSCE.read_bytes(), filename="x.xlsx", by=desk)
