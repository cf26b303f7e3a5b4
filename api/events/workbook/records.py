"""Checked rows to the records of `api.events.nouns`, and records back to rows of values by machine key."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from api.events import nouns
from api.events.workbook.layout import Sheet
from api.events.workbook.moments import until
from api.ground.phones import as_dialled

Values = Mapping[str, Any]
Rows = Mapping[str, Sequence[Values]]
"""Sheet key to the values of its rows, by column key."""

Record = TypeVar("Record")

_WISH = ("participant", "counterpart", "preference", "note", "message", "by_organizer")


NOT_OF_BUYERS: Values = {"presence": (), "references": ()}
"""Columns that the sheet of the suppliers alone has."""


def to_workbook(rows: Rows) -> nouns.EventWorkbook:
    """The records of rows in which no fault was found."""
    legs = _records(nouns.Leg, rows["legs"])
    zones = {leg.code: ZoneInfo(leg.zone) for leg in legs}
    slots = tuple(_slot(values, zones[values["leg"]]) for values in rows["slots"])
    order = {slot.code: number for number, slot in enumerate(slots)}
    wishes = [
        {**values, "note": values["why"], "by_organizer": values["kind"] == "organize"}
        for values in rows["wishes"]
        if values["kind"] != "exclude"
    ]
    exclusions = [values for values in rows["wishes"] if values["kind"] == "exclude"]
    return nouns.EventWorkbook(
        event=replace(
            _records(nouns.Event, rows["event"])[0],
            organizers=_records(nouns.Organizer, rows["organizers"]),
            figures=_records(nouns.Figure, rows["figures"]),
        ),
        legs=legs,
        slots=slots,
        tables=_records(nouns.Table, rows["tables"]),
        interpreters=tuple(_interpreter(values, zones[values["leg"]]) for values in rows["interpreters"]),
        suppliers=_records(nouns.Participant, [{**values, "side": "supplier"} for values in rows["suppliers"]]),
        buyers=_records(nouns.Participant, [{**NOT_OF_BUYERS, **values, "side": "buyer"} for values in rows["buyers"]]),
        solutions=_records(nouns.Solution, rows["solutions"]),
        needs=_records(nouns.Need, rows["needs"]),
        delegates=_records(nouns.Delegate, _reachable(rows)),
        availability=tuple(_availability(values, order) for values in rows["availability"]),
        wishes=tuple(nouns.Wish(**{name: values[name] for name in _WISH}) for values in wishes),
        exclusions=_records(nouns.Exclusion, exclusions),
    )


def _reachable(rows: Rows) -> list[Values]:
    """The delegates, their phones as they are dialled in the country of their participant."""
    countries = {row["code"]: row["country"] for key in ("suppliers", "buyers") for row in rows[key]}
    return [
        {**values, "phone": as_dialled(values["phone"], countries.get(values["participant"], ""))}
        for values in rows["delegates"]
    ]


def to_rows(workbook: nouns.EventWorkbook) -> dict[str, list[Values]]:
    """The rows of each sheet, as `to_workbook` reads them."""
    slots = [slot.code for slot in workbook.slots]
    rows: dict[str, list[Values]] = {
        key: [_values(record) for record in getattr(workbook, key)]
        for key in ("legs", "suppliers", "solutions", "buyers", "needs", "delegates", "tables")
    }
    rows["event"] = [_values(workbook.event)]
    rows["organizers"] = [_values(organizer) for organizer in workbook.event.organizers]
    rows["figures"] = [_values(figure) for figure in workbook.event.figures]
    rows["slots"] = [_slot_values(slot) for slot in workbook.slots]
    rows["interpreters"] = [
        {**_values(person), "shifts": tuple((_naive(s.starts_at), _naive(s.ends_at)) for s in person.shifts)}
        for person in workbook.interpreters
    ]
    rows["availability"] = [
        {"participant": entry.participant, "slots": {slot: slot not in entry.unavailable for slot in slots}}
        for entry in workbook.availability
    ]
    rows["wishes"] = [
        *(
            {**_values(wish), "kind": "organize" if wish.by_organizer else "wish", "why": wish.note}
            for wish in workbook.wishes
        ),
        *({**_values(pair), "kind": "exclude", "preference": None, "message": ""} for pair in workbook.exclusions),
    ]
    return rows


def slot_labels(workbook_slots: Sequence[nouns.Slot]) -> dict[str, tuple[str, str]]:
    """Slot code to how its column of the sheet 가능시간 is headed, in Korean and English.

    The leg is named only where two legs meet at the same hour, so that every label stays unique.
    """
    plain = [f"{slot.starts_at:%m.%d %H:%M}" for slot in workbook_slots]
    labels: dict[str, tuple[str, str]] = {}
    for slot, text in zip(workbook_slots, plain, strict=True):
        prefix = f"{slot.leg} " if plain.count(text) > 1 else ""
        span = f"{slot.starts_at:%H:%M}-{slot.ends_at:%H:%M}"
        labels[slot.code] = (
            f"{prefix}{slot.starts_at.month}월 {slot.starts_at.day}일 {span}",
            f"{prefix}{slot.starts_at:%Y-%m-%d} {span}",
        )
    return labels


def shown(sheet: Sheet, values: Values) -> dict[str, Any]:
    """Values of one row as cells: column key to what is written, empty ones left out."""
    cells: dict[str, Any] = {}
    for column in sheet.columns:
        value = values[column.key]
        if value != column.type.empty:
            cells[column.key] = column.type.show(value)
    return cells


def _records(kind: type[Record], rows: Sequence[Values]) -> tuple[Record, ...]:
    names = _columns(kind)
    return tuple(kind(**{name: values[name] for name in names}) for values in rows)


def _values(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _columns(record)}


def _columns(noun: Any) -> list[str]:
    """The fields that are columns of a noun's own sheet."""
    return [field.name for field in fields(noun) if not field.kw_only]


def _slot(values: Values, zone: ZoneInfo) -> nouns.Slot:
    day, starts, ends = values["day"], values["starts"], values["ends"]
    begin, end = datetime.combine(day, starts), until(day, starts, ends)
    return nouns.Slot(values["code"], values["leg"], begin.replace(tzinfo=zone), end.replace(tzinfo=zone))


def _slot_values(slot: nouns.Slot) -> dict[str, Any]:
    return {
        "code": slot.code,
        "leg": slot.leg,
        "day": slot.starts_at.date(),
        "starts": _naive(slot.starts_at).time(),
        "ends": _naive(slot.ends_at).time(),
    }


def _interpreter(values: Values, zone: ZoneInfo) -> nouns.Interpreter:
    shifts = tuple(nouns.Shift(begin.replace(tzinfo=zone), end.replace(tzinfo=zone)) for begin, end in values["shifts"])
    return _records(nouns.Interpreter, [{**values, "shifts": shifts}])[0]


def _availability(values: Values, order: Mapping[str, int]) -> nouns.Availability:
    blocked = [slot for slot, free in values["slots"].items() if not free]
    return nouns.Availability(values["participant"], tuple(sorted(blocked, key=order.__getitem__)))


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
