"""The state of what was read, as its ``ETag``: read again only if it changed, change only what was read.

Every read under ``/v1`` gets a tag over its body, and ``If-None-Match`` with that tag is answered by 304. Every write may
say ``If-Match`` with the tag of what it changes: that is the read whose address is the longest beginning of its own, say
``/requests/5`` for ``/requests/5/accept`` and the list ``/requests`` for a POST to it. It is asked again inside the
transaction of the write, with all other writes to the event standing still, and if it says something else by then, the
write is refused with 412 and every field that changed. So no route has to know of any of this.

A tag holds a hash of the whole and two bytes for every field of the outermost object, which is how it can be told what
changed although no earlier state is kept.
"""

import base64
import hashlib
import json
import re

from fastapi import FastAPI, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.ground.apart import Busy
from api.ground.db import Connection
from api.ground.errors import Fault, MannamError
from api.web import store
from api.web.methods import Methods

IN_HAND = "mannam_connection"
"""Where a request made within a transaction finds its connection."""
PREFIX = "/v1/"
LARGEST = 64 * 1024
"""Of a larger body it is told that it changed, not where."""
LONGEST_SHOWN = 200
PATIENCE_SECONDS = 5.0
_KEPT = ((b"cache-control", b"private, no-cache"), (b"vary", b"Authorization, Cookie"))
_WHOLE, _FIELD = 9, 2
_read_json = json.JSONDecoder().raw_decode
_MOMENT = re.compile(rb'"checked_at":"[^"]*"')
"""When something was looked at is no part of its state."""


class Changed(MannamError):
    """What a write wants to change is not what its sender read."""

    status = 412
    title = "Changed meanwhile"

    def __init__(self, faults: list[Fault], tag: str) -> None:
        super().__init__(
            "It changed since you read it: look at what is different, and send the write again with the new ETag.",
            code="changed-meanwhile",
        )
        self.faults = tuple(faults)
        self.headers = {"ETag": tag}


class Tagged:
    """Gives every read under ``/v1`` its tag, and answers 304 to whoever has it already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        start: Message | None = None

        async def tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200:
                start = message
                return
            if start is not None:
                if not message.get("more_body", False):
                    message = _tag(start, message, Headers(scope=scope).get("if-none-match", ""))
                await send(start)
                start = None
            await send(message)

        await self.app(scope, receive, tagged)


def tag_of(body: bytes) -> str:
    """The tag of a body.

    >>> tag_of(b'{"state": "sent"}') == tag_of(b'{"state": "sent"}') != tag_of(b'{"state": "accepted"}')
    True
    """
    if b'"checked_at"' in body:
        body = _MOMENT.sub(b"", body)
    fields = b"".join(_sha256(f"{name}={value}".encode(), _FIELD) for name, value in _fields(body).items())
    return f'"{_text(_sha256(body, _WHOLE))}{"." if fields else ""}{_text(fields)}"'


async def hold(request: Request, db: Connection, event_id: int) -> None:
    """Let a write go on if what it changes is what its sender read; without ``If-Match`` it takes its turn, no more.

    Raises
    ------
    Changed
        It is something else by now.
    Busy
        Other writes to the event did not end in time.
    """
    wanted = request.headers.get("if-match", "") if request.url.path.startswith(PREFIX) else ""
    if not await store.take_turn(db, event_id, alone=bool(wanted), patience_seconds=PATIENCE_SECONDS):
        raise Busy
    if not wanted:
        return
    body = await _read(request, db)
    tag = tag_of(body)
    if wanted.strip() != "*" and tag not in _listed(wanted):
        raise Changed(_differences(_listed(wanted)[0], body), tag)


async def _read(request: Request, db: Connection) -> bytes:
    """What the read says now to whom the write comes from, asked within the transaction of the write."""
    app: FastAPI = request.app
    methods: Methods = app.state.methods
    kept = ("type", "asgi", "http_version", "scheme", "server", "client", "root_path", "headers", "app", "extensions")
    path = request.scope["path"]
    while "GET" not in methods.of(path):
        path = path.rpartition("/")[0]
    scope = {name: request.scope[name] for name in kept if name in request.scope} | {
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "state": {},
        "fastapi_middleware_astack": request.scope["fastapi_middleware_astack"],
        IN_HAND: db,
    }
    parts: list[bytes] = []

    async def taken(message: Message) -> None:
        parts.append(message.get("body", b""))

    await app.router(scope, _nothing, taken)
    return b"".join(parts)


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _tag(start: Message, message: Message, known: str) -> Message:
    """The message with the body, after its head was given the tag; an empty one where it is known."""
    tag = tag_of(message.get("body", b""))
    start["headers"] = [*start["headers"], (b"etag", tag.encode()), *_KEPT]
    if not known or (known.strip() != "*" and tag not in _listed(known)):
        return message
    start["status"], headers = 304, MutableHeaders(scope=start)
    for name in ("content-length", "content-type", "content-disposition"):
        del headers[name]
    return {"type": "http.response.body", "body": b""}


def _differences(known: str, body: bytes) -> list[Fault]:
    """The fields whose two bytes are others than those in a tag; none where it is of another shape."""
    said, now = _bytes(known.partition(".")[2].strip('"')), _fields(_MOMENT.sub(b"", body))
    if len(said) != _FIELD * len(now):
        return []
    return [
        _fault(name, value)
        for at, (name, value) in enumerate(now.items())
        if said[_FIELD * at : _FIELD * (at + 1)] != _sha256(f"{name}={value}".encode(), _FIELD)
    ]


def _fault(name: str, value: str) -> Fault:
    if len(value) > LONGEST_SHOWN:
        return Fault(f"/{name}", "This is different now.", "Read it again.", code="changed")
    return Fault(f"/{name}", "This is {now} now.", "Read it again.", code="changed", now=value)


def _fields(body: bytes) -> dict[str, str]:
    """The fields of the outermost object, each as JSON; none of what is a list, large, or no JSON."""
    if len(body) > LARGEST or not body.startswith(b"{") or body.startswith(b'{"items":'):
        return {}
    text, place, found = body.decode(), 1, dict[str, str]()
    try:
        while text[place] != "}":
            name, place = _read_json(text, _begin(text, place))
            begin = _begin(text, text.index(":", place) + 1)
            _, end = _read_json(text, begin)
            found[name] = text[begin:end]
            place = _begin(text, end)
            place += text[place] == ","
    except (ValueError, IndexError):
        return {}
    return found


def _begin(text: str, place: int) -> int:
    """The place of the next character that is no space."""
    while text[place].isspace():
        place += 1
    return place


def _listed(header: str) -> list[str]:
    """The tags that a header names; a weak one as if it were strong, for we make no weak ones."""
    return [one.strip().removeprefix("W/") for one in header.split(",")]


def _sha256(content: bytes, size: int) -> bytes:
    return hashlib.sha256(content).digest()[:size]


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
