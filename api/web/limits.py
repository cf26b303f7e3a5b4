"""What one request may bring, decided while it is read and before anything of it is kept.

Whoever sends a body is known first. Then the body is read whole, up to the limit of its kind and no slower than the least
rate; only a body that keeps both reaches the application, in pieces, so that no other request waits while it is parsed.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.keys import Caller
from api.access.may import may
from api.ground.apart import Busy
from api.ground.codes import CODES
from api.ground.errors import Fault, Invalid, MannamError
from api.web import refusing
from api.web.desk import pool_of, who
from api.web.files import LARGEST_UPLOAD

LONGEST_ADDRESS = 2_048
LONGEST_QUERY = 4_096
MOST_HEADERS = 100
MOST_HEADER_BYTES = 16 * 1024
LARGEST_BODY = 256 * 1024
BY_STRANGERS = {"/unsubscribe/": 1000, "/sign-in/password": 8000}
"""What comes without a key, and how many bytes: when a reader wants no more letters (RFC 8058), and to sign in."""
ENVELOPE = 64 * 1024
"""What a form adds around the file in it."""
DEEPEST = 32
"""Levels of a JSON body; ours have two."""
PATIENCE_SECONDS = 10.0
"""How long a sender may pause, and how long it may be slower than the least rate at the beginning."""
LEAST_RATE = 16 * 1024
UPLOADS_AT_ONCE, UPLOADS_OF_ONE = 16, 2
_SLICE = 1 << 16
_NESTING = re.compile(rb'"(?:\\.|[^"\\])*"?|[\[\]{}]', re.DOTALL)


class BodyTooLarge(MannamError):
    """The body is larger than any that belongs here."""

    status = 413
    title = "Too large"

    def __init__(self, said: str) -> None:
        super().__init__(said, code="body-too-large")


class AddressTooLong(MannamError):
    """No address of ours is that long."""

    status = 414
    title = "Too long"

    def __init__(self) -> None:
        super().__init__(CODES["address-too-long"].english, code="address-too-long")


class TooManyHeaders(MannamError):
    """No client of ours sends that many."""

    status = 431
    title = "Too many headers"

    def __init__(self) -> None:
        super().__init__(CODES["too-many-headers"].english, code="too-many-headers")


class TooSlow(MannamError):
    """The body comes slower than anybody waits."""

    status = 408
    title = "Too slow"

    def __init__(self) -> None:
        super().__init__(CODES["too-slow"].english, code="too-slow")


class Limits:
    """The gate in front of the application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._uploads: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            _look_at(scope)
            if _brings_body(headers):
                receive = await self._body(Request(scope), headers, receive)
        except Exception as error:
            await _let_finish(receive, headers)
            response = await refusing.answer(Request(scope), error)
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _body(self, request: Request, headers: Headers, receive: Receive) -> Receive:
        for begins, most in BY_STRANGERS.items():
            if request.url.path.startswith(begins):
                body = await _read(receive, headers, most)
                _refuse_odd("application/x-www-form-urlencoded", body)
                return _replayed(body, receive)
        by = await _sender(request)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data" and may(by, "import", "workbook"):
            with self._place(by):
                return _replayed(await _read(receive, headers, LARGEST_UPLOAD + ENVELOPE), receive)
        body = await _read(receive, headers, LARGEST_BODY)
        _refuse_odd(kind, body)
        return _replayed(body, receive)

    @contextmanager
    def _place(self, by: Caller) -> Generator[None]:
        """A place among those who send files, of which one sender has few."""
        name = f"{by.event_id} {by.signature}"
        if self._uploads.total() >= UPLOADS_AT_ONCE or self._uploads[name] >= UPLOADS_OF_ONE:
            raise Busy
        self._uploads[name] += 1
        try:
            yield
        finally:
            self._uploads[name] -= 1


def _brings_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


async def _sender(request: Request) -> Caller:
    async with pool_of(request).acquire() as connection:
        return await who(request, connection)


def _look_at(scope: Scope) -> None:
    """Refuse an address or headers that no client of ours sends."""
    address, query = scope.get("raw_path") or b"", scope.get("query_string") or b""
    if len(address) > LONGEST_ADDRESS or len(query) > LONGEST_QUERY:
        raise AddressTooLong
    headers = scope["headers"]
    if len(headers) > MOST_HEADERS or sum(len(name) + len(value) for name, value in headers) > MOST_HEADER_BYTES:
        raise TooManyHeaders
    if "\0" in scope["path"] or b"%00" in query:
        raise _no_character("/")


def _refuse_odd(kind: str, body: bytes) -> None:
    """Refuse what the readers of forms and JSON would choke on."""
    if kind == "application/x-www-form-urlencoded" and (b"%00" in body or b"\0" in body):
        raise _no_character("/")
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return
    depth = 0
    for found in _NESTING.finditer(body):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(found[0], 0)
        if depth > DEEPEST:
            fault = Fault("/", "It has more than {most} levels.", "Send a flat object.", code="too-deep", most=DEEPEST)
            raise Invalid("The body is nested too deeply.", [fault], code="too-deep")


def _no_character(where: str) -> Invalid:
    fault = Fault(
        where,
        "The text holds a character that nobody can read (NUL).",
        "Type the text again by hand.",
        code="no_character",
    )
    return Invalid("A text holds a character that is none.", [fault], code="unstorable")


async def _read(receive: Receive, headers: Headers, most: int) -> bytes:
    """The whole body, or `BodyTooLarge` and `TooSlow` as soon as that is known."""
    declared = headers.get("content-length", "")
    if declared.isdecimal() and (len(declared) > 18 or int(declared) > most):
        raise _too_large(most)
    body = bytearray()
    began = time.monotonic()
    while True:
        try:
            message = await asyncio.wait_for(receive(), PATIENCE_SECONDS)
        except TimeoutError as error:
            raise TooSlow from error
        if message["type"] == "http.disconnect":
            raise TooSlow
        body += message.get("body", b"")
        if len(body) > most:
            raise _too_large(most)
        if not message.get("more_body", False):
            return bytes(body)
        if len(body) < LEAST_RATE * (time.monotonic() - began - PATIENCE_SECONDS):
            raise TooSlow


def _too_large(most: int) -> BodyTooLarge:
    if most > LARGEST_BODY:
        return BodyTooLarge("The file is larger than 20 MB: choose an event workbook (.xlsx) without pictures.")
    return BodyTooLarge("What was sent is larger than 256 kB: write less.")


def _replayed(body: bytes, receive: Receive) -> Receive:
    """The body again in slices, giving way to other requests between them; afterwards the connection itself."""
    places = iter(range(0, max(1, len(body)), _SLICE))

    async def again() -> Message:
        start = next(places, None)
        if start is None:
            return await receive()
        if start:
            await asyncio.sleep(0)
        more = start + _SLICE < len(body)
        return {"type": "http.request", "body": body[start : start + _SLICE], "more_body": more}

    return again


async def _let_finish(receive: Receive, headers: Headers) -> None:
    """Take and drop what a refused client still sends, for a moment: most read the answer only when they have sent all."""
    if "expect" in headers or not _brings_body(headers):
        return
    dropped, end = 0, time.monotonic() + PATIENCE_SECONDS / 4
    while dropped < 2 * LARGEST_UPLOAD and (left := end - time.monotonic()) > 0:
        try:
            message = await asyncio.wait_for(receive(), left)
        except TimeoutError:
            return
        dropped += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return
