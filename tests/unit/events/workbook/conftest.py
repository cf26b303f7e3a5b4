"""A small event and a way to edit the cells of its file as a person would."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from api.events import nouns
from api.events.nouns import EventWorkbook
from api.events.workbook import write_workbook
from api.events.workbook.layout import CODES_NAME, GUIDE_NAME
from api.events.workbook.opening import column_letters

ISTANBUL = ZoneInfo("Europe/Istanbul")
Cells = dict[str, list[list[Any]]]


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of 10 October 2022 in Istanbul."""
    return datetime(2022, 10, 10, hour, minute, tzinfo=ISTANBUL)


def participant(code: str, side: nouns.Side, **values: Any) -> nouns.Participant:
    """A participant of which only what matters is said."""
    plain = {"name_ko": f"{code} 기관", "name_en": f"{code} body", "name_local": "", "country": "KR", "kind": "company"}
    said: dict[str, Any] = {**plain, "languages": ("ko", "en"), **values}
    return nouns.Participant(code=code, side=side, **said)


@pytest.fixture(scope="session")
def small() -> EventWorkbook:
    """One event with at least one of everything, and one of every optional value."""
    return EventWorkbook(
        event=nouns.Event(
            "small",
            "작은 행사",
            "Small event",
            "알림",
            "Notice",
            organizers=(nouns.Organizer("host", "주최 기관", "Host body", "KR", "IST"),),
            figures=(
                nouns.Figure("buyers", "50여 개사", "보도 1", 50, True, "IST", "어림"),
                nouns.Figure("buyers", "34", "보도 2", 34),
            ),
        ),
        legs=(
            nouns.Leg(
                "IST",
                "이스탄불",
                "Istanbul",
                "TR",
                "호텔",
                "Hotel",
                ISTANBUL.key,
                date(2022, 10, 10),
                date(2022, 10, 11),
            ),
        ),
        slots=(nouns.Slot("T1", "IST", at(13), at(13, 20)), nouns.Slot("T2", "IST", at(13, 20), at(13, 40))),
        tables=(nouns.Table("A1", "IST", "1번", "No. 1", "창가"), nouns.Table("A2", "IST", "2번", "No. 2")),
        interpreters=(
            nouns.Interpreter("I1", "통역 1", "Interpreter 1", "IST", ("ko", "tr"), (nouns.Shift(at(13), at(13, 30)),)),
            nouns.Interpreter("I2", "통역 2", "Interpreter 2", "IST", ("ko", "zh-Hant")),
        ),
        suppliers=(
            participant("S01", "supplier", table="A1", min_meetings=0, max_meetings=2, business_number="1234567891"),
            participant("S02", "supplier", markets=("TR", "VN"), certificates=("ISO 9001", "CE"), legs=("IST",)),
        ),
        buyers=(
            participant("B01", "buyer", name_local="Çınarönü", country="TR", kind="municipality", languages=("tr",)),
            participant(
                "B02",
                "buyer",
                about_ko="소개",
                about_en="About",
                website="https://b.example",
                fictional=True,
                at_once=2,
            ),
        ),
        solutions=(
            nouns.Solution("P01", "S01", "transport", "=주차", "Parking", "첫째 줄\n둘째 줄", "+1 line"),
            nouns.Solution("P02", "S02", "water", "누수", "Leaks", "새는 물", "Leaking water"),
        ),
        needs=(
            nouns.Need("N01", "B01", "water", "tr", "Su kaçağı", "Iğdır'da İçme suyu", "Leak", "Water", "feasibility"),
            nouns.Need("N02", "B02", "transport", "en", "Parking", "Bays", "Parking", "Bays"),
        ),
        delegates=(nouns.Delegate("S01", "팀장", "팀장", "Manager", "a@b.example", "01012345678", ("ko",), True),),
        availability=(nouns.Availability("B01", ("T2",)), nouns.Availability("B02", ())),
        wishes=(nouns.Wish("S01", "B01", 1, "먼저"), nouns.Wish("B02", "S01", 3)),
        exclusions=(nouns.Exclusion("B02", "S02", "경쟁 관계"),),
    )


def cells_of(data: bytes) -> Cells:
    """Every cell of a file, by tab."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def file_of(cells: Mapping[str, Sequence[Sequence[Any]]], merged: Mapping[str, str] | None = None) -> bytes:
    """A file with these cells, and ``merged`` ranges (tab to range such as ``B4:B5``)."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    looks: dict[type, Any] = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        time: book.add_format({"num_format": "hh:mm"}),
    }
    for name, rows in cells.items():
        tab = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, (date, time)):
                    moment: Any = value  # xlsxwriter takes days and hours too
                    tab.write_datetime(row, column, moment, looks[date if isinstance(value, date) else time])
                elif value != "":
                    tab.write(row, column, value)
        if merged and name in merged:
            tab.merge_range(merged[name], _first(rows, merged[name]))
    book.close()
    return buffer.getvalue()


def place(name: str) -> tuple[int, int]:
    """Row and column, from 0, of a cell such as ``D17``."""
    letters = name.rstrip("0123456789")
    column = next(index for index in range(1000) if column_letters(index) == letters)
    return int(name[len(letters) :]) - 1, column


def _first(rows: Sequence[Sequence[Any]], merged: str) -> Any:
    row, column = place(merged.split(":")[0])
    return rows[row][column]


Edit = Callable[..., bytes]


@pytest.fixture(scope="session")
def cells(small: EventWorkbook) -> Cells:
    """The cells of the small event's file without the two sheets that are not read."""
    return {
        name: rows for name, rows in cells_of(write_workbook(small)).items() if name not in (GUIDE_NAME, CODES_NAME)
    }


@pytest.fixture
def edit(cells: Cells) -> Edit:
    """The small event's file with cells replaced: ``edit({"기업!D4": "XX"})``; ``without`` leaves tabs out."""

    def change(
        changes: Mapping[str, Any], without: Sequence[str] = (), merged: Mapping[str, str] | None = None
    ) -> bytes:
        edited = {name: [list(row) for row in rows] for name, rows in cells.items() if name not in without}
        for where, value in changes.items():
            tab, _, cell = where.partition("!")
            row, column = place(cell)
            rows = edited[tab]
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend([""] * (column + 1 - len(rows[row])))
            rows[row][column] = value
        return file_of(edited, merged)

    return change
