"""The running service: HTTP and, in the same process if wanted, a worker."""

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from api.access import keys
from api.app import create_app, kinds
from api.ground import apart
from api.ground.db import Pool, open_pool, transaction
from api.ground.logs import write_discreetly
from api.ground.migrating import migrate
from api.ground.settings import Settings
from api.jobs.worker import Worker
from api.web.connections import SERVER, PatientConnection


@asynccontextmanager
async def ready_pool(settings: Settings) -> AsyncGenerator[Pool]:
    """A pool of connections to the settings' database, brought to the newest structure."""
    assert settings.database_url
    write_discreetly()
    pool = await open_pool(settings.database_url)
    try:
        async with pool.acquire() as db:
            await migrate(db)
        yield pool
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(pool.close(), 10)


async def serve(settings: Settings, *, worker: bool, tell: Callable[[str], None]) -> None:
    """Serve until stopped; tells the address and an operator's sign-in link."""
    async with ready_pool(settings) as pool:
        async with transaction(pool) as db:
            token = await keys.make_key(db, "operator", label="operator, from the terminal")

        def ready() -> None:
            tell(f"Mannam runs at {settings.base_url}")
            tell(f"Operator's sign-in link: {keys.sign_in_link(settings, token)}")
            tell("Stop it with Ctrl+C.")

        await run(settings, pool, worker=worker, ready=ready)


async def run(settings: Settings, pool: Pool, *, worker: bool, ready: Callable[[], None]) -> None:
    """Serve HTTP, with a worker beside it if wanted, until a signal comes; a build in hand keeps its best then.

    ``ready`` is called once connections are taken.
    """
    server = _Server(
        uvicorn.Config(
            create_app(settings, pool),
            settings.host,
            settings.port,
            http=PatientConnection,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=3,
            **SERVER,
        ),
        ready,
    )
    hands = Worker(pool, kinds(settings))
    working = asyncio.create_task(hands.run()) if worker else None
    threading.Thread(target=apart.warm, daemon=True, name="warming").start()

    def close() -> None:
        server.should_exit = True
        hands.close()

    _on_signals(close)
    try:
        await server.serve()
    finally:
        hands.close()
        if working is not None:
            await working


async def work(settings: Settings) -> None:
    """Do jobs until a signal comes; a build in hand keeps its best then."""
    async with ready_pool(settings) as pool:
        hands = Worker(pool, kinds(settings))
        _on_signals(hands.close)
        await hands.run()


class _Server(uvicorn.Server):
    """A server that leaves signals to us: it would end the process by them before the worker has saved."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _on_signals(do: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, do)
