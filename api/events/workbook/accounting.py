"""A word on everything of a sheet that was not read, or that was read although nobody sees it."""

import re
from collections.abc import Callable, Collection, Sequence
from urllib.parse import unquote

from api.events.workbook.cells import seen
from api.events.workbook.faults import Fault, placed
from api.events.workbook.headers import Header
from api.events.workbook.layout import Sheet
from api.events.workbook.opening import Grid, cell_name, column_letters
from api.ground.marks import read_mark
from api.ground.texts import PRIVATE, folded
from api.ground.typed import Message, Typed, Unreadable


def is_fault_title(title: str) -> bool:
    """Whether a header is that of the column in which an earlier import wrote its faults."""
    return title.startswith("오류")


def said_of_columns(sheet: Sheet, grid: Grid, header: Header) -> tuple[list[Fault], list[Fault]]:
    """Faults and warnings on columns: named twice, of no name, of a slot that nobody knows, hidden."""
    faults: list[Fault] = []
    warnings: list[Fault] = []
    known = {position: key for key, position in header.columns.items()}
    hidden: list[int] = []
    for position in range(max((len(cells) for cells in grid.rows), default=0)):
        place = cell_name(header.first_row - 1, position)
        column = _below(grid, header, position)
        filled = [cell for cell in column if seen(cell)]
        if not filled and not any(at == position for row, at in grid.valueless if row >= header.first_row):
            continue
        if position in header.repeated:
            other = header.columns[header.repeated[position]]
            if any(
                seen(one) not in ("", seen(two)) for one, two in zip(column, _below(grid, header, other), strict=True)
            ):
                faults.append(
                    placed(_repeated(_title(grid, header, position), column_letters(other)), grid.name, place)
                )
        elif position in known:
            hidden.extend([position] if position in grid.hidden_columns else [])
        elif not is_fault_title(title := _title(grid, header, position)):
            if sheet.by_slot and any(_is_mark(cell) for cell in filled):
                faults.append(placed(_unknown_slot(title), grid.name, place))
            else:
                warnings.append(placed(_ignored(title), grid.name, place))
    if hidden:
        warnings.append(placed(_hidden_columns(hidden), grid.name, cell_name(header.first_row - 1, hidden[0])))
    return faults, warnings


def said_of_rows(grid: Grid, header: Header, read: Collection[int]) -> list[Fault]:
    """Warnings on rows: hidden ones that were read, and what looks like data above the header."""
    warnings: list[Fault] = []
    if hidden := sorted(set(grid.hidden_rows) & set(read)):
        numbers = ", ".join(str(row + 1) for row in hidden[:20]) + ("" if len(hidden) <= 20 else " ...")
        warnings.append(placed(_hidden_rows(len(hidden), numbers), grid.name, cell_name(hidden[0], 0)))
    for number in range(header.top_row):
        cells = grid.rows[number]
        texts = {seen(cells[at]) for at in header.columns.values() if at < len(cells)} - {""}
        if len(texts) > max(2, len(header.columns) // 2):
            warnings.append(placed(_ABOVE, grid.name, cell_name(number, 0)))
    return warnings


def said_of_cells(grid: Grid, header: Header, read: Collection[int]) -> list[Fault]:
    """Warnings on what stands on cells beside the text that was read: comments, strokes, links, signs of a font alone."""
    rows, columns = set(read), set(header.columns.values())
    shown = {
        (row, at): text
        for row in rows
        for at in columns
        if at < len(grid.rows[row]) and isinstance(text := grid.rows[row][at], str)
    }
    told: list[tuple[Sequence[tuple[int, int]], Callable[[str], Message]]] = [
        (grid.commented, _commented),
        ([place for place in grid.struck if place[0] in rows and place[1] in columns], _struck),
        ([at for at, target in sorted(grid.links.items()) if at in shown and _elsewhere(shown[at], target)], _linked),
        (sorted(place for place, text in shown.items() if PRIVATE.search(text)), _private),
    ]
    return [placed(say(_named(cells)), grid.name, cell_name(*cells[0])) for cells, say in told if cells]


def _elsewhere(text: str, target: str) -> bool:
    """Whether a link leads to something that the text does not say."""
    plain = re.sub(r"^(mailto:|https?://)", "", unquote(target), flags=re.IGNORECASE).split("?")[0].rstrip("/")
    return folded(plain) not in folded(text)


def _named(cells: Sequence[tuple[int, int]]) -> str:
    return ", ".join(cell_name(*place) for place in cells[:20]) + ("" if len(cells) <= 20 else " ...")


def _below(grid: Grid, header: Header, position: int) -> list[Typed]:
    return [cells[position] if position < len(cells) else "" for cells in grid.rows[header.first_row :]]


def _title(grid: Grid, header: Header, position: int) -> str:
    rows = grid.rows[header.top_row : header.first_row]
    titles = [seen(cells[position]) for cells in rows if position < len(cells)]
    return next((title for title in reversed(titles) if title), "")


def _is_mark(cell: Typed) -> bool:
    try:
        read_mark(cell)
    except Unreadable:
        return False
    return True


def _repeated(title: str, column: str) -> Message:
    return Message(
        "repeated-column",
        "The column '{title}' has the name of column {column} but other content.",
        "Delete one of the two, or give it another name.",
        title=title,
        column=column,
    )


def _ignored(title: str) -> Message:
    return Message(
        "ignored-column",
        "The column '{title}' was not read." if title else "A column without a title was not read.",
        "If it matters, move its content to a column of the template.",
        title=title,
    )


def _unknown_slot(title: str) -> Message:
    return Message(
        "unknown-slot",
        "'{title}' does not say which slot is meant.",
        "Write the slot's code, or its day and start (such as T01 or 2022-10-10 13:00).",
        title=title,
    )


def _hidden_columns(columns: Sequence[int]) -> Message:
    letters = ", ".join(map(column_letters, columns))
    return Message(
        "hidden-columns",
        "Hidden columns were read: {letters}.",
        "Delete them if their content is not meant.",
        letters=letters,
    )


def _hidden_rows(count: int, numbers: str) -> Message:
    return Message(
        "hidden-rows",
        "{n:hidden row was|hidden rows were} read: {numbers}.",
        "Delete the rows if their content is not meant.",
        n=count,
        numbers=numbers,
    )


def _commented(cells: str) -> Message:
    return Message(
        "comment-not-read",
        "Comments on cells were not read: {cells}.",
        "If they matter, write them into the cells.",
        cells=cells,
    )


def _struck(cells: str) -> Message:
    return Message(
        "struck-through",
        "Cells with a line through their text were read like others: {cells}.",
        "Delete the rows or the text if they no longer hold.",
        cells=cells,
    )


def _linked(cells: str) -> Message:
    return Message(
        "link-not-read",
        "The text of these cells was read, not the address that their link leads to: {cells}.",
        "Write the address into the cell if it is meant.",
        cells=cells,
    )


def _private(cells: str) -> Message:
    return Message(
        "private-characters",
        "Signs that only one font knows were left out: {cells}.",
        "If they matter, write them in letters.",
        cells=cells,
    )


_ABOVE = Message(
    "row-above-header",
    "A row above the header looks like data; it was not read.",
    "If it is data, move it below the header.",
)
