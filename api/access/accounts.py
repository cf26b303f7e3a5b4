"""Accounts: people who work at an event or for the installation, and sign in by e-mail address and password.

Whoever makes an account gets a sign-in link for its owner, who chooses the password; nobody else ever knows it. Only its
argon2id hash is stored (RFC 9106, with the parameters of its low-memory profile). An account that reads only is an
auditor's: its sessions have the scope ``read``.
"""

import asyncio
import re
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from api.access import keys, store
from api.access.keys import SESSION_LASTS, Unauthenticated, caller, sha256_of
from api.access.may import require
from api.access.nouns import Account, Caller, Locked, NewAccount
from api.ground.db import Connection
from api.ground.errors import Fault, Forbidden, Invalid, NotFound
from api.ground.portions import ALL, Portion, Span

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_hasher = PasswordHasher()


async def accounts(db: Connection, event_id: int | None, *, span: Span = ALL, by: Caller) -> Portion[Account]:
    """Accounts of an event, or of the operators where it is None, the newest first; Forbidden for who may not see them."""
    _require(by, "list", event_id)
    return await store.accounts(db, event_id, span)


async def make_account(db: Connection, event_id: int | None, wanted: NewAccount, *, by: Caller) -> str:
    """Make an account of an event, or an operator's where it is None; the token of a sign-in link for its owner.

    Where the address has an account here it is opened again as it is wanted now, and the link lets its owner choose another
    password.

    Raises
    ------
    Forbidden
        The caller may make none, or has a key for some rights or some time alone.
    Invalid
        The address is none, or there is no name.
    """
    _require(by, "make", event_id)
    if by.scopes or by.ends_at:
        raise Forbidden(
            "This key was made for some rights or some time alone, and makes no account.", code="out-of-scope"
        )
    email, name = _folded(wanted.email), " ".join(wanted.name.split())
    faults = [] if _ADDRESS.fullmatch(email) else [Fault("/email", "This is no e-mail address.", "Write name@host.")]
    if not name:
        faults.append(Fault("/name", "The name is missing.", "Say who it is."))
    if faults:
        raise Invalid("The account cannot be made: look at the faults.", faults)
    whose = Caller("operator" if event_id is None else "organizer", name, event_id, scopes=scopes_of(wanted.reads_only))
    account_id = await store.put_account(db, whose, email, reads_only=wanted.reads_only, made_by=by.signature)
    await store.revoke_keys_of_account(db, account_id)
    return (await keys.make_numbered_link(db, whose, made_by=by.signature, account_id=account_id))[1]


async def close_account(db: Connection, event_id: int | None, account_id: int, *, by: Caller) -> None:
    """Let nobody in by an account any more: its sessions and links end at once. NotFound where there is none such."""
    _require(by, "close", event_id)
    if not await store.close_account(db, event_id, account_id):
        raise NotFound("There is no account {number} here.", number=account_id, code="no-such-account")
    await store.revoke_keys_of_account(db, account_id)


async def sign_in_by_password(db: Connection, email: str, password: str, event: str = "") -> tuple[str, Caller]:
    """The token of the session that an address and its password open, and who it is.

    Parameters
    ----------
    event
        Which one, for whoever has the same password at several; without it an operator comes in as one.

    Raises
    ------
    Unauthenticated
        No open account has them; nothing says which of the two is wrong.
    Invalid
        They open several events, and none is named.
    """
    known = await store.open_accounts(db, _folded(email), event)
    right = await asyncio.to_thread(_right, [one.password for one in known], password)
    opens = [one for one, good in zip(known, right, strict=False) if good]
    opens = [one for one in opens if one.event_slug is None] or opens
    if not opens:
        raise _wrong()
    if len(opens) > 1:
        fault = Fault(
            "/event", "It is needed here.", "Choose from: {choices}.", choices=[one.event_slug or "" for one in opens]
        )
        raise Invalid("You work at several events: say which one.", [fault], code="which-event")
    session = secrets.token_urlsafe(32)
    scopes = list(scopes_of(opens[0].reads_only))
    if not await store.open_session_of_account(db, opens[0], sha256_of(session), SESSION_LASTS, scopes):
        raise _wrong()
    return session, await caller(db, session)


def _wrong() -> Unauthenticated:
    return Unauthenticated("No account has this e-mail address and this password.", code="wrong-password")


async def lacks_password(db: Connection, *, by: Caller) -> bool:
    """Whether a session is one of an account whose owner has to choose a password."""
    found = await store.account_of_key(db, by.key_id)
    return found is not None and found.password == ""


async def asks_current(db: Connection, *, by: Caller) -> bool:
    """Whether a new password needs the current one; refused as `choose_password` is for whoever has no account."""
    return (await _own(db, by)).by_password


async def choose_password(db: Connection, password: str, current: str = "", *, by: Caller) -> None:
    """Give one's own account another password; every other session of it ends.

    Raises
    ------
    Forbidden
        The caller has signed in to no account.
    Invalid
        It is too short or too long, or the current one is wrong, which nobody is asked for whom a link let in.
    """
    found = await _own(db, by)
    fault = None
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        said = "Give {least} to {most} characters; some words in a row are good."
        fault = Fault("/password", "It is too short or too long.", said, least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD)
    elif found.by_password and not await asyncio.to_thread(_matches, found.password, current):
        fault = Fault("/current", "This is not your password.", "Type it again, or ask for a link.")
    if fault:
        raise Invalid("The password was not changed.", [fault], code="password-unusable")
    await store.set_password(db, found.id, await asyncio.to_thread(_hasher.hash, password))
    await store.revoke_keys_of_account(db, found.id, but=by.key_id)


async def _own(db: Connection, by: Caller) -> Locked:
    found = await store.account_of_key(db, by.key_id)
    if found is None:
        raise Forbidden("You have no account here: a password belongs to one.", code="no-account")
    return found


def scopes_of(reads_only: bool) -> tuple[str, ...]:
    """What alone an account's sessions may do; empty for all that its role may."""
    return ("read",) if reads_only else ()


def _require(by: Caller, verb: str, event_id: int | None) -> None:
    require(by, verb, "account")
    if event_id is None:
        require(by, "oversee", "account")


def _folded(email: str) -> str:
    return email.strip().casefold()


def _right(hashes: list[str], password: str) -> list[bool]:
    """Which of the hashes are a password's; where there is none it takes as long as with one."""
    nobodys = _nobodys()
    return [_matches(one, password) for one in hashes or [nobodys]]


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except VerificationError:
        return False
