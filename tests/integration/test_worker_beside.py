"""The worker beside a service: a process of its own that is started again when it dies and never outlives the service."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from api.ground.settings import PROJECT, Settings
from api.serving import Beside

SERVICE = """
import asyncio
from api.ground.settings import read_settings
from api.serving import Beside
asyncio.run(Beside(read_settings()).run())
"""


def children(pid: int) -> list[int]:
    """Processes that a process started and that still run."""
    found = [int(child) for one in Path(f"/proc/{pid}/task").iterdir() for child in _read(one / "children").split()]
    return [child for child in found if "work_beside" in _read(Path(f"/proc/{child}/cmdline"))]


def _read(file: Path) -> str:
    """What a file of a process or thread holds; nothing once that has ended."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def eventually(true: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


async def test_a_worker_that_was_killed_is_followed_by_another_until_the_service_ends(settings: Settings) -> None:
    beside = Beside(settings)
    running = asyncio.create_task(beside.run())
    assert await asyncio.to_thread(eventually, lambda: bool(children(os.getpid())))
    (first,) = children(os.getpid())
    os.kill(first, signal.SIGKILL)
    assert await asyncio.to_thread(eventually, lambda: bool(set(children(os.getpid())) - {first}))
    beside.close()
    await asyncio.wait_for(running, 60)
    assert children(os.getpid()) == []


async def test_a_service_that_is_killed_leaves_no_worker_behind(settings: Settings) -> None:
    assert settings.database_url
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "MANNAM_DATABASE_URL": settings.database_url}
    service = subprocess.Popen([sys.executable, "-c", SERVICE], env=environment, cwd=PROJECT)  # noqa: ASYNC220
    assert await asyncio.to_thread(eventually, lambda: bool(children(service.pid)))
    (worker,) = children(service.pid)
    service.kill()
    service.wait()
    assert await asyncio.to_thread(eventually, lambda: not Path(f"/proc/{worker}").exists())
