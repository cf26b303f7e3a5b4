"""Run one piece of work in one transaction of the settings' database, in the name of whoever sits at the terminal."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from api.access.nouns import TERMINAL, Caller
from api.audit.acting import acting
from api.events import finding
from api.ground.db import Connection, connect
from api.ground.migrating import migrate
from api.ground.postgres import database
from api.ground.settings import read_settings

Value = TypeVar("Value")


def in_database(do: Callable[[Connection], Awaitable[Value]]) -> Value:
    """What ``do`` gives, committed; the embedded server runs as long as it takes."""
    return asyncio.run(_committed(do))


def in_event(event: str, do: Callable[[Connection, int, Caller], Awaitable[Value]]) -> Value:
    """What ``do`` gives for the event of a name, committed."""

    async def found(db: Connection) -> Value:
        return await do(db, (await finding.event(db, event, by=TERMINAL)).id, TERMINAL)

    return in_database(found)


async def _committed(do: Callable[[Connection], Awaitable[Value]]) -> Value:
    with database(read_settings()) as url:
        db = await connect(url)
        try:
            await migrate(db)
            async with db.transaction():
                await acting(db, name=TERMINAL.signature, role=TERMINAL.role)
                return await do(db)
        finally:
            await asyncio.wait_for(db.close(), 10)
