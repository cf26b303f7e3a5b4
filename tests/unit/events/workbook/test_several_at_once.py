"""A firm that says how many meetings it holds at a time has as many of them, and no more."""

from dataclasses import replace

import pytest

from api.events import nouns
from api.events.nouns import EventWorkbook
from api.events.workbook import read_workbook, write_workbook

from .conftest import Cells, Edit, cells_of, file_of, participant
from .test_identity import asked, person, solved, told

OWN = {"email": "own@s.example"}


def crowded(small: EventWorkbook, at_once: int, *delegates: nouns.Delegate, tables: int = 3) -> EventWorkbook:
    """S01 is wanted by three buyers in one slot."""
    buyers = tuple(participant(f"B{n}", "buyer") for n in (1, 2, 3))
    return replace(
        small,
        slots=small.slots[:1],
        tables=tuple(nouns.Table(f"A{n + 1}", "IST", f"{n + 1}번", f"No. {n + 1}") for n in range(tables)),
        suppliers=(participant("S01", "supplier", at_once=at_once), participant("S02", "supplier")),
        buyers=buyers,
        needs=(),
        solutions=(),
        delegates=delegates,
        availability=(),
        wishes=tuple(nouns.Wish("S01", one.code, 1) for one in buyers),
        exclusions=(),
    )


def held(workbook: EventWorkbook) -> int:
    reading = read_workbook(write_workbook(workbook))
    assert (reading.workbook, reading.faults) == (workbook, ())
    return len(solved(asked(workbook)).meetings)


@pytest.mark.parametrize(("at_once", "tables", "meetings"), [(1, 3, 1), (2, 3, 2), (3, 3, 3), (3, 2, 2), (9, 3, 3)])
def test_as_many_meetings_as_said_are_held_each_at_a_table_of_its_own(
    small: EventWorkbook, at_once: int, tables: int, meetings: int
) -> None:
    workbook = crowded(small, at_once, tables=tables)
    assert held(workbook) == meetings
    places = [one.table for one in solved(asked(workbook)).meetings]
    assert len(set(places)) == meetings


def test_two_delegates_alone_do_not_say_that_two_meetings_are_held_at_once(small: EventWorkbook) -> None:
    assert held(crowded(small, 1, person("S01"), person("S01", "이"))) == 1


@pytest.mark.parametrize(
    ("at_once", "delegates", "meetings"),
    [
        (2, (person("S01", **OWN),), 3),
        (2, (person("S01", email="k@a.example"), person("S02", email="k@a.example")), 2),
        (2, (person("S01", email="k@a.example"), person("S02", email="k@a.example"), person("S01")), 2),
        (2, (person("S01", email="k@a.example"), person("S02", email="k@a.example"), person("S01"), person("S01")), 3),
        (3, (person("S01", email="k@a.example"), person("S02", email="k@a.example")), 3),
    ],
    ids=["one is named", "one is shared", "one of two is shared", "two are its own", "one of three is shared"],
)
def test_who_is_shared_is_in_one_meeting_and_who_is_not_named_comes_along(
    small: EventWorkbook, at_once: int, delegates: tuple[nouns.Delegate, ...], meetings: int
) -> None:
    workbook = crowded(small, at_once, *delegates)
    wishes = (nouns.Wish("S01", "B1", 1), nouns.Wish("S01", "B2", 1), nouns.Wish("S02", "B3", 1))
    assert held(replace(workbook, wishes=wishes)) == meetings
    assert held(workbook) == min(at_once, 3)


@pytest.mark.parametrize("heading", ["동시 상담 수", "동시 상담 가능 수", "Meetings at once", "동시상담수"])
def test_the_heading_is_read_in_either_language(cells: Cells, small: EventWorkbook, heading: str) -> None:
    edited = {tab: [list(row) for row in rows] for tab, rows in cells.items()}
    rows = edited["바이어"]
    column = rows[0].index("at_once")
    for row, text in enumerate(("", heading, heading)):
        rows[row][column] = text
    rows[0] = [""] * len(rows[0])
    reading = read_workbook(file_of(edited))
    assert reading.workbook is not None
    assert reading.workbook == small
    assert reading.workbook.buyers[1].at_once == 2


def test_a_file_without_the_column_says_one(cells: Cells, small: EventWorkbook) -> None:
    edited = {tab: [list(row) for row in rows] for tab, rows in cells.items()}
    for tab in ("기업", "바이어"):
        column = edited[tab][0].index("at_once")
        edited[tab] = [row[:column] + row[column + 1 :] for row in edited[tab]]
    read = read_workbook(file_of(edited)).workbook
    assert read is not None
    assert [one.at_once for one in read.participants] == [1, 1, 1, 1]


def test_blank_workbooks_have_the_column_in_both_languages(small: EventWorkbook) -> None:
    for tab in ("기업", "바이어"):
        heads = [row[15] for row in cells_of(write_workbook(small))[tab][:3]]
        assert heads == ["at_once", "동시 상담 수", "Meetings at once"]


def test_an_own_table_and_fewer_names_are_worth_a_look(small: EventWorkbook) -> None:
    workbook = crowded(small, 2, person("S01", **OWN))
    workbook = replace(workbook, buyers=(participant("B1", "buyer", at_once=2, table="A2"), *workbook.buyers[1:]))
    ((where, korean, english),) = told(workbook, "unnamed-delegates")
    assert (where, english) == (
        "기업!P4",
        "It holds 2 meetings at once and names 1 delegate: others are taken to come along.",
    )
    assert "참석자는 1명만" in korean
    ((where, _, english),) = told(workbook, "one-own-table")
    assert (where, english.split(":")[0]) == (
        "바이어!P4",
        "It holds 2 meetings at once, but its own table A2 holds one",
    )


def test_who_holds_one_at_a_time_is_told_nothing(edit: Edit) -> None:
    codes = [one.code for one in read_workbook(edit({"기업!P4": 1})).warnings]
    assert not {"one-own-table", "unnamed-delegates"} & set(codes)
