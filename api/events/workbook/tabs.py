"""Which tab carries which sheet, and a word on every tab that was not read."""

import re
from collections.abc import Sequence

from api.events.workbook.cells import seen
from api.events.workbook.faults import Fault, placed, titled
from api.events.workbook.headers import column_names, find_header
from api.events.workbook.layout import CODES_NAME, GUIDE_NAME, SHEETS, Sheet
from api.events.workbook.opening import Grid
from api.ground.texts import folded, narrow
from api.ground.typed import Message
from api.ground.words import Sentence

_NUMBERS_TABLE = re.compile(r"\s*[-–]\s*(표|table|tablo|ตาราง|表)\s*\d+$", re.IGNORECASE)
"""What Apple Numbers adds to the name of a sheet when it saves it as a tab."""
_LEADING_NUMBER = re.compile(r"^[\s\d①-⑳.)_-]+")
_NOT_READ = {folded(GUIDE_NAME), folded(CODES_NAME)}


def tabs_of_sheets(grids: Sequence[Grid]) -> dict[str, Grid]:
    """Sheet key to the tab that carries it: by its Korean, English or machine name, or several of them together."""
    found: dict[str, Grid] = {}
    for shape in (folded, _plain, _parts):
        for grid in grids:
            names = shape(grid.name)
            for sheet in SHEETS:
                if sheet.key not in found and grid not in found.values() and _names(sheet, names):
                    found[sheet.key] = grid
    return found


def _plain(name: str) -> str:
    return folded(_LEADING_NUMBER.sub("", _NUMBERS_TABLE.sub("", narrow(name))))


def _parts(name: str) -> set[str]:
    text = _LEADING_NUMBER.sub("", _NUMBERS_TABLE.sub("", narrow(name)))
    return {folded(part) for part in re.split(r"[()_|–-]|\s(?=[A-Za-z])|(?<=[A-Za-z])\s", text) if folded(part)}


def _names(sheet: Sheet, wanted: str | set[str]) -> bool:
    names = {folded(name) for name in (sheet.ko, sheet.en, sheet.key)}
    return bool(wanted) and (wanted <= names if isinstance(wanted, set) else wanted in names)


def said_of_tabs(grids: Sequence[Grid], found: dict[str, Grid]) -> tuple[list[Fault], list[Fault]]:
    """Faults and warnings: sheets that are missing, tabs that were not read and what they may be, hidden tabs."""
    faults: list[Fault] = []
    warnings: list[Fault] = []
    absent = [sheet for sheet in SHEETS if sheet.key not in found]
    left = [grid for grid in grids if grid not in found.values() and not _is_apart(grid)]
    meant: dict[str, Grid] = {}
    for grid in left:
        sheet = _by_header(grid, absent) or _by_name(grid, absent)
        if sheet is not None and sheet.key not in meant:
            meant[sheet.key] = grid
            if not sheet.required:
                (faults if _by_header(grid, absent) else warnings).append(_unread(grid, sheet))
        else:
            warnings.append(_unread(grid, None))
    faults.extend(_missing(sheet, meant.get(sheet.key)) for sheet in absent if sheet.required)
    warnings.extend(placed(_HIDDEN, grid.name) for grid in found.values() if grid.hidden)
    return faults, warnings


def _is_apart(grid: Grid) -> bool:
    """Whether a tab is one of the two that are not read, or has nothing in it."""
    return _plain(grid.name) in _NOT_READ or not any(seen(cell) for cells in grid.rows for cell in cells)


def _by_header(grid: Grid, sheets: Sequence[Sheet]) -> Sheet | None:
    """The sheet whose headings a tab has: all that it needs, and more of its own names than of any other."""
    best: tuple[int, Sheet] | None = None
    for sheet in sheets:
        key_of = column_names(sheet)
        required = [column.key for column in sheet.columns if column.required]
        header = find_header(grid, key_of, max(2, len(required) // 2))
        if header is None or any(key not in header.columns for key in required):
            continue
        names = sum(key_of(cell) is not None for row in grid.rows[header.top_row : header.first_row] for cell in row)
        if best is None or names > best[0]:
            best = names, sheet
    return best[1] if best else None


def _by_name(grid: Grid, sheets: Sequence[Sheet]) -> Sheet | None:
    """The one sheet whose name stands in the name of a tab, or begins like it."""
    wanted = _plain(grid.name)
    meant = [
        sheet
        for sheet in sheets
        if any(
            name in wanted or wanted in name
            for word in (sheet.ko, sheet.en, sheet.key)
            for part in (word, *re.split("[·]| and ", word))
            if len(name := folded(part)) > 1 and len(wanted) > 1
        )
    ]
    return meant[0] if len(meant) == 1 else None


def _unread(grid: Grid, sheet: Sheet | None) -> Fault:
    mend = Sentence("If it matters, move its content to a sheet of the template.")
    if sheet is not None:
        mend = Sentence("If it is the sheet {sheet}, name the tab so.", sheet=titled(sheet.ko, sheet.en))
    return placed(Message("unread-tab", "The tab '{tab}' was not read.", mend, tab=grid.name), grid.name)


def _missing(sheet: Sheet, tab: Grid | None) -> Fault:
    mend = "Add this sheet of the template and fill it in."
    if tab is not None:
        mend = "If the tab '{tab}' is that sheet, name it '{name}'."
    message = Message(
        "missing-sheet",
        "The sheet {sheet} is missing.",
        mend,
        sheet=titled(sheet.ko, sheet.en),
        tab=tab.name if tab else "",
        name=sheet.ko,
    )
    return placed(message, sheet.ko)


_HIDDEN = Message(
    "hidden-tab",
    "The tab is hidden, and it was read.",
    "Delete the tab if its content is not meant.",
)
