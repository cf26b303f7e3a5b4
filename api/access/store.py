"""Keys, links and sessions: who holds one, what it opens, how long it is good, when it was revoked."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import LiteralString

from api.access.nouns import Access, Account, Caller, Locked, Pass
from api.ground.db import Connection, fetch, fetch_one
from api.ground.portions import ALL, Portion, Span, fetch_portion

IN_FORCE: LiteralString = """
    (k.revoked_at is null and k.used_at is null and (k.expires_at is null or k.expires_at > now()))
"""
"""What lets somebody in now, of ``access_keys k``."""
CALLER: LiteralString = f"""
    select k.role, k.label, k.event_id, e.slug event_slug, k.participant_id, p.code participant_code, p.side,
        k.scopes, case k.kind when 'key' then k.expires_at else k.ends_at end ends_at, k.id key_id
    from access_keys k
    left join events e on e.id = k.event_id
    left join participants p on p.id = k.participant_id
    where k.sha256 = $1 and k.kind <> 'link' and {IN_FORCE}
"""
"""Who has the key or session of this SHA-256, while it is in force; for whoever reads more in the same statement."""

ACCESS: LiteralString = """
    select k.id, k.kind, k.role, p.code participant_code, k.label, k.made_by, k.created_at, k.expires_at, k.used_at,
        k.revoked_at, k.scopes, k.last_used_at
    from access_keys k left join participants p on p.id = k.participant_id
"""


async def caller_by_sha256(db: Connection, sha256: bytes) -> Caller | None:
    """The caller for whom the key or session with this SHA-256 of its token stands, while it is in force."""
    return await fetch_one(db, Caller, CALLER, sha256)


async def link_is_good(db: Connection, sha256: bytes) -> bool:
    """Whether a link would let somebody in now."""
    found: bool = await db.fetchval(
        f"select exists (select from access_keys k where k.sha256 = $1 and k.kind = 'link' and {IN_FORCE})", sha256
    )
    return found


async def open_session(db: Connection, link: bytes, session: bytes, lasts: timedelta) -> bool:
    """Use a link up and store the session that it opens; False for a link that is not good, or not any more.

    Of two who come with one link at the same moment the second waits for the first and finds it used.
    """
    opened = await db.fetchval(
        f"""
        with used as (
            update access_keys k set used_at = now() where k.sha256 = $1 and k.kind = 'link' and {IN_FORCE}
            returning role, event_id, participant_id, label, scopes, ends_at, account_id)
        insert into access_keys
            (kind, role, event_id, participant_id, label, scopes, made_by, sha256, expires_at, ends_at, account_id)
        select 'session', role, event_id, participant_id, label, scopes, 'sign-in link', $2, least(now() + $3, ends_at),
            ends_at, account_id from used
        returning id
        """,
        link,
        session,
        lasts,
    )
    return opened is not None


async def open_session_of_key(db: Connection, key: bytes, label: str, session: bytes, lasts: timedelta) -> bool:
    """Store a session of an operator's key of this label, which stays as it is; False if none in force has this SHA-256."""
    opened = await db.fetchval(
        f"""
        insert into access_keys (kind, role, label, made_by, sha256, expires_at)
        select 'session', role, label, label, $3, now() + $4 from access_keys k
        where k.sha256 = $1 and k.kind = 'key' and k.role = 'operator' and k.label = $2 and {IN_FORCE} returning id
        """,
        key,
        label,
        session,
        lasts,
    )
    return opened is not None


async def revoke_operator_keys(db: Connection, label: str) -> None:
    """Revoke the keys of operators that have this label."""
    await db.execute(
        "update access_keys set revoked_at = now() where kind = 'key' and role = 'operator' and label = $1 "
        "and revoked_at is null",
        label,
    )


async def listed(db: Connection, event_id: int | None, span: Span = ALL) -> Portion[Access]:
    """Keys, links and sessions of an event, or of the operators where it is None; the newest first."""
    return await fetch_portion(
        db,
        Access,
        f"{ACCESS} where k.event_id is not distinct from $1",
        "id bigint desc",
        span,
        event_id,
    )


async def one(db: Connection, event_id: int | None, key_id: int) -> Access | None:
    """A key, link or session of an event or, where it is None, of an operator."""
    return await fetch_one(
        db, Access, f"{ACCESS} where k.id = $2 and k.event_id is not distinct from $1", event_id, key_id
    )


async def revoke_one(db: Connection, event_id: int | None, key_id: int) -> bool:
    """Revoke a key, link or session of an event or, where it is None, of an operator; False if there is none of this id."""
    found = await db.fetchval(
        """
        update access_keys set revoked_at = coalesce(revoked_at, now())
        where id = $2 and event_id is not distinct from $1 returning id
        """,
        event_id,
        key_id,
    )
    return found is not None


async def add_key(
    db: Connection,
    whose: Caller,
    sha256: bytes,
    *,
    kind: Pass = "key",
    made_by: str = "",
    expires_at: datetime | None = None,
    account_id: int | None = None,
) -> int:
    """Store a key or a link that stands for a caller until a moment, None for ever, and return its id."""
    return await db.fetchval(
        """
        insert into access_keys (role, event_id, participant_id, label, sha256, kind, made_by, expires_at, scopes, ends_at,
            account_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id
        """,
        whose.role,
        whose.event_id,
        whose.participant_id,
        whose.label,
        sha256,
        kind,
        made_by,
        expires_at,
        list(whose.scopes),
        whose.ends_at,
        account_id,
    )


