"""Versions of the timetable."""

from fastapi import APIRouter, Response

from api.ground.errors import Conflict
from api.routes import shapes
from api.routes.events import XLSX
from api.schedules import building as scheduling
from api.schedules import inputs, pinning, publishing, store
from api.schedules.checking import check_version
from api.schedules.nouns import Schedule
from api.schedules.pinning import Hand, Place
from api.schedules.quality import quality
from api.web import bodies
from api.web.desk import OrganizerDesk
from api.web.downloading import attachment
from api.web.idempotency import Answering

router = APIRouter(prefix="/events/{slug}", tags=["schedules"], route_class=Answering)


@router.get("/schedules", operation_id="listSchedules", response_model=shapes.Page[shapes.Schedule])
async def list_schedules(desk: OrganizerDesk) -> object:
    """All versions, the newest first."""
    return {"items": [_said(schedule) for schedule in await store.schedules(desk.db, desk.event.id)]}


@router.get("/schedules/{version}", operation_id="readSchedule", response_model=shapes.ScheduleInFull)
async def read_schedule(desk: OrganizerDesk, version: int) -> object:
    """A version with its meetings by time and table, and every unscheduled request with its reason."""
    schedule = await store.schedule_by_version(desk.db, desk.event.id, version)
    return {
        "schedule": _said(schedule),
        "meetings": await store.meetings(desk.db, schedule.id),
        "unscheduled": await store.unscheduled(desk.db, schedule.id),
    }


@router.get("/schedules/{version}/check", operation_id="checkSchedule", response_model=shapes.Checked)
async def check(desk: OrganizerDesk, version: int) -> object:
    """A version against the facts of now: every rule that it breaks, and what differs from when it was made."""
    schedule = await store.schedule_by_version(desk.db, desk.event.id, version)
    return await check_version(desk.db, desk.event.id, schedule)


@router.get(
    "/schedules/{version}/compare/{other}",
    operation_id="compareSchedules",
    response_model=shapes.Page[shapes.Change],
)
async def compare(desk: OrganizerDesk, version: int, other: int) -> object:
    """What ``other`` changes against ``version``: meetings added, removed and moved."""
    before = await store.schedule_by_version(desk.db, desk.event.id, version)
    after = await store.schedule_by_version(desk.db, desk.event.id, other)
    changes = scheduling.compare(await store.meetings(desk.db, before.id), await store.meetings(desk.db, after.id))
    return {"items": changes}


@router.post(
    "/schedules/{version}/publish", operation_id="publishSchedule", status_code=201, response_model=shapes.Schedule
)
async def publish(desk: OrganizerDesk, version: int, why: bodies.Note | None = None) -> object:
    """Put a version in force if it keeps every rule of the facts as they are now; an earlier one rolls back."""
    schedule = await store.schedule_by_version(desk.db, desk.event.id, version)
    note = why.note if why else ""
    await publishing.publish(desk.db, desk.event.id, schedule, by=desk.by.signature, note=note)
    return _said(await store.schedule_by_version(desk.db, desk.event.id, version))


@router.post("/schedules/{version}/pin", operation_id="pinPair", status_code=201, response_model=shapes.Schedule)
async def pin(desk: OrganizerDesk, version: int, pair: bodies.PairAt) -> object:
    """Hold a pair at a place from now on (without one: where it is), in a new version that was checked."""
    return _said(await pinning.pin(desk.db, desk.event.id, _hand(version, pair), _place(pair), by=desk.by))


@router.post("/schedules/{version}/unpin", operation_id="unpinPair", status_code=201, response_model=shapes.Schedule)
async def unpin(desk: OrganizerDesk, version: int, pair: bodies.Pair) -> object:
    """Leave a pair to the scheduler again, in a new version."""
    return _said(await pinning.unpin(desk.db, desk.event.id, _hand(version, pair), by=desk.by))


@router.post("/schedules/{version}/forbid", operation_id="forbidPair", status_code=201, response_model=shapes.Schedule)
async def forbid(desk: OrganizerDesk, version: int, pair: bodies.Exclusion) -> object:
    """Exclude a pair from meeting; the new version holds no meeting of it."""
    return _said(await pinning.forbid(desk.db, desk.event.id, _hand(version, pair), why=pair.why, by=desk.by))


@router.post("/schedules/{version}/allow", operation_id="allowPair", status_code=201, response_model=shapes.Schedule)
async def allow(desk: OrganizerDesk, version: int, pair: bodies.Pair) -> object:
    """Lift the exclusion of a pair, in a new version."""
    return _said(await pinning.allow(desk.db, desk.event.id, _hand(version, pair), by=desk.by))


@router.post("/schedules/{version}/move", operation_id="moveMeeting", status_code=201, response_model=shapes.Schedule)
async def move(desk: OrganizerDesk, version: int, pair: bodies.PairAt) -> object:
    """Put a meeting of a version somewhere else, in a new version that was checked."""
    return _said(await pinning.move(desk.db, desk.event.id, _hand(version, pair), _place(pair), by=desk.by))


@router.get("/pins", operation_id="listPins", response_model=shapes.Page[shapes.Pin])
async def list_pins(desk: OrganizerDesk) -> object:
    """Pairs that every build holds where they were pinned."""
    return {"items": await inputs.pins(desk.db, desk.event.id)}


@router.get("/publications", operation_id="listPublications", response_model=shapes.Page[shapes.Publication])
async def list_publications(desk: OrganizerDesk) -> object:
    """Every act of publishing, the newest first."""
    return {"items": await publishing.history(desk.db, desk.event.id)}


@router.post("/publications/take-back", operation_id="takeBackSchedule", status_code=204, response_class=Response)
async def take_back(desk: OrganizerDesk, why: bodies.Note | None = None) -> Response:
    """Take the published schedule back: agendas are empty until a version is published again."""
    note = why.note if why else ""
    await publishing.take_back(desk.db, desk.event.id, by=desk.by.signature, note=note)
    return Response(status_code=204)


@router.get(
    "/timetable.xlsx",
    operation_id="downloadTimetable",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}, "description": "Table x slot, company x slot, interpreter x slot."}},
)
async def timetable(desk: OrganizerDesk, version: int | None = None) -> Response:
    """The organizer's workbook of a version; of the published one if none is named."""
    if version is None:
        schedule = await store.published(desk.db, desk.event.id)
        if schedule is None:
            raise Conflict("No schedule is published: name a version.", code="nothing-published")
    else:
        schedule = await store.schedule_by_version(desk.db, desk.event.id, version)
    from api.papers import exporting  # draws PDF and XLSX: loaded when first needed

    content = await exporting.timetable_xlsx(desk.db, desk.event, schedule)
    return Response(content, media_type=XLSX, headers=attachment(f"{desk.event.slug}-v{schedule.version}.xlsx"))


def _hand(version: int, pair: bodies.Pair) -> Hand:
    return Hand(version, pair.supplier_code, pair.buyer_code)


def _place(pair: bodies.PairAt) -> Place:
    return Place(pair.slot, pair.table, pair.interpreter)


def _said(schedule: Schedule) -> dict[str, object]:
    """A version with its quality in a sentence."""
    found = quality(schedule.value, schedule.bound, schedule.certificate)
    return {**shapes.flat(schedule), "quality_en": found.english, "quality_ko": found.korean}
