"""What must hold inside one sheet's rows: unique codes, sensible intervals, known zones, limits, preferences."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from api.events.workbook.faults import Fault
from api.events.workbook.moments import crosses_midnight, ends_before_start, until
from api.events.workbook.rows import Row, readable
from api.events.workbook.zones import known_zone, unknown_zone
from api.ground.code_form import read_slug
from api.ground.typed import Message, Unreadable
from api.ground.words import Value

_MOST_PREFERENCES = 3
_EVENING, _MORNING = time(18), time(6)
"""A slot that begins after the one and ends before the other was meant to cross midnight."""


def duplicate_codes(*sheets: Sequence[Row], key: str = "code") -> Iterator[Fault]:
    """A fault for every row whose code an earlier row of these sheets already has."""
    first: dict[Any, Row] = {}
    for row in (row for rows in sheets for row in rows if readable(row, key)):
        code = row.values[key]
        earlier = first.setdefault(code, row)
        if earlier is not row:
            where = f"{earlier.tab} {earlier.number + 1}"
            yield row.fault(
                key,
                Message(
                    "duplicate-code",
                    "'{code}' is already in row {row}.",
                    "Remove one of the two rows or give this one another code.",
                    code=code,
                    row=where,
                ),
            )


def check_event(rows: Sequence[Row]) -> Iterator[Fault]:
    """There is one event in a workbook, and its code can stand in an address."""
    for row in rows[:1]:
        if readable(row, "slug"):
            try:
                read_slug(row.values["slug"], str(row.values.get("name_en", "")))
            except Unreadable as error:
                yield row.fault("slug", error.message)
    for row in rows[1:]:
        yield row.fault(
            "slug",
            Message(
                "several-events",
                "A workbook holds one event.",
                "Remove this row or move it to a file of its own.",
            ),
        )


def check_legs(rows: Sequence[Row]) -> Iterator[Fault]:
    """Zones exist, and no leg ends before it starts."""
    for row in rows:
        if readable(row, "zone") and known_zone(row.values["zone"]) is None:
            places = (str(row.values.get(key) or "") for key in ("country", "city_en", "city_ko"))
            yield row.fault("zone", unknown_zone(row.values["zone"], *places))
        if readable(row, "starts_on", "ends_on") and row.values["ends_on"] < row.values["starts_on"]:
            yield row.fault("ends_on", ends_before_start(row.values["starts_on"], row.values["ends_on"]))


def check_slots(rows: Sequence[Row], legs: dict[str, Row]) -> Iterator[Fault]:
    """Slots end after they start, lie within their leg, exist on its clock, and do not overlap."""
    seen: dict[str, list[tuple[datetime, datetime, Row]]] = {}
    for row in rows:
        if not readable(row, "leg", "day") or {"starts", "ends"} & row.unreadable:
            continue
        if row.values["starts"] in ("", None) or row.values["ends"] in ("", None):
            continue
        begin = datetime.combine(row.values["day"], row.values["starts"])
        end = until(row.values["day"], row.values["starts"], row.values["ends"])
        if end <= begin:
            over_night = begin.time() >= _EVENING and end.time() <= _MORNING
            message = crosses_midnight if over_night else ends_before_start
            yield row.fault("ends", message(f"{begin:%H:%M}", f"{end:%H:%M}"))
            continue
        yield from _inside_leg(row, legs.get(row.values["leg"]), begin, end)
        for other_begin, other_end, other in seen.setdefault(row.values["leg"], []):
            if begin < other_end and other_begin < end:
                yield row.fault("starts", _overlap(other))
                break
        seen[row.values["leg"]].append((begin, end, row))


def _inside_leg(row: Row, leg: Row | None, begin: datetime, end: datetime) -> Iterator[Fault]:
    if leg is None or not _has_span(leg):
        return
    if not leg.values["starts_on"] <= row.values["day"] <= leg.values["ends_on"]:
        yield row.fault("day", outside_leg(row.values["day"], leg))
    zone = known_zone(leg.values["zone"]) if readable(leg, "zone") else None
    for key, moment in (("starts", begin), ("ends", end)):
        if zone is not None and _missing_on_the_clock(moment, zone):
            yield row.fault(
                key,
                Message(
                    "no-such-time",
                    "{moment} does not exist in {zone}: the clocks go forward.",
                    "Choose another time.",
                    moment=f"{moment:%Y-%m-%d %H:%M}",
                    zone=zone.key,
                ),
            )


def _has_span(leg: Row) -> bool:
    return readable(leg, "starts_on", "ends_on") and leg.values["starts_on"] <= leg.values["ends_on"]


def _missing_on_the_clock(moment: datetime, zone: ZoneInfo) -> bool:
    utc = ZoneInfo("UTC")
    return moment.replace(tzinfo=zone).astimezone(utc).astimezone(zone).replace(tzinfo=None) != moment


def outside_leg(day: Value, leg: Row) -> Message:
    """The message for a day on which the leg does not take place."""
    span = f"{leg.values['starts_on']} ~ {leg.values['ends_on']}"
    return Message(
        "outside-leg",
        "{day} is outside leg {code} ({span}).",
        "Correct the date, or the first and last day of the leg.",
        day=day,
        code=leg.values["code"],
        span=span,
    )


def _overlap(other: Row) -> Message:
    return Message(
        "overlapping-slots",
        "It overlaps with slot '{code}' of row {row}.",
        "Move one of the two; a slot may start when another ends.",
        code=other.values["code"],
        row=other.number + 1,
    )


def check_participants(rows: Sequence[Row]) -> Iterator[Fault]:
    """No participant has to meet more often than it may."""
    for row in rows:
        least, most = row.values.get("min_meetings"), row.values.get("max_meetings")
        if least is not None and most is not None and least > most:
            yield row.fault(
                "min_meetings",
                Message(
                    "min-over-max",
                    "At least {least} meetings are asked for, but at most {most} are allowed.",
                    "Correct one of the two.",
                    least=least,
                    most=most,
                ),
            )


def check_interpreters(rows: Sequence[Row], legs: dict[str, Row]) -> Iterator[Fault]:
    """Interpreters know two languages, and work on days of their leg."""
    for row in rows:
        if readable(row, "languages") and len(row.values["languages"]) < 2:
            yield row.fault(
                "languages",
                Message(
                    "one-language",
                    "An interpreter needs two languages or more.",
                    "Write them like ko; tr.",
                ),
            )
        leg = legs.get(row.values.get("leg", ""))
        if leg is None or not _has_span(leg) or not readable(row, "shifts"):
            continue
        for begin, _ in row.values["shifts"]:
            if not leg.values["starts_on"] <= begin.date() <= leg.values["ends_on"]:
                yield row.fault("shifts", outside_leg(begin.date(), leg))


def check_preferences(rows: Sequence[Row]) -> Iterator[Fault]:
    """A wish has a preference from 1 to 3."""
    for row in rows:
        if not readable(row, "kind") or row.values["kind"] == "exclude" or "preference" in row.unreadable:
            continue
        preference = row.values["preference"]
        if preference is None or not 1 <= preference <= _MOST_PREFERENCES:
            yield row.fault(
                "preference",
                Message(
                    "bad-preference",
                    "The preference is 1, 2 or 3." if preference is not None else "The preference is empty.",
                    "Type 1 for the first choice, up to 3.",
                ),
            )
