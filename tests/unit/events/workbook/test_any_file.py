"""Whatever stands in a file, reading it ends with a workbook or with faults, and a workbook says what its writer meant."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.events.nouns import EventWorkbook
from api.events.workbook import read_workbook, write_workbook
from api.events.workbook.opening import Grid
from api.events.workbook.reading import Reading, read_grids

from .conftest import Cells

TYPED: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        ["", " ", "O", "x", "ㅇ", "S01", "b02", "Т1", "IST", "T1", "A1", "ko", "KR", "코드", "기업명", "#N/A", "=A1"]
    ),
    st.sampled_from(
        ["2022-10-10", "10/11/2022", "13:20", "9.3", "24:00", "1", "3억5", "-", "없음", "S01; B01", "Europe/Rome"]
    ),
    st.text(max_size=12),
    st.integers(-3, 10**16),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.timedeltas(),
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            ["set", "set", "set", "set", "drop row", "double row", "swap columns", "clear column", "drop tab"]
        ),
        st.integers(0, 30),
        st.integers(0, 12),
        st.integers(0, 24),
        TYPED,
    ),
    max_size=8,
)


@pytest.fixture(scope="session")
def sound(small: EventWorkbook) -> bytes:
    return write_workbook(small)


def edited(cells: Cells, edits: list[tuple[str, int, int, int, Any]]) -> list[Grid]:
    """The tabs of a file after some edits."""
    tabs = {name: [list(row) for row in rows] for name, rows in cells.items()}
    for kind, tab, row, column, typed in edits:
        if not tabs:
            break
        name = list(tabs)[tab % len(tabs)]
        rows = tabs[name]
        if kind == "drop tab":
            del tabs[name]
        elif kind == "set":
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend([""] * (column + 1 - len(rows[row])))
            rows[row][column] = typed
        elif row < len(rows) and kind == "drop row":
            del rows[row]
        elif row < len(rows) and kind == "double row":
            rows.append(list(rows[row]))
        else:
            for cells_of_row in rows:
                if column < len(cells_of_row):
                    last = len(cells_of_row) - 1
                    cells_of_row[column], cells_of_row[last] = (
                        (cells_of_row[last], cells_of_row[column])
                        if kind == "swap columns"
                        else ("", cells_of_row[last])
                    )
    return [Grid(name, rows) for name, rows in tabs.items()]


def judged(reading: Reading) -> None:
    """What holds of every reading: a workbook or faults, and what is read can be written and read again."""
    assert (reading.workbook is None) == bool(reading.faults)
    assert all(
        said.said(language)
        for fault in reading.faults
        for said in (fault.what, fault.mend)
        for language in ("ko", "en")
    )
    if reading.workbook is not None:
        assert read_workbook(write_workbook(reading.workbook)).workbook == reading.workbook


@given(edits=EDITS)
def test_any_cells_are_read_or_refused(cells: Cells, edits: list[tuple[str, int, int, int, Any]]) -> None:
    judged(read_grids(edited(cells, edits)))


@given(tab=st.integers(0, 30), row=st.integers(3, 12), column=st.integers(0, 24))
def test_no_cell_below_the_headings_falls_away_in_silence(cells: Cells, tab: int, row: int, column: int) -> None:
    before = read_grids([Grid(name, rows) for name, rows in cells.items()])
    name = list(cells)[tab % len(cells)]
    rows = [list(row) for row in cells[name]]
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    rows[row][column] = "낯선 글"
    after = read_grids([Grid(one, rows if one == name else kept) for one, kept in cells.items()])
    assert after.faults or after.workbook != before.workbook or after.warnings != before.warnings


@given(
    places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6),
    length=st.one_of(st.none(), st.floats(0, 1)),
)
def test_any_damage_of_a_file_is_read_or_refused(
    sound: bytes, places: list[tuple[float, int]], length: float | None
) -> None:
    data = bytearray(sound)
    for where, byte in places:
        data[int(where * (len(data) - 1))] = byte
    judged(read_workbook(bytes(data if length is None else data[: int(length * len(data))])))


SPELLINGS: dict[str, list[Any]] = {
    "방문지 starts_on": [
        "2022. 10. 10.",
        "2022년 10월 10일 (월)",
        "10 Ekim 2022",
        20221010,
        "２０２２-10-10",
        "10/10/2022",
        44844.0,
    ],
    "방문지 ends_on": ["2022. 10. 11.(화)", "11 October 2022", "Tuesday, Oct 11, 2022", "2022/10/11", "2022年10月11日"],
    "상담 시간 day": ["2022.10.10", "10-Oct-2022", date(2022, 10, 10), "10.10.2022", "๒๐๒๒-๑๐-๑๐"],
    "상담 시간 starts": [
        "13:00",
        "오후 1시",
        "1 PM",
        "13시",
        "13.00",
        13 / 24,
        time(13),
        timedelta(hours=13),
        "１３：００",
        "13:00:00",
    ],
    "상담 시간 ends": ["오후 1시 20분", "1:20 pm", "13h20", "13.20 น.", "saat 13:20", 800 / 1440],
    "기업 country": ["한국", "대한민국", "Republic of Korea", "KOR", "South Korea", "Güney Kore", "韓国", "เกาหลีใต้"],
    "기업 languages": ["한국어, 영어", "Korean / English", "ko en", "KO;EN", "국문·영문", "ko+en"],
    "기업 max_meetings": [2, 2.0, "2", "２", "2회", "2 건", "2.0"],
    "기업 at_once": [1, "1", "１", "1명", 1.0, "", None],
    "기업 business_number": ["123-45-67891", "１２３４５６７８９１", 1234567891, "123 45 67891"],
    "바이어 country": ["터키", "Türkiye", "TURKEY", "튀르키예", "Republic of Türkiye", "tr"],
    "참석자 phone": [1012345678, "01012345678", "０１０１２３４５６７８", 1012345678.0],
    "희망·제외 preference": [1, "1", "1순위", "１", "1st"],
    "가능시간 T2": ["x", "Х", "ㅌ", "아니오", "HAYIR", False, "불가", 0],
}
"""Cells of the first row of a tab, and what people write for what stands there."""


@given(choices=st.fixed_dictionaries({}, optional={place: st.sampled_from(ways) for place, ways in SPELLINGS.items()}))
def test_a_cell_says_the_same_however_it_is_spelled(
    small: EventWorkbook, cells: Cells, choices: dict[str, Any]
) -> None:
    grids = {name: [list(row) for row in rows] for name, rows in cells.items()}
    for place, typed in choices.items():
        tab, _, key = place.rpartition(" ")
        grids[tab][3][grids[tab][0].index(key)] = typed
    reading = read_grids([Grid(name, rows) for name, rows in grids.items()])
    assert (reading.workbook, reading.faults) == (small, ())
