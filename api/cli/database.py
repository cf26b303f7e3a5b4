"""Run one piece of work in one transaction of the settings' database."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from api.audit.acting import acting
from api.ground.db import Connection, connect
from api.ground.migrating import migrate
from api.ground.postgres import database
from api.ground.settings import Settings

Value = TypeVar("Value")


async def in_database(settings: Settings, do: Callable[[Connection], Awaitable[Value]]) -> Value:
    """What ``do`` gives, committed; the embedded server runs as long as it takes."""
    with database(settings) as url:
        db = await connect(url)
        try:
            await migrate(db)
            async with db.transaction():
                await acting(db, name="terminal", role="operator")
                return await do(db)
        finally:
            await asyncio.wait_for(db.close(), 10)
