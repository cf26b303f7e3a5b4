"""``bench service``: what one client's agenda costs, quiet and while others keep the service busy."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import typer

from api.cli.bench.beside import Client, Memory, percentile, reading
from api.cli.bench.crowd import SLUG, crowd, spoilt
from api.cli.event import JSON
from api.cli.plain import console_of, print_json, tell
from api.ground.settings import PROJECT

QUIET_SECONDS = 8.0
AT_ONCE = 4
MOST_TIMES_SLOWER = 3.0
READER = "/v1/events/istanbul-2022/agendas/S01"


@dataclass(frozen=True, slots=True)
class Busy:
    """One kind of work: how long it took, and what the reader of an agenda felt meanwhile, in milliseconds."""

    work: str
    seconds: float
    reads: int
    quiet_p95: float
    busy_p95: float
    busy_worst: float
    megabytes: float
    done: str

    @property
    def ratio(self) -> float:
        """How many times slower than quiet."""
        return self.busy_p95 / self.quiet_p95


def service(
    size: int = typer.Option(1000, help="Suppliers of the large event, and as many buyers."),
    only: list[str] = typer.Option(
        [], help="Kinds of work: parse, mark, zip, match, build, all. Every one if left out."
    ),
    build_seconds: int = typer.Option(20, help="The limit of a build."),
    as_json: bool = JSON,
) -> None:
    """Read an agenda again and again while others parse, mark, print, match and build; compare with quiet times.

    Needs Linux. Exit code 1 if the reader's p95 is three times its quiet p95 or more in any line.
    """
    rows: list[Busy] = []
    with House.open(size, build_seconds) as house:
        for name, work in house.works().items():
            if not only or name in only:
                rows.append(house.measure(work))
                tell(f"{rows[-1].work}: {rows[-1].ratio:.2f} times ({rows[-1].done})", err=True)
    if as_json:
        print_json({"size": size, "rows": [{**asdict(row), "ratio": row.ratio} for row in rows]})
    else:
        _show(rows)
    if any(row.ratio >= MOST_TIMES_SLOWER for row in rows):
        raise typer.Exit(1)


Asking = Callable[[Client], tuple[int, bytes]]
"""What somebody asks of the service, and the answer."""


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work, and what does it; it returns what came of it."""

    name: str
    do: Callable[[], str]


class House:
    """A service of its own in an empty folder, with a small event that is read and a large one that is worked on."""

    def __init__(self, served: Served, size: int, build_seconds: int) -> None:
        self.client = Client(served.port, served.token)
        self.others = [Client(served.port, asyncio.run(_key(served.url, f"bench {one}"))) for one in range(AT_ONCE)]
        self.process = served.pid
        self.size, self.build_seconds = size, build_seconds
        self.plain, self.faulty = _files(size)

    @classmethod
    @contextmanager
    def open(cls, size: int, build_seconds: int) -> Generator[House]:
        """Start the service, bring both events in, and publish a schedule of each."""
        with (
            tempfile.TemporaryDirectory(prefix="mannam-bench-") as folder,
            serving(Path(folder)) as served,
        ):
            house = cls(served, size, build_seconds)
            house.prepare()
            yield house

    def prepare(self) -> None:
        """Both events with a published schedule."""
        example = (PROJECT / "api" / "examples" / "istanbul-2022.xlsx").read_bytes()
        for slug, content in (("istanbul-2022", example), (SLUG, self.plain)):
            _expect(201, self.client.send_file("/v1/events", content))
            self.job("build", slug, limit_seconds=3 if slug != SLUG else self.build_seconds)
            _expect(201, self.client.ask("POST", f"/v1/events/{slug}/schedules/1/publish", b"{}"))

    def works(self) -> dict[str, Work]:
        """Every kind of work by its name."""
        of_event = f"/v1/events/{SLUG}"
        size = f"{self.size:,} x {self.size:,}"

        def at_once(one: Asking) -> Callable[[], str]:
            return lambda: _told(_together([partial(one, who) for who in self.others]))

        def all_of_them() -> str:
            with ThreadPoolExecutor(1) as apart:
                job = apart.submit(self.job, "build", SLUG, limit_seconds=self.build_seconds)
                works = zip((parse, mark, paper), self.others, strict=False)
                told = _told(_together([partial(one, who) for one, who in works]))
                return f"{told}, build {job.result()}"

        def parse(who: Client) -> tuple[int, bytes]:
            return who.send_file(f"{of_event}/import/changes", self.plain)

        def mark(who: Client) -> tuple[int, bytes]:
            return who.send_file(f"{of_event}/import/marked", self.faulty)

        def paper(who: Client) -> tuple[int, bytes]:
            return who.ask("GET", f"{of_event}/agendas.zip")

        return {
            "parse": Work(f"{AT_ONCE} files of {size} participants parsed", at_once(parse)),
            "mark": Work(f"{AT_ONCE} files with {2 * self.size:,} faults marked", at_once(mark)),
            "zip": Work(f"{AT_ONCE} ZIPs of {2 * self.size:,} agendas", at_once(paper)),
            "match": Work(f"{size} participants matched", lambda: self.job("match", SLUG)),
            "build": Work(
                f"a schedule of {2 * self.size:,} built",
                lambda: self.job("build", SLUG, limit_seconds=self.build_seconds),
            ),
            "all": Work("parsed, marked, printed and built at once", all_of_them),
        }

    def measure(self, work: Work) -> Busy:
        """Read quietly, then while the work goes on."""
        with reading(self.client, READER) as quiet:
            time.sleep(QUIET_SECONDS)
        with Memory.of(self.process) as memory, reading(self.client, READER) as busy:
            began = time.perf_counter()
            done = work.do()
            seconds = time.perf_counter() - began
        at_rest, under_way = (percentile(times, 0.95) * 1000 for times in (quiet, busy))
        worst = max(busy, default=float("nan")) * 1000
        return Busy(work.name, seconds, len(busy), at_rest, under_way, worst, memory.most / 2**20, done)

    def job(self, kind: str, slug: str, **options: Any) -> str:
        """Do a job to its end; how it ended."""
        asked = json.dumps({"kind": kind, **options}).encode()
        job = json.loads(_expect(202, self.client.ask("POST", f"/v1/events/{slug}/jobs", asked)))
        while job["state"] in ("queued", "running"):
            time.sleep(0.3)
            job = json.loads(_expect(200, self.client.ask("GET", f"/v1/events/{slug}/jobs/{job['id']}")))
        if job["state"] == "failed":
            raise ValueError(f"{kind}: {job['message']}")
        return str(job["message"])


