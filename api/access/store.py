"""Access keys: who holds one, what it opens, when it was revoked."""

from api.access.nouns import Caller, Role
from api.ground.db import Connection, fetch_one


async def caller_by_sha256(db: Connection, sha256: bytes) -> Caller | None:
    """The caller for whom the key with this SHA-256 of its token stands, unless it was revoked."""
    return await fetch_one(
        db,
        Caller,
        """
        select k.role, k.label, k.event_id, e.slug event_slug, k.participant_id, p.code participant_code, p.side
        from access_keys k
        left join events e on e.id = k.event_id
        left join participants p on p.id = k.participant_id
        where k.sha256 = $1 and k.revoked_at is null
        """,
        sha256,
    )


async def add_key(
    db: Connection, role: Role, event_id: int | None, participant_id: int | None, label: str, sha256: bytes
) -> int:
    """Store a key and return its id."""
    return await db.fetchval(
        """
        insert into access_keys (role, event_id, participant_id, label, sha256) values ($1, $2, $3, $4, $5)
        returning id
        """,
        role,
        event_id,
        participant_id,
        label,
        sha256,
    )


async def revoke_key(db: Connection, sha256: bytes) -> bool:
    """Revoke a key; whether it was in force until now."""
    changed = await db.fetchval(
        "update access_keys set revoked_at = now() where sha256 = $1 and revoked_at is null returning true", sha256
    )
    return bool(changed)


async def revoke_keys_of(db: Connection, participant_id: int) -> int:
    """Revoke every key of a participant; how many were in force until now."""
    rows = await db.fetch(
        "update access_keys set revoked_at = now() where participant_id = $1 and revoked_at is null returning id",
        participant_id,
    )
    return len(rows)
