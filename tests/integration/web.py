"""A client that speaks to the whole application in this process, over a real database."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from api.app import create_app
from api.ground.db import Pool
from api.ground.settings import Settings

PAGES = re.compile(r'href="(/events(?![^"]*\.xlsx)[^"]*)"')
"""Links to pages; a paper is none."""
PAGE = {"Accept": "text/html", "Accept-Language": "en"}


@asynccontextmanager
async def client(settings: Settings, pool: Pool) -> AsyncGenerator[httpx.AsyncClient]:
    """An HTTP client of a fresh application."""
    app = create_app(settings, pool)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    caller = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
    async with app.router.lifespan_context(app), caller:
        yield caller


def key(token: str) -> dict[str, str]:
    """The header that carries a key."""
    return {"Authorization": f"Bearer {token}"}


def code(response: httpx.Response) -> tuple[int, Any]:
    """Status and code of a refusal."""
    return response.status_code, response.json().get("code")