@dataclass(frozen=True, slots=True)
class Served:
    """A running service: its port and process, an operator's key, and the address of its database."""

    port: int
    pid: int
    token: str
    url: str


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def serving(data: Path, *options: str) -> Generator[Served]:
    """A service over an embedded database in a folder, started with options of ``mannam serve``."""
    from api.ground.postgres.server import embedded

    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MANNAM_")}
    own = {"DATA": str(data), "PORT": str(port), "RATE": "1000000000"}
    environment = {**kept, **{f"MANNAM_{name}": value for name, value in own.items()}, "PYTHONPATH": str(PROJECT)}
    with embedded(data) as url:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli.main", "serve", *options],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            _until_ready(port)
            yield Served(port, process.pid, asyncio.run(_key(url)), url)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _until_ready(port: int, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            if Client(port, "").ask("GET", "/readyz")[0] == 200:
                return
        except OSError:
            pass
        if time.monotonic() > end:
            raise ValueError("the service did not start")
        time.sleep(0.2)


async def _key(url: str, label: str = "bench") -> str:
    from api.access.keys import make_key
    from api.access.nouns import Caller
    from api.ground.db import connect

    db = await connect(url)
    try:
        return await make_key(db, Caller("operator", label))
    finally:
        await db.close()


def _files(size: int) -> tuple[bytes, bytes]:
    """The large event as a workbook, and the same with a fault in every row."""
    from api.events.workbook.writing import write_workbook

    event = crowd((PROJECT / "api" / "examples" / "istanbul-2022.xlsx").read_bytes(), size)
    return write_workbook(event), write_workbook(spoilt(event))


def _together(works: list[Callable[[], tuple[int, bytes]]]) -> list[tuple[int, bytes]]:
    with ThreadPoolExecutor(len(works)) as people:
        return [asked.result() for asked in [people.submit(work) for work in works]]


def _told(answers: list[tuple[int, bytes]]) -> str:
    return f"{len([_expect(200, answer) for answer in answers])} answered"


def _expect(status: int, answer: tuple[int, bytes]) -> bytes:
    if answer[0] != status:
        raise ValueError(f"the service answered {answer[0]}: {answer[1][:500].decode(errors='replace')}")
    return answer[1]


def _show(rows: list[Busy]) -> None:
    from rich.table import Table

    table = Table(title="Another client's agenda while the service is busy", title_justify="left")
    table.add_column("work")
    for head in ("s", "reads", "quiet p95 ms", "busy p95 ms", "times", "worst ms", "MB"):
        table.add_column(head, justify="right")
    table.add_column("done")
    for row in rows:
        table.add_row(
            row.work,
            f"{row.seconds:.1f}",
            str(row.reads),
            f"{row.quiet_p95:.1f}",
            f"{row.busy_p95:.1f}",
            f"{row.ratio:.2f}",
            f"{row.busy_worst:.0f}",
            f"{row.megabytes:,.0f}",
            row.done,
        )
    console_of().print(table)
