"""Figures on pages: the table, the passport of each number, records and their corrections, rates, snapshots."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response, UploadFile

from api.figures import reading, snapshots
from api.figures.nouns import Number, Unit
from api.figures.showing import UNITS, amount, growth, shown
from api.ground import labels
from api.ground.errors import MannamError
from api.ground.lengths import Code, Line, Prose
from api.ledger import bringing, keeping
from api.ledger.nouns import LEDGER_KINDS, RecordFields
from api.outcomes.understanding import TIERS
from api.pages.frame import attempt, language_of, page, redirect
from api.papers import figuring
from api.papers.figures_xlsx import definitions, rules
from api.web.desk import Desk, OrganizerDesk
from api.web.downloading import attachment
from api.web.files import XLSX, content_of
from api.web.forms import form
from api.web.printing import Printer, printer

router = APIRouter(prefix="/events/{slug}")
MOST_SHOWN = 500
"""Records of a passport that a page shows; the XLSX has all."""


@router.get("/figures")
async def figures(
    request: Request, desk: OrganizerDesk, unit: Unit = "eok", base: Annotated[str | None, Query(max_length=64)] = None
) -> Response:
    """Every figure, at every leg."""
    return await _figures(request, desk, unit, base)


@router.get("/figures.xlsx")
async def figures_xlsx(
    request: Request,
    desk: OrganizerDesk,
    press: Annotated[Printer, Depends(printer)],
    unit: Unit = "eok",
    base: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    """The same as XLSX, with every record."""
    content = await press.drawn(figuring.figures_xlsx, desk.event, unit, language_of(request), base, by=desk.by)
    return Response(content, media_type=XLSX, headers=attachment(f"{desk.event.slug}-figures.xlsx"))


@router.post("/figures/records")
async def bring(request: Request, desk: OrganizerDesk, file: UploadFile) -> Response:
    """Bring in a workbook of results."""
    try:
        async with attempt(desk.db):
            found = await bringing.bring(
                desk.db,
                await content_of(file),
                filename=file.filename or "results.xlsx",
                event_id=desk.event.id,
                by=desk.by,
            )
    except MannamError as refused:
        return await _figures(request, desk, "eok", None, refused)
    said = "{n:record|records} came in; {there} were there already."
    return redirect(request, _base(desk), said, n=found.added, there=found.there)


@router.post("/figures/rates")
async def state_rate(
    request: Request,
    desk: OrganizerDesk,
    currency: Annotated[Code, Form()] = "",
    rate: Annotated[Code, Form()] = "",
    rate_on: Annotated[Code, Form()] = "",
    source: Annotated[Line, Form()] = "",
) -> Response:
    """State a rate."""
    try:
        async with attempt(desk.db):
            await keeping.state_rate(desk.db, desk.event.id, currency, rate, rate_on, source, by=desk.by)
    except MannamError as refused:
        return await _figures(request, desk, "eok", None, refused)
    return redirect(request, _base(desk), "Kept. Every number follows it from now on.")


@router.post("/figures/snapshots")
async def take(
    request: Request, desk: OrganizerDesk, state: Annotated[Code, Form()] = "", why: Annotated[Prose, Form()] = ""
) -> Response:
    """Keep the figures of now."""
    try:
        async with attempt(desk.db):
            await snapshots.take(desk.db, desk.event, state, why, by=desk.by)
    except MannamError as refused:
        return await _figures(request, desk, "eok", None, refused)
    return redirect(request, _base(desk), "Kept. They can be derived again from the records of this moment.")


@router.get("/figures/records/{entry_id}")
async def record(request: Request, desk: OrganizerDesk, entry_id: int) -> Response:
    """A record of the ledger with what it corrected, and the form that corrects it."""
    return await _record(request, desk, entry_id)


@router.post("/figures/records/{entry_id}")
async def correct(
    request: Request,
    desk: OrganizerDesk,
    entry_id: int,
    draft: Annotated[RecordFields, Depends(form(RecordFields))],
    why: Annotated[Prose, Form()] = "",
    void: Annotated[bool, Form()] = False,
) -> Response:
    """Correct a record by a new one, or take it away."""
    try:
        async with attempt(desk.db):
            await keeping.correct(desk.db, desk.event.id, entry_id, draft, why=why, void=void, by=desk.by)
    except MannamError as refused:
        return await _record(request, desk, entry_id, draft, why, refused)
    return redirect(request, _base(desk), "Corrected. The earlier entry stays readable.")


@router.get("/figures/snapshots/{snapshot_id}")
async def snapshot(request: Request, desk: OrganizerDesk, snapshot_id: int, unit: Unit = "eok") -> Response:
    """Figures as they were given out, derived again from the records of then."""
    kept = await snapshots.snapshot(desk.db, desk.event.id, snapshot_id, by=desk.by)
    unlike = await snapshots.unlike(desk.db, desk.event, kept, by=desk.by)
    found = await reading.sheet(desk.db, desk.event, as_of=kept.as_of, by=desk.by)
    found = replace(found, rows=tuple(row for row in found.rows if found.numbers[row.main, ""].of.kept))
    return await _table(request, desk, found, unit, kept=kept, unlike=unlike)


@router.get("/figures/{key}")
async def passport(
    request: Request,
    desk: OrganizerDesk,
    key: str,
    leg: Annotated[str, Query(max_length=64)] = "",
    unit: Unit = "eok",
    snapshot: int | None = None,
) -> Response:
    """What stands behind a number: its definition, its records, who recorded them and when, and other sources."""
    kept = await snapshots.snapshot(desk.db, desk.event.id, snapshot, by=desk.by) if snapshot else None
    found = await reading.sheet(desk.db, desk.event, as_of=kept.as_of if kept else None, by=desk.by)
    number = reading.passport(found, key, leg)
    language = language_of(request)
    return await page(
        request,
        "console/passport.html",
        desk,
        number=number,
        found=found,
        kept=kept,
        unit=unit,
        shown=shown(found, number, unit, language),
        more=amount(found, number.more, unit, language) if number.more else "",
        grown=growth(found.growth(key, leg)) if leg else "",
        rules=rules(found, language),
        entries=number.entries[:MOST_SHOWN],
        digits=partial(labels.number, language),
    )


async def _figures(
    request: Request, desk: Desk, unit: Unit, base: str | None, refused: MannamError | None = None
) -> Response:
    found = await reading.sheet(desk.db, desk.event, base=base, by=desk.by)
    return await _table(request, desk, found, unit, refused=refused)


async def _table(
    request: Request,
    desk: Desk,
    found: reading.Sheet,
    unit: Unit,
    *,
    kept: snapshots.Snapshot | None = None,
    unlike: dict[str, tuple[str, str]] | None = None,
    refused: MannamError | None = None,
) -> Response:
    language = language_of(request)

    def cell(number: Number) -> str:
        return shown(found, number, unit, language)

    return await page(
        request,
        "console/figures.html",
        desk,
        refused=refused,
        found=found,
        kept=kept,
        unlike=[f"{key}: {was or '–'} → {now or '–'}" for key, (was, now) in (unlike or {}).items()],
        unit=unit,
        units=[one for one in UNITS if one != "usd" or found.dollars()],
        cell=cell,
        grown=growth,
        rules=rules(found, language),
        definitions=definitions(found, language),
        snapshots=await snapshots.snapshots(desk.db, desk.event.id, by=desk.by),
        states=snapshots.STATES,
    )


async def _record(
    request: Request,
    desk: Desk,
    entry_id: int,
    draft: RecordFields | None = None,
    why: str = "",
    refused: MannamError | None = None,
) -> Response:
    found = await keeping.record(desk.db, desk.event.id, entry_id, by=desk.by)
    return await page(
        request,
        "console/ledger_record.html",
        desk,
        refused=refused,
        entry=found,
        chain=await keeping.history(desk.db, desk.event.id, entry_id, by=desk.by),
        draft=draft or keeping.as_typed(found),
        why=why,
        kinds=LEDGER_KINDS,
        tiers=TIERS,
    )


def _base(desk: Desk) -> str:
    return f"/events/{desk.event.slug}/figures"
