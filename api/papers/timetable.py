"""The organizer's timetable as XLSX: table x slot, company x slot, interpreter x slot, the list, and what was left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from api.ground.words import both, say


@dataclass(frozen=True, slots=True)
class TimetableSlot:
    """A column: its code, its local day and time, and the zone, which is always printed."""

    code: str
    day: str
    time: str
    zone: str
    leg: str


@dataclass(frozen=True, slots=True)
class TimetableMeeting:
    """One meeting by codes, with names for people."""

    slot: str
    table: str
    supplier: str
    supplier_name: str
    buyer: str
    buyer_name: str
    interpreter: str
    interpreter_name: str
    languages: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a grid: a table, participant or interpreter, and what stands beside its code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A request without a meeting and why, in Korean and English."""

    supplier: str
    supplier_name: str
    buyer: str
    buyer_name: str
    reason_ko: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Timetable:
    """Everything in the file. ``facts`` are label and value; rows of the grids are given so that empty ones show too."""

    title: str
    facts: tuple[tuple[str, str], ...]
    slots: tuple[TimetableSlot, ...]
    tables: tuple[Line, ...]
    suppliers: tuple[Line, ...]
    buyers: tuple[Line, ...]
    interpreters: tuple[Line, ...]
    meetings: tuple[TimetableMeeting, ...]
    left_out: tuple[LeftOut, ...]


def timetable_xlsx(timetable: Timetable) -> bytes:
    """The bytes of the workbook."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheets = _Sheets(book, timetable)
        sheets.grid(
            both("Tables"),
            timetable.tables,
            lambda meeting: meeting.table,
            lambda meeting: f"{meeting.supplier} × {meeting.buyer}\n{meeting.buyer_name}{_with(meeting)}",
        )
        sheets.grid(
            both("Companies"),
            timetable.suppliers,
            lambda meeting: meeting.supplier,
            lambda meeting: f"{meeting.buyer} {meeting.buyer_name}\n{meeting.table}{_with(meeting)}",
        )
        sheets.grid(
            both("Buyers"),
            timetable.buyers,
            lambda meeting: meeting.buyer,
            lambda meeting: f"{meeting.supplier} {meeting.supplier_name}\n{meeting.table}{_with(meeting)}",
        )
        sheets.grid(
            both("Interpreters"),
            timetable.interpreters,
            lambda meeting: meeting.interpreter,
            lambda meeting: f"{meeting.table}\n{meeting.supplier} × {meeting.buyer}",
        )
        sheets.list()
        sheets.left_out()
    return target.getvalue()


def _with(meeting: TimetableMeeting) -> str:
    return f"\n{meeting.interpreter} ({meeting.languages})" if meeting.interpreter else ""


class _Sheets:
    """The sheets of one workbook, with their shared formats."""

    def __init__(self, book: Any, timetable: Timetable) -> None:
        self._book = book
        self._timetable = timetable
        self._head = book.add_format(
            {"bold": True, "bg_color": "#E8ECF1", "border": 1, "text_wrap": True, "valign": "top"}
        )
        self._cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "font_size": 9})
        self._empty = book.add_format({"border": 1, "bg_color": "#FAFAFA"})
        self._title = book.add_format({"bold": True, "font_size": 14})

    def grid(
        self,
        name: str,
        lines: Sequence[Line],
        line_of: Callable[[TimetableMeeting], str],
        words: Callable[[TimetableMeeting], str],
    ) -> None:
        """Write one grid: a row per line, a column per slot."""
        sheet = self._sheet(name, len(self._timetable.slots) + 2)
        first = 3
        sheet.write_row(first, 0, [both("Code"), both("Name")], self._head)
        held: dict[tuple[str, str], list[str]] = {}
        for meeting in self._timetable.meetings:
            held.setdefault((line_of(meeting), meeting.slot), []).append(words(meeting))
        for column, slot in enumerate(self._timetable.slots, start=2):
            sheet.write_string(first, column, f"{slot.day}\n{slot.time}\n{slot.zone}", self._head)
            for row, line in enumerate(lines, start=first + 1):
                text = "\n".join(held.get((line.code, slot.code), []))
                sheet.write(row, column, text, self._cell if text else self._empty)
        for row, line in enumerate(lines, start=first + 1):
            sheet.write_string(row, 0, line.code, self._head)
            sheet.write_string(row, 1, line.name, self._head)
        sheet.set_row(first, 46)
        sheet.set_column(0, 0, 9)
        sheet.set_column(1, 1, 30)
        sheet.set_column(2, len(self._timetable.slots) + 1, 24)
        sheet.freeze_panes(first + 1, 2)
        sheet.repeat_rows(first)
        sheet.repeat_columns(0, 1)

    def list(self) -> None:
        """Write every meeting in a row of its own, to be filtered and sorted."""
        slots = {slot.code: slot for slot in self._timetable.slots}
        rows = [
            [
                slots[meeting.slot].day,
                slots[meeting.slot].time,
                slots[meeting.slot].zone,
                meeting.table,
                meeting.supplier,
                meeting.supplier_name,
                meeting.buyer,
                meeting.buyer_name,
                meeting.interpreter_name,
                meeting.languages,
            ]
            for meeting in self._timetable.meetings
        ]
        heads = ["Date", "Time", "Zone", "Table", "Supplier", "Name", "Buyer", "Name", "Interpreter", "Languages"]
        self._rows(both("List"), list(map(both, heads)), rows, [12, 13, 18, 9, 9, 32, 9, 36, 24, 12])

    def left_out(self) -> None:
        """Write the requests without a meeting and their reasons."""
        rows = [
            [left.supplier, left.supplier_name, left.buyer, left.buyer_name, left.reason_ko, left.reason_en]
            for left in self._timetable.left_out
        ]
        heads = [*map(both, ("Supplier", "Name", "Buyer", "Name")), say("ko", "Reason"), say("en", "Reason")]
        self._rows(both("Unscheduled"), heads, rows, [9, 32, 9, 36, 60, 60])

    def _rows(self, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        sheet = self._sheet(name, len(heads))
        sheet.write_row(3, 0, heads, self._head)
        for number, row in enumerate(rows, start=4):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, self._cell)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.autofilter(3, 0, 3 + max(len(rows), 1), len(heads) - 1)
        sheet.freeze_panes(4, 0)

    def _sheet(self, name: str, columns: int) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.write_string(0, 0, self._timetable.title, self._title)
        sheet.write_string(1, 0, " · ".join(f"{label} {value}" for label, value in self._timetable.facts))
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet
