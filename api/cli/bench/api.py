"""``bench api``: what reads and a write over the API cost, beside the least that they can cost."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from api.cli.bench.load import Line, Pace, ask_again, pace
from api.cli.bench.service import Served, free_port, serving
from api.cli.event import JSON
from api.cli.plain import console_of, print_json
from api.ground.settings import PROJECT

SLUG = "large"
AT_ONCE = (1, 16, 128)
POOL = 30
ROUNDS = 4
Ask = Callable[[Line, int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Row:
    """How fast one thing was done for so many clients at once."""

    what: str
    clients: int
    pace: Pace


def api(
    participants: int = typer.Option(10_000, help="How many are stored."),
    seconds: float = typer.Option(6.0, help="How long each line is measured."),
    only: list[str] = typer.Option([], help="Of hello, sql, floor, agenda, matches, request; every one if left out."),
    as_json: bool = JSON,
) -> None:
    """Read a company's agenda and matches and write requests for 1, 16 and 128 clients, beside the least it can cost.

    The floor is a bare FastAPI route that runs the agenda's statement and returns its bytes; hello does nothing, and
    sql is that statement by bare asyncpg. Every service is one process.
    """
    with (
        tempfile.TemporaryDirectory(prefix="mannam-bench-") as folder,
        serving(Path(folder), "--no-worker") as served,
        _bare(served.url) as bare,
    ):
        tokens = asyncio.run(_fill(served.url, participants))
        rows = asyncio.run(_measure(Asked(tokens, participants), served, bare, seconds, only))
    if as_json:
        print_json({"participants": participants, "rows": [asdict(row) for row in rows]})
    else:
        _show(rows)


class Asked:
    """What the clients ask, turn by turn for one company and the next."""

    def __init__(self, tokens: list[str], participants: int) -> None:
        self.tokens, self.buyers = tokens, participants // 2
        self._wishes = itertools.count()

    def company(self, n: int) -> tuple[str, str]:
        """Code and key of a company."""
        at = n % len(self.tokens)
        return f"S{at + 1}", self.tokens[at]

    def hello(self, line: Line, _: int) -> Awaitable[object]:
        return line.ask("GET", "/hello", "none")

    def floor(self, line: Line, n: int) -> Awaitable[object]:
        code, token = self.company(n)
        return line.ask("GET", f"/floor/{SLUG}/{code}", token)

    def agenda(self, line: Line, n: int) -> Awaitable[object]:
        code, token = self.company(n)
        return line.ask("GET", f"/v1/events/{SLUG}/agendas/{code}", token)

    def matches(self, line: Line, n: int) -> Awaitable[object]:
        return line.ask("GET", f"/v1/events/{SLUG}/matches", self.company(n)[1])

    def request(self, line: Line, _: int) -> Awaitable[object]:
        """A wish that nobody had yet."""
        n = next(self._wishes)
        code, token = self.company(n)
        wish = {"supplier_code": code, "buyer_code": f"B{(n // len(self.tokens) + 100) % self.buyers + 1}"}
        return line.ask("POST", f"/v1/events/{SLUG}/requests", token, json.dumps(wish).encode())


async def _measure(asked: Asked, served: Served, bare: int, seconds: float, only: list[str]) -> list[Row]:
    over: dict[str, tuple[int, Ask]] = {
        "hello": (bare, asked.hello),
        "floor": (bare, asked.floor),
        "agenda": (served.port, asked.agenda),
        "matches": (served.port, asked.matches),
        "request": (served.port, asked.request),
    }
    lines = [what for what in ("hello", "sql", *list(over)[1:]) if not only or what in only]
    rows: list[Row] = []
    for clients in AT_ONCE:
        rounds: dict[str, list[tuple[float, list[float]]]] = {what: [] for what in lines}
        for _, what in itertools.product(
            range(ROUNDS), lines
        ):  # in turns: on a shared machine no hour is like the other
            asking = _statements(served.url, asked, clients) if what == "sql" else _lines(*over[what], clients)
            async with asking as asks:
                rounds[what].append(await ask_again(asks, seconds / ROUNDS))
        rows += [Row(what, clients, pace(times)) for what, times in rounds.items()]
    return rows


@asynccontextmanager
async def _lines(port: int, ask: Ask, clients: int) -> AsyncGenerator[list[Callable[[int], Awaitable[object]]]]:
    """Clients with a connection each."""
    lines = [await Line.open(port) for _ in range(clients)]
    try:
        yield [lambda n, line=line: ask(line, n) for line in lines]
    finally:
        for line in lines:
            line.close()


@asynccontextmanager
async def _statements(url: str, asked: Asked, clients: int) -> AsyncGenerator[list[Callable[[int], Awaitable[object]]]]:
    """Clients that run the statement of an agenda over as many connections as a service has."""
    from api.ground.db import open_pool
    from api.schedules.agendas import agenda_as_json

    pool = await open_pool(url, size=min(POOL, clients))

    async def ask(n: int) -> None:
        code, token = asked.company(n)
        async with pool.acquire() as db:
            await agenda_as_json(db, token, SLUG, code)

    try:
        yield [ask] * clients
    finally:
        await pool.close()


async def _fill(url: str, participants: int) -> list[str]:
    """Store the large event; the keys of its companies."""
    from api.access.keys import sha256_of
    from api.cli.bench.large import store
    from api.ground.db import connect

    tokens = [secrets.token_urlsafe(32) for _ in range(store.COMPANIES)]
    db = await connect(url)
    try:
        await store.fill(db, SLUG, participants, [sha256_of(token) for token in tokens])
    finally:
        await db.close()
    return tokens


@contextmanager
def _bare(url: str) -> Generator[int]:
    """The bare application in a process of its own; its port."""
    port = free_port()
    environment = {**os.environ, "MANNAM_DATABASE_URL": url, "PYTHONPATH": str(PROJECT)}
    process = subprocess.Popen([sys.executable, "-m", "api.cli.bench.bare", str(port)], cwd=PROJECT, env=environment)
    try:
        asyncio.run(_until_open(port))
        yield port
    finally:
        process.terminate()
        process.wait()


async def _until_open(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            (await Line.open(port)).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.2)


def _show(rows: list[Row]) -> None:
    from rich.table import Table

    floors = {row.clients: row.pace.rate for row in rows if row.what == "floor"}
    table = Table(title="Requests a second, and milliseconds until an answer", title_justify="left")
    for head in ("what", "clients", "a second", "p50 ms", "p99 ms", "of the floor"):
        table.add_column(head, justify="left" if head == "what" else "right")
    for row in rows:
        share = f"{row.pace.rate / floors[row.clients]:.0%}" if row.clients in floors else ""
        table.add_row(
            row.what,
            str(row.clients),
            f"{row.pace.rate:,.0f}",
            f"{row.pace.p50:.1f}",
            f"{row.pace.p99:.1f}",
            share if row.what in ("floor", "agenda") else "",
        )
    console_of().print(table)
