"""The embedded PostgreSQL on its own: start, reuse, stop with the last user, and kill -9 of either side."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import httpx
import pytest

from api.ground.postgres import cluster
from api.ground.postgres.place import _bundled, place
from api.ground.postgres.server import embedded
from api.ground.settings import PROJECT

BUNDLED = _bundled()
HOLD = """
import sys, time
from pathlib import Path
from api.ground.postgres.server import embedded
with embedded(Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(60)
"""


def test_a_second_process_uses_the_same_server_and_the_last_one_stops_it(data: Path) -> None:
    with embedded(data) as url:
        first = cluster.server_pid(place(data))
        other = held_by_another_process(data)
        assert read_line(other) == url
        assert cluster.server_pid(place(data)) == first
        stop(other, signal.SIGTERM)
        assert cluster.server_pid(place(data)) == first
    assert eventually(lambda: cluster.server_pid(place(data)) is None)


def test_a_user_that_is_killed_does_not_leave_the_server_behind(data: Path) -> None:
    other = held_by_another_process(data)
    assert read_line(other)
    assert cluster.server_pid(place(data)) is not None
    stop(other, signal.SIGKILL)
    assert eventually(lambda: cluster.server_pid(place(data)) is None)


async def test_a_killed_server_comes_back_with_everything_that_was_acknowledged(data: Path) -> None:
    with embedded(data) as url:
        connection = await asyncpg.connect(url)
        await connection.execute("create table acknowledged (n int)")
        for n in range(50):
            await connection.execute("insert into acknowledged values ($1)", n)
        killed = cluster.server_pid(place(data))
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        again = await connected_again(url)
        assert await again.fetchval("select count(*) from acknowledged") == 50
        assert cluster.server_pid(place(data)) != killed
        await again.close()


def test_a_guard_that_is_killed_with_the_last_user_gone_leaves_no_server_behind(data: Path) -> None:
    with embedded(data):
        killed = guard_pid(data)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: killed not in guard_pids(data))
    assert eventually(lambda: cluster.server_pid(place(data)) is None)


async def test_a_guard_and_then_its_server_that_are_killed_come_back_by_themselves(data: Path) -> None:
    with embedded(data) as url:
        connection = await asyncpg.connect(url)
        await connection.execute("create table acknowledged as select 1 as n")
        first, server = guard_pid(data), cluster.server_pid(place(data))
        assert server is not None
        os.kill(first, signal.SIGKILL)
        assert await asyncio.to_thread(eventually, lambda: guard_pids(data) - {first} != set())
        os.kill(server, signal.SIGKILL)
        again = await connected_again(url)
        assert await again.fetchval("select n from acknowledged") == 1
        assert cluster.server_pid(place(data)) != server
        await again.close()


async def test_a_service_answers_again_after_the_guard_and_the_server_were_killed_together(data: Path) -> None:
    port = free_port()
    service = subprocess.Popen(  # noqa: ASYNC220 - returns at once
        [sys.executable, "-m", "api.cli.main", "serve"],
        stdout=subprocess.DEVNULL,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "MANNAM_DATA": str(data), "MANNAM_PORT": str(port)},
    )
    try:
        assert await asyncio.to_thread(eventually, lambda: ready(port), 60)
        killed = cluster.server_pid(place(data))
        assert killed is not None
        os.kill(guard_pid(data), signal.SIGKILL)
        os.kill(killed, signal.SIGKILL)
        assert await asyncio.to_thread(eventually, lambda: cluster.server_pid(place(data)) not in (None, killed))
        assert await asyncio.to_thread(eventually, lambda: ready(port), 60)
    finally:
        service.send_signal(signal.SIGTERM)
        await asyncio.to_thread(service.wait, 60)


def ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def test_the_server_listens_on_no_network_and_wants_its_password(data: Path) -> None:
    with embedded(data) as url:
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("show listen_addresses") == ""
        await connection.close()
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(url.replace(cluster.password(place(data)), "wrong"))


def held_by_another_process(data: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )


def read_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def stop(process: "subprocess.Popen[str]", number: signal.Signals) -> None:
    process.send_signal(number)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def guard_pid(data: Path) -> int:
    return min(guard_pids(data))


def guard_pids(data: Path) -> set[int]:
    found = subprocess.run(
        ["pgrep", "-f", f"api.ground.postgres.guard {data}$"], capture_output=True, text=True, check=False
    )
    return {int(pid) for pid in found.stdout.split()}


def eventually(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


async def connected_again(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    end = time.monotonic() + 30
    while True:
        try:
            return await asyncpg.connect(url)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            assert time.monotonic() < end, "the server did not come back"
            await asyncio.sleep(0.2)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
async def test_as_root_the_server_runs_where_its_user_cannot_reach_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    monkeypatch.setattr("api.ground.postgres.place._bundled", lambda: copied_package(hidden))
    where = place(hidden / "data")
    assert not str(where.binaries).startswith(str(hidden))
    assert not str(where.home).startswith(str(hidden))
    try:
        cluster.initialise(where)
        server = cluster.start(where)
        assert eventually(lambda: cluster.answers(where))
        connection = await asyncpg.connect(cluster.url(where, "postgres"))
        assert await connection.fetchval("select 1") == 1
        await connection.close()
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
    finally:
        cluster.stop(where)
        shutil.rmtree(where.home)
        shutil.rmtree(where.binaries.parents[2])


def copied_package(folder: Path) -> Path:
    """The packaged server in a folder that nobody but root can enter."""
    package = BUNDLED.parent
    if not (folder / package.name).exists():
        shutil.copytree(BUNDLED, folder / package.name / BUNDLED.name, symlinks=True)
        shutil.copytree(package.with_name(f"{package.name}.libs"), folder / f"{package.name}.libs", symlinks=True)
        os.utime(folder / package.name / BUNDLED.name, (1, 1))  # a copy of its own, beside that of the real package
    return folder / package.name / BUNDLED.name
