"""Every request has a name: the answer, the log and the trail carry the same one."""

import re
import secrets

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"
FORM = re.compile(r"[A-Za-z0-9._-]{8,64}")
_KEY = "mannam_request"


class Named:
    """Names every request: as the caller named it, if that can be a name, else by eighteen random letters."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        name = given if FORM.fullmatch(given) else secrets.token_hex(9)
        scope[_KEY] = name

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", name.encode())]
            await send(message)

        await self.app(scope, receive, named)


def request_name(request: HTTPConnection) -> str:
    """The name of a request; empty outside the application."""
    return request.scope.get(_KEY, "")
