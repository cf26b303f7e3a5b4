"""The organizer's timetable: the same meetings in every grid, empty rows shown, nothing that Excel would calculate."""

from io import BytesIO

from python_calamine import CalamineWorkbook

from api.papers.timetable import LeftOut, Line, Timetable, TimetableMeeting, TimetableSlot, timetable_xlsx

TIMETABLE = Timetable(
    title="이스탄불 Istanbul",
    facts=(("상담 Meetings", "1"),),
    slots=(
        TimetableSlot("A1", "2022-10-11 (Tue)", "13:00-13:20", "Europe/Istanbul", "IST"),
        TimetableSlot("A2", "2022-10-11 (Tue)", "13:20-13:40", "Europe/Istanbul", "IST"),
    ),
    tables=(Line("T01", ""), Line("T02", "")),
    suppliers=(Line("S01", "=가상주차"),),
    buyers=(Line("B01", "Şehir"),),
    interpreters=(Line("I01", "통역 1"),),
    meetings=(TimetableMeeting("A2", "T02", "S01", "=가상주차", "B01", "Şehir", "I01", "통역 1", "ko-tr"),),
    left_out=(LeftOut("S01", "=가상주차", "B02", "Köy", "시간이 없습니다", "No common time."),),
)


def sheets() -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(timetable_xlsx(TIMETABLE)))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_a_meeting_stands_in_the_grid_of_its_table_company_buyer_and_interpreter() -> None:
    found = {name: [row[3] for row in rows[4:]] for name, rows in sheets().items() if name.split()[-1] in GRIDS}
    assert found == {
        "테이블 Tables": ["", "S01 × B01\nŞehir\nI01 (ko-tr)"],
        "기업 Companies": ["B01 Şehir\nT02\nI01 (ko-tr)"],
        "바이어 Buyers": ["S01 =가상주차\nT02\nI01 (ko-tr)"],
        "통역 Interpreters": ["T02\nS01 × B01"],
    }


def test_columns_carry_day_time_and_zone() -> None:
    assert sheets()["테이블 Tables"][3][2:] == [
        "2022-10-11 (Tue)\n13:00-13:20\nEurope/Istanbul",
        "2022-10-11 (Tue)\n13:20-13:40\nEurope/Istanbul",
    ]


def test_left_out_requests_carry_their_reason_in_both_languages() -> None:
    assert sheets()["미배정 Unscheduled"][4] == ["S01", "=가상주차", "B02", "Köy", "시간이 없습니다", "No common time."]


GRIDS = {"Tables", "Companies", "Buyers", "Interpreters"}
