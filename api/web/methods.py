"""What every address knows beside its own methods: HEAD wherever there is GET, OPTIONS, and Allow with a refusal."""

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.convertors import Convertor
from starlette.routing import BaseRoute, Mount, compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_Answering: TypeAlias = tuple[re.Pattern[str], dict[str, Convertor[Any]], RouteContext]


class Methods:
    """Which methods the addresses of an application know, and which of its routes answers, in one flat table."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._known: list[tuple[re.Pattern[str], frozenset[str]]] = []
        self._answering: dict[str, list[_Answering]] = {}
        for route in iter_route_contexts(list(routes)):
            mount = isinstance(route.original_route, Mount)
            path = f"{route.path}/{{rest:path}}" if mount else str(route.path)
            pattern, _, convertors = compile_path(path)
            methods = frozenset(route.methods or {"GET"})
            self._known.append((pattern, methods))
            for method in methods:
                self._answering.setdefault(method, []).append((pattern, convertors, route))

    def answering(self, scope: Scope) -> ASGIApp | None:
        """What answers a request, told in its scope; None where the framework has to look itself."""
        for pattern, convertors, route in self._answering.get(scope["method"], ()):
            if found := pattern.match(scope["path"]):
                if not isinstance(route.original_route, APIRoute):
                    return None
                scope["path_params"] = {
                    name: convertors[name].convert(value) for name, value in found.groupdict().items()
                }
                scope["endpoint"], scope["route"] = route.endpoint, route.original_route
                return route.app
        return None

    def of(self, path: str) -> list[str]:
        """The methods of an address, with HEAD and OPTIONS, in order; none where there is no such address."""
        found = {method for pattern, methods in self._known if pattern.match(path) for method in methods}
        return sorted(found | ({"HEAD"} if "GET" in found else set()) | ({"OPTIONS"} if found else set()))


class Straight:
    """Goes straight to the route that answers: looking through routers within routers costs more than most answers."""

    def __init__(self, app: ASGIApp, methods: Methods) -> None:
        self.app = app
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        straight = self._methods.answering(scope) if scope["type"] == "http" and not scope.get("root_path") else None
        await (straight or self.app)(scope, receive, send)


class Spoken:
    """Answers HEAD by what GET says without its body, and OPTIONS by what an address knows."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self._head(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "OPTIONS" and (known := allowed(scope)):
            headers = [(b"allow", known.encode()), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 204, "headers": headers[:1]})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self.app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the body and keep it; who streams it is told that nobody listens any more."""
        begun = False
        scope["method"] = "GET"

        async def head(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                await send(message)
            elif not begun:
                begun = True
                await send({"type": "http.response.body", "body": b""})

        async def listening() -> Message:
            return {"type": "http.disconnect"} if begun else await receive()

        try:
            await self.app(scope, listening, head)
        finally:
            scope["method"] = "HEAD"


def allowed(scope: Scope) -> str:
    """The methods that the address of a request knows, as ``Allow`` lists them; empty where there is none."""
    methods: Methods = scope["app"].state.methods
    return ", ".join(methods.of(scope["path"]))
