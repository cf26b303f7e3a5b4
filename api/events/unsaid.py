"""Columns that a file does not have say nothing: what the event says in them stays, and that is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from api.events.comparing import Change
from api.events.nouns import EventWorkbook
from api.events.workbook import layout
from api.ground.words import Name, Sentence

_WHY = Sentence("the file has no such column")
_BY_CODE: Callable[[Any], object] = lambda row: row.code  # noqa: E731
_BY_PAIR: Callable[[Any], object] = lambda row: (row.participant, row.counterpart)  # noqa: E731
_KNOWN_BY: Mapping[str, Callable[[Any], object]] = {
    **dict.fromkeys(("legs", "tables", "interpreters", "suppliers", "buyers", "solutions", "needs"), _BY_CODE),
    "delegates": lambda row: (row.participant, row.name),
    "wishes": _BY_PAIR,
    "exclusions": _BY_PAIR,
}
"""What tells which row of the event a row of a file is."""


def keep_unsaid(before: EventWorkbook, after: EventWorkbook) -> tuple[EventWorkbook, list[Change]]:
    """A workbook with what its event says where the file has no column for it; and every column in which that matters."""
    kept: list[Change] = []
    sheets = {sheet.key: sheet for sheet in layout.SHEETS}
    for key, column in sorted(after.unsaid):
        filled = _filled(before, after, key, column)
        if filled != after:
            name = next((Name(one.ko, one.en) for one in sheets[key].columns if one.key == column), Name("", ""))
            kept.append(Change("kept", key, column, name, why=_WHY))
            after = filled
    return after, kept


def _filled(before: EventWorkbook, after: EventWorkbook, key: str, column: str) -> EventWorkbook:
    if key == "event":
        return replace(after, event=replace(after.event, **{column: getattr(before.event, column)}))
    if key == "availability":
        return replace(after, availability=_still_away(before, after, column))
    if key == "wishes":
        wishes = _rows(before, after, "wishes", "note" if column == "why" else column)
        exclusions = _rows(before, after, "exclusions", column) if column == "why" else after.exclusions
        return replace(after, wishes=wishes, exclusions=exclusions)
    return replace(after, **{key: _rows(before, after, key, column)}) if key in _KNOWN_BY else after


def _rows(before: EventWorkbook, after: EventWorkbook, key: str, column: str) -> tuple[Any, ...]:
    known_by = _KNOWN_BY[key]
    were = {known_by(row): getattr(row, column) for row in getattr(before, key)}
    there = {"table": {one.code for one in after.tables}, "legs": {one.code for one in after.legs}}.get(column)
    return tuple(
        replace(row, **{column: value})
        if (value := were.get(known_by(row))) is not None and _is_there(value, there)
        else row
        for row in getattr(after, key)
    )


def _is_there(value: str | Sequence[str], there: set[str] | None) -> bool:
    """Whether what a value names is still in the file."""
    return there is None or set([value] if isinstance(value, str) else value) <= there


def _still_away(before: EventWorkbook, after: EventWorkbook, slot: str) -> tuple[Any, ...]:
    away = {row.participant for row in before.availability if slot in row.unavailable}
    order = {one.code: number for number, one in enumerate(after.slots)}
    return tuple(
        replace(row, unavailable=tuple(sorted({*row.unavailable, slot}, key=order.__getitem__)))
        if row.participant in away
        else row
        for row in after.availability
    )
