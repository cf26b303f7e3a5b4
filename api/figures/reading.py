"""Read figures: the table of an event as of a moment, one number with its passport, and whether it is still what it was."""

from collections.abc import Sequence
from datetime import UTC, datetime

from api.access.may import require
from api.access.nouns import Caller
from api.events import store as events
from api.events.nouns import Event, Leg
from api.figures.counting import numbers
from api.figures.defining import DEFINITIONS, ROWS
from api.figures.nouns import Number, Row, Sheet
from api.ground.db import Connection
from api.ground.errors import NotFound
from api.ledger import store as ledger
from api.ledger.nouns import Entry, Rate


async def sheet(
    db: Connection, event: Event, *, base: str | None = None, as_of: datetime | None = None, by: Caller
) -> Sheet:
    """Every figure of an event as of a moment, which is now where none is given.

    Parameters
    ----------
    base
        The leg with which the others are compared. None: the first, where legs are editions of different years; an
        empty text: none.

    Raises
    ------
    NotFound
        The event has no leg of that code.
    """
    require(by, "read", "figure")
    moment = as_of or datetime.now(UTC)
    legs = await events.legs(db, event.id)
    book, rates = await ledger.book(db, event.id, moment), await ledger.rates(db, event.id, moment)
    return sheet_of(event, legs, book, rates, base=base, as_of=moment)


def sheet_of(
    event: Event,
    legs: Sequence[Leg],
    book: Sequence[Entry],
    rates: Sequence[Rate],
    *,
    base: str | None,
    as_of: datetime,
) -> Sheet:
    """The table of an event whose records are known."""
    ordered = tuple(sorted(legs, key=lambda leg: (leg.starts_on, leg.code)))
    if base and base not in {leg.code for leg in legs}:
        raise NotFound("The event has no leg '{leg}'.", code="no-such-leg", leg=base)
    if base is None:
        base = ordered[0].code if len({leg.starts_on.year for leg in legs}) > 1 else ""
    found = numbers(event, ordered, book, rates)
    codes = [*(leg.code for leg in ordered), ""]

    def shown(key: str) -> bool:
        return any(found[key, leg].shown for leg in codes)

    rows = tuple(
        Row(row.main, tuple(filter(shown, row.beside))) for row in ROWS if any(map(shown, (row.main, *row.beside)))
    )
    return Sheet(event, ordered, rows, found, tuple(rates), base, as_of)


def passport(found: Sheet, key: str, leg: str) -> Number:
    """One number of a table with everything behind it.

    Raises
    ------
    NotFound
        There is no such figure, or no such leg.
    """
    if key not in DEFINITIONS or (key, leg) not in found.numbers:
        raise NotFound("There is no figure '{key}' here.", code="no-such-figure", key=key)
    return found.numbers[key, leg]