async def revoke_key(db: Connection, sha256: bytes) -> bool:
    """Revoke a key; whether it was in force until now."""
    changed = await db.fetchval(
        "update access_keys set revoked_at = now() where sha256 = $1 and revoked_at is null returning true", sha256
    )
    return bool(changed)


async def revoke_unused_links(db: Connection, ids: Collection[int]) -> None:
    """Revoke links that nobody used."""
    await db.execute(
        "update access_keys set revoked_at = now() where id = any($1) and kind = 'link' and used_at is null "
        "and revoked_at is null",
        list(ids),
    )


async def revoke_keys_of(db: Connection, participant_id: int) -> int:
    """Revoke every key, link and session of a participant; how many were in force until now."""
    rows = await db.fetch(
        f"update access_keys k set revoked_at = now() where k.participant_id = $1 and {IN_FORCE} returning id",
        participant_id,
    )
    return len(rows)


async def end_session(db: Connection, sha256: bytes) -> None:
    """End a session; whatever else has this SHA-256 stays."""
    await db.execute(
        "update access_keys set revoked_at = now() where sha256 = $1 and kind = 'session' and revoked_at is null",
        sha256,
    )


async def mark_used(db: Connection, sha256s: Collection[bytes]) -> None:
    """Note that keys and sessions were used just now, to the minute; those that somebody else is changing are left out.

    It waits for no row that another transaction holds, so that two who mark the same ones never wait for each other.
    """
    await db.execute(
        """
        update access_keys set last_used_at = now()
        where id in (
            select id from access_keys
            where sha256 = any ($1::bytea[]) and (last_used_at is null or last_used_at < now() - interval '1 minute')
            for update skip locked)
        """,
        list(sha256s),
    )


async def accounts(db: Connection, event_id: int | None, span: Span = ALL) -> Portion[Account]:
    """Accounts of an event, or of the operators where it is None; the newest first."""
    return await fetch_portion(
        db,
        Account,
        """
        select id, role, email, name, reads_only, password is not null has_password, made_by, created_at, closed_at
        from accounts where event_id is not distinct from $1
        """,
        "id bigint desc",
        span,
        event_id,
    )


async def put_account(db: Connection, whose: Caller, email: str, *, reads_only: bool, made_by: str) -> int:
    """Store an account, or open the one of this address again as it is wanted now, without a password; its id."""
    return await db.fetchval(
        """
        insert into accounts (role, event_id, name, email, reads_only, made_by) values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint accounts_once do update
            set name = $3, reads_only = $5, made_by = $6, closed_at = null, password = null
        returning id
        """,
        whose.role,
        whose.event_id,
        whose.label,
        email,
        reads_only,
        made_by,
    )


async def close_account(db: Connection, event_id: int | None, account_id: int) -> bool:
    """Close an account of an event or, where it is None, of an operator; False if there is none of this id."""
    found = await db.fetchval(
        """
        update accounts set closed_at = coalesce(closed_at, now())
        where id = $2 and event_id is not distinct from $1 returning id
        """,
        event_id,
        account_id,
    )
    return found is not None


async def open_accounts(db: Connection, email: str, event: str) -> list[Locked]:
    """Open accounts of an address that have a password, at the event of a slug if one is given."""
    return await fetch(
        db,
        Locked,
        """
        select a.id, e.slug event_slug, a.reads_only, a.password, true by_password
        from accounts a left join events e on e.id = a.event_id
        where a.email = $1 and a.closed_at is null and a.password is not null and ($2 = '' or e.slug = $2)
        order by a.id limit 20
        """,
        email,
        event,
    )


async def account_of_key(db: Connection, key_id: int | None) -> Locked | None:
    """The account whose session this is."""
    return await fetch_one(
        db,
        Locked,
        """
        select a.id, e.slug event_slug, a.reads_only, coalesce(a.password, '') as password,
            k.made_by = 'password' by_password
        from access_keys k join accounts a on a.id = k.account_id left join events e on e.id = a.event_id
        where k.id = $1 and k.kind = 'session'
        """,
        key_id,
    )


async def open_session_of_account(
    db: Connection, account: Locked, session: bytes, lasts: timedelta, scopes: list[str]
) -> bool:
    """Store the session that a password opens; False where the account was closed, or has another password, by now.

    Whoever closes it at the same moment waits, and then finds the session and ends it.
    """
    opened = await db.fetchval(
        """
        with still as (select * from accounts where id = $1 and closed_at is null and password = $5 for share)
        insert into access_keys (kind, role, event_id, label, scopes, made_by, sha256, expires_at, account_id)
        select 'session', role, event_id, name, $4, 'password', $2, now() + $3, id from still returning id
        """,
        account.id,
        session,
        lasts,
        scopes,
        account.password,
    )
    return opened is not None


async def set_password(db: Connection, account_id: int, hashed: str) -> None:
    """Keep the hash of an account's password."""
    await db.execute("update accounts set password = $2 where id = $1", account_id, hashed)


async def revoke_keys_of_account(db: Connection, account_id: int, *, but: int | None = None) -> None:
    """Revoke the links and sessions of an account, but the one of this id."""
    await db.execute(
        f"update access_keys k set revoked_at = now() where k.account_id = $1 and k.id is distinct from $2 and {IN_FORCE}",
        account_id,
        but,
    )
