"""Figures with their passports, the ledger that they are counted from, and snapshots of them."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from api.figures import nouns, reading, snapshots
from api.figures.nouns import Number, Sheet, State
from api.ground.lengths import Code, Line, Prose
from api.ground.portions import cut
from api.ledger import keeping
from api.ledger import nouns as ledger
from api.ledger.nouns import RecordFields
from api.web.desk import OrganizerDesk
from api.web.idempotency import Answering
from api.web.paging import Listed
from api.web.shapes import Body, Page, Shape, said

router = APIRouter(prefix="/events/{slug}", tags=["figures"], route_class=Answering)

Entry = said(ledger.Entry, "A record of a book that a figure may count.")
Snapshot = said(nouns.Snapshot, "Numbers as they were given out; they can be derived again from the records of then.")


@dataclass(frozen=True, slots=True)
class Told:
    """A number of a figure at a leg, or at all legs where that is null, as a program reads it."""

    key: str
    leg: str | None
    number: Decimal
    unit: str
    more: Decimal
    apart: dict[str, str]
    records: int
    left_out: int
    growth: Decimal | None
    says_ko: str
    says_en: str
    sources: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


Figure = said(Told, "A figure: its number, what it counts, and what other sources say of it.")


class Correction(Body):
    """A correction of a record: what it says from now on, why, and whether it is taken away."""

    record: RecordFields
    why: Annotated[Prose, Field(min_length=1)]
    void: bool = False


class StatedRate(Body):
    """How many won one unit of a currency is."""

    currency: Annotated[Code, Field(examples=["USD"])]
    rate: Annotated[Code, Field(examples=["1,350.5"])]
    rate_on: Annotated[Code, Field(examples=["2022-09-01"])]
    source: Annotated[Line, Field(examples=["하나은행 매매기준율"])]


class NewSnapshot(Body):
    """Figures that are given out."""

    state: State
    why: Prose = ""


class Made(Shape):
    """The number of what was made."""

    id: int


@router.get("/figures", operation_id="listFigures", response_model=Page[Figure])
async def list_figures(desk: OrganizerDesk, listed: Listed, base: str | None = None) -> object:
    """Every figure at every leg, and at all of them together (``leg`` null), as of now."""
    found = await reading.sheet(desk.db, desk.event, base=base, by=desk.by)
    told = [_told(found, number) for number in found.numbers.values() if number.shown]
    return listed.page(cut(told, listed.span))


@router.get("/figures/{key}/records", operation_id="listFigureRecords", response_model=Page[Entry])
async def list_records(desk: OrganizerDesk, listed: Listed, key: str, leg: str = "") -> object:
    """The records that a number counts, at a leg or at all."""
    found = await reading.sheet(desk.db, desk.event, by=desk.by)
    return listed.page(cut(reading.passport(found, key, leg).entries, listed.span))


@router.post("/ledger", operation_id="addRecord", status_code=201, response_model=Made)
async def add(desk: OrganizerDesk, said: RecordFields) -> object:
    """Add a record to the ledger; amounts are typed as people write them, ranges too."""
    return {"id": (await keeping.add(desk.db, desk.event.id, [said], by=desk.by))[0]}


@router.post("/ledger/{entry_id}/correct", operation_id="correctRecord", status_code=201, response_model=Made)
async def correct(desk: OrganizerDesk, entry_id: int, said: Correction) -> object:
    """Add a record that replaces an earlier one, or takes it away (``void``), and says why."""
    return {
        "id": await keeping.correct(
            desk.db, desk.event.id, entry_id, said.record, why=said.why, void=said.void, by=desk.by
        )
    }


@router.post("/rates", operation_id="stateRate", status_code=204)
async def state_rate(desk: OrganizerDesk, said: StatedRate) -> None:
    """State how many won one unit of a currency is, for records that hold no rate of their own."""
    await keeping.state_rate(desk.db, desk.event.id, said.currency, said.rate, said.rate_on, said.source, by=desk.by)


@router.get("/snapshots", operation_id="listSnapshots", response_model=Page[Snapshot])
async def list_snapshots(desk: OrganizerDesk, listed: Listed) -> object:
    """Figures as they were given out, the newest first."""
    return listed.page(cut(await snapshots.snapshots(desk.db, desk.event.id, by=desk.by), listed.span))


@router.post("/snapshots", operation_id="takeSnapshot", status_code=201, response_model=Snapshot)
async def take(desk: OrganizerDesk, said: NewSnapshot) -> object:
    """Keep the figures of now as provisional, final or corrected ones."""
    return await snapshots.take(desk.db, desk.event, said.state, said.why, by=desk.by)


def _told(found: Sheet, number: Number) -> Told:
    of = number.of
    return Told(
        key=of.key,
        leg=number.leg or None,
        number=number.value,
        unit="KRW" if of.measure == "won" else of.unit,
        more=number.more,
        apart={currency: f"{amount:f}" for currency, amount in number.apart.items()},
        records=len(number.entries),
        left_out=len(number.left),
        growth=found.growth(of.key, number.leg) if number.leg else None,
        says_ko=of.says.said("ko"),
        says_en=of.says.said("en"),
        sources=[
            {"said": figure.said, "source": figure.source, "note": figure.note, "agrees": agrees}
            for figure, agrees in number.said
        ],
    )
