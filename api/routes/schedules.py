"""Versions of the timetable."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.ground.errors import Conflict
from api.ground.lengths import Prose
from api.ground.portions import cut
from api.papers import timetabling
from api.schedules import nouns, pinning, publishing, reading
from api.schedules.checking import check_version
from api.schedules.pinning import Hand, Place
from api.schedules.quality import quality
from api.web.desk import OrganizerDesk
from api.web.downloading import attachment, download
from api.web.files import XLSX
from api.web.idempotency import Answering
from api.web.paging import Listed
from api.web.printing import Printing
from api.web.shapes import Body, Page, Shape, flat

router = APIRouter(prefix="/events/{slug}", tags=["schedules"], route_class=Answering)


class Violation(Shape):
    """A rule that a version breaks, the requests whose meetings it concerns, and a sentence for people."""

    rule: str = Field(examples=["availability"])
    requests: list[str] = Field(examples=[["S01-B17"]])
    sentence_en: str
    sentence_ko: str


class Difference(Shape):
    """A kind of fact that is another than the one a version was made for, and what of it."""

    kind: str = Field(examples=["availability"])
    what: list[str] = Field(examples=[["B17"]])


class Checked(Shape):
    """A version against the facts of now; whatever it breaks is a violation in words."""

    version: int
    checked_at: datetime
    violations: list[Violation]
    changed: list[Difference] = Field(description="What is different from the facts that the version was made for.")
    next_step: str = Field(description="`replan` while a rule is broken, else empty.")


class Schedule(Shape):
    """A version of the timetable with its certificate: nothing better than ``bound`` can exist.

    ``violations`` is what the independent checker found at ``checked_at``, when the version was made.
    """

    version: int
    status: str
    value: int
    bound: int
    gap: float
    seconds: float
    method: str
    quality_en: str = Field(examples=["At most 0.4% better is possible."])
    quality_ko: str
    violations: list[Violation]
    checked_at: datetime | None
    note: str
    created_by: str
    created_at: datetime
    meetings: int = Field(description="How many meetings it holds.")
    unscheduled: int = Field(description="How many requests it leaves out.")
    published: bool


class Consultation(Shape):
    """One consultation; times carry the offset of UTC, ``zone`` says where it takes place."""

    supplier_code: str
    supplier_ko: str
    supplier_en: str
    buyer_code: str
    buyer_ko: str
    buyer_en: str
    buyer_local: str
    leg_code: str
    zone: str
    slot_code: str
    starts_at: datetime
    ends_at: datetime
    table_code: str
    table_ko: str
    table_en: str
    interpreter_code: str | None
    interpreter_ko: str | None
    interpreter_en: str | None
    interpreter_languages: list[str] | None


class Meeting(Consultation):
    """One consultation of a version, with what it counts for: its match and how much both sides want it."""

    value: int


class Pin(Shape):
    """A pair that is held where the organizer pinned it; what is null is left to the scheduler."""

    supplier: str = Field(examples=["S01"])
    buyer: str = Field(examples=["B17"])
    slot: str | None
    table: str | None
    interpreter: str | None


class Unscheduled(Shape):
    """A request without a meeting, and why."""

    supplier_code: str
    buyer_code: str
    value: int
    code: str
    reason_ko: str
    reason_en: str


class ScheduleInFull(BaseModel):
    """A version with its meetings and unscheduled requests."""

    schedule: Schedule
    meetings: list[Meeting]
    unscheduled: list[Unscheduled]


class Change(Shape):
    """What is different in another version."""

    kind: Literal["added", "removed", "moved"]
    supplier_code: str
    buyer_code: str
    before: Meeting | None
    after: Meeting | None


class Publication(Shape):
    """What was put in force, when and by whom; no version means that the schedule was taken back."""

    version: int | None
    note: str
    published_by: str
    published_at: datetime


class Pair(Body):
    """A supplier and a buyer."""

    supplier_code: str = Field(max_length=64, examples=["S01"])
    buyer_code: str = Field(max_length=64, examples=["B17"])


class PairAt(Pair):
    """A pair and where it is to meet; what is left out stays, or is whatever is free."""

    slot: str | None = Field(None, max_length=64, examples=["T05"])
    table: str | None = Field(None, max_length=64, examples=["A1"])
    interpreter: str | None = Field(None, max_length=64, examples=["I03"])


class Exclusion(Pair):
    """A pair that is not to meet, and why."""

    why: str = Field("", max_length=2000)


class Note(Body):
    """Why something is done."""

    note: Prose = Field("")


@router.get("/schedules", operation_id="listSchedules", response_model=Page[Schedule])
async def list_schedules(desk: OrganizerDesk, listed: Listed) -> object:
    """All versions, the newest first."""
    return listed.page((await reading.versions(desk.db, desk.event.id, span=listed.span, by=desk.by)).each(said))


@router.get("/schedules/{version}", operation_id="readSchedule", response_model=ScheduleInFull)
async def read_schedule(desk: OrganizerDesk, version: int) -> object:
    """A version with its meetings by time and table, and every unscheduled request with its reason."""
    found = await reading.in_full(desk.db, desk.event.id, version, by=desk.by)
    return {"schedule": said(found.schedule), "meetings": found.meetings, "unscheduled": found.unscheduled}


@router.get("/schedules/{version}/check", operation_id="checkSchedule", response_model=Checked)
async def check(desk: OrganizerDesk, version: int) -> object:
    """A version against the facts of now: every rule that it breaks, and what differs from when it was made."""
    schedule = await reading.version(desk.db, desk.event.id, version, by=desk.by)
    return await check_version(desk.db, desk.event.id, schedule, by=desk.by)


@router.get(
    "/schedules/{version}/compare/{other}",
    operation_id="compareSchedules",
    response_model=Page[Change],
)
async def compare(desk: OrganizerDesk, listed: Listed, version: int, other: int) -> object:
    """What ``other`` changes against ``version``: meetings added, removed and moved."""
    found = await reading.compared(desk.db, desk.event.id, version, other, by=desk.by)
    return listed.page(cut(found.changes, listed.span))


@router.post("/schedules/{version}/publish", operation_id="publishSchedule", status_code=201, response_model=Schedule)
async def publish(desk: OrganizerDesk, version: int, why: Note | None = None) -> object:
    """Put a version in force if it keeps every rule of the facts as they are now; an earlier one rolls back."""
    schedule = await reading.version(desk.db, desk.event.id, version, by=desk.by)
    note = why.note if why else ""
    await publishing.publish(desk.db, desk.event.id, schedule, by=desk.by, note=note)
    return said(await reading.version(desk.db, desk.event.id, version, by=desk.by))


@router.post("/schedules/{version}/pin", operation_id="pinPair", status_code=201, response_model=Schedule)
async def pin(desk: OrganizerDesk, version: int, pair: PairAt) -> object:
    """Hold a pair at a place from now on (without one: where it is), in a new version that was checked."""
    return said(await pinning.pin(desk.db, desk.event.id, _hand(version, pair), _place(pair), by=desk.by))


@router.post("/schedules/{version}/unpin", operation_id="unpinPair", status_code=201, response_model=Schedule)
async def unpin(desk: OrganizerDesk, version: int, pair: Pair) -> object:
    """Leave a pair to the scheduler again, in a new version."""
    return said(await pinning.unpin(desk.db, desk.event.id, _hand(version, pair), by=desk.by))


@router.post("/schedules/{version}/forbid", operation_id="forbidPair", status_code=201, response_model=Schedule)
async def forbid(desk: OrganizerDesk, version: int, pair: Exclusion) -> object:
    """Exclude a pair from meeting; the new version holds no meeting of it."""
    return said(await pinning.forbid(desk.db, desk.event.id, _hand(version, pair), why=pair.why, by=desk.by))


@router.post("/schedules/{version}/allow", operation_id="allowPair", status_code=201, response_model=Schedule)
async def allow(desk: OrganizerDesk, version: int, pair: Pair) -> object:
    """Lift the exclusion of a pair, in a new version."""
    return said(await pinning.allow(desk.db, desk.event.id, _hand(version, pair), by=desk.by))


@router.post("/schedules/{version}/move", operation_id="moveMeeting", status_code=201, response_model=Schedule)
async def move(desk: OrganizerDesk, version: int, pair: PairAt) -> object:
    """Put a meeting of a version somewhere else, in a new version that was checked."""
    return said(await pinning.move(desk.db, desk.event.id, _hand(version, pair), _place(pair), by=desk.by))


@router.get("/pins", operation_id="listPins", response_model=Page[Pin])
async def list_pins(desk: OrganizerDesk, listed: Listed) -> object:
    """Pairs that every build holds where they were pinned."""
    return listed.page(await reading.pins(desk.db, desk.event.id, span=listed.span, by=desk.by))


@router.get("/publications", operation_id="listPublications", response_model=Page[Publication])
async def list_publications(desk: OrganizerDesk, listed: Listed) -> object:
    """Every act of publishing, the newest first."""
    return listed.page(await publishing.history(desk.db, desk.event.id, span=listed.span, by=desk.by))


@router.post("/publications/take-back", operation_id="takeBackSchedule", status_code=204, response_class=Response)
async def take_back(desk: OrganizerDesk, why: Note | None = None) -> Response:
    """Take the published schedule back: agendas are empty until a version is published again."""
    note = why.note if why else ""
    await publishing.take_back(desk.db, desk.event.id, by=desk.by, note=note)
    return Response(status_code=204)


@router.get(
    "/timetable.xlsx",
    operation_id="downloadTimetable",
    **download(XLSX, "Table x slot, company x slot, interpreter x slot."),
)
async def timetable(desk: OrganizerDesk, press: Printing, version: int | None = None) -> Response:
    """The organizer's workbook of a version; of the published one if none is named."""
    if version is None:
        schedule = await reading.published(desk.db, desk.event.id, by=desk.by)
        if schedule is None:
            raise Conflict("No schedule is published: name a version.", code="nothing-published")
    else:
        schedule = await reading.version(desk.db, desk.event.id, version, by=desk.by)
    content = await press.drawn(timetabling.timetable_xlsx, desk.event, schedule, by=desk.by)
    return Response(content, media_type=XLSX, headers=attachment(f"{desk.event.slug}-v{schedule.version}.xlsx"))


def _hand(version: int, pair: Pair) -> Hand:
    return Hand(version, pair.supplier_code, pair.buyer_code)


def _place(pair: PairAt) -> Place:
    return Place(pair.slot, pair.table, pair.interpreter)


def said(schedule: nouns.Schedule) -> dict[str, object]:
    """A version with its quality in a sentence."""
    found = quality(schedule.value, schedule.bound, schedule.certificate)
    return {**flat(schedule), "quality_en": found.said("en"), "quality_ko": found.said("ko")}
