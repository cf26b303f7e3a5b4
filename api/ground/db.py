"""Connections, typed rows and transactions over asyncpg."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, LiteralString, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

import asyncpg

from api.ground.errors import MannamError

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Row = TypeVar("Row")


async def open_pool(url: str, *, size: int = 30) -> Pool:
    """A pool of connections that read and write ``jsonb`` as Python values.

    A request keeps its connection while its file is read or its paper drawn: there are more of them than places in the
    lanes of `api.ground.apart`, so that those who only read never wait for one.
    """
    return await asyncpg.create_pool(
        url, min_size=1, max_size=size, init=_prepare, reset=_given_back, command_timeout=60
    )


async def connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    """One connection outside any pool, prepared in the same way."""
    connection = await asyncpg.connect(url)
    await _prepare(connection)
    return connection


async def _prepare(connection: Connection) -> None:
    await connection.set_type_codec("jsonb", encoder=_dumps, decoder=json.loads, schema="pg_catalog")


async def _given_back(_connection: object) -> None:
    """Nothing: we set what we set, lock what we lock and make what we make for one transaction, which the driver ends."""


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ConnectionError,
    TimeoutError,
)
"""What a database looks like that went away, or is not back yet."""


class CommitLost(MannamError):
    """The connection was lost while the transaction was being committed: nobody here knows whether it was."""

    status = 503
    title = "Not known"

    def __init__(self) -> None:
        super().__init__(
            "The connection to the database was lost at the last step: it is not known whether this was done. "
            "Look before you try again.",
            code="not-known-whether-done",
        )


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncGenerator[Connection]:
    """A connection inside one transaction: committed at the end, rolled back by an exception.

    Only the edges (a request, a job, a command) open one.

    Raises
    ------
    CommitLost
        The connection was lost while it was being committed.
    """
    async with pool.acquire() as connection:
        work = connection.transaction()
        await work.start()
        try:
            yield connection
        except BaseException:
            with suppress(*LOST):  # a lost transaction is rolled back by the server
                await work.rollback()
            raise
        try:
            await work.commit()
        except LOST as error:
            raise CommitLost from error


async def fetch(db: Connection, row: type[Row], sql: LiteralString, *args: object) -> list[Row]:
    """Rows of a statement as dataclasses; the columns carry the names of the fields.

    A field that is a dataclass itself (``supplier: Party``) takes the columns that begin with its name
    (``supplier_code``, ``supplier_ko``); a tuple of dataclasses takes a JSON array of objects.
    """
    return as_rows(row, await db.fetch(sql, *args))


async def fetch_one(db: Connection, row: type[Row], sql: LiteralString, *args: object) -> Row | None:
    """The first row as a dataclass, or None."""
    record = await db.fetchrow(sql, *args)
    return None if record is None else _as(row, record)


def as_rows(row: type[Row], records: Sequence[Any]) -> list[Row]:
    """Records of the driver as dataclasses, as `fetch` gives them."""
    return [_as(row, record) for record in records]


def _as(row: type[Row], record: Any, prefix: str = "") -> Row:
    values = {name: _value(noun, kind, record, prefix + name) for name, noun, kind in _kinds(row)}
    return row(**values)


def _value(noun: type[Any] | None, kind: str, record: Any, column: str) -> Any:
    if noun is not None and kind != "tuple":
        first = _kinds(noun)[0][0]
        missing = kind == "optional" and record[f"{column}_{first}"] is None
        return None if missing else _as(noun, record, f"{column}_")
    value = record[column]
    if not isinstance(value, list):
        return value
    return tuple(value) if noun is None else tuple(noun(**one) for one in value)


@cache
def _noun(kind: Any) -> tuple[type[Any] | None, tuple[Any, ...]]:
    """The dataclass in a kind of field (``Party``, ``Party | None``, ``tuple[Organizer, ...]``), and what else it is."""
    first, *others = get_args(kind) or (kind,)
    return (first if isinstance(first, type) and is_dataclass(first) else None), tuple(others)


@cache
def _kinds(row: type[Any]) -> list[tuple[str, type[Any] | None, str]]:
    """Every field with the dataclass in it, and whether it is a tuple of them, optional, or one."""
    hints = get_type_hints(row)
    found: list[tuple[str, type[Any] | None, str]] = []
    for field in fields(row):
        hint = hints[field.name]
        noun, others = _noun(hint)
        kind = "tuple" if get_origin(hint) is tuple else "optional" if NoneType in others else "one"
        found.append((field.name, noun, kind))
    return found
