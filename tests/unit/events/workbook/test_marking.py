"""The same file comes back with what to mend beside each faulty row."""

from collections.abc import Callable
from io import BytesIO
from re import sub
from zipfile import ZipFile

import pytest

from api.events.nouns import EventWorkbook
from api.events.workbook import Fault, mark_faults, read_workbook, write_workbook
from api.events.workbook.layout import CODES_NAME
from api.ground.words import Name

from .conftest import cells_of

Edit = Callable[..., bytes]


def test_a_faulty_row_says_what_to_mend(edit: Edit) -> None:
    data = edit({"솔루션!C4": "교퉁", "솔루션!B5": "S99"})
    marked = cells_of(mark_faults(data, read_workbook(data).faults))["솔루션"]
    assert [row[:7] for row in marked] == cells_of(data)["솔루션"]
    assert [row[7].split(" / ")[0] for row in marked] == [
        "오류",
        "",
        "",
        "[C4] '교퉁'은 분야 목록에 없습니다. 'transport'(교통)를 뜻했다면 그렇게 적으세요. "
        "나머지는 코드표 시트에 있습니다.",
        "[B5] 코드 'S99'가 기업 시트에 없습니다. 기업 시트에 'S99'를 추가하세요.",
    ]


def test_everything_else_stays_as_it_was(small: EventWorkbook) -> None:
    data = write_workbook(small)
    broken = mark_faults(data, [_fault_on("기업", "B4")])
    with ZipFile(BytesIO(data)) as before, ZipFile(BytesIO(broken)) as after:
        assert after.namelist() == before.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert changed == ["xl/worksheets/sheet7.xml"]
    assert b'hidden="1"' in ZipFile(BytesIO(broken)).read(changed[0])


def test_a_marked_file_reads_like_the_original(small: EventWorkbook) -> None:
    marked = mark_faults(write_workbook(small), [_fault_on("기업", "B4"), _fault_on("바이어", "A5")])
    reading = read_workbook(marked)
    assert (reading.workbook, reading.warnings) == (small, ())


def test_marks_of_an_earlier_round_are_replaced(small: EventWorkbook) -> None:
    once = mark_faults(write_workbook(small), [_fault_on("기업", "B4")])
    twice = cells_of(mark_faults(once, [_fault_on("기업", "B5")]))["기업"]
    assert len(twice[1]) == len(cells_of(once)["기업"][1])
    assert [bool(row[-1]) for row in twice] == [False, True, False, False, True]


def test_faults_without_a_row_stand_in_a_heading(edit: Edit) -> None:
    data = edit({}, without=["테이블"])
    cells = cells_of(mark_faults(data, read_workbook(data).faults))
    first = next(iter(cells.values()))
    assert first[0][-1].startswith("오류 / Error\n[테이블] '테이블' 시트가 없습니다.")


def test_rows_and_cells_without_places_are_counted(edit: Edit) -> None:
    source, target = BytesIO(edit({})), BytesIO()
    with ZipFile(source) as before, ZipFile(target, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, sub(rb' r="[A-Z]*\d+"', b"", data) if "worksheets/" in name else data)
    marked = cells_of(mark_faults(target.getvalue(), [_fault_on("방문지", "B4")]))["방문지"]
    assert [bool(row[-1]) for row in marked] == [True, False, False, True]


def test_a_fault_below_the_last_row_gets_a_row_of_its_own(small: EventWorkbook) -> None:
    marked = cells_of(mark_faults(write_workbook(small), [_fault_on("기업", "A9")]))["기업"]
    assert [number for number, row in enumerate(marked, 1) if row[-1]] == [2, 9]


def test_the_list_of_codes_is_not_data(small: EventWorkbook) -> None:
    assert cells_of(write_workbook(small))[CODES_NAME][1][:4] == [
        "분야 / sector",
        "administration",
        "행정",
        "Administration",
    ]


def test_a_file_that_is_no_workbook_cannot_be_marked() -> None:
    with pytest.raises(ValueError, match="not a sound XLSX workbook"):
        mark_faults(b"name,code\n", [])


def _fault_on(sheet: str, cell: str) -> Fault:
    return Fault(sheet, cell, "wrong", Name("틀렸습니다.", "It is wrong."), Name("고치세요.", "Mend it."))
