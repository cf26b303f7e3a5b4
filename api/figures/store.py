"""Snapshots of figures in the database: added, never changed."""

from datetime import datetime

from api.figures.nouns import Snapshot
from api.ground.db import Connection, fetch


async def snapshots(db: Connection, event_id: int) -> list[Snapshot]:
    """All snapshots of an event, the newest first."""
    return await fetch(
        db,
        Snapshot,
        "select id, state, why, as_of, numbers, made_by from snapshots where event_id = $1 order by id desc",
        event_id,
    )


async def add(
    db: Connection, event_id: int, state: str, why: str, as_of: datetime, numbers: dict[str, str], *, by: str
) -> int:
    """Add a snapshot; its id."""
    return await db.fetchval(
        """
        insert into snapshots (event_id, state, why, as_of, numbers, made_by) values ($1, $2, $3, $4, $5, $6) returning id
        """,
        event_id,
        state,
        why,
        as_of,
        numbers,
        by,
    )
