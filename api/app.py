"""The web application: API under ``/v1``, pages for people, documentation that needs no network."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import pages, routes
from api.ground import apart
from api.ground.db import Pool, open_pool
from api.ground.settings import Settings
from api.jobs.kinds import Kinds
from api.jobs.progress import Announcements
from api.matches.job import matching
from api.notices.job import delivering
from api.pages.frame import error_page
from api.persons.erasing import forgetting
from api.schedules.job import building
from api.web import health, idempotency
from api.web import refusing as problems
from api.web.describing import describe
from api.web.limits import Limits
from api.web.methods import Methods, Spoken, Straight
from api.web.naming import Named
from api.web.rates import Counts, Rates
from api.web.tags import Tagged
from api.webhooks.job import calling

STATIC = Path(__file__).parent / "pages" / "static"
POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

_CAREFUL = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", POLICY.encode()),
    (b"cache-control", b"no-store"),
)

FORKED = "api.forked"
"""The module that processes apart find loaded."""
PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf", routes.events.XLSX)
"""What is packed already, and would be packed once more for nothing."""


def create_app(settings: Settings, pool: "Pool | None" = None) -> FastAPI:
    """The application of one installation; without a pool it opens one of its own when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        own = None
        if pool is None:
            if settings.database_url is None:
                raise ValueError("no database: give a pool, or settings with a database_url")
            own = await open_pool(settings.database_url)
            _serve_from(app, own)
        yield
        await app.state.announcements.close()
        await app.state.counts.close()
        if own is not None:
            await own.close()

    apart.preload(FORKED)
    app = FastAPIOffline(
        title="Mannam",
        summary="Matchmaking for trade roadshows and expos: match, schedule, follow through.",
        description=routes.DESCRIPTION,
        version="1",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=routes.TAGS,
        favicon_url="/static/mark.svg",
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.kinds = kinds(settings)
    if pool is not None:
        _serve_from(app, pool)
    _surround(app, settings)
    _mount_files(app)
    app.include_router(routes.router)
    app.include_router(health.router)
    app.include_router(pages.router)
    problems.install(app, error_page)
    app.add_exception_handler(idempotency.Replay, idempotency.replayed)
    app.state.methods = Methods(app.routes)
    app.router.middleware_stack = Straight(app.router.middleware_stack, app.state.methods)
    app.openapi = describe(app)
    return app


def _surround(app: FastAPI, settings: Settings) -> None:
    """Put around the routes what every request goes through, from the inside out."""
    app.state.counts, app.state.metrics = Counts(), health.Metrics()
    app.add_middleware(Tagged)
    app.add_middleware(_Packing, minimum_size=1000, compresslevel=6, exclude_content_types=PACKED)
    app.add_middleware(Limits)
    app.add_middleware(Spoken)
    app.add_middleware(Rates, settings=settings, counts=app.state.counts)
    app.add_middleware(_CarefulHeaders)
    app.add_middleware(health.Counted, metrics=app.state.metrics)
    app.add_middleware(Named)


def _mount_files(app: FastAPI) -> None:
    app.mount("/static/fonts", StaticFiles(packages=[("fontpkg_noto_sans_thai", "files")]), name="fonts")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")


def kinds(settings: Settings) -> Kinds:
    """Every kind of job that this installation can do."""
    return Kinds((matching(settings), building(settings), delivering(settings), forgetting(), calling(settings)))


def _serve_from(app: FastAPI, pool: Pool) -> None:
    app.state.pool = pool
    app.state.announcements = Announcements(pool)


class _Packing(GZipMiddleware):
    """Packs for whoever takes it packed, and leaves everybody else alone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if any(name == b"accept-encoding" and b"gzip" in value for name, value in scope.get("headers", ())):
            await super().__call__(scope, receive, send)
            return

        async def plain(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"vary", b"Accept-Encoding")]
            await send(message)

        await self.app(scope, receive, plain)


class _CarefulHeaders:
    """Adds what keeps a browser from guessing, leaking and caching; streams pass through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        open_to_all = path.startswith(("/docs", "/redoc", "/static"))

        careful = _CAREFUL[:2] if open_to_all else _CAREFUL

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in careful if one[0] not in there)]
            await send(message)

        await self.app(scope, receive, send_with_headers)
