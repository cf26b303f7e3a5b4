"""Access keys: who holds one, what it opens, when it was revoked."""

from dataclasses import dataclass
from typing import Literal

from api.ground.db import Connection, fetch_one

Role = Literal["operator", "organizer", "participant"]


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key with the names of what it opens; the token itself is never stored."""

    id: int
    role: Role
    event_id: int | None
    participant_id: int | None
    label: str
    event_slug: str | None
    participant_code: str | None
    side: Literal["supplier", "buyer"] | None


async def key_by_sha256(db: Connection, sha256: bytes) -> StoredKey | None:
    """The key whose token has this SHA-256, unless it was revoked."""
    return await fetch_one(
        db,
        StoredKey,
        """
        select k.id, k.role, k.event_id, k.participant_id, k.label,
               e.slug as event_slug, p.code as participant_code, p.side
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
