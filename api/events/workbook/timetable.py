"""The slots that can be read from rows, so that the columns of the sheet 가능시간 can be recognised."""

from collections.abc import Sequence
from datetime import datetime

from api.events.nouns import Slot
from api.events.workbook.checks import known_zone, readable
from api.events.workbook.rows import Row


def slots_of_rows(slots: Sequence[Row], legs: Sequence[Row]) -> list[Slot]:
    """The slots whose rows are sound, in the order of the sheet; the others have faults of their own."""
    zones = {leg.values["code"]: known_zone(leg.values["zone"]) for leg in legs if readable(leg, "code", "zone")}
    found: list[Slot] = []
    for row in slots:
        zone = zones.get(row.values["leg"])
        moments = [row.values[key] for key in ("starts", "ends")]
        if zone is None or not readable(row, "code", "day") or any(moment in ("", None) for moment in moments):
            continue
        starts_at, ends_at = (datetime.combine(row.values["day"], moment, zone) for moment in moments)
        found.append(Slot(row.values["code"], row.values["leg"], starts_at, ends_at))
    return found
