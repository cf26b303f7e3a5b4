"""Accounts of people who sign in by password: of an event, for its organizers; of the installation, for operators."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.access.accounts import accounts, close_account, make_account
from api.access.keys import sign_in_link
from api.access.nouns import NewAccount, Role
from api.ground.settings import Settings
from api.routes.keys import Link
from api.web.desk import Db, Operator, OrganizerDesk, settings_of
from api.web.paging import Listed
from api.web.shapes import Page

router = APIRouter(tags=["events"])
OF_EVENT, OF_OPERATORS = "/events/{slug}/accounts", "/accounts"
AccountId = Annotated[int, Path(ge=1, le=2**62)]
Sets = Annotated[Settings, Depends(settings_of)]


class Account(BaseModel):
    """Somebody who signs in by e-mail address and password; nothing of the password."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    role: Role
    email: str
    name: str
    reads_only: bool = Field(description="An auditor's: it reads everything and changes nothing.")
    has_password: bool = Field(description="Whether its owner has chosen one.")
    made_by: str
    created_at: datetime
    closed_at: datetime | None


@router.get(OF_EVENT, operation_id="listAccounts", response_model=Page[Account])
async def list_accounts(desk: OrganizerDesk, listed: Listed) -> object:
    """Every account of the event, the newest first."""
    return listed.page(await accounts(desk.db, desk.event.id, span=listed.span, by=desk.by))


@router.post(OF_EVENT, operation_id="makeAccount", status_code=201, response_model=Link)
async def make(desk: OrganizerDesk, wanted: NewAccount, settings: Sets) -> object:
    """Make an account of an organizer, or a new link for it: its owner follows the link and chooses a password."""
    return {"sign_in_link": sign_in_link(settings, await make_account(desk.db, desk.event.id, wanted, by=desk.by))}


@router.delete(f"{OF_EVENT}/{{account_id}}", operation_id="closeAccount", status_code=204, response_class=Response)
async def close(desk: OrganizerDesk, account_id: AccountId) -> Response:
    """Close an account of the event: its links and sessions end at once."""
    await close_account(desk.db, desk.event.id, account_id, by=desk.by)
    return Response(status_code=204)


@router.get(OF_OPERATORS, operation_id="listOperatorAccounts", response_model=Page[Account])
async def list_operators(db: Db, by: Operator, listed: Listed) -> object:
    """Every account of an operator, the newest first."""
    return listed.page(await accounts(db, None, span=listed.span, by=by))


@router.post(OF_OPERATORS, operation_id="makeOperatorAccount", status_code=201, response_model=Link)
async def make_operator(db: Db, by: Operator, wanted: NewAccount, settings: Sets) -> object:
    """Make an account of an operator, or a new link for it."""
    return {"sign_in_link": sign_in_link(settings, await make_account(db, None, wanted, by=by))}


@router.delete(
    f"{OF_OPERATORS}/{{account_id}}", operation_id="closeOperatorAccount", status_code=204, response_class=Response
)
async def close_operator(db: Db, by: Operator, account_id: AccountId) -> Response:
    """Close an account of an operator."""
    await close_account(db, None, account_id, by=by)
    return Response(status_code=204)
