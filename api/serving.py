"""The running service: HTTP and, in a process beside it if wanted, a worker.

The worker has a process of its own because reading an event of thousands, solving it and storing the answer take the
interpreter for seconds at a time: in one process with the service every request would wait for them.
"""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from api.access import keys
from api.access.nouns import TERMINAL
from api.app import FORKED, create_app, kinds
from api.audit.acting import acting
from api.ground import apart
from api.ground.db import Pool, open_pool, transaction
from api.ground.logs import write_discreetly
from api.ground.migrating import migrate
from api.ground.settings import PREFIX, PROJECT, Settings, read_settings
from api.jobs.worker import Worker
from api.web.connections import SERVER, PatientConnection

AGAIN_SECONDS = 1.0
"""How long it waits before it starts another worker."""
log = logging.getLogger("mannam.serving")


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
    """Serve until stopped; tells the address and an operator's sign-in link, which is good until the next start."""
    async with ready_pool(settings) as pool:
        async with transaction(pool) as db:
            await acting(db, name=TERMINAL.signature, role=TERMINAL.role)
            token = await keys.make_terminal_pass(db, made_by=TERMINAL.signature)

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
    hands = Beside(settings)
    working = asyncio.create_task(hands.run()) if worker else None
    _warm()

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


async def work(settings: Settings, *, beside: bool = False) -> None:
    """Do jobs until a signal comes; a build in hand keeps its best then.

    ``beside`` a service it also ends with that: its standard input is a pipe that closes however the service ends.
    """
    _warm()
    async with ready_pool(settings) as pool:
        hands = [Worker(pool, lane) for lane in kinds(settings).lanes()]

        def close() -> None:
            for one in hands:
                one.close()

        _on_signals(close)
        if beside:
            _at_end_of_input(close)
        await asyncio.gather(*(one.run() for one in hands))


def _warm() -> None:
    """Let the first who needs a process apart find its server ready."""
    apart.preload(FORKED)
    threading.Thread(target=apart.warm, daemon=True, name="warming").start()


def work_beside() -> None:
    """What `Beside` runs in its process."""
    apart.stand_back()
    asyncio.run(work(read_settings(), beside=True))


class Beside:
    """A worker in a process beside this one, started again when it ends unasked; `run` returns after `close`."""

    def __init__(self, settings: Settings) -> None:
        given = settings.model_dump(exclude={"host", "port"}, exclude_none=True)
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(PROJECT),
            **{f"{PREFIX}{name.upper()}": str(value) for name, value in given.items()},
        }
        self._closing = asyncio.Event()

    def close(self) -> None:
        """Let the worker finish the job in hand early, keeping its best, and end."""
        self._closing.set()

    async def run(self) -> None:
        """Keep a worker until closed."""
        while not self._closing.is_set():
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from api.serving import work_beside; work_beside()"),
                env=self._environment,
                stdin=subprocess.PIPE,
                start_new_session=True,  # Ctrl+C is for the service, which asks its worker to end
            )
            ended, closing = asyncio.create_task(process.wait()), asyncio.create_task(self._closing.wait())
            await asyncio.wait((ended, closing), return_when=asyncio.FIRST_COMPLETED)
            if self._closing.is_set():
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
                await ended
                return
            closing.cancel()
            log.error("the worker ended with %s: starting another", process.returncode)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), AGAIN_SECONDS)


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


def _at_end_of_input(do: Callable[[], None]) -> None:
    loop, stdin = asyncio.get_running_loop(), sys.stdin.fileno()

    def readable() -> None:
        if not os.read(stdin, 1024):
            loop.remove_reader(stdin)
            do()

    loop.add_reader(stdin, readable)


def _on_signals(do: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, do)
