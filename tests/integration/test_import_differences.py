"""Importing again is a difference: it is told before anything goes, and what people said since stays."""

import asyncio
import os
import random
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.access.nouns import TERMINAL, Caller
from api.events import readback
from api.events import store as events
from api.events.importing import Imported, RemovalUnsaid, import_workbook, look, made_at
from api.events.nouns import (
    Availability,
    Delegate,
    EventWorkbook,
    Exclusion,
    Interpreter,
    Leg,
    Shift,
    Slot,
    Table,
    Wish,
)
from api.events.workbook import read_workbook, write_workbook
from api.ground.db import Connection, Pool
from api.requests.asking import answer, ask
from api.requests.nouns import NewRequest


@pytest.fixture
def istanbul(fixtures: Path) -> EventWorkbook:
    workbook = read_workbook((fixtures / "istanbul-2022.xlsx").read_bytes()).workbook
    assert workbook is not None
    return workbook


async def brought(db: Connection, workbook: EventWorkbook, **options: Any) -> Imported:
    return await import_workbook(db, write_workbook(workbook), filename="i.xlsx", **options, by=TERMINAL)


def organizer(event_id: int) -> Caller:
    return Caller("organizer", "desk", event_id)


async def state(db: Connection, event_id: int) -> list[Any]:
    """Everything of an event but when it was imported."""
    rows = await db.fetch("select * from request_steps order by id")
    requests = await db.fetch("select * from requests order by id")
    people = await db.fetch("select * from delegates order by id")
    return [await readback.workbook(db, event_id), rows, requests, people]


async def test_a_file_of_a_few_rows_removes_nothing_until_somebody_says_so(
    db: Connection, istanbul: EventWorkbook
) -> None:
    first = await brought(db, istanbul)
    before = await state(db, first.event.id)
    few = only(istanbul, istanbul.suppliers[0].code, istanbul.buyers[0].code)
    with pytest.raises(RemovalUnsaid) as refused:
        await brought(db, few)
    told = {fault.where: str(fault.what) for fault in refused.value.faults if fault.code == "removed"}
    assert {one.code for one in istanbul.participants} - {one.code for one in few.participants} <= set(told)
    assert "requests" in told[istanbul.suppliers[1].code]
    assert await state(db, first.event.id) == before
    await brought(db, few, remove=True)
    assert {one.code for one in await events.participants(db, first.event.id)} == {one.code for one in few.participants}


async def test_what_changed_is_told_with_its_old_and_new_value(db: Connection, istanbul: EventWorkbook) -> None:
    await brought(db, istanbul)
    other = replace(istanbul.suppliers[0], min_meetings=None, max_meetings=3, website="https://new.example")
    imported = await brought(db, replace(istanbul, suppliers=(other, *istanbul.suppliers[1:])))
    assert [(one.kind, one.sheet, one.code) for one in imported.changes] == [("changed", "suppliers", other.code)]
    fields = {one.key: (one.before, one.after) for one in imported.changes[0].fields}
    assert fields["max_meetings"] == (str(istanbul.suppliers[0].max_meetings), "3")
    assert fields["website"][1] == "https://new.example"


async def test_a_wish_that_was_deleted_is_withdrawn_once_that_was_said(db: Connection, istanbul: EventWorkbook) -> None:
    first = await brought(db, istanbul)
    gone = istanbul.wishes[0]
    less = replace(istanbul, wishes=istanbul.wishes[1:])
    with pytest.raises(RemovalUnsaid) as refused:
        await brought(db, less)
    assert [fault.where for fault in refused.value.faults] == [f"{gone.participant} → {gone.counterpart}"]
    await brought(db, less, remove=True)
    assert gone not in await events.wishes(db, first.event.id)
    assert await db.fetchval("select count(*) from requests where state = 'withdrawn'") == 1
    assert [one.kind for one in (await brought(db, istanbul)).changes] == ["added"]
    assert set(await events.wishes(db, first.event.id)) == set(istanbul.wishes)


