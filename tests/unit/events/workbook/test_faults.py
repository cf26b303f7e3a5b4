"""Every fault is found, at its cell, together with all the others, in words for people."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from api.events.workbook import read_workbook
from api.events.workbook.layout import SHEETS

from .conftest import file_of

Edit = Callable[..., bytes]
DOCUMENT = Path(__file__).parents[4] / "docs" / "workbook.md"

ONE_FAULT: list[tuple[dict[str, object], str, str]] = [
    ({"기업!B4": ""}, "기업!B4", "empty-cell"),
    ({"기업!O4": "많이"}, "기업!O4", "not-a-number"),
    ({"기업!O4": -1}, "기업!O4", "not-a-number"),
    ({"기업!P4": 0}, "기업!P4", "bad-at-once"),
    ({"바이어!P4": "100명"}, "바이어!P4", "bad-at-once"),
    ({"기업!P4": "둘"}, "기업!P4", "not-a-number"),
    ({"기업!Q4": "신청 중"}, "기업!Q4", "no-digits"),
    ({"참석자!H4": "아마도"}, "참석자!H4", "not-a-flag"),
    ({"가능시간!B4": "?"}, "가능시간!B4", "not-a-flag"),
    ({"방문지!H4": "내일"}, "방문지!H4", "not-a-date"),
    ({"방문지!H4": "2022-02-30"}, "방문지!H4", "not-a-date"),
    ({"방문지!H4": "2565-10-10"}, "방문지!H4", "buddhist-year"),
    ({"상담 시간!D4": "점심"}, "상담 시간!D4", "not-a-time"),
    ({"상담 시간!D4": "25:00"}, "상담 시간!D4", "not-a-time"),
    ({"통역!F4": "오후"}, "통역!F4", "not-a-shift"),
    ({"통역!F4": "2022-10-10 15:00-13:00"}, "통역!F4", "end-before-start"),
    ({"솔루션!C4": "교퉁"}, "솔루션!C4", "unknown-sector"),
    ({"기업!E4": "대한민궁"}, "기업!E4", "unknown-country"),
    ({"기업!G4": "ko; xx"}, "기업!G4", "unknown-language"),
    ({"기업!F4": "재단"}, "기업!F4", "unknown-organization-kind"),
    ({"주최·주관!A4": "심판"}, "주최·주관!A4", "unknown-role"),
    ({"수요!I4": "언젠가"}, "수요!I4", "unknown-maturity"),
    ({"희망·제외!C4": "글쎄"}, "희망·제외!C4", "unknown-wish-kind"),
    ({"방문지!G4": "Asia/Istambul"}, "방문지!G4", "unknown-zone"),
    ({"솔루션!B4": "S1"}, "솔루션!B4", "unknown-code"),
    ({"수요!B4": "S01"}, "수요!B4", "unknown-code"),
    ({"참석자!A4": "Z9"}, "참석자!A4", "unknown-code"),
    ({"기업!M4": "A9"}, "기업!M4", "unknown-code"),
    ({"기업!L4": "IST; BKK"}, "기업!L4", "unknown-code"),
    ({"테이블!B4": "BKK"}, "테이블!B4", "unknown-code"),
    ({"솔루션!A5": "P01"}, "솔루션!A5", "duplicate-code"),
    ({"가능시간!A5": "B01"}, "가능시간!A5", "repeated-row"),
    ({"방문지!I4": "2022-10-09"}, "방문지!I4", "end-before-start"),
    ({"상담 시간!E4": "12:50"}, "상담 시간!E4", "end-before-start"),
    ({"상담 시간!C4": "2022-10-12"}, "상담 시간!C4", "outside-leg"),
    ({"통역!F4": "2022-10-12 13:00-15:00"}, "통역!F4", "outside-leg"),
    ({"상담 시간!D5": "13:10"}, "상담 시간!D5", "overlapping-slots"),
    ({"기업!N4": 3}, "기업!N4", "min-over-max"),
    ({"통역!E4": "ko"}, "통역!E4", "one-language"),
    ({"희망·제외!D4": 4}, "희망·제외!D4", "bad-preference"),
    ({"희망·제외!D4": ""}, "희망·제외!D4", "bad-preference"),
    ({"희망·제외!B4": "S02"}, "희망·제외!B4", "own-side"),
    ({"희망·제외!A5": "S01", "희망·제외!B5": "B01"}, "희망·제외!B5", "said-twice"),
    ({"희망·제외!A5": "S02", "희망·제외!B5": "B02"}, "희망·제외!C5", "wish-and-exclusion"),
    ({"행사!A5": "둘", "행사!B5": "둘", "행사!C5": "two"}, "행사!A5", "several-events"),
    ({"행사!A4": "Small 2022"}, "행사!A4", "bad-event-code"),
    ({"기업!B4": "#N/A"}, "기업!B4", "error-cell"),
    ({"기업!B4": date(2022, 1, 2)}, "기업!B4", "not-a-text"),
    ({"기업!B4": 1234567890123456}, "기업!B4", "not-a-text"),
    ({"상담 시간!D5": 13.3}, "상담 시간!D5", "not-a-time"),
    ({"상담 시간!D5": "23:30", "상담 시간!E5": "00:10"}, "상담 시간!E5", "crosses-midnight"),
    ({"테이블!F2": "구역", "테이블!F4": "복도"}, "테이블!F3", "repeated-column"),
    ({"가능시간!C1": "", "가능시간!C2": "", "가능시간!C3": "14:00"}, "가능시간!C3", "unknown-slot"),
]


@pytest.mark.parametrize(("changes", "where", "code"), ONE_FAULT, ids=[f"{c}-{w}" for _, w, c in ONE_FAULT])
def test_a_wrong_cell_is_the_only_fault(edit: Edit, changes: dict[str, object], where: str, code: str) -> None:
    reading = read_workbook(edit(changes))
    assert reading.workbook is None
    assert [(fault.where, fault.code) for fault in reading.faults] == [(where, code)]


def test_every_fault_of_every_sheet_is_reported_in_order(edit: Edit) -> None:
    changes = {
        "테이블!B4": "BKK",
        "기업!O4": "많이",
        "기업!E4": "??",
        "솔루션!C4": "교퉁",
        "희망·제외!B4": "S02",
        "기업!A5": "B01",
    }
    reading = read_workbook(edit(changes))
    assert [(fault.where, fault.code) for fault in reading.faults] == [
        ("기업!E4", "unknown-country"),
        ("기업!O4", "not-a-number"),
        ("솔루션!C4", "unknown-sector"),
        ("솔루션!B5", "unknown-code"),
        ("바이어!A4", "duplicate-code"),
        ("희망·제외!B4", "unknown-code"),
        ("희망·제외!B6", "unknown-code"),
        ("테이블!B4", "unknown-code"),
    ]


def test_an_unknown_word_suggests_the_nearest(edit: Edit) -> None:
    faults = read_workbook(edit({"솔루션!C4": "enviroment", "솔루션!B5": "S2", "방문지!G4": "Istanbul"})).faults
    assert [fault.mend.said("en") for fault in faults] == [
        "Write it like 'Europe/Istanbul'.",
        "If you meant 'environment' (Environment), type that. The sheet 코드표 lists the others.",
        "Type 'S02' if that is meant, or add 'S2' to the sheet 기업 (Suppliers).",
    ]


def test_a_time_that_the_clock_skips_is_a_fault(edit: Edit) -> None:
    changes = {"방문지!G4": "Europe/Berlin", "방문지!H4": "2022-03-27", "상담 시간!C4": "2022-03-27"}
    changes |= {"상담 시간!D4": "01:30", "상담 시간!E4": "02:30"}
    faults = read_workbook(edit(changes)).faults
    assert [(fault.where, fault.code) for fault in faults] == [("상담 시간!E4", "no-such-time")]


@pytest.mark.parametrize("sheet", [sheet.ko for sheet in SHEETS if sheet.required])
def test_a_sheet_that_is_needed_and_missing_is_a_fault(edit: Edit, sheet: str) -> None:
    faults = read_workbook(edit({}, without=[sheet])).faults
    assert (faults[0].where, faults[0].code) == (sheet, "missing-sheet")


def test_a_missing_column_is_a_fault_on_the_heading(edit: Edit) -> None:
    reading = read_workbook(edit({"테이블!C1": "", "테이블!C2": "다른 것", "테이블!C3": ""}))
    assert [(fault.where, fault.code) for fault in reading.faults] == [("테이블!A3", "missing-column")]
    assert "label" in reading.faults[0].what.said("en").lower()


def test_a_sheet_without_headings_is_a_fault(edit: Edit) -> None:
    changes = {f"테이블!{column}{row}": "" for column in "ABCDE" for row in (1, 2, 3)}
    assert [(f.where, f.code) for f in read_workbook(edit(changes)).faults] == [("테이블", "missing-header")]


def test_a_needed_sheet_without_rows_is_a_fault(edit: Edit) -> None:
    changes = {f"테이블!{column}{row}": "" for column in "ABCDE" for row in (4, 5)}
    assert [(f.where, f.code) for f in read_workbook(edit(changes)).faults] == [("테이블!A4", "no-rows")]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "not-xlsx"), (b"name,code\n", "not-xlsx"), (b"PK\x03\x04 torn", "unreadable-file")],
)
def test_a_file_that_is_no_workbook_is_one_fault(data: bytes, code: str) -> None:
    reading = read_workbook(data)
    assert [(fault.where, fault.code) for fault in reading.faults] == [("", code)]


def test_a_cell_at_the_far_corner_does_not_exhaust_memory() -> None:
    data = file_of({"기업": [["기업 코드"]]})
    assert read_workbook(data).faults[0].code == "missing-sheet"
    far = file_of({"기업": [[""] * 16_000 + ["끝"], *([[]] * 400), [""] * 16_000 + ["끝"]]})
    assert [fault.code for fault in read_workbook(far).faults] == ["far-cell"]


def test_a_fault_says_itself_in_both_languages_to_scripts() -> None:
    (fault,) = read_workbook(b"no workbook").faults
    said = (fault.what_ko, fault.what_en, fault.mend_ko, fault.mend_en)
    assert said == tuple(part.said(language) for part in (fault.what, fault.mend) for language in ("ko", "en"))
    assert all(said)
    assert len(set(said)) == 4


OF_THE_WHOLE_FILE = {
    *("not-xlsx", "unreadable-file", "old-or-locked", "too-large", "too-costly", "declares-types"),
    *("far-cell", "too-many-cells", "too-much-text", "too-many-merges"),
}
"""What keeps a file or a sheet from being opened: tested with files that are made for it."""


def test_the_document_names_every_sheet_column_and_fault_code(edit: Edit) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for sheet in SHEETS:
        line = next(line for line in text.splitlines() if line.startswith(f"| {sheet.ko} |"))
        keys = re.findall(r"`(\w+)`(\*?)", line.split("|")[4])
        wanted = [(column.key, "*" if column.required else "") for column in sheet.columns]
        assert keys == (wanted if sheet.key != "buyers" else [])
    table = text[text.index("## Faults") : text.index("Warnings stop nothing")]
    documented = {
        code for line in table.splitlines() if line.startswith("| `") for code in re.findall(r"`([a-z-]+)`", line)
    }
    tested = {code for _, _, code in ONE_FAULT} | {"missing-sheet", "missing-header", "missing-column", "no-rows"}
    elsewhere = {"no-such-time", "formula-without-result", "unread-tab", "no-slot-column", "bad-code"}
    assert documented == tested | elsewhere | OF_THE_WHOLE_FILE
