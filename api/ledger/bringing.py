"""Bring a workbook of results into the ledger, or read it without any database."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from api.access.may import require
from api.access.nouns import Caller
from api.events import store as events
from api.events.beginning import begin
from api.events.importing import event_of, made_of
from api.events.nouns import Event
from api.ground.constraints import refusals_in_words
from api.ground.db import Connection
from api.ground.errors import Fault, Invalid
from api.ledger import store
from api.ledger.nouns import Entry
from api.ledger.sheets import Results, read_results
from api.ledger.understanding import understood

MOST_TOLD = 200
_SAME = ("kind", "leg", "who", "whom", "tier", "quantity", "amount_said", "held_on", "product", "source")
"""What two records have in common that are the same."""


@dataclass(frozen=True, slots=True)
class Brought:
    """How many records a workbook brought in, and how many of its records were there already."""

    event: Event
    added: int
    there: int


async def bring(db: Connection, content: bytes, *, filename: str, event_id: int | None = None, by: Caller) -> Brought:
    """Add the records of a workbook to its event, which is begun where there is none; what is there already stays one.

    A record that was corrected or taken away since does not come back.

    Parameters
    ----------
    event_id
        The only event that it may be of; None allows any, a new one included, to whoever makes events.

    Raises
    ------
    Invalid
        With every fault and its cell; nothing is written.
    Conflict
        The workbook is of another event.
    """
    require(by, "record", "figure")
    results = await made_of(content, read_results)
    found = await event_of(db, results.event, event_id)
    if found is None:
        found = await begin(db, results.event, results.legs, filename=filename, by=by)
    legs = tuple(leg.code for leg in await events.legs(db, found.id))
    rows = columns_of(replace(results, legs=tuple(leg for leg in results.legs if leg.code in legs)))
    await store.take_turns(db, found.id)
    present = Counter(map(_sameness, map(_columns, await store.ever(db, found.id))))
    new = list[dict[str, object]]()
    for row in rows:
        key = _sameness(row)
        if present[key] > 0:
            present[key] -= 1
        else:
            new.append(row | {"void": False, "why": "", "recorded_by": by.signature})
    async with refusals_in_words(db):
        await store.add(db, found.id, new)
    return Brought(found, len(new), len(rows) - len(new))


def columns_of(results: Results) -> list[dict[str, object]]:
    """Every record as columns.

    Raises
    ------
    Invalid
        With a fault for every cell that cannot be used.
    """
    legs = tuple(leg.code for leg in results.legs)
    rows, faults = list[dict[str, object]](), list[Fault]()
    for at, draft in enumerate(results.drafts):
        try:
            rows.append(understood(draft, legs))
        except Invalid as refused:
            places = results.places[at] if results.places else {}
            faults += [one.at(places.get(one.where[1:], one.where)) for one in refused.faults]
    if faults:
        raise Invalid(
            "The workbook has {n:fault|faults}; nothing was imported.",
            faults[:MOST_TOLD],
            code="workbook-faults",
            n=len(faults),
        )
    return rows


def entries_of(results: Results, filename: str) -> list[Entry]:
    """The records of a workbook as a book that was never in a database, numbered by their rows."""
    now = datetime.now(UTC)
    return [
        Entry(
            **_values(row),
            book="ledger",
            id=number,
            side="",
            counts=True,
            recorded_by=filename,
            recorded_at=now,
        )
        for number, row in enumerate(columns_of(results), 1)
    ]


def _values(row: dict[str, object]) -> Any:
    typed = dict(row)
    for name in ("quantity", "amount", "amount_high", "rate"):
        typed[name] = None if row[name] is None else Decimal(str(row[name]))
    for name in ("rate_on", "held_on"):
        typed[name] = None if row[name] is None else date.fromisoformat(str(row[name]))
    return typed


def _columns(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in _SAME}


def _sameness(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(
        f"{Decimal(str(row[name])).normalize():f}" if name == "quantity" else str(row[name] or "") for name in _SAME
    )
