"""Events, and the workbooks they come from."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.access.may import may
from api.events import finding, importing, settling
from api.events.comparing import Change, Kind
from api.events.nouns import Consent
from api.papers import exporting
from api.routes.schedules import Checked
from api.schedules.checking import check_published
from api.web.desk import Db, MemberDesk, Operator, OrganizerDesk, Who
from api.web.downloading import attachment, download
from api.web.files import XLSX, Upload, content_of
from api.web.idempotency import Answering
from api.web.paging import Listed
from api.web.printing import Printing
from api.web.refusing import said_of
from api.web.shapes import Body, FoundFault, Page, Plain, Shape, flat

router = APIRouter(tags=["events"], route_class=Answering)
Remove = Annotated[bool, Query(description="What the event has and the file has not may go.")]


class Event(Shape):
    """A roadshow or expo."""

    slug: str = Field(examples=["istanbul-2022"])
    name_ko: str
    name_en: str
    notice_ko: str
    notice_en: str
    organizers: list[Plain]
    figures: list[Plain]
    imported_at: datetime | None
    consent: Consent = Field(description="Whose yes a meeting needs that one side asked for: `both`, or `one`.")


class Leg(Shape):
    """A stop with its venue, dates and IANA zone."""

    code: str
    city_ko: str
    city_en: str
    country: str
    venue_ko: str
    venue_en: str
    zone: str = Field(examples=["Europe/Istanbul"])
    starts_on: date
    ends_on: date


class EventInFull(Event):
    """An event with its legs."""

    legs: list[Leg]
    published: "Checked | None" = Field(
        None, description="The published schedule against the facts of now; for organizers, once one is published."
    )


class ChangedField(BaseModel):
    """One value that differs, as it stands in a cell of its column."""

    key: str
    ko: str
    en: str
    before: str
    after: str


class HangingOn(BaseModel):
    """How much goes with a participant."""

    requests: int
    accepted: int
    keys: int
    records: int


class ImportChange(BaseModel):
    """One row of a sheet that an import adds, changes, removes, or leaves as it is although the file says otherwise."""

    kind: Kind
    sheet: str = Field(examples=["suppliers"])
    code: str = Field(examples=["S01"])
    name_ko: str
    name_en: str
    fields: list[ChangedField]
    hanging: HangingOn
    why_ko: str
    why_en: str
    words: str = Field(description="The change in one line of English.")
    words_ko: str


class Imported(BaseModel):
    """What a workbook brought, and what in it is worth a look."""

    slug: str
    suppliers: int
    buyers: int
    solutions: int
    needs: int
    requests: int
    warnings: list[FoundFault] = Field(description="What is worth a look; it stopped nothing.")
    changes: list[ImportChange] = Field(description="What differed from the event as it was; empty for a new one.")


class Settled(Body):
    """What is settled for a whole event."""

    consent: Consent = Field(
        description="`both`: what one side asks for counts once the other accepts; `one`: it counts at once."
    )


@router.get("/events", operation_id="listEvents", response_model=Page[Event])
async def list_events(db: Db, by: Who, listed: Listed) -> object:
    """The events that the key opens."""
    return listed.page(await finding.events(db, span=listed.span, by=by))


@router.post("/events", operation_id="createEvent", status_code=201, response_model=Imported)
async def create_event(db: Db, by: Operator, file: Upload) -> object:
    """Make an event from a workbook: all of it or nothing."""
    content, filename = await content_of(file), file.filename or "workbook.xlsx"
    return _said(await importing.import_workbook(db, content, filename=filename, by=by))


@router.get("/events/{slug}", operation_id="readEvent", response_model=EventInFull)
async def read_event(desk: MemberDesk) -> object:
    """One event with its legs, and for its organizers how the published schedule stands to the facts of now."""
    return {
        **flat(desk.event),
        "legs": await finding.legs(desk.db, desk.event.id, by=desk.by),
        "published": await check_published(desk.db, desk.event.id, by=desk.by)
        if may(desk.by, "read", "schedule")
        else None,
    }


@router.put("/events/{slug}/consent", operation_id="settleConsent", status_code=204, response_class=Response)
async def settle_consent(desk: OrganizerDesk, settled: Settled) -> Response:
    """Say whose yes a meeting needs that one side asked for; what the workbook or an organizer asks counts at once."""
    await settling.settle_consent(desk.db, desk.event.id, settled.consent, by=desk.by)
    return Response(status_code=204)


@router.post("/events/{slug}/import", operation_id="importWorkbook", response_model=Imported)
async def import_workbook(desk: OrganizerDesk, file: Upload, remove: Remove = False) -> object:
    """Bring the event's workbook in again: all of it, or nothing and every fault with its cell.

    A file that lacks what the event has is refused with everything that would change, until ``remove`` says that it may go.
    What somebody changed in the service after the file was made stays, and is told.
    """
    content, filename = await content_of(file), file.filename or "workbook.xlsx"
    return _said(
        await importing.import_workbook(
            desk.db, content, filename=filename, event_id=desk.event.id, remove=remove, by=desk.by
        )
    )


@router.post("/events/{slug}/import/changes", operation_id="lookAtWorkbook", response_model=Page[ImportChange])
async def look_at_workbook(desk: OrganizerDesk, file: Upload) -> object:
    """What a workbook would add, change, remove or leave as it is; writes nothing."""
    seen = await importing.look(desk.db, await content_of(file), event_id=desk.event.id, by=desk.by)
    return {"items": [_said_change(change) for change in seen.changes]}


@router.post(
    "/events/{slug}/import/marked",
    operation_id="markWorkbook",
    **download(XLSX, "The same workbook; faulty rows say so in a column 오류."),
)
async def mark_workbook(desk: OrganizerDesk, file: Upload) -> Response:
    """The same workbook with its faults written beside the rows; writes nothing."""
    content = await content_of(file)
    marked = await importing.marked_apart(content, by=desk.by)
    if marked is None:
        # refuses a file that cannot be marked; one without faults goes back as it is
        await importing.read_apart(content, by=desk.by)
    return Response(marked or content, media_type=XLSX, headers=attachment("marked.xlsx"))


@router.get("/events/{slug}/workbook.xlsx", operation_id="downloadWorkbook", **download(XLSX, "The event."))
async def download_workbook(desk: OrganizerDesk, press: Printing) -> Response:
    """The event as a workbook: change it there and import it again."""
    content = await press.drawn(exporting.workbook_xlsx, desk.event, by=desk.by)
    return Response(content, media_type=XLSX, headers=attachment(f"{desk.event.slug}.xlsx"))


def _said(imported: importing.Imported) -> dict[str, object]:
    """What was imported, as the API says it."""
    return {
        "slug": imported.event.slug,
        "suppliers": imported.suppliers,
        "buyers": imported.buyers,
        "solutions": imported.solutions,
        "needs": imported.needs,
        "requests": imported.requests,
        "warnings": [said_of(warning) for warning in imported.warnings],
        "changes": [_said_change(change) for change in imported.changes],
    }


def _said_change(change: Change) -> dict[str, object]:
    """One difference between an event and a workbook, as the API says it."""
    return {
        "kind": change.kind,
        "sheet": change.sheet,
        "code": change.code,
        "fields": [
            {"key": one.key, "ko": one.name.said("ko"), "en": str(one.name), "before": one.before, "after": one.after}
            for one in change.fields
        ],
        "hanging": asdict(change.hanging),
        "name_ko": change.name.said("ko"),
        "name_en": str(change.name),
        "why_ko": change.why.said("ko"),
        "why_en": str(change.why),
        "words": change.said("en"),
        "words_ko": change.said("ko"),
    }
