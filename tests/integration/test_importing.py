"""Importing a workbook into a real database: everything or nothing, and the same again when read back."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.access.nouns import TERMINAL, Caller
from api.events import readback as workbooks
from api.events.importing import import_workbook
from api.events.nouns import EventWorkbook
from api.events.workbook import read_workbook, write_workbook
from api.ground.db import Connection, Pool, transaction
from api.ground.errors import Conflict, Invalid
from api.requests.asking import ask
from api.requests.nouns import NewRequest


@pytest.fixture
def istanbul(fixtures: Path) -> EventWorkbook:
    workbook = read_workbook((fixtures / "istanbul-2022.xlsx").read_bytes()).workbook
    assert workbook is not None
    return workbook


async def test_what_was_imported_reads_back_equal(db: Connection, istanbul: EventWorkbook) -> None:
    imported = await import_workbook(db, write_workbook(istanbul), filename="i.xlsx", by=TERMINAL)
    assert by_code(await workbooks.workbook(db, imported.event.id)) == by_code(istanbul)


async def test_importing_the_same_workbook_again_changes_nothing(db: Connection, istanbul: EventWorkbook) -> None:
    content = write_workbook(istanbul)
    first = await import_workbook(db, content, filename="i.xlsx", by=TERMINAL)
    ids = await db.fetch("select id from participants order by id")
    again = await import_workbook(db, content, filename="i.xlsx", by=TERMINAL)
    assert again.event.id == first.event.id
    assert await db.fetch("select id from participants order by id") == ids
    assert by_code(await workbooks.workbook(db, again.event.id)) == by_code(istanbul)


async def test_a_workbook_with_a_fault_writes_no_row(pool: Pool, istanbul: EventWorkbook) -> None:
    wrong = replace(istanbul, solutions=(replace(istanbul.solutions[0], supplier="S99"), *istanbul.solutions[1:]))
    with pytest.raises(Invalid) as refusal:
        async with transaction(pool) as db:
            await import_workbook(db, write_workbook(wrong), filename="i.xlsx", by=TERMINAL)
    assert [fault.where.split("!")[0] for fault in refusal.value.faults] == ["솔루션"]
    assert "S99" in str(refusal.value.faults[0].what)
    async with pool.acquire() as db:
        assert await db.fetchval("select count(*) from events") == 0


async def test_a_smaller_workbook_removes_what_it_no_longer_has(db: Connection, istanbul: EventWorkbook) -> None:
    await import_workbook(db, write_workbook(istanbul), filename="i.xlsx", by=TERMINAL)
    gone = istanbul.buyers[-1].code
    smaller = without_buyer(istanbul, gone)
    imported = await import_workbook(db, write_workbook(smaller), filename="i.xlsx", remove=True, by=TERMINAL)
    assert by_code(await workbooks.workbook(db, imported.event.id)) == by_code(smaller)


async def test_a_participant_whom_a_record_names_is_not_removed(db: Connection, istanbul: EventWorkbook) -> None:
    imported = await import_workbook(db, write_workbook(istanbul), filename="i.xlsx", by=TERMINAL)
    gone = istanbul.buyers[-1].code
    await db.execute(
        """
        insert into outcomes (event_id, supplier_id, buyer_id, state, recorded_side, recorded_by)
        select $1, s.id, b.id, 'held', 'organizer', 'test' from participants s, participants b
        where s.event_id = $1 and s.code = $2 and b.event_id = $1 and b.code = $3
        """,
        imported.event.id,
        istanbul.suppliers[0].code,
        gone,
    )
    with pytest.raises(Conflict, match=gone):
        await import_workbook(db, write_workbook(without_buyer(istanbul, gone)), filename="i.xlsx", by=TERMINAL)


async def test_wishes_of_both_sides_for_each_other_are_agreed(db: Connection, istanbul: EventWorkbook) -> None:
    await import_workbook(db, write_workbook(istanbul), filename="i.xlsx", by=TERMINAL)
    asked = {(wish.participant, wish.counterpart) for wish in istanbul.wishes}
    mutual = sorted(pair for pair in asked if pair[::-1] in asked)
    accepted = await db.fetch(
        """
        select case r.asked_by when 'supplier' then s.code else b.code end as one,
               case r.asked_by when 'supplier' then b.code else s.code end as other
        from requests r join participants s on s.id = r.supplier_id join participants b on b.id = r.buyer_id
        where r.state = 'accepted'
        """
    )
    assert len(mutual) > 10
    assert sorted((row["one"], row["other"]) for row in accepted) == mutual


@pytest.mark.parametrize("kind", ["tables", "interpreters"])
async def test_what_a_saved_schedule_uses_is_not_removed_with_its_meetings(
    db: Connection, istanbul: EventWorkbook, kind: str
) -> None:
    imported = await import_workbook(db, write_workbook(istanbul), filename="i.xlsx", by=TERMINAL)
    smaller = without_place(istanbul, kind)
    schedule = await db.fetchval(
        """
        insert into schedules (event_id, version, status, value, bound, gap, seconds)
        values ($1, 1, 'optimal', 1, 1, 0, 1) returning id
        """,
        imported.event.id,
    )
    await db.execute(
        """
        insert into meetings (schedule_id, supplier_id, buyer_id, slot_id, table_id, interpreter_id)
        select $2, s.id, b.id, sl.id, t.id, i.id
        from (select id from participants where event_id = $1 and side = 'supplier' limit 1) s,
             (select id from participants where event_id = $1 and side = 'buyer' limit 1) b,
             (select id from slots limit 1) sl,
             (select id from tables order by id desc limit 1) t,
             (select id from interpreters order by id desc limit 1) i
        """,
        imported.event.id,
        schedule,
    )
    with pytest.raises(Conflict) as refused:
        await import_workbook(db, write_workbook(smaller), filename="i.xlsx", by=TERMINAL)
    assert refused.value.code == f"{kind}-in-use"
    assert getattr(istanbul, kind)[-1].code in refused.value.sentence.said("ko")
    assert await db.fetchval("select count(*) from meetings") == 1


def without_place(workbook: EventWorkbook, kind: str) -> EventWorkbook:
    """The workbook without its last table or interpreter, and without seats at that table."""
    if kind == "interpreters":
        return replace(workbook, interpreters=workbook.interpreters[:-1])
    gone = workbook.tables[-1].code
    return replace(
        workbook,
        tables=workbook.tables[:-1],
        suppliers=tuple(replace(one, table="") if one.table == gone else one for one in workbook.suppliers),
        buyers=tuple(replace(one, table="") if one.table == gone else one for one in workbook.buyers),
    )


async def test_an_event_in_which_the_organizer_asked_too_reads_back_as_a_usable_workbook(
    db: Connection, istanbul: EventWorkbook
) -> None:
    imported = await import_workbook(db, write_workbook(istanbul), filename="i.xlsx", by=TERMINAL)
    wish = next(one for one in istanbul.wishes if one.participant.startswith("S"))
    organizer = Caller("organizer", "desk", imported.event.id)
    await ask(db, imported.event.id, NewRequest(wish.participant, wish.counterpart, 3), by=organizer)
    content = write_workbook(await workbooks.workbook(db, imported.event.id))
    again = await import_workbook(db, content, filename="again.xlsx", by=TERMINAL)
    assert (again.requests, again.changes) == (len(istanbul.wishes) + 1, ())
    assert [one for one in (await workbooks.workbook(db, again.event.id)).wishes if not one.by_organizer] == list(
        istanbul.wishes
    )


async def test_a_workbook_of_another_event_is_refused(db: Connection, istanbul: EventWorkbook) -> None:
    imported = await import_workbook(db, write_workbook(istanbul), filename="i.xlsx", by=TERMINAL)
    other = replace(istanbul, event=replace(istanbul.event, slug="ankara-2023"))
    with pytest.raises(Conflict, match="ankara-2023"):
        await import_workbook(db, write_workbook(other), filename="a.xlsx", event_id=imported.event.id, by=TERMINAL)


def without_buyer(workbook: EventWorkbook, code: str) -> EventWorkbook:
    return replace(
        workbook,
        buyers=tuple(buyer for buyer in workbook.buyers if buyer.code != code),
        needs=tuple(need for need in workbook.needs if need.buyer != code),
        delegates=tuple(delegate for delegate in workbook.delegates if delegate.participant != code),
        availability=tuple(row for row in workbook.availability if row.participant != code),
        wishes=tuple(wish for wish in workbook.wishes if code not in (wish.participant, wish.counterpart)),
        exclusions=tuple(row for row in workbook.exclusions if code not in (row.participant, row.counterpart)),
    )


def by_code(workbook: EventWorkbook) -> EventWorkbook:
    """The workbook with its rows in an order that the database keeps."""

    def ordered(rows: tuple[object, ...], *names: str) -> tuple[object, ...]:
        return tuple(sorted(rows, key=lambda row: tuple(str(getattr(row, name)) for name in names)))

    return replace(
        workbook,
        solutions=ordered(workbook.solutions, "code"),
        needs=ordered(workbook.needs, "code"),
        suppliers=ordered(workbook.suppliers, "code"),
        buyers=ordered(workbook.buyers, "code"),
        delegates=ordered(workbook.delegates, "participant", "title_en"),
        availability=ordered(workbook.availability, "participant"),
        wishes=ordered(workbook.wishes, "participant", "counterpart"),
        exclusions=tuple(
            replace(row, participant=min(pair), counterpart=max(pair))
            for row in sorted(workbook.exclusions, key=lambda row: sorted((row.participant, row.counterpart)))
            for pair in [(row.participant, row.counterpart)]
        ),
    )
