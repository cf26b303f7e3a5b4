"""Every tab, column, row and cell of a file is read, named in a warning, or a fault; nothing falls away in silence."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from api.events import nouns
from api.events.nouns import EventWorkbook
from api.events.workbook import mark_faults, read_workbook

from .conftest import Cells, file_of

Edit = Callable[..., bytes]


def reworked(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    """The file after a change that only a spreadsheet program can make."""
    book = load_workbook(BytesIO(data))
    change(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def told(data: bytes) -> list[tuple[str, str]]:
    """Places and codes of the warnings of a file without faults."""
    reading = read_workbook(data)
    assert reading.faults == ()
    return [(warning.where, warning.code) for warning in reading.warnings]


def faults(data: bytes) -> list[tuple[str, str]]:
    return [(fault.where, fault.code) for fault in read_workbook(data).faults]


@pytest.mark.parametrize("shape", ["{} - 표 1", "{} – Table 2", "1. {}", "03_{}", "({})"])
def test_a_tab_is_known_by_its_name_whatever_a_program_put_around_it(
    small: EventWorkbook, cells: Cells, shape: str
) -> None:
    assert read_workbook(file_of({shape.format(name): rows for name, rows in cells.items()})).workbook == small


def test_a_tab_may_carry_its_korean_and_english_name(small: EventWorkbook, cells: Cells) -> None:
    renamed = {"기업": "기업 Suppliers", "바이어": "Buyers(바이어)", "희망·제외": "희망·제외"}
    assert read_workbook(file_of({renamed.get(name, name): rows for name, rows in cells.items()})).workbook == small


@pytest.mark.parametrize(("name", "renamed"), [("희망·제외", "희망 상담"), ("통역", "통역사"), ("수요", "조사 결과")])
def test_a_tab_that_has_the_headings_of_a_missing_sheet_is_a_fault(cells: Cells, name: str, renamed: str) -> None:
    reading = read_workbook(file_of({renamed if tab == name else tab: rows for tab, rows in cells.items()}))
    assert (renamed, "unread-tab") in [(fault.where, fault.code) for fault in reading.faults]
    assert name in next(fault.mend.said("ko") for fault in reading.faults if fault.code == "unread-tab")


def test_a_missing_sheet_names_the_tab_that_may_be_it(cells: Cells) -> None:
    found = read_workbook(file_of({"참가업체" if tab == "기업" else tab: rows for tab, rows in cells.items()})).faults
    assert "'참가업체'" in next(fault.mend.said("en") for fault in found if fault.code == "missing-sheet")


def test_a_tab_of_ones_own_is_named_and_an_empty_one_is_not(cells: Cells) -> None:
    assert told(file_of({**cells, "메모": [["회의록"]], "Sheet1": [[""]]})) == [("메모", "unread-tab")]


def test_two_tabs_of_one_sheet_are_not_mixed_up(small: EventWorkbook, cells: Cells) -> None:
    reading = read_workbook(file_of({**cells, "기업 - 표 2": cells["기업"]}))
    assert (reading.workbook, [warning.code for warning in reading.warnings]) == (small, ["unread-tab"])


def test_hidden_rows_columns_and_tabs_are_read_and_named(edit: Edit, small: EventWorkbook) -> None:
    def hide(book: Workbook) -> None:
        book["바이어"].row_dimensions[5].hidden = True
        book["기업"].column_dimensions["R"].hidden = True
        book["기업"]["R4"] = "https://s.example"
        book["통역"].sheet_state = "hidden"

    data = reworked(edit({}), hide)
    assert told(data) == [("기업!R3", "hidden-columns"), ("바이어!A5", "hidden-rows"), ("통역", "hidden-tab")]
    workbook = read_workbook(data).workbook
    assert workbook is not None
    assert [buyer.code for buyer in workbook.buyers] == ["B01", "B02"]


def test_comments_strokes_and_links_on_cells_are_named(edit: Edit, small: EventWorkbook) -> None:
    def remark(book: Workbook) -> None:
        book["바이어"]["B5"].comment = Comment("불참 확정", "담당")
        for cell in book["희망·제외"][4]:
            cell.font = Font(strike=True)
        book["기업"]["B4"] = CellRichText("S01", TextBlock(InlineFont(strike=True), " 기관"))
        book["참석자"]["E4"].hyperlink = "mailto:other@b.example"
        book["바이어"]["R5"].hyperlink = "https://b.example/"

    data = reworked(edit({}), remark)
    assert told(data) == [
        ("기업!B4", "struck-through"),
        ("바이어!B5", "comment-not-read"),
        ("참석자!E4", "link-not-read"),
        ("희망·제외!A4", "struck-through"),
    ]
    assert read_workbook(data).workbook == small


def test_signs_of_one_font_are_left_out_and_named(edit: Edit, small: EventWorkbook) -> None:
    data = edit({"희망·제외!B4": "B01\ue000", "수요!E4": "\uf0b7 Su kaçağı"})
    assert told(data) == [("수요!E4", "private-characters"), ("희망·제외!B4", "private-characters")]
    assert read_workbook(data).workbook == small


def test_what_an_exclusion_cannot_say_is_named(edit: Edit, small: EventWorkbook) -> None:
    for cell, typed in (("희망·제외!D6", 1), ("희망·제외!F6", "안녕하세요")):
        data = edit({cell: typed})
        assert told(data) == [(cell, "exclusion-alone")]
        assert read_workbook(data).workbook == small


def test_a_column_that_numbers_the_rows_is_no_column_of_codes(cells: Cells, small: EventWorkbook) -> None:
    for title in (("연번", "No."), ("번호", "번호"), ("No", "")):
        rows = [[*before, *row] for before, row in zip(numbered(title), cells["바이어"][1:], strict=True)]
        reading = read_workbook(file_of({**cells, "바이어": rows}))
        assert reading.workbook == small
        assert [warning.code for warning in reading.warnings] == ["ignored-column"]


def numbered(title: tuple[str, str]) -> list[list[Any]]:
    return [[title[0]], [title[1]], [1], [2]]


def test_a_column_of_numbers_alone_may_be_that_of_the_codes(cells: Cells) -> None:
    rows = [["번호", *cells["기업"][1][1:]], *cells["기업"][3:]]
    assert read_workbook(file_of({**cells, "기업": rows})).faults == ()


def test_a_formula_without_a_stored_result_is_a_fault(edit: Edit) -> None:
    def calculate(book: Workbook) -> None:
        book["기업"]["O5"] = "=2+1"

    assert faults(reworked(edit({}), calculate)) == [("기업!O5", "formula-without-result")]


def test_an_error_cell_is_called_one_though_its_column_may_be_empty(edit: Edit) -> None:
    def spoil(book: Workbook) -> None:
        book["기업"]["R5"].value = "#REF!"
        book["기업"]["C4"].value = "#N/A"
        for cell in ("R5", "C4"):
            assert book["기업"][cell].data_type == "e"

    assert faults(reworked(edit({}), spoil)) == [("기업!C4", "error-cell"), ("기업!R5", "error-cell")]


def test_an_error_in_a_column_of_ones_own_stops_nothing(edit: Edit) -> None:
    def spoil(book: Workbook) -> None:
        book["테이블"]["H2"], book["테이블"]["H4"] = "계산", "#REF!"

    assert told(reworked(edit({}), spoil)) == [("테이블!H3", "ignored-column")]


@pytest.mark.parametrize(
    "headings",
    [
        {1: "참가 코드\nParticipant code"},
        {1: "참가 코드 / Participant code"},
        {1: "참가 코드 (Participant code)"},
        {1: "* 참가 코드 (필수)"},
    ],
)
def test_a_heading_may_say_its_name_twice(cells: Cells, small: EventWorkbook, headings: Mapping[int, str]) -> None:
    rows = [[headings[1], *cells["가능시간"][1][1:]], *cells["가능시간"][3:]]
    assert read_workbook(file_of({**cells, "가능시간": rows})).workbook == small


def test_a_sheet_without_a_header_is_told_what_its_first_row_says(cells: Cells) -> None:
    found = read_workbook(file_of({**cells, "솔루션": [["가", "나"], ["다", "라"]]})).faults
    assert "'가, 나'" in next(fault.what.said("ko") for fault in found if fault.code == "missing-header")


SLOT_HEADINGS: list[tuple[Any, Any]] = [
    ("13:00", "13:20"),
    ("13:00~13:20", "13:20~13:40"),
    ("오후 1시", "오후 1시 20분"),
    ("10/10 13:00", "10/10 13:20"),
    ("10월 10일(월) 13:00", "10월 10일(월) 13:20"),
    ("2022-10-10 13:00-13:20", "2022-10-10 13:20-13:40"),
    ("t1", "t2"),
]


@pytest.mark.parametrize("headings", SLOT_HEADINGS, ids=[str(one) for one, _ in SLOT_HEADINGS])
def test_a_slot_is_known_by_as_much_as_tells_it_from_the_others(
    cells: Cells, small: EventWorkbook, headings: tuple[Any, Any]
) -> None:
    rows = [["참가 코드", *headings], *cells["가능시간"][3:]]
    assert read_workbook(file_of({**cells, "가능시간": rows})).workbook == small


def test_a_mark_under_a_heading_that_names_no_slot_is_never_taken_for_free(cells: Cells) -> None:
    rows = [["참가 코드", "13:00", "15:00"], *cells["가능시간"][3:]]
    assert faults(file_of({**cells, "가능시간": rows})) == [("가능시간!C1", "unknown-slot")]
    rows = [["참가 코드", "비고"], ["B01", "오후에 늦음"]]
    assert faults(file_of({**cells, "가능시간": rows})) == [("가능시간!A1", "no-slot-column")]


def test_rows_above_the_header_that_look_like_data_are_named(cells: Cells) -> None:
    rows = [["A9", "IST", "9번", "No. 9"], *cells["테이블"][1:]]
    assert told(file_of({**cells, "테이블": rows})) == [("테이블!A1", "row-above-header")]


def test_a_name_in_the_place_of_a_code_is_understood_and_several_codes_are_several_wishes(edit: Edit) -> None:
    reading = read_workbook(edit({"희망·제외!B4": "B01, B02", "희망·제외!A5": "b02 body", "솔루션!B4": "S01 기관"}))
    assert reading.workbook is not None
    assert reading.workbook.wishes[:3] == (
        nouns.Wish("S01", "B01", 1, "먼저"),
        nouns.Wish("S01", "B02", 1, "먼저"),
        nouns.Wish("B02", "S01", 3),
    )
    assert reading.workbook.solutions[0].supplier == "S01"


@pytest.mark.parametrize("typed", ["없음", "-", "해당 없음", "N/A", "yok"])
def test_what_is_said_to_be_nothing_is_nothing(edit: Edit, small: EventWorkbook, typed: str) -> None:
    cells = ("기업!K4", "기업!Q5", "기업!R5", "바이어!K4", "바이어!R4")
    assert read_workbook(edit(dict.fromkeys(cells, typed))).workbook == small
    reading = read_workbook(edit({"참석자!E4": typed, "참석자!F4": typed}))
    assert reading.workbook is not None
    assert (reading.workbook.delegates[0].email, reading.workbook.delegates[0].phone, reading.warnings) == ("", "", ())


@pytest.mark.parametrize("typed", ["한국어 및 영어", "Korean and English", "Korece ve İngilizce"])
def test_the_last_of_several_may_follow_an_and(edit: Edit, small: EventWorkbook, typed: str) -> None:
    assert read_workbook(edit({"기업!G4": typed})).workbook == small


@pytest.mark.parametrize("typed", ["S01.", "S01🚗"])
def test_a_reference_to_a_row_of_a_bad_code_is_not_told_to_be_as_bad(edit: Edit, typed: str) -> None:
    assert faults(edit({"기업!A4": typed})) == [("기업!A4", "bad-code")]


@pytest.mark.parametrize("typed", ["B01 (B01 기관)", "B01 B01 body", "B01 기관 (B01)"])
def test_a_code_with_its_name_beside_it_is_that_code(edit: Edit, small: EventWorkbook, typed: str) -> None:
    assert read_workbook(edit({"희망·제외!B4": typed})).workbook == small


@pytest.mark.parametrize(("typed", "advice"), [("B01 (서울시)", "Type 'B01' if"), ("B01 B02 기관", "Type one code in")])
def test_a_code_with_another_name_beside_it_is_asked_about(edit: Edit, typed: str, advice: str) -> None:
    (fault,) = read_workbook(edit({"희망·제외!B4": typed})).faults
    assert (fault.code, fault.mend.said("en").startswith(advice)) == ("unknown-code", True)


def test_every_leg_may_be_said_in_words(edit: Edit) -> None:
    for typed in ("전체", "모두", "All legs", "TÜMÜ"):
        reading = read_workbook(edit({"기업!L5": typed}))
        assert reading.workbook is not None
        assert reading.workbook.suppliers[1].legs == ()


@pytest.mark.parametrize("typed", ["a@b.example.", "mailto:a@b.example", "Kim <a@b.example>", "a＠b.example (대표)"])
def test_an_address_is_read_out_of_what_stands_around_it(edit: Edit, small: EventWorkbook, typed: str) -> None:
    assert read_workbook(edit({"참석자!E4": typed})).workbook == small


def test_the_same_codes_may_stand_in_two_legs(edit: Edit) -> None:
    ankara = ["ANK", "앙카라", "Ankara", "TR", "호텔", "Hotel", "Europe/Istanbul", "2022-10-12", "2022-10-12"]
    changes = {f"방문지!{column}5": value for column, value in zip("ABCDEFGHI", ankara, strict=True)}
    slot = ["T1", "ANK", "2022-10-12", "13:00", "13:20"]
    changes |= {f"상담 시간!{column}6": value for column, value in zip("ABCDE", slot, strict=True)}
    changes |= {f"테이블!{column}6": value for column, value in zip("ABCD", ["A1", "ANK", "1번", "No. 1"], strict=True)}
    changes |= {"기업!L5": "앙카라", "기업!M5": "A1"}
    reading = read_workbook(edit(changes))
    assert reading.workbook is not None
    assert [(slot.leg, slot.code) for slot in reading.workbook.slots] == [
        ("IST", "T1"),
        ("IST", "T2"),
        ("ANK", "ANK-T1"),
    ]
    assert [supplier.table for supplier in reading.workbook.suppliers] == ["A1", "ANK-A1"]
    assert {warning.code for warning in reading.warnings} == {"code-of-two-legs"}
    changes |= {"기업!L5": "IST", "기업!M5": "ANK-A1"}
    assert ("기업!M5", "own-table-elsewhere") in told(edit(changes))


@pytest.mark.parametrize(
    ("changes", "where", "code"),
    [
        ({"상담 시간!D4": "1:00", "상담 시간!E4": "1:20"}, "상담 시간!D4", "slots-at-night"),
        ({"방문지!G4": "Etc/GMT+3"}, "방문지!G4", "zone-elsewhere"),
        ({"참석자!F4": "12"}, "참석자!F4", "doubtful-phone"),
        ({"참석자!E4": "사무국 문의"}, "참석자!E4", "doubtful-email"),
        ({"참석자!E4": "a@b.example; c@d.example"}, "참석자!E4", "doubtful-email"),
        ({"기업!Q4": "1234567890"}, "기업!Q4", "doubtful-business-number"),
    ],
)
def test_what_is_probably_wrong_is_named(edit: Edit, changes: Mapping[str, str], where: str, code: str) -> None:
    assert (where, code) in told(edit(changes))


def test_a_zone_that_is_none_is_told_that_of_the_country(edit: Edit) -> None:
    advice = [
        read_workbook(edit({"방문지!G4": zone})).faults[0].mend.said("en") for zone in ("GMT+3", "KST", "터키시간")
    ]
    assert advice == [f"Write it like '{zone}'." for zone in ("Europe/Istanbul", "Asia/Seoul", "Europe/Istanbul")]


def test_a_slot_may_end_with_the_day(edit: Edit) -> None:
    for end in ("24:00", "00:00"):
        reading = read_workbook(edit({"상담 시간!D5": "23:30", "상담 시간!E5": end, "가능시간!C3": "T2"}))
        assert reading.workbook is not None
        assert f"{reading.workbook.slots[1].ends_at:%Y-%m-%d %H:%M}" == "2022-10-11 00:00"


def test_a_code_of_no_allowed_form_is_the_only_fault_though_others_refer_to_it(edit: Edit) -> None:
    data = edit({"기업!A4": "2022/01", "솔루션!B4": "2022/01", "참석자!A4": "2022/01", "희망·제외!A4": "2022/01"})
    assert ("기업!A4", "bad-code") in faults(data)
    assert {where.split("!")[0] for where, _ in faults(data)} == {"기업", "희망·제외"}  # the other wish names S01


def test_characters_that_no_xml_may_hold_do_not_spoil_the_marked_file(edit: Edit) -> None:
    data = edit({"솔루션!C4": "교통\x0b안전", "솔루션!D4": "ok"})
    marked = mark_faults(data, read_workbook(data).faults)
    with ZipFile(BytesIO(marked)) as archive:
        assert archive.testzip() is None
    assert load_workbook(BytesIO(marked))["솔루션"].max_column == 8


def test_a_file_with_backward_slashes_inside_is_marked_too(edit: Edit) -> None:
    target = BytesIO()
    with ZipFile(BytesIO(edit({"솔루션!C4": "교퉁"}))) as before, ZipFile(target, "w") as after:
        for name in before.namelist():
            after.writestr(name.replace("/", "\\"), before.read(name))
    data = target.getvalue()
    marked = mark_faults(data, read_workbook(data).faults)
    assert read_workbook(marked).faults == read_workbook(data).faults


def test_a_file_that_counts_days_from_1904_says_the_same_days(edit: Edit, small: EventWorkbook) -> None:
    def since_1904(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    reading = read_workbook(reworked(edit({}), since_1904))
    assert (reading.workbook, reading.faults) == (small, ())


def test_a_bare_number_of_days_is_refused_where_days_are_counted_from_1904(edit: Edit) -> None:
    def since_1904(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book["방문지"]["H4"].value, book["방문지"]["H4"].number_format = 43382, "General"

    data = reworked(edit({}), since_1904)
    assert faults(data) == [("방문지!H4", "not-a-date")]
    assert "2022-10-10" in read_workbook(data).faults[0].what.said("en")


def test_names_that_no_font_of_the_papers_has_are_told_once_a_sheet(edit: Edit) -> None:
    data = edit({"바이어!C4": "بلدية", "바이어!D5": "თბილისი", "수요!E4": "ភ្នំពេញ 🚗"})
    assert ("바이어!C4", "no-font") in (found := told(data))
    assert [code for _, code in found].count("no-font") == 2
