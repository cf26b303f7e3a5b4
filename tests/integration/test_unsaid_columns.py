"""A column that a file does not have takes nothing away: what the event says in it stays."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from api.access.nouns import TERMINAL
from api.events import readback
from api.events.comparing import changes
from api.events.importing import import_workbook, look
from api.events.nouns import EventWorkbook
from api.events.unsaid import keep_unsaid
from api.events.workbook import layout, read_workbook, write_workbook
from api.events.workbook.layout import CODES_NAME, GUIDE_NAME
from api.ground.db import Connection, Pool, transaction
from tests.unit.events.workbook.conftest import cells_of, file_of, participant
from tests.unit.events.workbook.conftest import small as small


@pytest.fixture(scope="session")
def full(small: EventWorkbook) -> EventWorkbook:
    """An event that says something in every column of its suppliers, wishes and needs."""
    whole = participant(
        "S01", "supplier", name_local="Han", about_ko="소개", about_en="About", markets=("TR",), certificates=("CE",),
        legs=("IST",), table="A1", min_meetings=1, max_meetings=2, at_once=2, business_number="1234567891",
        website="https://s.example", fictional=True, presence=("TR",), references=("VN",),
    )  # fmt: skip
    buyer = replace(small.buyers[0], **{name: getattr(whole, name) for name in ("about_ko", "markets", "at_once")})
    wishes = (replace(small.wishes[0], message="to you"), *small.wishes[1:])
    return replace(small, suppliers=(whole, small.suppliers[1]), buyers=(buyer, small.buyers[1]), wishes=wishes)


def without(workbook: EventWorkbook, tab: str, key: str) -> bytes:
    """The file of a workbook without one column of one tab."""
    cells = cells_of(write_workbook(workbook))
    column = cells[tab][0].index(key)
    cells[tab] = [row[:column] + row[column + 1 :] for row in cells[tab]]
    return file_of({name: rows for name, rows in cells.items() if name not in (GUIDE_NAME, CODES_NAME)})


def optional() -> Iterator[tuple[str, str]]:
    for sheet in layout.SHEETS:
        if sheet.key not in ("organizers", "figures"):
            yield from ((sheet.ko, column.key) for column in sheet.columns if not column.required)
    yield "가능시간", "T2"


@pytest.fixture
async def event_id(pool: Pool, full: EventWorkbook) -> int:
    async with transaction(pool) as own:
        content = write_workbook(full)
        return (await import_workbook(own, content, filename="a.xlsx", by=TERMINAL)).event.id


PLACES = [place for place in optional() if place != ("희망·제외", "preference")]


@pytest.mark.parametrize(("tab", "key"), PLACES, ids=" ".join)
def test_what_a_file_has_no_column_for_is_filled_in(full: EventWorkbook, tab: str, key: str) -> None:
    read = read_workbook(without(full, tab, key)).workbook
    assert read is not None
    filled, kept = keep_unsaid(full, read)
    assert filled == full
    assert changes(full, filled) == []
    assert [one.code for one in kept] == ([] if read == full else [key])


def test_the_event_says_something_in_almost_every_column(full: EventWorkbook) -> None:
    silent = [place for place in PLACES if read_workbook(without(full, *place)).workbook == full]
    assert len(silent) < len(PLACES) / 4, silent


async def test_what_a_file_has_no_column_for_stays_and_is_told(
    db: Connection, event_id: int, full: EventWorkbook
) -> None:
    before = await readback.workbook(db, event_id)
    content = without(full, "기업", "certificates")
    seen = await look(db, content, event_id=event_id, by=TERMINAL)
    assert [(one.kind, one.sheet, one.code) for one in seen.changes] == [("kept", "suppliers", "certificates")]
    assert seen.changes[0].said("en") == "Suppliers: certificates (Certificates) kept (the file has no such column)"
    async with db.transaction():
        await import_workbook(db, content, filename="b.xlsx", event_id=event_id, by=TERMINAL)
    assert await readback.workbook(db, event_id) == before


async def test_a_cell_that_was_emptied_says_so(db: Connection, event_id: int, full: EventWorkbook) -> None:
    emptied = replace(full, suppliers=(replace(full.suppliers[0], certificates=()), full.suppliers[1]))
    (change,) = (await look(db, write_workbook(emptied), event_id=event_id, by=TERMINAL)).changes
    assert (change.kind, [one.key for one in change.fields]) == ("changed", ["certificates"])


async def test_a_table_that_the_file_has_not_is_no_seat_any_more(
    db: Connection, event_id: int, full: EventWorkbook
) -> None:
    gone = replace(full, tables=full.tables[1:], suppliers=(replace(full.suppliers[0], table=""), full.suppliers[1]))
    seen = await look(db, without(gone, "기업", "table"), event_id=event_id, by=TERMINAL)
    assert ("changed", "suppliers", "S01") in [(one.kind, one.sheet, one.code) for one in seen.changes]
    assert seen.workbook.suppliers[0].table == ""
