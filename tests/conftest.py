"""What the tests share: a real PostgreSQL, and a fresh database for every test that asks for one."""

import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings as hypothesis

from api.app import FORKED
from api.ground import apart
from api.ground.db import Connection, Pool, connect, open_pool
from api.ground.migrating import migrate
from api.ground.postgres import cluster, database
from api.ground.postgres.place import place
from api.ground.settings import Settings, read_settings
from matcher.keeping import keep_in

apart.preload(FORKED)  # before the first test that works apart: later nobody listens
keep_in(read_settings().cache)  # or every process reads the topic book anew
hypothesis.register_profile("suite", max_examples=200, deadline=None)
hypothesis.register_profile("nightly", max_examples=10_000, deadline=None)
hypothesis.load_profile(os.environ.get("MANNAM_TEST_PROFILE", "suite"))
TEMPLATE = f"mannam_template_{os.getpid()}"


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """An empty data folder; what an embedded server kept for it elsewhere goes with it."""
    yield tmp_path
    forget(tmp_path)


@pytest.fixture
def forget_server() -> Callable[[Path], None]:
    """Removes the embedded server's files of a data folder that a test let a command choose."""
    return forget


def forget(data: Path) -> None:
    """Remove the embedded server's files of a data folder, once it has stopped."""
    where = place(data)
    end = time.monotonic() + 30
    while cluster.server_pid(where) is not None and time.monotonic() < end:
        time.sleep(0.1)
    shutil.rmtree(where.home)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings whose server runs: the one of MANNAM_DATABASE_URL, else an embedded one in a folder of its own."""
    given = read_settings()
    data = tmp_path_factory.mktemp("data")
    own = Settings(data=data, database_url=given.database_url, model=given.model, workers=2)
    with database(own) as url:
        yield Settings(data=data, database_url=url, model=given.model, workers=2)
    if not given.database_url:
        forget(data)


@pytest.fixture(scope="session")
async def template(server: Settings) -> AsyncIterator[str]:
    """The name of a migrated database from which the tests' databases are cloned."""
    assert server.database_url
    root = await asyncpg.connect(server.database_url)
    await root.execute(f"create database {TEMPLATE}")
    migrated = await connect(named(server.database_url, TEMPLATE))
    await migrate(migrated)
    await migrated.close()
    yield TEMPLATE
    await root.execute(f"drop database {TEMPLATE} with (force)")
    await root.close()


@pytest.fixture
async def database_url(server: Settings, template: str) -> AsyncIterator[str]:
    """The address of a fresh, migrated database."""
    assert server.database_url
    name = f"mannam_test_{secrets.token_hex(6)}"
    root = await asyncpg.connect(server.database_url)
    await root.execute(f"create database {name} template {template}")
    yield named(server.database_url, name)
    await root.execute(f"drop database {name} with (force)")
    await root.close()


@pytest.fixture
def settings(server: Settings, database_url: str) -> Settings:
    """Settings that point to the fresh database."""
    return Settings(data=server.data, database_url=database_url, model=server.model, workers=2)


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """A pool of connections to the fresh database."""
    pool = await open_pool(database_url)
    yield pool
    await pool.close()


@pytest.fixture
async def db(pool: Pool) -> AsyncIterator[Connection]:
    """One connection to the fresh database, outside any transaction."""
    async with pool.acquire() as connection:
        yield connection


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The folder of shipped events and texts."""
    return Path(__file__).parent.parent / "fixtures"


def named(url: str, name: str) -> str:
    """The same server's address with another database."""
    head, question, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}{question}{query}"
