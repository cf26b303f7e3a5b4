"""Long lists in portions: each begins after the last of the one before, whatever was added or removed meanwhile.

A cursor holds the values by which a list is ordered, of the last item that was given. So what is inserted before that place
moves nothing, and no item comes twice or is left out, as long as its own values stay.
"""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, TypeVar

import asyncpg

from api.ground.db import Connection, as_rows
from api.ground.errors import Fault, Invalid

Row = TypeVar("Row")
Other = TypeVar("Other")
_PLACES: tuple[LiteralString, ...] = ("$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12")


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of a list is asked for: at most so many items, all where that is None, after the cursor."""

    limit: int | None = None
    cursor: str = ""


ALL = Span()


class Portion(list[Row]):
    """A part of a list, and the cursor of the part after it; none at the end."""

    next: str | None = None

    @classmethod
    def of(cls, items: Iterable[Row], after: str | None) -> "Portion[Row]":
        """A part made of items."""
        made = cls(items)
        made.next = after
        return made

    def each(self, change: Callable[[Row], Other]) -> "Portion[Other]":
        """The same part with every item changed."""
        return Portion.of(map(change, self), self.next)


def cut(items: Sequence[Row], span: Span) -> Portion[Row]:
    """A part of a list that is computed and stays as it is while what it is computed from does."""
    start = int(_values(span.cursor, 1)[0]) if span.cursor else 0
    end = len(items) if span.limit is None else start + span.limit
    return Portion.of(items[start:end], _cursor([end]) if end < len(items) else None)


async def fetch_portion(
    db: Connection, row: type[Row], sql: LiteralString, order: LiteralString, span: Span, *args: object
) -> Portion[Row]:
    """A part of the rows of a statement as dataclasses.

    Parameters
    ----------
    order
        Columns of the statement by which it is ordered, together unique: name or expression without a space, type, and
        ``asc`` or ``desc``, say ``updated_at timestamptz desc, id bigint desc``.
    """
    keys = [tuple(part.split()) for part in order.split(", ")]
    by: LiteralString = ", ".join([f"{name} {way}" for name, _, way in keys])
    if span.limit is None:
        records = await db.fetch(f"select * from ({sql}) listed order by {by}", *args)  # noqa: S608
        return Portion(as_rows(row, records))
    names: LiteralString = ", ".join([name for name, _, _ in keys])
    after = _values(span.cursor, len(keys)) if span.cursor else []
    condition = _after(keys, len(args)) if after else "true"
    limit = _PLACES[len(args) + len(after)]
    try:
        records = await db.fetch(
            f"select *, jsonb_build_array({names}) listed_at from ({sql}) listed where {condition} "  # noqa: S608
            f"order by {by} limit {limit}::bigint",
            *args,
            *after,
            span.limit + 1,
        )
    except asyncpg.DataError as error:
        raise _unusable() from error
    more = len(records) > span.limit
    records = records[: span.limit]
    return Portion.of(as_rows(row, records), _cursor(records[-1]["listed_at"]) if more else None)


def _after(keys: Sequence[tuple[LiteralString, ...]], given: int) -> LiteralString:
    """The condition of what comes after the values of a cursor, which are the parameters after the ``given`` first."""
    condition: LiteralString = "false"
    for at, (name, kind, way) in reversed(list(enumerate(keys))):
        value: LiteralString = f"{_PLACES[given + at]}::text::{kind}"
        sign: LiteralString = "<" if way == "desc" else ">"
        condition = f"({name} {sign} {value} or {name} = {value} and {condition})"
    return condition


def _cursor(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _values(cursor: str, size: int) -> list[str]:
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [one if isinstance(one, str) else json.dumps(one) for one in found]
    except (ValueError, TypeError) as error:
        raise _unusable() from error
    if len(values) != size or "\0" in "".join(values) or (size == 1 and not values[0].isdecimal()):
        raise _unusable()
    return values


def _unusable() -> Invalid:
    fault = Fault("/cursor", "This is no cursor of this list.", "Take it from the portion before, or leave it out.")
    return Invalid("The request cannot be used: look at the faults.", [fault])
