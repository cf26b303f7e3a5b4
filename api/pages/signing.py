"""Sign in by a link, sign out, choose the language."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api.access.keys import COOKIE, Unauthenticated, caller
from api.ground.names import within
from api.ground.settings import Settings
from api.pages.frame import LANGUAGE_COOKIE, page, redirect
from api.pages.words import LANGUAGES
from api.web.desk import Db, Who, settings_of

router = APIRouter()
YEAR_SECONDS = 365 * 24 * 3600
KEY_SECONDS = 90 * 24 * 3600


@router.get("/")
async def start(request: Request, db: Db) -> Response:
    """Where to go: the caller's own page, or how to sign in."""
    try:
        by = await caller(db, request.cookies.get(COOKIE))
    except Unauthenticated:
        return page(request, "start.html")
    return RedirectResponse(by.home, 303)


@router.get("/sign-in/{token}")
async def sign_in(
    request: Request, db: Db, token: str, settings: Annotated[Settings, Depends(settings_of)]
) -> Response:
    """Keep the key in a cookie that scripts cannot read, and go to the page of its holder."""
    by = await caller(db, token)
    response = RedirectResponse(by.home, 303)
    secure = settings.base_url.startswith("https://")
    response.set_cookie(COOKIE, token, max_age=KEY_SECONDS, httponly=True, samesite="lax", secure=secure)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, _: Who) -> Response:
    """Forget the key in this browser; the link stays good."""
    response = redirect(request, "/", "You are signed out of this browser. Your sign-in link still works.")
    response.delete_cookie(COOKIE)
    return response


@router.get("/language/{language}")
async def choose_language(language: str, to: str = "/") -> Response:
    """Read pages in a language from now on."""
    response = RedirectResponse(within(to), 303)
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, samesite="lax")
    return response
