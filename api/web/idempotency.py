"""The same write again gets the same answer: ``Idempotency-Key`` on POST, kept in the transaction of the write.

A client that lost the answer (a cut line, a closed lid) sends the request again under its key: what was done is not done
twice, and the first answer comes again to the byte. The answer is kept in the very transaction that made the change, so
there is no moment in which one is stored without the other.

Source: draft-ietf-httpapi-idempotency-key-header.
"""

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.datastructures import UploadFile

from api.access.nouns import Caller
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Invalid
from api.web import store
from api.web.store import KeptAnswer

HEADER = "Idempotency-Key"
LONGEST = 255
_PASSED_ON = ("content-type", "location", "content-disposition")


class Replay(Exception):
    """The answer was given before: it is to be sent again."""

    def __init__(self, answer: KeptAnswer) -> None:
        super().__init__()
        self.answer = answer


class Answering(APIRoute):
    """A route whose answer can be seen by its transaction before that is committed."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the framework, which also leaves its answer at the request."""
        original = super().get_route_handler()

        async def handler(request: Request) -> Response:
            response = await original(request)
            request.state.answer = response
            return response

        return handler


async def once(request: Request, db: Connection, by: Caller) -> None:
    """Let a write go on that is asked for the first time under its key.

    Raises
    ------
    Replay
        It was answered before.
    Conflict
        The same request is being worked on at this moment.
    Invalid
        The key is too long, or was used for something else.
    """
    key = request.headers.get(HEADER)
    if request.method != "POST" or not key:
        return
    if len(key) > LONGEST:
        raise Invalid(
            "The Idempotency-Key cannot be used.",
            [Fault(HEADER, "It has {n:character|characters}.", "Give at most {most}.", n=len(key), most=LONGEST)],
            code="key-unusable",
        )
    caller = (
        f"{by.role}/{by.event_id or ''}/{by.participant_id or ''}/{by.key_id or ''}/{','.join(by.scopes)}/{by.label}"
    )
    if not await store.reserve(db, caller, key):
        raise Conflict("This very request is being worked on: ask again in a moment.", code="in-flight")
    asked = await _sha256(request)
    earlier = await store.kept(db, caller, key)
    if earlier is None:
        request.state.keep = (caller, key, asked)
    elif earlier.asked_sha256 == asked:
        raise Replay(earlier)
    else:
        raise Invalid(
            "This Idempotency-Key was used for another request: take a new one for each.",
            [Fault(HEADER, "It was used for something else.", "Take a new key.")],
            code="key-reused",
        )


async def keep(request: Request, db: Connection) -> None:
    """Keep the answer of a write that is done, at the end of its transaction."""
    reserved = getattr(request.state, "keep", None)
    answer: Response | None = getattr(request.state, "answer", None)
    if reserved is None or answer is None:
        return
    caller, key, asked = reserved
    headers = {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers}
    await store.keep(db, caller, key, KeptAnswer(asked, answer.status_code, headers, bytes(answer.body)))


async def replayed(_request: Request, error: Exception) -> Response:
    """The kept answer, marked as such."""
    assert isinstance(error, Replay)
    answer = error.answer
    return Response(answer.body, answer.status, {**answer.headers, "Idempotency-Replayed": "true"})


async def _sha256(request: Request) -> bytes:
    """What was asked: method, address and body, files by their content."""
    found = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    if request.headers.get("content-type", "").startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        for name, value in (await request.form()).multi_items():
            found.update(f"{name}={value.filename if isinstance(value, UploadFile) else value}\n".encode())
            if isinstance(value, UploadFile):
                found.update(await value.read())
                await value.seek(0)
    else:
        found.update(await request.body())
    return found.digest()
