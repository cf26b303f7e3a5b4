"""The process that keeps one embedded server running while anybody uses it, and stops it after the last.

Every user of the server holds a shared lock on a file; the kernel gives a lock back however its holder ends, kill -9
included. Users start a guard where none holds its own lock. The guard restarts a server that died, and stops the server
and itself once it can have the users' lock alone.
Run as ``python -m api.ground.postgres.guard DATA_FOLDER``: returns at once, the guard goes on in the background.
"""

import contextlib
import fcntl
import os
import sys
import time
from pathlib import Path
from typing import IO

from api.ground.postgres import cluster
from api.ground.postgres.place import Place, place

HEARTBEAT_SECONDS = 0.2
QUICK_DEATHS_ALLOWED = 5


def keep(where: Place) -> None:
    """Keep the server running until nobody uses it any more."""
    with (where.home / "guard.lock").open("w") as guard, (where.home / "users.lock").open("a") as users:
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        starts: list[float] = []
        while not _alone(users):
            _reap()
            if cluster.server_pid(where) is None:
                now = time.monotonic()
                starts = [moment for moment in starts if now - moment < 10] + [now]
                if len(starts) > QUICK_DEATHS_ALLOWED:
                    return
                cluster.initialise(where)
                cluster.start(where)
                _wait(where)
            time.sleep(HEARTBEAT_SECONDS)
        cluster.stop(where)


def _alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(where: Place) -> None:
    end = time.monotonic() + cluster.PATIENCE_SECONDS
    while time.monotonic() < end and not cluster.answers(where):
        time.sleep(0.1)
        _reap()
        if time.monotonic() > end - cluster.PATIENCE_SECONDS + 2 and cluster.server_pid(where) is None:
            return


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def main(data: Path) -> None:
    """Detach from the caller and keep the server of a data folder."""
    where = place(data)
    if os.fork():
        return
    with (where.home / "guard.log").open("a") as log:
        os.dup2(log.fileno(), 2)
    keep(where)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
