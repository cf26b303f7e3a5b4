"""Files as people send them: rearranged, annotated, merged, typed in their own way."""

from collections.abc import Callable
from datetime import date, time

import pytest

from api.events import nouns
from api.events.nouns import EventWorkbook
from api.events.workbook import read_workbook

from .conftest import Cells, file_of

Edit = Callable[..., bytes]


@pytest.mark.parametrize("kept", [1, 2], ids=["Korean only", "English only"])
def test_one_row_of_headings_without_machine_keys_is_enough(small: EventWorkbook, cells: Cells, kept: int) -> None:
    changed = {name: [rows[kept], *rows[3:]] for name, rows in cells.items()}
    assert read_workbook(file_of(changed)).workbook == small


def test_notes_above_the_headings_and_blank_rows_are_skipped(small: EventWorkbook, cells: Cells) -> None:
    note = [["※ 10월 1일까지 제출해 주세요. 문의: 행사 사무국"], [], ["2022. 9. 20.", "", "초안"], []]
    changed = {name: [*note, rows[1], rows[2], [], *rows[3:], [], []] for name, rows in cells.items()}
    assert read_workbook(file_of(changed)).workbook == small


def test_columns_and_sheets_may_stand_in_any_order(small: EventWorkbook, cells: Cells) -> None:
    changed = {name: [row[::-1] for row in rows] for name, rows in reversed(cells.items())}
    assert read_workbook(file_of(changed)).workbook == small


def test_english_sheet_names_are_known(small: EventWorkbook, cells: Cells) -> None:
    english = {"기업": "Suppliers", "바이어": "buyers", "희망·제외": "Wishes and exclusions", "상담 시간": "SLOTS"}
    changed = {english.get(name, name): rows for name, rows in cells.items()}
    assert read_workbook(file_of(changed)).workbook == small


def test_a_merged_cell_counts_for_every_row_it_spans(edit: Edit) -> None:
    reading = read_workbook(edit({"솔루션!B4": "S02", "솔루션!B5": ""}, merged={"솔루션": "B4:B5"}))
    assert reading.workbook is not None
    assert [solution.supplier for solution in reading.workbook.solutions] == ["S02", "S02"]


def test_a_title_over_korean_and_english_columns_is_understood(small: EventWorkbook, cells: Cells) -> None:
    data = cells["기업"][3:]
    above = [title.split("(")[0] for title in cells["기업"][1]]
    below = [title.partition("(")[2].strip(")") for title in cells["기업"][1]]
    assert above[1:3] == ["기업명", "기업명"]
    assert below[1:3] == ["국문", "영문"]
    assert read_workbook(file_of({**cells, "기업": [above, below, *data]})).workbook == small


def test_a_column_of_ones_own_is_ignored_with_a_warning(edit: Edit, small: EventWorkbook) -> None:
    reading = read_workbook(edit({"테이블!H2": "콘센트", "테이블!H4": "있음"}))
    assert reading.workbook == small
    assert [(warning.where, warning.code) for warning in reading.warnings] == [("테이블!H3", "ignored-column")]


@pytest.mark.parametrize("typed", ["x", "×", "Ｘ", "N", "아니오", "불가", 0, 0.0, False])
def test_a_slot_is_blocked_in_any_spelling_of_no(edit: Edit, small: EventWorkbook, typed: object) -> None:
    assert read_workbook(edit({"가능시간!C4": typed})).workbook == small


@pytest.mark.parametrize("typed", ["", "o", "○", "Ｏ", "Y", "예", "✓", 1, 1.0, True])
def test_a_slot_is_free_in_any_spelling_of_yes_or_nothing(edit: Edit, typed: object) -> None:
    reading = read_workbook(edit({"가능시간!C4": typed}))
    assert reading.workbook is not None
    assert reading.workbook.availability[0] == nouns.Availability("B01", ())


@pytest.mark.parametrize(
    ("cell", "typed", "kind", "field", "expected"),
    [
        ("솔루션!C4", "교통", "solutions", "sector", "transport"),
        ("솔루션!C4", "Ulaşım", "solutions", "sector", "transport"),
        ("솔루션!C4", "의료", "solutions", "sector", "medical_care"),
        ("기업!E4", "터키", "suppliers", "country", "TR"),
        ("기업!E4", "Türkiye", "suppliers", "country", "TR"),
        ("기업!E4", "kr", "suppliers", "country", "KR"),
        ("기업!G4", "한국어, 터키어", "suppliers", "languages", ("ko", "tr")),
        ("기업!G4", "KO/en", "suppliers", "languages", ("ko", "en")),
        ("기업!O4", "１２", "suppliers", "max_meetings", 12),
        ("기업!O4", "10회", "suppliers", "max_meetings", 10),
        ("기업!Q4", 1234567891.0, "suppliers", "business_number", "1234567891"),
        ("기업!Q4", "１２３-４５-６７８９１", "suppliers", "business_number", "1234567891"),
        ("기업!A4", " s01 ", "suppliers", "code", "S01"),
        ("기업!A4", "Ｓ０１", "suppliers", "code", "S01"),
        ("참석자!F4", 1012345678, "delegates", "phone", "01012345678"),
        ("참석자!F4", "+90 212 000 00 00", "delegates", "phone", "+90 212 000 00 00"),
        ("방문지!H4", "2022. 10. 10.", "legs", "starts_on", date(2022, 10, 10)),
        ("방문지!H4", "2022년 10월 9일", "legs", "starts_on", date(2022, 10, 9)),
        ("방문지!H4", "20221010", "legs", "starts_on", date(2022, 10, 10)),
        ("방문지!H4", 44844, "legs", "starts_on", date(2022, 10, 10)),
    ],
)
def test_values_are_understood_as_people_type_them(
    edit: Edit, cell: str, typed: object, kind: str, field: str, expected: object
) -> None:
    reading = read_workbook(edit({cell: typed}))
    assert reading.faults == ()
    assert getattr(getattr(reading.workbook, kind)[0], field) == expected


@pytest.mark.parametrize(
    "typed", ["13:05", "오후 1:05", "오후 1시 5분", "1:05 PM", "13시 5분", "13:05:00", time(13, 5), 785 / 1440]
)
def test_times_of_day_are_understood_as_people_type_them(edit: Edit, typed: object) -> None:
    reading = read_workbook(edit({"상담 시간!D4": typed}))
    assert reading.workbook is not None
    assert f"{reading.workbook.slots[0].starts_at:%H:%M %Z}" == "13:05 +03"


def test_a_doubtful_business_number_is_a_warning(edit: Edit) -> None:
    reading = read_workbook(edit({"기업!Q4": "123-45-67890"}))
    assert reading.workbook is not None
    assert [(warning.where, warning.code) for warning in reading.warnings] == [("기업!Q4", "doubtful-business-number")]


def test_korean_company_forms_stay_in_the_name(edit: Edit) -> None:
    reading = read_workbook(edit({"기업!B4": "㈜한빛"}))
    assert reading.workbook is not None
    assert reading.workbook.suppliers[0].name_ko == "㈜한빛"
