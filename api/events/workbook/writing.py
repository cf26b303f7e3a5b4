"""An `EventWorkbook` to the bytes of an XLSX file that reads back equal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.events.nouns import EventWorkbook
from api.events.workbook.cells import FLAG
from api.events.workbook.guide import LISTS, RULES, sheet_lines
from api.events.workbook.layout import CODES_NAME, GUIDE_NAME, SHEETS, Column, Sheet
from api.events.workbook.records import shown, slot_labels, to_rows
from api.ground.words import Name, Sentence

_FIRST_DATA_ROW = 3
_LONGEST_CELL = 32_767
_LONGEST_DROP_DOWN = 255
UNDATED = datetime(2022, 1, 1, tzinfo=UTC)
"""When a file says that it was made if nobody told: fixed, so that the same event always gives the same bytes."""


@dataclass(frozen=True, slots=True)
class _Formats:
    plain: Format
    wide: Format
    day: Format
    clock: Format
    key: Format
    heading: Format
    needed: Format
    title: Format


def write_workbook(workbook: EventWorkbook, *, made_at: datetime = UNDATED, tabs: Literal["ko", "en"] = "ko") -> bytes:
    """The XLSX file of an event: 작성요령, one sheet per kind of record, 코드표; ``tabs`` is the language of their names.

    Reading it with `read_workbook` gives an equal workbook; the same workbook and ``made_at`` always give the same bytes.
    ``made_at`` is kept in the file, and Excel leaves it there: an import knows by it what was said since.

    Raises
    ------
    ValueError
        When a text is longer than a cell can hold (32,767 characters).
    """
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": workbook.event.name_ko, "created": made_at.astimezone(UTC).replace(tzinfo=None)})
    formats = _formats(book)
    _write_guide(book.add_worksheet(GUIDE_NAME), workbook, formats)
    rows = to_rows(workbook)
    for sheet in SHEETS:
        slots = slot_labels(workbook.slots) if sheet.by_slot else {}
        _write_sheet(book.add_worksheet(sheet.ko if tabs == "ko" else sheet.en), sheet, rows[sheet.key], slots, formats)
    _write_codes(book.add_worksheet(CODES_NAME), formats)
    book.close()
    return buffer.getvalue()


def _formats(book: Workbook) -> _Formats:
    def look(**properties: Any) -> Format:
        return book.add_format({"font_name": "맑은 고딕", "font_size": 10, "valign": "top", **properties})

    heading = {"bg_color": "#E8EEF4", "border": 1, "border_color": "#C2CCD6", "text_wrap": True}
    return _Formats(
        plain=look(),
        wide=look(text_wrap=True),
        day=look(num_format="yyyy-mm-dd"),
        clock=look(num_format="hh:mm"),
        key=look(font_color="#7A8794"),
        heading=look(**heading),
        needed=look(**heading, bold=True),
        title=look(bold=True, font_size=14),
    )


def _write_sheet(
    tab: Worksheet,
    sheet: Sheet,
    rows: Sequence[Mapping[str, Any]],
    slots: Mapping[str, tuple[str, str]],
    formats: _Formats,
) -> None:
    for position, column in enumerate(sheet.columns):
        _write_heading(tab, position, (column.key, column.ko, column.en), column.required, formats)
        _offer_choices(tab, position, column, len(rows))
        tab.set_column(position, position, 60 if column.type.wide else _width(column))
    first_slot = len(sheet.columns)
    for position, (code, (ko, en)) in enumerate(slots.items(), first_slot):
        _write_heading(tab, position, (code, ko, en), False, formats)
        tab.set_column(position, position, 11)
    for number, values in enumerate(rows, _FIRST_DATA_ROW):
        cells = shown(sheet, values)
        for position, column in enumerate(sheet.columns):
            if column.key in cells:
                _write_cell(tab, number, position, cells[column.key], column.type.wide, formats)
        for position, code in enumerate(slots, first_slot):
            tab.write_string(number, position, str(FLAG.show(values["slots"][code])), formats.plain)
    tab.set_row(0, None, None, {"hidden": True})
    tab.freeze_panes(_FIRST_DATA_ROW, 1)


def _write_heading(tab: Worksheet, position: int, names: tuple[str, str, str], needed: bool, formats: _Formats) -> None:
    heading = formats.needed if needed else formats.heading
    for row, (name, look) in enumerate(zip(names, (formats.key, heading, heading), strict=True)):
        tab.write_string(row, position, name, look)


def _offer_choices(tab: Worksheet, position: int, column: Column, rows: int) -> None:
    codes = ["O", "X"] if column.type is FLAG else list(column.type.list_of.labels) if column.type.list_of else []
    if codes and len(",".join(codes)) <= _LONGEST_DROP_DOWN:
        last = _FIRST_DATA_ROW + rows + 200
        # "information" lets people type a label (교통) as well: the reader knows both.
        options = {"validate": "list", "source": codes, "error_type": "information"}
        tab.data_validation(_FIRST_DATA_ROW, position, last, position, options)


def _width(column: Column) -> int:
    return max(12, min(32, len(column.en) + 4))


def _write_cell(tab: Worksheet, row: int, position: int, value: object, wide: bool, formats: _Formats) -> None:
    if isinstance(value, date):
        tab.write_datetime(row, position, datetime.combine(value, time()), formats.day)
    elif isinstance(value, time):
        tab.write_number(row, position, (value.hour * 60 + value.minute) / (24 * 60), formats.clock)
    elif isinstance(value, int):
        tab.write_number(row, position, value, formats.plain)
    else:
        text = str(value)
        if len(text) > _LONGEST_CELL:
            raise ValueError(
                f"a text of {len(text)} characters does not fit into a cell ({_LONGEST_CELL}): {text[:40]!r}"
            )
        tab.write_string(row, position, text, formats.wide if wide else formats.plain)


def _write_guide(tab: Worksheet, workbook: EventWorkbook, formats: _Formats) -> None:
    event = workbook.event
    tab.set_column(0, 1, 78)
    title = Sentence("{event}: how to fill this in", event=Name(event.name_ko, event.name_en))
    notice = [Name(event.notice_ko, event.notice_en)] if event.notice_ko or event.notice_en else []
    lines = [*notice, *RULES, Sentence("What each sheet needs"), *sheet_lines()]
    for column, language in enumerate(("ko", "en")):
        tab.write_string(0, column, title.said(language), formats.title)
        for row, line in enumerate(lines, 2):
            tab.write_string(row, column, line.said(language), formats.wide)


def _write_codes(tab: Worksheet, formats: _Formats) -> None:
    tab.set_column(0, 5, 22)
    for position, name in enumerate(("목록 / List", "코드 / Code", "국문 / Korean", "영문 / English", "기타 / Other")):
        tab.write_string(0, position, name, formats.needed)
    lines = [(codes, code) for codes in LISTS for code in codes.labels]
    for row, (codes, code) in enumerate(lines, 1):
        ko, en, *others = codes.labels[code]
        cells = (f"{codes.name_ko} / {codes.name_en}", code, ko, en, ", ".join(others))
        for position, text in enumerate(cells):
            tab.write_string(row, position, text, formats.plain)
    tab.freeze_panes(1, 0)
