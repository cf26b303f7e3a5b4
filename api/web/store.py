"""Answers to writes that may come again."""

from dataclasses import dataclass

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
