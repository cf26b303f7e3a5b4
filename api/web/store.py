"""Answers to writes that may come again, and how often who asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

import asyncpg

from api.ground.db import Connection, fetch_one


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was sent, and the hash of what was asked."""

    asked_sha256: bytes
    status: int
    headers: dict[str, str]
    body: bytes


async def reserve(db: Connection, caller: str, key: str) -> bool:
    """Hold a caller's key until the end of the transaction; False while another request holds it."""
    return await db.fetchval("select pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))", caller, key)


async def kept(db: Connection, caller: str, key: str) -> KeptAnswer | None:
    """The answer that was given under a key within the last day."""
    return await fetch_one(
        db,
        KeptAnswer,
        """
        select asked_sha256, status, headers, body from kept_answers
        where caller = $1 and key = $2 and made_at > now() - interval '24 hours'
        """,
        caller,
        key,
    )


async def keep(db: Connection, caller: str, key: str, answer: KeptAnswer) -> None:
    """Keep an answer, and forget those that are older than a day."""
    await db.execute("delete from kept_answers where made_at < now() - interval '24 hours'")
    await db.execute(
        "insert into kept_answers (caller, key, asked_sha256, status, headers, body) values ($1, $2, $3, $4, $5, $6)",
        caller,
        key,
        answer.asked_sha256,
        answer.status,
        answer.headers,
        answer.body,
    )


Asked = tuple[str, str, int]
"""A policy, who asked, and in which minute since 1970."""


async def add_asked(db: Connection, asked: Mapping[Asked, int]) -> dict[Asked, int]:
    """Add to how often who asked, and return how often it was in all processes; forgets what is over.

    Always in one order, so that two processes that add the same wait for each other and never both.
    """
    keys = sorted(asked)
    rows = await db.fetch(
        """
        with over as (delete from asked where minute < $5)
        insert into asked (policy, who, minute, times) select * from unnest($1::text[], $2::text[], $3::bigint[], $4::int[])
        on conflict (policy, who, minute) do update set times = asked.times + excluded.times
        returning policy, who, minute, times
        """,
        *([key[part] for key in keys] for part in range(3)),
        [asked[key] for key in keys],
        min(minute for _, _, minute in keys) - 1,
    )
    return {(row["policy"], row["who"], row["minute"]): row["times"] for row in rows}


async def take_turn(db: Connection, event_id: int, *, alone: bool, patience_seconds: float) -> bool:
    """Write to an event until the end of the transaction: beside others, or alone; False where others are at it too long.

    The database lets nobody pass who came later, so that whoever writes alone has its turn beside any number of others.
    """
    patience = f"{max(1, round(patience_seconds * 1_000))}ms"
    wait: LiteralString = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    try:
        await db.execute(
            f"""
            select set_config('lock_timeout', $2, true), {wait}(hashtextextended('write ' || $1::bigint, 0)),
                set_config('lock_timeout', '0', true)
            """,
            event_id,
            patience,
        )
    except asyncpg.LockNotAvailableError:
        return False
    return True
