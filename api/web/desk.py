"""What a route can ask for: a transaction, the caller, and the event within the caller's scope."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from api.access.keys import COOKIE, SAFE_METHODS, caller, refuse_foreign_write
from api.access.may import require
from api.access.nouns import Caller
from api.audit.acting import acting
from api.events import finding
from api.events.nouns import Event
from api.ground import db as database
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.jobs.kinds import Kinds
from api.web import idempotency, tags
from api.web.naming import request_name

LET_IN = "mannam_let_in"
"""Where a request holds the list that `tell_let_in` adds to."""


def pool_of(request: Request) -> Pool:
    """The connections of the running application."""
    return request.app.state.pool


def settings_of(request: Request) -> Settings:
    """The settings of the running application."""
    return request.app.state.settings


def kinds_of(request: Request) -> Kinds:
    """The kinds of job of the running application."""
    return request.app.state.kinds


async def transaction(request: Request) -> AsyncGenerator[Any]:
    """A connection, of a write in one transaction that is committed before the answer is sent."""
    opened = reading_of if request.method in SAFE_METHODS else writing_of
    async with opened(request) as connection:
        yield connection


@asynccontextmanager
async def writing_of(request: Request) -> AsyncGenerator[Connection]:
    """A connection in one transaction; an answer that is to be kept is kept in it."""
    async with database.transaction(pool_of(request)) as connection:
        yield connection
        await idempotency.keep(request, connection)


@asynccontextmanager
async def reading_of(request: Request) -> AsyncGenerator[Connection]:
    """A connection to read by, each statement for itself; a read for a write takes that of the write."""
    if in_hand := request.scope.get(tags.IN_HAND):
        yield in_hand
        return
    async with pool_of(request).acquire() as connection:
        yield connection


Db = Annotated[Any, Depends(transaction, scope="function")]


async def who(request: Request, db: Db) -> Caller:
    """The caller, by ``Authorization: Bearer`` or by the cookie of a session; Unauthenticated if neither."""
    if _bearer(request) is None:
        refuse_foreign(request)
    by = await caller(db, token_of(request))
    tell_let_in(request)
    return by


def tell_let_in(request: Request) -> None:
    """Let whoever counts requests know that the key or session of this one lets somebody in."""
    request.scope.get(LET_IN, []).append(True)


def token_of(request: Request) -> str | None:
    """The token of a key or session that came with a request, whether it opens anything or not."""
    token = _bearer(request)
    return request.cookies.get(COOKIE) if token is None else token


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def refuse_foreign(request: Request) -> None:
    """Refuse a write that another site's page made a browser send."""
    refuse_foreign_write(
        request.method,
        fetch_site=request.headers.get("sec-fetch-site"),
        origin=request.headers.get("origin"),
        host=request.headers.get("host"),
    )


Who = Annotated[Caller, Depends(who, scope="function")]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a request within an event is dealt with: the transaction, who asks, which event."""

    db: Connection
    by: Caller
    event: Event


async def member_desk(request: Request, db: Db, slug: str) -> Desk:
    """A desk for anyone of the event; for everyone else the event does not exist."""
    if _bearer(request) is None:
        refuse_foreign(request)
    by, event = await finding.entered(db, token_of(request), slug)
    tell_let_in(request)
    if request.method not in SAFE_METHODS:
        await idempotency.once(request, db, by)
        await tags.hold(request, db, event.id)
        await acting(db, name=by.signature, role=by.role, event_id=event.id, request=request_name(request))
    return Desk(db, by, event)


async def organizer_desk(desk: Annotated[Desk, Depends(member_desk, scope="function")]) -> Desk:
    """A desk for the organizers of the event alone."""
    require(desk.by, "oversee", "event")
    return desk


async def operator_only(request: Request, db: Db, by: Who) -> Caller:
    """An operator, who makes events and sees them all."""
    require(by, "create", "event")
    if request.method not in SAFE_METHODS:
        await idempotency.once(request, db, by)
        await tags.hold(request, db, 0)
    return by


MemberDesk = Annotated[Desk, Depends(member_desk, scope="function")]
OrganizerDesk = Annotated[Desk, Depends(organizer_desk, scope="function")]
Operator = Annotated[Caller, Depends(operator_only, scope="function")]
