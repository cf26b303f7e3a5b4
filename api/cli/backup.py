"""``backup`` and ``restore``: everything an installation holds, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.plain import tell
from api.ground.settings import read_settings

if TYPE_CHECKING:
    from api.audit.nouns import Verdict


def backup(
    file: Path = typer.Argument(dir_okay=False, help="Where to write, say backup-2026-11-30.mannam."),
) -> None:
    """Write everything into one file, while the service goes on."""
    import asyncio

    from api.ground.postgres import database
    from api.ground.postgres.copying import dump

    file.parent.mkdir(parents=True, exist_ok=True)
    with database(read_settings()) as url:
        asyncio.run(_brought_up(url))
        dump(url, file)
    tell(f"{file}: {file.stat().st_size / 1e6:.1f} MB. Keep it where a lost disk does not take it along.")


def restore(
    file: Path = typer.Argument(exists=True, dir_okay=False, help="A file that `mannam backup` wrote."),
) -> None:
    """Fill an empty installation from a backup, and check its trail; refused where there are events already."""
    import asyncio

    from api.ground.postgres import database
    from api.ground.postgres.copying import load

    with database(read_settings()) as url:
        asyncio.run(_emptied(url))
        load(url, file)
        verdicts = asyncio.run(_brought_up(url))
    touched = {name: verdict for name, verdict in verdicts.items() if verdict.broken is not None}
    for name, verdict in touched.items():
        tell(f"{name}: entry {verdict.broken} of the trail: {verdict.what}", err=True)
    events = len([name for name in verdicts if name != "the installation"])
    tell(f"Restored {file}: {events} events; {'their trails hold' if not touched else 'look at the trails above'}.")
    raise typer.Exit(1 if touched else 0)


async def _brought_up(url: str) -> dict[str, Verdict]:
    """Bring a database to the newest structure; the verdicts on its trails."""
    from api.audit.verifying import verify_all
    from api.ground.db import connect
    from api.ground.migrating import migrate

    db = await connect(url)
    try:
        await migrate(db)
        async with db.transaction():
            return await verify_all(db)
    finally:
        await db.close()


async def _emptied(url: str) -> None:
    from api.ground.db import connect
    from api.ground.migrating import make_room

    db = await connect(url)
    try:
        async with db.transaction():
            await make_room(db)
    finally:
        await db.close()
