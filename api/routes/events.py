"""Events, and the workbooks they come from."""

from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from api.access.may import may
from api.events import finding, importing, settling
from api.events import readback as workbooks
from api.events.workbook.writing import write_workbook
from api.ground.errors import Fault, Invalid
from api.routes import shapes
from api.schedules.checking import check_published
from api.web import bodies
from api.web.desk import Db, MemberDesk, Operator, OrganizerDesk, Who
from api.web.downloading import attachment
from api.web.idempotency import Answering
from api.web.refusing import said_of

router = APIRouter(tags=["events"], route_class=Answering)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_UPLOAD = 20 * 1024 * 1024
Upload = Annotated[UploadFile, File(description="An event workbook (XLSX).")]


@router.get("/events", operation_id="listEvents", response_model=shapes.Page[shapes.Event])
async def list_events(db: Db, by: Who) -> object:
    """The events that the key opens."""
    return {"items": await finding.events(db, by=by)}


@router.post("/events", operation_id="createEvent", status_code=201, response_model=shapes.Imported)
async def create_event(db: Db, by: Operator, file: Upload) -> object:
    """Make an event from a workbook: all of it or nothing."""
    return said(await importing.import_workbook(db, await content_of(file), filename=file.filename or "workbook.xlsx"))


@router.get("/events/{slug}", operation_id="readEvent", response_model=shapes.EventInFull)
async def read_event(desk: MemberDesk) -> object:
    """One event with its legs, and for its organizers how the published schedule stands to the facts of now."""
    return {
        **shapes.flat(desk.event),
        "legs": await finding.legs(desk.db, desk.event.id, by=desk.by),
        "published": await check_published(desk.db, desk.event.id) if may(desk.by, "read", "schedule") else None,
    }


@router.put("/events/{slug}/consent", operation_id="settleConsent", status_code=204, response_class=Response)
async def settle_consent(desk: OrganizerDesk, settled: bodies.Settled) -> Response:
    """Say whose yes a meeting needs that one side asked for; what the workbook or an organizer asks counts at once."""
    await settling.settle_consent(desk.db, desk.event.id, settled.consent, by=desk.by)
    return Response(status_code=204)


@router.post("/events/{slug}/import", operation_id="importWorkbook", response_model=shapes.Imported)
async def import_workbook(desk: OrganizerDesk, file: Upload) -> object:
    """Bring the event's workbook in again: all of it, or nothing and every fault with its cell."""
    content = await content_of(file)
    return said(
        await importing.import_workbook(
            desk.db, content, filename=file.filename or "workbook.xlsx", event_id=desk.event.id
        )
    )


@router.post(
    "/events/{slug}/import/marked",
    operation_id="markWorkbook",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}, "description": "The same workbook; faulty rows say so in a column 오류."}},
)
async def mark_workbook(desk: OrganizerDesk, file: Upload) -> Response:
    """The same workbook with its faults written beside the rows; writes nothing."""
    content = await content_of(file)
    marked = await importing.marked_apart(content)
    if marked is None:
        await importing.read_apart(
            content
        )  # refuses a file that cannot be marked; one without faults goes back as it is
    return Response(marked or content, media_type=XLSX, headers=attachment("marked.xlsx"))


@router.get("/events/{slug}/workbook.xlsx", operation_id="downloadWorkbook", response_class=Response)
async def download_workbook(desk: OrganizerDesk) -> Response:
    """The event as a workbook: change it there and import it again."""
    content = write_workbook(await workbooks.workbook(desk.db, desk.event.id))
    return Response(content, media_type=XLSX, headers=attachment(f"{desk.event.slug}.xlsx"))


async def content_of(file: UploadFile) -> bytes:
    """The bytes of an upload; Invalid if it is empty or larger than any workbook."""
    content = await file.read(LARGEST_UPLOAD + 1)
    if not content or len(content) > LARGEST_UPLOAD:
        what, ko = ("is empty", "비어 있습니다") if not content else ("is larger than 20 MB", "20MB보다 큽니다")
        raise Invalid(
            "The file cannot be used.",
            [
                Fault(
                    "/file",
                    f"The file {what}",
                    "Choose an event workbook (.xlsx).",
                    f"파일이 {ko}",
                    "행사 엑셀 파일(.xlsx)을 고르세요.",
                )
            ],
        )
    return content


def said(imported: importing.Imported) -> dict[str, object]:
    """What was imported, as the API says it."""
    return {
        "slug": imported.event.slug,
        "suppliers": imported.suppliers,
        "buyers": imported.buyers,
        "solutions": imported.solutions,
        "needs": imported.needs,
        "requests": imported.requests,
        "warnings": [said_of(warning) for warning in imported.warnings],
    }
