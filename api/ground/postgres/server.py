"""A database for as long as somebody uses it."""

import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from api.ground.postgres import cluster
from api.ground.postgres.place import Place, place
from api.ground.settings import PROJECT, Settings

log = logging.getLogger("mannam.postgres")
LOOK_SECONDS = 1.0
"""How often a user looks after the guard."""
GUARDS_TRIED = 8
"""Guards that may end without a server before the reason is told instead of tried again."""


@contextmanager
def database(settings: Settings) -> Generator[str]:
    """The address of the PostgreSQL to use; the embedded one runs at least as long as the context.

    Raises
    ------
    ValueError
        The embedded server did not start; the text quotes the end of its log.
    """
    if settings.database_url:
        yield settings.database_url
        return
    with embedded(settings.data) as url:
        yield url


@contextmanager
def embedded(data: Path) -> Generator[str]:
    """The embedded server of a data folder, started if no other process runs it."""
    where = place(data)
    with (where.home / "users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a guard stops the server
        _ready(where, data)
        with _guarding(where, data):
            yield cluster.url(where, "postgres")


@contextmanager
def _guarding(where: Place, data: Path) -> Generator[None]:
    """Every user sees to it that there is a guard: one that was killed is replaced, and none is missing at the end."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(LOOK_SECONDS):
            _see_to_guard(where, data)

    watching = threading.Thread(target=watch, daemon=True, name="guarding")
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
        _see_to_guard(where, data)


def _see_to_guard(where: Place, data: Path) -> None:
    try:
        if not _guarded(where):
            log.warning("the guard of the embedded PostgreSQL was gone: starting another")
            _guard(data)
    except (OSError, subprocess.CalledProcessError) as error:  # full disk, no process left: the next look may succeed
        log.warning("no guard for the embedded PostgreSQL: %s", error)


def _ready(where: Place, data: Path) -> None:
    end = time.monotonic() + cluster.PATIENCE_SECONDS
    guards = 1
    _guard(data)
    while not cluster.answers(where):
        if time.monotonic() > end or guards > GUARDS_TRIED:
            raise ValueError(
                f"the embedded PostgreSQL did not start:\n{_end(where.log)}{_end(where.home / 'guard.log')}"
            )
        if not _guarded(where):
            guards += 1
            _guard(data)
        time.sleep(0.2)


def _guard(data: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "api.ground.postgres.guard", str(data)],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=PROJECT,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )


def _guarded(where: Place) -> bool:
    with (where.home / "guard.lock").open("a") as guard:
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _end(log: Path) -> str:
    try:
        return log.read_text(errors="replace")[-1000:]
    except OSError:
        return ""
