"""Keys, sign-in links and sessions of those at an event and of the operators: made, listed, and put out of force."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from api.access import keys
from api.access.may import SCOPES, require
from api.access.nouns import Access, Caller
from api.events import finding
from api.ground.db import Connection
from api.ground.errors import Fault, Forbidden, Invalid
from api.ground.portions import ALL, Portion, Span


async def invite(db: Connection, event_id: int, participant_code: str = "", *, label: str = "", by: Caller) -> str:
    """Make a sign-in link for the participant of a code, or for an organizer where the code is empty; its token.

    Raises
    ------
    Forbidden
        The caller may make none.
    NotFound
        The event has no participant of this code.
    """
    return await keys.make_link(db, await _whose(db, event_id, participant_code, label, by), made_by=by.signature)


async def give_key(
    db: Connection,
    event_id: int,
    participant_code: str = "",
    *,
    label: str = "",
    scopes: Sequence[str] = (),
    expires_at: datetime | None = None,
    by: Caller,
) -> str:
    """Make a key for a program of the same, for some rights alone if ``scopes`` names any; its token.

    Raises
    ------
    Forbidden
        The caller may make none, or only narrower ones.
    NotFound
        The event has no participant of this code.
    Invalid
        There is no such scope, or the moment at which the key ends is over.
    """
    faults = [
        Fault(f"/scopes/{at}", "'{typed}' is no scope.", "Choose from: {choices}.", typed=one, choices=list(SCOPES))
        for at, one in enumerate(scopes)
        if one not in SCOPES
    ]
    if expires_at is not None and expires_at <= datetime.now(UTC):
        faults.append(Fault("/expires_at", "This moment is over.", "Give one to come, or none."))
    if faults:
        raise Invalid("The key cannot be made: look at the faults.", faults)
    whose = await _whose(db, event_id, participant_code, label, by)
    if scopes and by.scopes and not set(scopes) <= set(by.scopes):
        raise Forbidden("This key was made for {scopes} alone.", scopes=", ".join(by.scopes), code="out-of-scope")
    whose = replace(whose, scopes=tuple(scopes) or by.scopes)
    expires_at = min((end for end in (expires_at, by.ends_at) if end is not None), default=None)
    return await keys.make_key(db, whose, made_by=by.signature, expires_at=expires_at)


async def shut_out(db: Connection, event_id: int, participant_code: str, *, by: Caller) -> int:
    """Put every key, link and session of a participant out of force; how many were until now. Refused as `invite` is."""
    require(by, "revoke", "key")
    participant = await finding.participant(db, event_id, participant_code)
    return await keys.revoke_all(db, participant.id)


async def accesses(db: Connection, event_id: int | None, *, span: Span = ALL, by: Caller) -> Portion[Access]:
    """Every key, link and session of an event, or of the operators where it is None; Forbidden for who may not see them."""
    require(by, "list", "key")
    if event_id is None:
        require(by, "oversee", "key")
    return await keys.accesses(db, event_id, span=span)


async def access(db: Connection, event_id: int | None, key_id: int, *, by: Caller) -> Access:
    """One of them; NotFound where there is none such, Forbidden as `accesses` is."""
    require(by, "list", "key")
    if event_id is None:
        require(by, "oversee", "key")
    return await keys.access(db, event_id, key_id)


async def revoke_one(db: Connection, event_id: int | None, key_id: int, *, by: Caller) -> None:
    """Put one of them out of force; NotFound where there is none such."""
    require(by, "revoke", "key")
    if event_id is None:
        require(by, "oversee", "key")
    await keys.revoke_one(db, event_id, key_id)


async def _whose(db: Connection, event_id: int, code: str, label: str, by: Caller) -> Caller:
    require(by, "make", "key")
    if not code:
        return Caller("organizer", label or "organizer", event_id, scopes=by.scopes, ends_at=by.ends_at)
    found = await finding.participant(db, event_id, code)
    return Caller(
        "participant", label or found.code, event_id, participant_id=found.id, scopes=by.scopes, ends_at=by.ends_at
    )