async def test_what_a_company_said_after_the_file_was_made_stays_and_is_told(
    db: Connection, istanbul: EventWorkbook
) -> None:
    first = await brought(db, istanbul)
    content = write_workbook(istanbul, made_at=datetime.now(UTC) - timedelta(minutes=5))
    standing = (await events.standings(db, first.event.id))[0]
    await answer(db, first.event.id, standing.id, "decline", by=organizer(first.event.id))
    fresh = next(
        (one.code, other.code)
        for one in istanbul.suppliers
        for other in istanbul.buyers
        if not {(one.code, other.code), (other.code, one.code)}
        & {(w.participant, w.counterpart) for w in istanbul.wishes}
        and not {(one.code, other.code), (other.code, one.code)}
        & {(x.participant, x.counterpart) for x in istanbul.exclusions}
    )
    await ask(db, first.event.id, NewRequest(*fresh, 1), by=organizer(first.event.id))
    before = await state(db, first.event.id)
    imported = await import_workbook(db, content, filename="old.xlsx", by=TERMINAL)
    assert {one.kind for one in imported.changes} == {"kept"}
    assert len(imported.changes) == 2
    assert (await state(db, first.event.id))[1:] == before[1:]


async def test_an_organizers_request_and_the_side_of_an_exclusion_come_back_as_they_were(
    db: Connection, istanbul: EventWorkbook
) -> None:
    pair = (istanbul.buyers[0].code, istanbul.suppliers[0].code)
    apart = replace(
        istanbul,
        wishes=(Wish(istanbul.suppliers[1].code, istanbul.buyers[1].code, 2, "desk", by_organizer=True),),
        exclusions=(Exclusion(*pair, "rivals"),),
    )
    imported = await brought(db, apart)
    found = await readback.workbook(db, imported.event.id)
    assert (found.wishes, found.exclusions) == (apart.wishes, apart.exclusions)
    assert await db.fetchval("select asked_by from requests") == "organizer"


async def test_a_table_that_is_out_of_use_stays_so(db: Connection, istanbul: EventWorkbook) -> None:
    imported = await brought(db, istanbul)
    await db.execute(
        "insert into unavailability (slot_id, table_id) select (select min(id) from slots), (select min(id) from tables)"
    )
    await brought(db, istanbul)
    assert await db.fetchval("select count(*) from unavailability where table_id is not null") == 1
    assert (await look(db, write_workbook(istanbul), event_id=imported.event.id, by=TERMINAL)).changes == ()


def test_a_file_says_when_it_was_made(istanbul: EventWorkbook) -> None:
    moment = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert made_at(write_workbook(istanbul, made_at=moment)) == moment
    assert made_at(write_workbook(istanbul)) is None
    assert made_at(b"PK\x03\x04 torn") is None
    assert made_at(write_workbook(istanbul, made_at=datetime(2999, 1, 1, tzinfo=UTC))) <= datetime.now(UTC)  # type: ignore[operator]


async def test_a_wish_that_the_file_turns_into_an_exclusion_is_a_change_and_no_loss(
    db: Connection, istanbul: EventWorkbook
) -> None:
    one, other = istanbul.suppliers[0].code, istanbul.buyers[0].code
    asked = replace(istanbul, wishes=(Wish(one, other, 1),), exclusions=())
    first = await brought(db, asked)
    again = await brought(db, replace(asked, wishes=(), exclusions=(Exclusion(other, one, "경쟁"),)))
    assert sorted((change.kind, change.code) for change in again.changes) == [
        ("added", f"{other} × {one}"),
        ("changed", f"{one} → {other}"),
    ]
    found = await events.standings(db, first.event.id)
    assert [(request.state, request.excluded) for request in found] == [("withdrawn", True)]


async def test_a_request_that_somebody_answered_is_not_excluded_without_a_yes(
    db: Connection, istanbul: EventWorkbook
) -> None:
    one, other = istanbul.suppliers[0].code, istanbul.buyers[0].code
    asked = replace(istanbul, wishes=(Wish(one, other, 1),), exclusions=())
    first = await brought(db, asked)
    [request] = await events.standings(db, first.event.id)
    await answer(db, first.event.id, request.id, "accept", by=organizer(first.event.id))
    with pytest.raises(RemovalUnsaid):
        await import_workbook(
            db,
            write_workbook(replace(asked, wishes=(), exclusions=(Exclusion(other, one, "경쟁"),)), made_at=LATER),
            filename="i.xlsx",
            by=TERMINAL,
        )


