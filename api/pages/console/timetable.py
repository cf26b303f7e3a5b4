"""The timetable of a version, where people plan: a grid to read, to find and to move in, and what is decided by hand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request, Response

from api.events import finding
from api.events.nouns import Interpreter, Leg, Participant, Slot, Table
from api.ground.errors import MannamError
from api.ground.lengths import Code
from api.pages.console.building import LIMITS, building_page, latest_job
from api.pages.console.picking import picked
from api.pages.frame import attempt, page, redirect
from api.schedules import losing, pinning, reading
from api.schedules.checking import check_version
from api.schedules.nouns import Meeting, Schedule
from api.schedules.pinning import Hand, Place
from api.web.desk import Desk, OrganizerDesk

router = APIRouter(prefix="/events/{slug}/schedules")
By = Literal["table", "supplier", "buyer", "interpreter"]
Step = Literal["pin", "unpin", "forbid", "allow", "move"]
DONE: dict[str, str] = {
    "pin": "Pinned in version {version}: every build holds it there.",
    "unpin": "Unpinned in version {version}.",
    "forbid": "Excluded in version {version}: the two do not meet.",
    "allow": "Allowed again in version {version}.",
    "move": "Moved in version {version}.",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One day of a leg: its slots, what is read across them, and the meetings where both meet, by codes."""

    leg: Leg
    day: date
    slots: tuple[Slot, ...]
    lines: tuple[Table | Participant | Interpreter, ...]
    at: Mapping[tuple[str, str], Sequence[Meeting]]


@router.get("")
async def newest(request: Request, desk: OrganizerDesk) -> Response:
    """The newest version, or where the first is built."""
    versions = await reading.versions(desk.db, desk.event.id, by=desk.by)
    if not versions:
        return await building_page(request, desk)
    return await _timetable(request, desk, versions[0].version, "table", ("", ""))


@router.get("/{version}")
async def timetable(
    request: Request,
    desk: OrganizerDesk,
    version: int,
    by: By = "table",
    supplier: Annotated[str, Query(max_length=100)] = "",
    buyer: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """One version; a pair that is picked shows what can be done with it."""
    return await _timetable(request, desk, version, by, (supplier, buyer))


@router.post("/{version}/hand")
async def decide(
    request: Request,
    desk: OrganizerDesk,
    version: int,
    supplier_code: Annotated[Code, Form()],
    buyer_code: Annotated[Code, Form()],
    step: Annotated[Step, Form()],
    by: Annotated[By, Form()] = "table",
    place: Annotated[str, Form(max_length=200, description="slot and table, with a space between")] = "",
) -> Response:
    """Decide on a pair by hand: a new version holds the decision, and the page shows it."""
    hand, db, event = Hand(version, supplier_code, buyer_code), desk.db, desk.event.id
    slot, _, table = place.partition(" ")
    there = Place(slot or None, table or None)
    try:
        async with attempt(db):
            match step:
                case "pin":
                    made = await pinning.pin(db, event, hand, there, by=desk.by)
                case "move":
                    made = await pinning.move(db, event, hand, there, by=desk.by)
                case "unpin":
                    made = await pinning.unpin(db, event, hand, by=desk.by)
                case "forbid":
                    made = await pinning.forbid(db, event, hand, by=desk.by)
                case "allow":
                    made = await pinning.allow(db, event, hand, by=desk.by)
    except MannamError as refused:
        return await _timetable(request, desk, version, by, (supplier_code, buyer_code), refused)
    shown = urlencode({"by": by, "supplier": supplier_code, "buyer": buyer_code})
    return redirect(
        request, f"/events/{desk.event.slug}/schedules/{made.version}?{shown}", DONE[step], version=made.version
    )


async def _timetable(
    request: Request, desk: Desk, version: int, by: By, pair: tuple[str, str], refused: MannamError | None = None
) -> Response:
    db, event = desk.db, desk.event.id
    found = await reading.in_full(db, event, version, by=desk.by)
    live = await reading.published(db, event, by=desk.by)
    changes = (await reading.compared(db, event, live.version, version, by=desk.by)).changes if live else ()
    checked = await check_version(db, event, found.schedule, by=desk.by)
    return await page(
        request,
        "console/timetable.html",
        desk,
        refused=refused,
        schedule=found.schedule,
        live=live,
        undo=_undo(found.schedule),
        checked=checked,
        conflicting={request for one in checked.violations for request in one.requests},
        changes=changes,
        changed={(one.supplier.code, one.buyer.code) for one in changes if one.after},
        affected={party.code for one in changes for party in (one.supplier, one.buyer)},
        pinned={(one.supplier, one.buyer) for one in await reading.pins(db, event, by=desk.by)},
        looks=by,
        sheets=await _sheets(desk, found.meetings, by),
        unscheduled=found.unscheduled,
        picked=await picked(desk, found, pair) if all(pair) else None,
        limits=LIMITS,
        **await latest_job(request, desk, "build"),
    )


def _undo(schedule: Schedule) -> int | None:
    """The version out of which a decision by hand made this one."""
    return schedule.certificate.get("by_hand", {}).get("from")


async def _sheets(desk: Desk, meetings: Sequence[Meeting], by: By) -> list[Sheet]:
    legs = await finding.legs(desk.db, desk.event.id, by=desk.by)
    there = await losing.losable(desk.db, desk.event.id, by=desk.by)
    kind = by if by in ("table", "interpreter") else "participant"
    things = [one for one in there.things[kind] if kind != "participant" or getattr(one, "side", "") == by]
    at: defaultdict[tuple[str, str], list[Meeting]] = defaultdict(list)
    for one in meetings:
        at[one.slot_code, _crossing(one, by)].append(one)
    sheets: list[Sheet] = []
    for leg in legs:
        slots = [slot for slot in there.slots if slot.leg == leg.code]
        lines = tuple(one for one in things if getattr(one, "leg", leg.code) == leg.code)
        for day in sorted({slot.starts_at.astimezone(ZoneInfo(leg.zone)).date() for slot in slots}):
            own = [slot for slot in slots if slot.starts_at.astimezone(ZoneInfo(leg.zone)).date() == day]
            sheets.append(Sheet(leg, day, tuple(own), lines, at))
    return sheets


def _crossing(meeting: Meeting, by: By) -> str:
    """The code of what a meeting crosses its slot with."""
    if by == "table":
        return meeting.table_code
    return (meeting.interpreter_code or "") if by == "interpreter" else getattr(meeting, by).code
