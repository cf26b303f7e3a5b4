"""kill -9 of the service, the worker or the database in the middle of a build: nothing acknowledged is lost, and the
build is continued or visibly failed. A process that is asked to end keeps the best schedule of its build."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from api.access.keys import make_key
from api.access.nouns import TERMINAL, Caller
from api.cli.bench.crowd import crowd
from api.cli.demo import WORKBOOK
from api.events.importing import import_workbook
from api.events.workbook.writing import write_workbook
from api.ground.db import connect
from api.ground.migrating import migrate
from api.ground.postgres import cluster
from api.ground.postgres.place import place
from api.ground.postgres.server import embedded
from api.ground.settings import PROJECT

pytestmark = pytest.mark.slow


class House:
    """A data folder with an imported event, and the processes that work on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.token = ""
        self.slug = "istanbul-2022"

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MANNAM_")},
            "MANNAM_DATA": str(self.data),
            "MANNAM_PORT": str(self.port),
            "PYTHONPATH": str(PROJECT),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli.main", *command],
            env=environment,
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    async def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        """An answer of the service, waited for while it starts."""
        end = time.monotonic() + 60
        while True:
            try:
                async with httpx.AsyncClient(trust_env=False) as client:
                    return await client.request(
                        method,
                        f"http://127.0.0.1:{self.port}/v1/events/{self.slug}{path}",
                        headers={"Authorization": f"Bearer {self.token}"},
                        timeout=30,
                        **more,  # type: ignore[arg-type]
                    )
            except httpx.TransportError:
                assert time.monotonic() < end, "the service does not answer"
                await asyncio.sleep(0.1)

    async def start_build(self, limit_seconds: int = 20) -> int:
        answer = await self.ask("POST", "/jobs", json={"kind": "build", "limit_seconds": limit_seconds})
        assert answer.status_code in (201, 202), answer.text
        return answer.json()["id"]

    async def until(self, job: int, *states: str) -> dict[str, object]:
        end = time.monotonic() + 120
        while True:
            answer = await self.ask("GET", f"/jobs/{job}")
            if answer.status_code == 200 and answer.json()["state"] in states:
                return answer.json()
            assert time.monotonic() < end, answer.text
            await asyncio.sleep(0.05)

    async def until_it_has_a_value(self, job: int) -> None:
        end = time.monotonic() + 120
        while not (await self.ask("GET", f"/jobs/{job}")).json()["progress"].get("value"):
            assert time.monotonic() < end, "the build found nothing"
            await asyncio.sleep(0.05)

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.fixture
async def house(data: Path, fixtures: Path) -> AsyncIterator[House]:
    house = House(data)
    with embedded(data) as url:
        db = await connect(url)
        await migrate(db)
        content = (fixtures / "istanbul-2022.xlsx").read_bytes()
        imported = await import_workbook(db, content, filename="istanbul-2022.xlsx", by=TERMINAL)
        house.token = await make_key(db, Caller("organizer", "", event_id=imported.event.id))
        await db.close()
        yield house
        for process in house.processes:
            process.kill()
            process.wait()


async def test_a_killed_service_loses_no_acknowledged_write_and_the_build_goes_on(house: House) -> None:
    house.start("work")
    service = house.start("serve", "--no-worker")
    job = await house.start_build()
    written = await write_mou(house)
    house.kill(service)
    house.start("serve", "--no-worker")
    assert await mous(house) == [written]
    assert (await house.until(job, "succeeded", "failed"))["state"] == "succeeded"


async def test_a_build_whose_worker_was_killed_is_taken_up_by_the_next_one(house: House) -> None:
    worker = house.start("work")
    house.start("serve", "--no-worker")
    job = await house.start_build()
    await house.until(job, "running")
    house.kill(worker)
    house.start("work")
    done = await house.until(job, "succeeded", "failed")
    assert (done["state"], done["attempts"]) == ("succeeded", 2)


async def test_a_killed_database_loses_no_acknowledged_write_and_the_build_is_finished_or_visibly_failed(
    house: House,
) -> None:
    house.start("work")
    house.start("serve", "--no-worker")
    job = await house.start_build()
    await house.until(job, "running")
    written = await write_mou(house)
    server = cluster.server_pid(place(house.data))
    assert server is not None
    os.kill(server, signal.SIGKILL)
    done = await house.until(job, "succeeded", "failed")
    assert done["state"] == "succeeded" or done["message"]
    assert await mous(house) == [written]


@pytest.mark.parametrize("command", [("serve",), ("work",)])
async def test_a_process_that_is_asked_to_end_keeps_the_best_schedule_of_its_build(
    house: House, command: tuple[str, ...]
) -> None:
    await many_meet_many(house)
    process = house.start(*command)
    service = process if command == ("serve",) else house.start("serve", "--no-worker")
    job = await house.start_build(limit_seconds=600)
    await house.until_it_has_a_value(job)
    process.send_signal(signal.SIGTERM)
    await asyncio.to_thread(process.wait, 180)
    if service is process:
        house.start("serve", "--no-worker")
    done = await house.until(job, "stopped", "succeeded", "failed", "queued")
    assert (done["state"], done["attempts"], done["schedule_version"]) == ("stopped", 1, 1)


async def many_meet_many(house: House) -> None:
    """An event that no machine is through with in a minute: 600 wishes, and room for 540 of them."""
    event = crowd(WORKBOOK.read_bytes(), 60, wishes=10)
    content = write_workbook(replace(event, tables=event.tables[:6]))
    with embedded(house.data) as url:
        db = await connect(url)
        imported = await import_workbook(db, content, filename="crowd.xlsx", by=TERMINAL)
        house.token = await make_key(db, Caller("organizer", "", event_id=imported.event.id))
        house.slug = imported.event.slug
        await db.close()


async def write_mou(house: House) -> str:
    answer = await house.ask(
        "POST",
        "/mous",
        json={
            "subject": "IoT disaster response",
            "level": "company",
            "state": "signed",
            "signed_on": "2022-10-11",
            "supplier_code": "S01",
            "buyer_code": "B01",
        },
    )
    assert answer.status_code == 201, answer.text
    return "IoT disaster response"


async def mous(house: House) -> list[str]:
    end = time.monotonic() + 60
    while True:
        answer = await house.ask("GET", "/mous")
        if answer.status_code == 200:
            found = answer.json()
            rows = found["items"] if isinstance(found, dict) else found
            return [row["subject"] for row in rows]
        assert time.monotonic() < end, answer.text
        await asyncio.sleep(0.2)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