LATER = datetime(2999, 1, 1, tzinfo=UTC)
GENERATED = 200 if os.environ.get("MANNAM_TEST_PROFILE") == "nightly" else 12
"""Events that are generated here; MANNAM_TEST_PROFILE=nightly makes 200."""


async def test_export_and_import_again_change_nothing(db: Connection, istanbul: EventWorkbook) -> None:
    for seed in range(GENERATED):  # in one database: making one takes longer than an event
        made = generated(istanbul, random.Random(seed))
        made = replace(made, event=replace(made.event, slug=f"event-{seed}"))
        imported = await brought(db, made)
        assert_same(await readback.workbook(db, imported.event.id), made)
        await some_answers(db, imported.event.id, random.Random(seed))
        before = await state(db, imported.event.id)
        content = write_workbook(before[0], made_at=datetime.now(UTC))
        again = await import_workbook(db, content, filename="again.xlsx", event_id=imported.event.id, by=TERMINAL)
        assert again.changes == (), seed
        assert await state(db, imported.event.id) == before, seed


def assert_same(found: EventWorkbook, made: EventWorkbook) -> None:
    """Nothing fell away and nothing was added, in whatever order."""
    for part in fields(made):
        one, other = getattr(found, part.name), getattr(made, part.name)
        if part.name == "event":
            one, other = (replace(event, imported_at=None) for event in (one, other))
        assert one == other or set(one) == set(other), part.name


async def some_answers(db: Connection, event_id: int, dice: random.Random) -> None:
    for standing in await events.standings(db, event_id):
        step = dice.choice(["accept", "decline", "withdraw", None, None])
        if step is not None and standing.state == "sent":
            await answer(db, event_id, standing.id, step, by=organizer(event_id))


