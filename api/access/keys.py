"""Who asks: keys, links and sessions with a role and a scope.

Each is a random token of 256 bits. Only its SHA-256 is stored, so a copy of the database opens nothing. Programs send a key
as ``Authorization: Bearer TOKEN``. People follow a sign-in link, which is good once; it opens a session, whose token stands
in a cookie and nowhere else, so that an address that was forwarded, logged or kept by a browser opens nothing.

The one exception is the pass of the terminal: whoever reads the terminal of a service could read its database too, so what
it prints at its start is a key that also signs in, good until the next start.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from api.access import store
from api.access.nouns import Access, Caller
from api.ground.db import Connection
from api.ground.errors import Forbidden, MannamError, NotFound
from api.ground.portions import ALL, Portion, Span
from api.ground.settings import Settings

COOKIE = "mannam_key"
LINK_LASTS = timedelta(days=14)
SESSION_LASTS = timedelta(days=60)
TERMINAL = "from the terminal"
"""The label of the pass that a service prints at its start."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Unauthenticated(MannamError):
    """No key came with the request, or one that is not in force."""

    status = 401
    title = "Not signed in"

    def __init__(self, detail: str, *, code: str = "not-signed-in") -> None:
        super().__init__(detail, code=code)


async def make_key(db: Connection, whose: Caller, *, made_by: str = "", expires_at: datetime | None = None) -> str:
    """Make a key that stands for a caller, for ever or until a moment, and return its token, which can be read only now."""
    token = secrets.token_urlsafe(32)
    await store.add_key(db, whose, _sha256(token), made_by=made_by, expires_at=expires_at)
    return token


async def make_link(db: Connection, whose: Caller, *, made_by: str = "") -> str:
    """Make a sign-in link, good once within two weeks, and return its token, which can be read only now.

    Neither it nor the session that it opens outlasts the caller's ``ends_at``.
    """
    return (await make_numbered_link(db, whose, made_by=made_by))[1]


async def make_numbered_link(
    db: Connection, whose: Caller, *, made_by: str = "", account_id: int | None = None
) -> tuple[int, str]:
    """The same, with the id by which it is listed before its token; of an account if it is one's."""
    token = secrets.token_urlsafe(32)
    end = datetime.now(UTC) + LINK_LASTS
    end = min(end, whose.ends_at or end)
    link = await store.add_key(
        db, whose, _sha256(token), kind="link", made_by=made_by, expires_at=end, account_id=account_id
    )
    return link, token


async def revoke_unused_links(db: Connection, ids: Collection[int]) -> None:
    """Put links out of force that nobody used."""
    await store.revoke_unused_links(db, ids)


async def make_terminal_pass(db: Connection, *, made_by: str) -> str:
    """Make the pass of this start, which is a key and signs in too; that of the start before ends. Its token."""
    await store.revoke_operator_keys(db, TERMINAL)
    return await make_key(db, Caller("operator", TERMINAL), made_by=made_by)


async def sign_in_at_once(db: Connection, token: str) -> tuple[str, Caller] | None:
    """The session that the pass of the terminal opens, and who it is; None for any other token."""
    session = secrets.token_urlsafe(32)
    if not await store.open_session_of_key(db, _sha256(token), TERMINAL, _sha256(session), SESSION_LASTS):
        return None
    return session, await caller(db, session)


async def look_at_link(db: Connection, token: str) -> None:
    """Refuse a link that lets nobody in; looking uses it up no more than a mail program does that follows it.

    Raises
    ------
    Unauthenticated
        It was used, has expired, was revoked, or never was.
    """
    if not await store.link_is_good(db, _sha256(token)):
        raise _spent()


async def sign_in(db: Connection, link: str) -> tuple[str, Caller]:
    """Use a link up: the token of the session that it opens, and who it is. Refused as `look_at_link` is."""
    token = secrets.token_urlsafe(32)
    if not await store.open_session(db, _sha256(link), _sha256(token), SESSION_LASTS):
        raise _spent()
    return token, await caller(db, token)


async def sign_out(db: Connection, token: str) -> None:
    """End a session; a key that somebody put into the cookie stays."""
    await store.end_session(db, _sha256(token))


async def accesses(db: Connection, event_id: int | None, *, span: Span = ALL) -> Portion[Access]:
    """Every key, link and session of an event, or of the operators where it is None; the newest first."""
    return await store.listed(db, event_id, span)


async def access(db: Connection, event_id: int | None, key_id: int) -> Access:
    """One key, link or session; refused as `revoke_one` is."""
    found = await store.one(db, event_id, key_id)
    if found is None:
        raise _no_such_key(key_id)
    return found


async def revoke_one(db: Connection, event_id: int | None, key_id: int) -> None:
    """Put a key, link or session out of force; NotFound if the event, or the operators where it is None, have none such."""
    if not await store.revoke_one(db, event_id, key_id):
        raise _no_such_key(key_id)


def _no_such_key(key_id: int) -> NotFound:
    return NotFound("There is no key, link or session {number} here.", number=key_id, code="no-such-key")


def _spent() -> Unauthenticated:
    return Unauthenticated(
        "This sign-in link was used, has expired or was revoked: ask the organizer for a new one.", code="link-spent"
    )


async def revoke(db: Connection, token: str) -> bool:
    """Put a key out of force; whether it was in force until now."""
    return await store.revoke_key(db, _sha256(token))


async def revoke_all(db: Connection, participant_id: int) -> int:
    """Put every key of a participant out of force, wherever its links went; how many were in force until now."""
    return await store.revoke_keys_of(db, participant_id)


async def mark_used(db: Connection, sha256s: Collection[bytes]) -> None:
    """Note that whoever has these tokens was here."""
    await store.mark_used(db, sha256s)


def sign_in_link(settings: Settings, token: str) -> str:
    """The address that signs a person in with a token."""
    return f"{settings.base_url.rstrip('/')}/sign-in/{token}"


async def caller(db: Connection, token: str | None) -> Caller:
    """The caller whom a token stands for.

    Raises
    ------
    Unauthenticated
        There is no token, or no key in force has it.
    """
    return known(await store.caller_by_sha256(db, sha256_of(token)))


def sha256_of(token: str | None) -> bytes:
    """What is stored of a token; Unauthenticated where there is none."""
    if not token:
        raise Unauthenticated(
            "This needs a key: follow your sign-in link, or send Authorization: Bearer with your key."
        )
    return _sha256(token)


def known(found: Caller | None) -> Caller:
    """The caller whom a token was found to stand for; Unauthenticated where no key in force has it."""
    if found is None:
        raise Unauthenticated(
            "This key is not known or no longer in force: ask the organizer for a new sign-in link.", code="unknown-key"
        )
    return found


def refuse_foreign_write(method: str, *, fetch_site: str | None, origin: str | None, host: str | None) -> None:
    """Refuse a write that another site's page made a browser send along with our cookie.

    ``Sec-Fetch-Site`` decides where the browser sends it; an older browser sends ``Origin``, which must name our host.
    A request with neither is no browser's.

    Raises
    ------
    Forbidden
        The write comes from another site.
    """
    if method in SAFE_METHODS:
        return
    if fetch_site is not None:
        foreign = fetch_site not in ("same-origin", "none")
    else:
        foreign = origin is not None and urlsplit(origin).netloc != host
    if foreign:
        raise Forbidden("This write came from another site: open the page here and try again.", code="foreign-write")


def _sha256(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
