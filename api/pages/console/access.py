"""Who holds a key, link or session, at an event and among the operators; each can be put out of force."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.pages.frame import page, redirect
from api.participants.inviting import accesses, revoke_one
from api.web.desk import Db, Operator, OrganizerDesk

router = APIRouter()
KeyId = Annotated[int, Path(ge=1, le=2**62)]


@router.get("/events/{slug}/access")
async def of_event(request: Request, desk: OrganizerDesk) -> Response:
    """Every key, link and session of an event."""
    return await page(request, "console/access.html", desk, accesses=await accesses(desk.db, desk.event.id, by=desk.by))


@router.post("/events/{slug}/access/{key_id}/revoke")
async def revoke_of_event(request: Request, desk: OrganizerDesk, key_id: KeyId) -> Response:
    """Put one of them out of force."""
    await revoke_one(desk.db, desk.event.id, key_id, by=desk.by)
    return redirect(request, f"/events/{desk.event.slug}/access", "Revoked: it lets nobody in any more.")


@router.get("/access")
async def of_operators(request: Request, db: Db, by: Operator) -> Response:
    """Every key, link and session of the operators."""
    return await page(request, "console/access.html", accesses=await accesses(db, None, by=by), by=by)


@router.post("/access/{key_id}/revoke")
async def revoke_of_operators(request: Request, db: Db, by: Operator, key_id: KeyId) -> Response:
    """Put one of them out of force."""
    await revoke_one(db, None, key_id, by=by)
    return redirect(request, "/access", "Revoked: it lets nobody in any more.")