def generated(workbook: EventWorkbook, dice: random.Random) -> EventWorkbook:
    """Some of an event, with texts, limits, wishes and exclusions of all kinds."""
    suppliers = dice.sample(workbook.suppliers, dice.randint(1, len(workbook.suppliers)))
    buyers = dice.sample(workbook.buyers, dice.randint(1, 8))
    some = only(workbook, *(one.code for one in (*suppliers, *buyers)))
    texts = ["", "=1+1", "줄\n바꿈", "_x000B_", "'따옴표", "emoji 👩‍🔧", "  a  b".strip(), "ภาษาไทย"]

    def varied(one: Any) -> Any:
        least = dice.choice([None, 1, 2])
        return replace(
            one,
            about_ko=dice.choice(texts),
            website=dice.choice(texts),
            min_meetings=least,
            max_meetings=dice.choice([None, 5]),
            certificates=tuple(dice.sample(["KC", "ISO 9001"], dice.randint(0, 2))),
            name_local=dice.choice(texts),
            markets=tuple(dice.sample(["TR", "VN", "KG"], dice.randint(0, 3))),
            legs=dice.choice([(), ("ANK",), ("ANK", some.legs[0].code)]),
            table=dice.choice(["", "", some.tables[0].code, "K1"]),
            business_number=dice.choice(["", "1234567891", "TR99"]),
            fictional=dice.random() < 0.5,
        )

    some = with_second_leg(some, dice)

    pairs = [(one.code, other.code) for one in some.suppliers for other in some.buyers]
    dice.shuffle(pairs)
    wishes: list[Wish] = []
    for one, other in pairs[: len(pairs) // 2]:
        for by_organizer, pair in ((False, (one, other)), (False, (other, one)), (True, (one, other))):
            if dice.random() < 0.4:
                wishes.append(Wish(*pair, dice.randint(1, 3), dice.choice(texts), by_organizer=by_organizer))
    apart = [Exclusion(*dice.choice([pair, pair[::-1]]), dice.choice(texts)) for pair in pairs[len(pairs) // 2 :][:3]]
    people = (*some.suppliers, *some.buyers)
    return replace(
        some,
        delegates=tuple(
            Delegate(
                dice.choice(people).code,
                f"{number} {dice.choice(['홍길동', 'Ayşe', 'สมชาย'])}",
                *dice.choices(texts, k=2),
                *dice.choice([("", ""), ("a@b.example", "01012345678"), ("", "+90 532 000 00 00 / 02-1234-5678")]),
                tuple(dice.sample(["ko", "tr", "zh-Hant"], dice.randint(0, 2))),
                dice.random() < 0.5,
            )
            for number in range(dice.randint(0, 6))
        ),
        availability=tuple(
            Availability(one.code, tuple(away))
            for one in people
            if dice.random() < 0.5 and (away := [slot.code for slot in some.slots if dice.random() < 0.2])
        ),
        suppliers=tuple(map(varied, some.suppliers)),
        buyers=tuple(map(varied, some.buyers)),
        wishes=tuple(wishes),
        exclusions=tuple(apart),
    )


def with_second_leg(workbook: EventWorkbook, dice: random.Random) -> EventWorkbook:
    """The event with a second stop: slots up to midnight, a table, and an interpreter with shifts."""
    zone = ZoneInfo("Asia/Seoul")
    day = workbook.legs[0].ends_on + timedelta(days=dice.randint(1, 40))
    leg = Leg("ANK", "앙카라", "Ankara", "KR", "장소", "Place", zone.key, day, day + timedelta(days=1))
    begin = datetime(day.year, day.month, day.day, dice.randint(8, 20), dice.choice([0, 5, 40]), tzinfo=zone)
    span = timedelta(minutes=dice.choice([15, 20, 50]))
    slots = [Slot(f"K{n}", "ANK", begin + n * span, begin + (n + 1) * span) for n in range(dice.randint(1, 4))]
    last = datetime(day.year, day.month, day.day, 23, 40, tzinfo=zone)
    slots.append(Slot("K9", "ANK", last, last + timedelta(minutes=20)))
    shifts = tuple(Shift(slot.starts_at, slot.ends_at) for slot in slots if dice.random() < 0.5)
    return replace(
        workbook,
        legs=(*workbook.legs, leg),
        slots=(*workbook.slots, *slots),
        tables=(*workbook.tables, Table("K1", "ANK", "1번", "No. 1", dice.choice(["", "창가"]))),
        interpreters=(*workbook.interpreters, Interpreter("KI", "통역", "Interpreter", "ANK", ("ko", "tr"), shifts)),
    )


def only(workbook: EventWorkbook, *codes: str) -> EventWorkbook:
    """The event with these participants alone."""
    kept = set(codes)
    return replace(
        workbook,
        suppliers=tuple(one for one in workbook.suppliers if one.code in kept),
        buyers=tuple(one for one in workbook.buyers if one.code in kept),
        solutions=tuple(one for one in workbook.solutions if one.supplier in kept),
        needs=tuple(one for one in workbook.needs if one.buyer in kept),
        delegates=tuple(one for one in workbook.delegates if one.participant in kept),
        availability=tuple(one for one in workbook.availability if one.participant in kept),
        wishes=tuple(one for one in workbook.wishes if {one.participant, one.counterpart} <= kept),
        exclusions=tuple(one for one in workbook.exclusions if {one.participant, one.counterpart} <= kept),
    )


async def test_two_imports_at_once_take_turns_and_the_second_is_told_what_the_first_brought(
    pool: Pool, istanbul: EventWorkbook
) -> None:
    """Without a turn the second would remove, unsaid, what it had not seen when it looked."""
    codes = [one.code for one in istanbul.buyers]
    less = only(istanbul, *(one.code for one in istanbul.suppliers), *codes[:-1])
    async with pool.acquire() as one, pool.acquire() as other:
        first = one.transaction()
        await first.start()
        await brought(one, istanbul)
        second = asyncio.create_task(_imported(other, less))
        waits = "select exists (select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock')"
        name = await one.fetchval("select current_database()")
        while not await one.fetchval(waits, name):
            assert not second.done()
            await asyncio.sleep(0.05)
        await first.commit()
        with pytest.raises(RemovalUnsaid) as refused:
            await second
    assert codes[-1] in {fault.where for fault in refused.value.faults}


async def _imported(db: Connection, workbook: EventWorkbook) -> Imported:
    async with db.transaction():
        return await brought(db, workbook)
