"""Migrations: in order, once, together, and never changed afterwards."""

import asyncio
from pathlib import Path

import pytest

from api.ground.db import connect
from api.ground.migrating import FOLDER, migrate, migrations


async def test_processes_that_start_together_apply_each_migration_once(database_url: str, tmp_path: Path) -> None:
    folder = with_extra(tmp_path, "create table extra (n int)")
    connections = await asyncio.gather(*(connect(database_url) for _ in range(5)))
    applied = await asyncio.gather(*(migrate(connection, folder) for connection in connections))
    assert sorted(applied) == [[], [], [], [], ["0999_extra"]]
    await asyncio.gather(*(connection.close() for connection in connections))


async def test_a_migration_that_was_changed_afterwards_is_refused(database_url: str, tmp_path: Path) -> None:
    connection = await connect(database_url)
    await migrate(connection, with_extra(tmp_path, "create table extra (n int)"))
    with pytest.raises(ValueError, match=r"0999_extra\.sql was changed"):
        await migrate(connection, with_extra(tmp_path, "create table extra (n bigint)"))
    await connection.close()


async def test_a_database_newer_than_the_program_is_refused(database_url: str, tmp_path: Path) -> None:
    connection = await connect(database_url)
    await migrate(connection, with_extra(tmp_path, "create table extra (n int)"))
    with pytest.raises(ValueError, match="update it"):
        await migrate(connection)
    await connection.close()


async def test_a_migration_that_fails_leaves_nothing_behind(database_url: str, tmp_path: Path) -> None:
    connection = await connect(database_url)
    with pytest.raises(Exception, match="nonsense"):
        await migrate(connection, with_extra(tmp_path, "create table extra (n int); select nonsense"))
    assert await connection.fetchval("select to_regclass('extra')") is None
    assert await connection.fetchval("select max(number) from migrations") == migrations()[-1].number
    await connection.close()


def with_extra(folder: Path, sql: str) -> Path:
    for file in FOLDER.glob("*.sql"):
        (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
    (folder / "0999_extra.sql").write_text(sql)
    return folder
