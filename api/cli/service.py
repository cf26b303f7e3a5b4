"""``serve``, ``work`` and ``migrate``: the running service."""

import typer

from api.cli.plain import tell
from api.ground.settings import Settings, read_settings


def serve(
    host: str = typer.Option("", help="Where to listen; default MANNAM_HOST or 127.0.0.1."),
    port: int = typer.Option(0, help="Default MANNAM_PORT or 8765."),
    worker: bool = typer.Option(True, help="Do jobs in a process beside; --no-worker leaves them to `mannam work`."),
) -> None:
    """Run the service: pages, API and a worker, with the embedded PostgreSQL unless MANNAM_DATABASE_URL is set."""
    import asyncio

    from api import serving
    from api.ground.postgres import database

    settings = read_settings()
    if host or port:
        host, port = host or settings.host, port or settings.port
        settings = settings.but(host=host, port=port)
    with database(settings) as url:
        asyncio.run(serving.serve(settings.but(database_url=url), worker=worker, tell=_tell))


def work() -> None:
    """Run a worker alone: it takes jobs from the database until it is stopped."""
    import asyncio

    from api import serving
    from api.ground.postgres import database

    settings = read_settings()
    with database(settings) as url:
        asyncio.run(serving.work(settings.but(database_url=url)))


def migrate() -> None:
    """Bring the database to the newest structure."""
    import asyncio

    from api.ground.postgres import database

    settings = read_settings()
    with database(settings) as url:
        for name in asyncio.run(_migrate(settings.but(database_url=url))) or ["nothing to do"]:
            tell(name)


async def _migrate(settings: Settings) -> list[str]:
    from api.ground.db import connect
    from api.ground.migrating import migrate

    assert settings.database_url
    db = await connect(settings.database_url)
    try:
        return await migrate(db)
    finally:
        await db.close()


def _tell(words: str) -> None:
    tell(words)
