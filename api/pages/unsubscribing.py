"""Stop letters, or let them come again, by the address that stands in each but invitations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from api.audit.acting import acting
from api.notices import unsubscribing
from api.pages.frame import page
from api.web.desk import Db
from api.web.naming import request_name

router = APIRouter(prefix="/unsubscribe")


@router.get("/{ticket}")
async def look(request: Request, db: Db, ticket: UUID) -> Response:
    """Which letters these are, and the button that stops them."""
    return await page(request, "unsubscribe.html", found=await unsubscribing.look(db, ticket))


@router.post("/{ticket}")
async def stop(request: Request, db: Db, ticket: UUID, again: Annotated[bool, Form()] = False) -> Response:
    """Stop them, or let them come again. Mail programs ask this by themselves when their reader says so (RFC 8058)."""
    await acting(db, name="letter", role="link", request=request_name(request))
    verb = unsubscribing.go_on if again else unsubscribing.stop
    return await page(request, "unsubscribe.html", found=await verb(db, ticket))
