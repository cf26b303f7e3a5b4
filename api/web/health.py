"""Whether this process lives, whether it can serve, and what it did: for supervisors and monitoring, not for people."""

import time
from functools import cache

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.ground import migrating
from api.jobs import queue as jobs
from api.web.desk import Db, Who, pool_of

router = APIRouter(include_in_schema=False)
UNKNOWN = "(no such address)"


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers; says nothing of the database, so that a supervisor does not restart it for another's fault."""
    return {"status": "ok"}


@router.get("/readyz")
async def ready(request: Request, response: Response) -> dict[str, str]:
    """The database answers and has this program's structure; 503 otherwise, with what is missing."""
    try:
        async with pool_of(request).acquire(timeout=2) as db:
            missing = await migrating.missing(db)
    except Exception as error:  # whatever is wrong with the database, this process is not ready
        response.status_code = 503
        return {"status": "not ready", "database": type(error).__name__}
    if missing:
        response.status_code = 503
        return {"status": "not ready", "database": f"migrations missing: {', '.join(missing)}"}
    return {"status": "ready"}


@router.get("/metrics")
async def metrics(request: Request, by: Who, db: Db) -> Response:
    """Figures in Prometheus' text format; needs an operator's key, because they tell how much goes on."""
    kept: Metrics = request.app.state.metrics
    pool = pool_of(request)
    kept.connections.labels("open").set(pool.get_size())
    kept.connections.labels("idle").set(pool.get_idle_size())
    kept.jobs.clear()
    for kind, state, count in await jobs.counts(db, by=by):
        kept.jobs.labels(kind, state).set(count)
    return Response(generate_latest(kept.registry), media_type=CONTENT_TYPE_LATEST)


class Metrics:
    """What one application counts; a registry of its own, so that two applications in a process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "mannam_http_requests_total", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "mannam_http_request_seconds",
            "Seconds until an answer was sent.",
            ["method", "route"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )
        self.connections = Gauge(
            "mannam_database_connections", "Connections of this process.", ["state"], registry=self.registry
        )
        self.jobs = Gauge("mannam_jobs", "Jobs in the database.", ["kind", "state"], registry=self.registry)


class Counted:
    """Counts every request by its route's pattern, never by its address: that may hold a sign-in link."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics
        self._of = cache(self._found)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, told)
        finally:
            route = _pattern(scope)
            count, seconds = self._of(scope["method"], route, str(status))
            count.inc()
            seconds.observe(time.perf_counter() - began)

    def _found(self, method: str, route: str, status: str) -> tuple[Counter, Histogram]:
        return self.metrics.requests.labels(method, route, status), self.metrics.seconds.labels(method, route)


def _pattern(scope: Scope) -> str:
    """The pattern of the route that answered, with what routers put before it: /v1/events/{slug}."""
    own: str | None = getattr(scope.get("route"), "path", None)
    if own is None:
        return UNKNOWN
    before = scope["path"].split("/")[: -own.count("/")]
    return "/".join(before) + own
