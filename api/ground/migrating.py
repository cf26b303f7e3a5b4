"""Bring a database to the newest structure: numbered SQL files, each in its own transaction, under one lock."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from api.ground.db import Connection
from api.ground.errors import Conflict

FOLDER = Path(__file__).parents[1] / "migrations"
LOCK = 0x6D616E6E616D  # "mannam"


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file and the checksum of its text."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations(folder: Path = FOLDER) -> list[Migration]:
    """All migrations in order."""
    return [Migration(int(file.name[:4]), file.stem, file.read_text("utf-8")) for file in sorted(folder.glob("*.sql"))]


async def migrate(db: Connection, folder: Path = FOLDER) -> list[str]:
    """Apply what is missing and name it; processes that start together wait for each other.

    Raises
    ------
    ValueError
        An applied file was changed afterwards, or the database is newer than this program.
    """
    await db.execute("select pg_advisory_lock($1)", LOCK)
    try:
        await db.execute(
            """
            create table if not exists migrations (
                number int primary key, name text not null, sha256 text not null,
                applied_at timestamptz not null default now()
            )
            """
        )
        applied = {row["number"]: row["sha256"] for row in await db.fetch("select number, sha256 from migrations")}
        known = migrations(folder)
        if unknown := set(applied) - {migration.number for migration in known}:
            raise ValueError(f"the database has migration {max(unknown)}, which this program does not know: update it")
        return [migration.name for migration in known if await _applied(db, migration, applied)]
    finally:
        await db.execute("select pg_advisory_unlock($1)", LOCK)


async def missing(db: Connection, folder: Path = FOLDER) -> list[str]:
    """Names of the migrations that a database still lacks."""
    applied = {row["number"] for row in await db.fetch("select number from migrations")}
    return [migration.name for migration in migrations(folder) if migration.number not in applied]


async def make_room(db: Connection) -> None:
    """Empty a database in which nothing is lost by it, so that a backup can be loaded.

    Raises
    ------
    Conflict
        It holds events, or tables of somebody else.
    """
    tables = {row["tablename"] for row in await db.fetch("select tablename from pg_tables where schemaname = 'public'")}
    if tables and not {"migrations", "events"} <= tables:
        raise Conflict("The database holds tables that are not Mannam's: give an empty one.", code="not-empty")
    if tables and (events := await db.fetchval("select count(*) from events")):
        raise Conflict(
            "This installation holds {n:event|events}: restore into an empty one (another MANNAM_DATA or "
            "MANNAM_DATABASE_URL), so that nothing is lost.",
            code="not-empty",
            n=events,
        )
    await db.execute("drop schema public cascade")
    await db.execute("create schema public")


async def _applied(db: Connection, migration: Migration, applied: dict[int, str]) -> bool:
    if migration.number in applied:
        if applied[migration.number] != migration.sha256:
            raise ValueError(f"{migration.name}.sql was changed after it was applied: add a new file instead")
        return False
    async with db.transaction():
        await db.execute(migration.sql)
        await db.execute(
            "insert into migrations (number, name, sha256) values ($1, $2, $3)",
            migration.number,
            migration.name,
            migration.sha256,
        )
    return True
