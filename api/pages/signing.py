"""Sign in by a link, sign out, choose the language."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access import accounts, keys
from api.access.keys import COOKIE, Unauthenticated, caller
from api.access.nouns import Caller
from api.audit.acting import acting
from api.ground.errors import Invalid
from api.ground.lengths import Letter, Line
from api.ground.names import within
from api.ground.settings import Settings
from api.ground.words import READERS
from api.pages.frame import LANGUAGE_COOKIE, attempt, page, redirect
from api.web.desk import Db, Who, refuse_foreign, settings_of
from api.web.naming import request_name

router = APIRouter()
YEAR_SECONDS = 365 * 24 * 3600


@router.get("/")
async def start(request: Request, db: Db) -> Response:
    """Where to go: the caller's own page, or how to sign in."""
    try:
        by = await caller(db, request.cookies.get(COOKIE))
    except Unauthenticated:
        return await page(request, "start.html")
    return RedirectResponse(by.home, 303)


@router.get("/sign-in/{token}")
async def look_at_link(
    request: Request, db: Db, token: str, settings: Annotated[Settings, Depends(settings_of)]
) -> Response:
    """Ask whether to sign in: what follows links by itself (mail programs, previews) uses none up.

    The pass of the terminal is in no mail and is not used up: it signs in at once.
    """
    async with attempt(db):
        await acting(db, name="sign-in link", role="link", request=request_name(request))
        if opened := await keys.sign_in_at_once(db, token):
            return _entered(settings, *opened)
    await keys.look_at_link(db, token)
    return await page(request, "enter.html", token=token)


@router.post("/sign-in/password")
async def sign_in_by_password(
    request: Request,
    db: Db,
    settings: Annotated[Settings, Depends(settings_of)],
    email: Annotated[Line, Form()] = "",
    password: Annotated[Line, Form()] = "",
    event: Annotated[Line, Form()] = "",
) -> Response:
    """Open a session for an address and its password; the page stays where they open nothing."""
    refuse_foreign(request)
    await acting(db, name="sign-in by password", role="link", request=request_name(request))
    try:
        return _entered(settings, *await accounts.sign_in_by_password(db, email, password, event))
    except (Unauthenticated, Invalid) as refused:
        return await page(request, "start.html", refused=refused)


@router.get("/password")
async def password_page(request: Request, db: Db, by: Who) -> Response:
    """Choose a password for one's own account."""
    return await page(request, "password.html", by=by, new=not await accounts.asks_current(db, by=by))


@router.post("/password")
async def choose_password(
    request: Request,
    db: Db,
    by: Who,
    password: Annotated[Letter, Form()] = "",
    current: Annotated[Letter, Form()] = "",
) -> Response:
    """Choose it; every other session of the account ends."""
    await acting(db, name=by.signature, role=by.role, event_id=by.event_id, request=request_name(request))
    try:
        await accounts.choose_password(db, password, current, by=by)
    except Invalid as refused:
        new = not await accounts.asks_current(db, by=by)
        return await page(request, "password.html", by=by, new=new, refused=refused)
    return redirect(request, by.home, "Your password is changed, and you are signed out everywhere else.")


@router.post("/sign-in/{token}")
async def sign_in(
    request: Request, db: Db, token: str, settings: Annotated[Settings, Depends(settings_of)]
) -> Response:
    """Use the link up, keep the session in a cookie that scripts cannot read, and go to the page of its holder."""
    refuse_foreign(request)
    await acting(db, name="sign-in link", role="link", request=request_name(request))
    session, by = await keys.sign_in(db, token)
    return _entered(settings, session, by, "/password" if await accounts.lacks_password(db, by=by) else "")


def _entered(settings: Settings, session: str, by: Caller, to: str = "") -> Response:
    response = RedirectResponse(to or by.home, 303)
    lasts, secure = int(keys.SESSION_LASTS.total_seconds()), settings.base_url.startswith("https://")
    response.set_cookie(COOKIE, session, max_age=lasts, httponly=True, samesite="lax", secure=secure)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, db: Db, by: Who) -> Response:
    """End the session."""
    if cookie := request.cookies.get(COOKIE):
        await acting(db, name=by.signature, role=by.role, event_id=by.event_id, request=request_name(request))
        await keys.sign_out(db, cookie)
    response = redirect(request, "/", "You are signed out. A new sign-in link lets you in again.")
    response.delete_cookie(COOKIE)
    return response


@router.get("/language/{language}")
async def choose_language(language: str, to: str = "/") -> Response:
    """Read pages in a language from now on."""
    response = RedirectResponse(within(to), 303)
    if language in READERS:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, samesite="lax")
    return response
