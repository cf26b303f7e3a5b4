"""The statements that reach the database, as the driver sees them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from contextvars import ContextVar

from asyncpg.connection import LoggedQuery

from api.ground.db import Pool, open_pool

CONNECTIONS = 3
_caught: "ContextVar[list[LoggedQuery] | None]" = ContextVar("caught", default=None)


@asynccontextmanager
async def watched_pool(url: str) -> AsyncIterator[Pool]:
    """A pool whose every connection tells `catching` what it executes."""
    pool = await open_pool(url, size=CONNECTIONS)
    async with AsyncExitStack() as held:  # all at once, so that none is opened later and unwatched
        for _ in range(CONNECTIONS):
            connection = await held.enter_async_context(pool.acquire())
            connection.add_query_logger(_log)
    try:
        yield pool
    finally:
        await pool.close()


@contextmanager
def catching() -> Iterator[list[LoggedQuery]]:
    """What is executed on behalf of the caller, and nothing that goes on beside it, in order.

    The driver tells of a statement at the event loop's next turn: give it one before the list is read.
    """
    caught: list[LoggedQuery] = []
    token = _caught.set(caught)
    try:
        yield caught
    finally:
        _caught.reset(token)


def _log(query: LoggedQuery) -> None:
    caught = _caught.get()
    if caught is not None:
        caught.append(query)
