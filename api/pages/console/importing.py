"""Bring a workbook in: what it brought, or every fault with its cell and the same file marked."""

import base64
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.access.nouns import Caller
from api.events import importing, samples
from api.ground.errors import MannamError
from api.pages.frame import attempt, page, redirect
from api.web.desk import Db, Operator, OrganizerDesk, Who
from api.web.downloading import attachment
from api.web.files import XLSX, Upload, content_of

router = APIRouter()


@router.get("/workbooks/{kind}-{language}.xlsx")
async def sample(by: Who, kind: samples.Kind, language: samples.Language) -> Response:
    """A workbook to begin with: ``blank`` or filled in as an ``example``, with tabs named in Korean or English."""
    headers = attachment(f"mannam-{kind}-{language}.xlsx")
    return Response(samples.sample(kind, language, by=by), media_type=XLSX, headers=headers)


@router.get("/events/new")
async def new_event(request: Request, by: Operator) -> Response:
    """The form for an event that does not exist yet."""
    return await page(request, "console/import.html", by=by, marked="", imported=None)


@router.post("/events/new")
async def create_event(request: Request, db: Db, by: Operator, file: Upload) -> Response:
    """Make an event from a workbook."""
    content, filename = b"", file.filename or "workbook.xlsx"
    try:
        content = await content_of(file)
        async with attempt(db):
            imported = await importing.import_workbook(db, content, filename=filename, by=by)
    except MannamError as refused:
        return await page(
            request, "console/import.html", by=by, refused=refused, marked=await _marked(content, by), imported=None
        )
    if imported.warnings:
        return await page(request, "console/import.html", by=by, marked="", imported=imported)
    return _imported(request, imported)


@router.get("/events/{slug}/import")
async def form(request: Request, desk: OrganizerDesk) -> Response:
    """The form for the event's workbook."""
    return await page(request, "console/import.html", desk, marked="", imported=None)


@router.post("/events/{slug}/import")
async def import_workbook(
    request: Request, desk: OrganizerDesk, file: Upload, remove: Annotated[bool, Form()] = False
) -> Response:
    """Bring the workbook in, all of it or nothing; what it no longer has goes only where that was said."""
    content, filename = b"", file.filename or "workbook.xlsx"
    try:
        content = await content_of(file)
        async with attempt(desk.db):
            imported = await importing.import_workbook(
                desk.db, content, filename=filename, event_id=desk.event.id, remove=remove, by=desk.by
            )
    except MannamError as refused:
        marked = await _marked(content, desk.by)
        return await page(request, "console/import.html", desk, refused=refused, marked=marked, imported=None)
    if imported.warnings or imported.changes:
        return await page(request, "console/import.html", desk, marked="", imported=imported)
    return _imported(request, imported)


def _imported(request: Request, imported: importing.Imported) -> Response:
    return redirect(
        request,
        f"/events/{imported.event.slug}",
        "Imported: {suppliers:supplier|suppliers}, {buyers:buyer|buyers}, {solutions:solution|solutions}, "
        "{needs:need|needs}, {requests:request|requests}.",
        suppliers=imported.suppliers,
        buyers=imported.buyers,
        solutions=imported.solutions,
        needs=imported.needs,
        requests=imported.requests,
    )


async def _marked(content: bytes, by: Caller) -> str:
    """The marked workbook as a data address, so that nothing refused has to be kept; empty if it cannot be marked."""
    marked = await importing.marked_apart(content, by=by) if content else None
    return f"data:{XLSX};base64,{base64.b64encode(marked).decode()}" if marked else ""
