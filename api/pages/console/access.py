"""Who may come in, at an event and among the operators: accounts, links, sessions and keys; each can be put out of force."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from api.access.accounts import accounts, close_account, make_account
from api.access.keys import sign_in_link
from api.access.nouns import Caller, NewAccount
from api.ground.db import Connection
from api.ground.errors import Invalid
from api.ground.settings import Settings
from api.pages.frame import attempt, page, redirect
from api.participants.inviting import accesses, revoke_one
from api.web.desk import Db, Operator, OrganizerDesk, settings_of
from api.web.forms import form

router = APIRouter()
KeyId = Annotated[int, Path(ge=1, le=2**62)]
Wanted = Annotated[NewAccount, Depends(form(NewAccount))]
Sets = Annotated[Settings, Depends(settings_of)]
PAGE = "console/access.html"


@router.get("/events/{slug}/access")
async def of_event(request: Request, desk: OrganizerDesk) -> Response:
    """Every account, key, link and session of an event."""
    return await page(request, PAGE, desk, **await _all(desk.db, desk.event.id, by=desk.by))


@router.post("/events/{slug}/access/{key_id}/revoke")
async def revoke_of_event(request: Request, desk: OrganizerDesk, key_id: KeyId) -> Response:
    """Put one of them out of force."""
    await revoke_one(desk.db, desk.event.id, key_id, by=desk.by)
    return redirect(request, f"/events/{desk.event.slug}/access", "Revoked: it lets nobody in any more.")


@router.post("/events/{slug}/access/accounts")
async def make_of_event(request: Request, desk: OrganizerDesk, wanted: Wanted, settings: Sets) -> Response:
    """Make an account, and show the link for its owner once."""
    made = await _made(desk.db, desk.event.id, wanted, settings, by=desk.by)
    return await page(request, PAGE, desk, **await _all(desk.db, desk.event.id, by=desk.by) | made)


@router.post("/events/{slug}/access/accounts/{account_id}/close")
async def close_of_event(request: Request, desk: OrganizerDesk, account_id: KeyId) -> Response:
    """Close an account."""
    await close_account(desk.db, desk.event.id, account_id, by=desk.by)
    to = f"/events/{desk.event.slug}/access"
    return redirect(request, to, "Closed: nobody comes in by this account any more.")


@router.get("/access")
async def of_operators(request: Request, db: Db, by: Operator) -> Response:
    """Every account, key, link and session of the operators."""
    return await page(request, PAGE, **await _all(db, None, by=by), by=by)


@router.post("/access/{key_id}/revoke")
async def revoke_of_operators(request: Request, db: Db, by: Operator, key_id: KeyId) -> Response:
    """Put one of them out of force."""
    await revoke_one(db, None, key_id, by=by)
    return redirect(request, "/access", "Revoked: it lets nobody in any more.")


@router.post("/access/accounts")
async def make_of_operators(request: Request, db: Db, by: Operator, wanted: Wanted, settings: Sets) -> Response:
    """Make an account of an operator, and show the link for its owner once."""
    made = await _made(db, None, wanted, settings, by=by)
    return await page(request, PAGE, **await _all(db, None, by=by) | made, by=by)


@router.post("/access/accounts/{account_id}/close")
async def close_of_operators(request: Request, db: Db, by: Operator, account_id: KeyId) -> Response:
    """Close an account of an operator."""
    await close_account(db, None, account_id, by=by)
    return redirect(request, "/access", "Closed: nobody comes in by this account any more.")


async def _all(db: Connection, event_id: int | None, *, by: Caller) -> dict[str, Any]:
    """What the page lists."""
    return {
        "accesses": await accesses(db, event_id, by=by),
        "accounts": await accounts(db, event_id, by=by),
        "link": "",
        "link_for": "",
    }


async def _made(
    db: Connection, event_id: int | None, wanted: NewAccount, settings: Settings, *, by: Caller
) -> dict[str, Any]:
    """The link of a new account, or why there is none."""
    try:
        async with attempt(db):
            token = await make_account(db, event_id, wanted, by=by)
    except Invalid as refused:
        return {"refused": refused}
    return {"link": sign_in_link(settings, token), "link_for": wanted.name}
