"""A backup holds everything, and comes back only where nothing is lost by it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.main import app
from api.ground.db import Connection
from api.ground.errors import Conflict
from api.ground.settings import Settings
from tests.conftest import named
from tests.integration.factory import make_event


@pytest.fixture
async def empty(server: Settings, db: Connection) -> AsyncIterator[str]:
    """The address of an empty database of the same server."""
    await db.execute("create database mannam_empty")
    yield named(server.database_url or "", "mannam_empty")
    await db.execute("drop database mannam_empty with (force)")


def run(monkeypatch: pytest.MonkeyPatch, url: str, *words: str) -> Result:
    """A command on one database, with its output and exit code."""
    monkeypatch.setenv("MANNAM_DATABASE_URL", url)
    return CliRunner().invoke(app, list(words))


async def in_thread(do: Callable[..., Result], *arguments: object) -> Result:
    """A command beside this loop: it runs a loop of its own."""
    return await asyncio.to_thread(do, *arguments)


async def contents(db: Connection) -> dict[str, int]:
    """How many rows every table holds."""
    names = [row["tablename"] for row in await db.fetch("select tablename from pg_tables where schemaname = 'public'")]
    return {name: await db.fetchval(f'select count(*) from "{name}"') for name in sorted(names)}


async def test_a_backup_comes_back_whole_with_a_trail_that_holds(
    settings: Settings, db: Connection, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.ground.db import connect

    await make_event(db)
    before = await contents(db)
    file = tmp_path / "kept.mannam"
    done = await in_thread(run, monkeypatch, settings.database_url, "backup", str(file))
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o077 == 0
    done = await in_thread(run, monkeypatch, empty, "restore", str(file))
    assert done.exit_code == 0, done.output
    assert "1 events; their trails hold" in done.output
    restored = await connect(empty)
    assert await contents(restored) == before
    await restored.close()


async def test_a_backup_is_not_restored_over_events(
    settings: Settings, db: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_event(db)
    before = await contents(db)
    file = tmp_path / "kept.mannam"
    await in_thread(run, monkeypatch, settings.database_url, "backup", str(file))
    done = await in_thread(run, monkeypatch, settings.database_url, "restore", str(file))
    assert isinstance(done.exception, Conflict)
    assert "holds 1 event:" in str(done.exception)
    assert await contents(db) == before


async def test_a_file_that_is_no_backup_is_refused(empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "letter.mannam"
    file.write_text("Dear organizer")
    done = await in_thread(run, monkeypatch, empty, "restore", str(file))
    assert isinstance(done.exception, ValueError)
    assert "pg_restore failed" in str(done.exception)


def test_a_backup_that_fails_leaves_the_earlier_one(server: Settings, tmp_path: Path) -> None:
    from api.ground.postgres.copying import dump

    file = tmp_path / "kept.mannam"
    file.write_text("the earlier one")
    with pytest.raises(ValueError, match="pg_dump failed"):
        dump(named(server.database_url or "", "no_such_database"), file)
    assert file.read_text() == "the earlier one"
    assert [one.name for one in tmp_path.iterdir()] == ["kept.mannam"]
