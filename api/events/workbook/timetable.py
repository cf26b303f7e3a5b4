"""The slots that can be read from rows, and how the columns of the sheet 가능시간 name them."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from api.events.nouns import Slot
from api.events.workbook.cells import seen
from api.events.workbook.headers import KeyOf
from api.events.workbook.moments import until
from api.events.workbook.records import slot_labels
from api.events.workbook.rows import Row, readable
from api.events.workbook.zones import known_zone
from api.ground.dates import read_date
from api.ground.texts import folded, narrow
from api.ground.times import read_end, read_time
from api.ground.typed import Typed, Unreadable

_TIME = r"(?:오전|오후|AM|PM)?\s*[0-9]{1,2}\s*(?::[0-9]{2}(?::00)?|시(?:\s*[0-9]{1,2}\s*분)?)\s*(?:AM|PM)?"
_SPAN = re.compile(rf"(?P<before>.*?)\s*(?P<start>{_TIME})\s*(?:[-~–—]\s*(?P<end>{_TIME}))?\s*", re.IGNORECASE)
_MONTH_AND_DAY = re.compile(r"([0-9]{1,2})\s*[월./-]\s*([0-9]{1,2})\s*[일.]?\s*(?:\([^()]*\))?")


def slots_of_rows(slots: Sequence[Row], legs: Sequence[Row]) -> list[Slot]:
    """The slots whose rows are sound, in the order of the sheet; the others have faults of their own."""
    zones = {leg.values["code"]: known_zone(leg.values["zone"]) for leg in legs if readable(leg, "code", "zone")}
    found: list[Slot] = []
    for row in slots:
        zone = zones.get(row.values["leg"])
        moments = [row.values[key] for key in ("starts", "ends")]
        if zone is None or not readable(row, "code", "day") or any(moment in ("", None) for moment in moments):
            continue
        day, starts, ends = row.values["day"], *moments
        starts_at, ends_at = datetime.combine(day, starts), until(day, starts, ends)
        found.append(
            Slot(row.values["code"], row.values["leg"], starts_at.replace(tzinfo=zone), ends_at.replace(tzinfo=zone))
        )
    return found


def slot_headings(slots: Sequence[Slot]) -> KeyOf:
    """What a heading of the sheet 가능시간 names: ``slot T01`` by code, by its labels, or by day and hour as far as they
    are needed to tell it from the others (``13:00`` is enough on one day)."""
    labels = {folded(word): code for code, words in slot_labels(slots).items() for word in (code, *words)}

    def key_of(cell: Typed) -> str | None:
        code = labels.get(folded(seen(cell))) or _slot_at(cell, slots)
        return f"slot {code}" if code else None

    return key_of


def _slot_at(cell: Typed, slots: Sequence[Slot]) -> str | None:
    found = _SPAN.fullmatch(narrow(seen(cell)))
    if found is None:
        return None
    try:
        starts = read_time(found["start"])
        ends = read_end(found["end"]) if found["end"] else None
    except Unreadable:
        return None
    words = found["before"].split()
    legs = {slot.leg for slot in slots} & {word.upper() for word in words}
    day = " ".join(word for word in words if word.upper() not in legs)
    meant = [slot for slot in slots if _is(slot, starts, ends) and (not legs or slot.leg in legs)]
    if day:
        meant = [slot for slot in meant if slot.starts_at.date() in _days(day, slots)]
    return meant[0].code if len(meant) == 1 else None


def _is(slot: Slot, starts: time, ends: time | None) -> bool:
    plain = slot.starts_at.time().replace(tzinfo=None), slot.ends_at.time().replace(tzinfo=None)
    return plain[0] == starts and ends in (None, plain[1])


def _days(text: str, slots: Sequence[Slot]) -> set[date]:
    """The days of the event that a text can mean; none where day and month could be swapped."""
    days = {slot.starts_at.date() for slot in slots}
    if found := _MONTH_AND_DAY.fullmatch(text):
        one, other = int(found[1]), int(found[2])
        meant = {day for day in days if (day.month, day.day) in ((one, other), (other, one))}
        return meant if len(meant) == 1 else set()
    try:
        return {read_date(text)} & days
    except Unreadable:
        return set()
