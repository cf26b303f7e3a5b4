"""The one place where an error becomes an answer: problem+json (RFC 9457) for programs, a page for people."""

import errno
import http
import logging
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.access.keys import Unauthenticated
from api.ground.codes import CODES, address, refusal_words
from api.ground.constraints import refusal
from api.ground.db import LOST, CommitLost
from api.ground.errors import Fault, Invalid, MannamError
from api.ground.words import FALLBACK, preferred, say, translated
from api.web.methods import allowed

PROBLEM = "application/problem+json"
log = logging.getLogger(__name__)


class Unavailable(MannamError):
    """The database does not answer now."""

    status = 503
    title = "Not available"
    wait = 2


class DiskFull(MannamError):
    """There is no space left, on this machine or where the database keeps its data."""

    status = 507
    title = "Disk full"

    def __init__(self) -> None:
        super().__init__(CODES["disk-full"].english, code="disk-full")


class Refused(MannamError):
    """What the web frame itself refuses: an unknown address, a wrong method."""

    def __init__(self, status: int) -> None:
        code = _CODES.get(status, "bad-request")
        super().__init__(CODES[code].english, code=code)
        self.status = CODES[code].status
        self.title = http.HTTPStatus(self.status).phrase


def install(app: FastAPI, error_page: Callable[[Request, MannamError], Response]) -> None:
    """Make every error of the application an answer in one shape; ``error_page`` says a refusal to a person."""
    app.state.error_page = error_page
    for kind in (
        MannamError,
        HTTPException,
        RequestValidationError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,
        OSError,
        Exception,
    ):
        app.add_exception_handler(kind, answer)


async def answer(request: Request, error: Exception) -> Response:
    """The answer to an error: a page where a browser asked for one, problem+json everywhere else."""
    refused = as_refusal(error)
    if isinstance(refused, Unavailable | CommitLost | DiskFull):
        log.warning("%s %s: %s", request.method, request.url.path, type(error).__name__)
    elif refused.code == "broken":
        log.error("%s %s", request.method, request.url.path, exc_info=error)
    if wants_page(request):
        response = request.app.state.error_page(request, refused)
    else:
        language = preferred(None, request.headers.get("accept-language", ""))
        told = {"Content-Language": language, "Vary": "Accept-Language"}
        response = JSONResponse(problem(refused, request.url.path, language), refused.status, told, PROBLEM)
    if isinstance(refused, Unauthenticated):
        response.headers["WWW-Authenticate"] = 'Bearer realm="mannam"'
    response.headers.update(getattr(refused, "headers", {}))
    if isinstance(error, HTTPException) and error.status_code == 405:
        response.headers["Allow"] = allowed(request.scope)
    if wait := getattr(refused, "wait", 0):
        response.headers["Retry-After"] = str(wait)
    return response


def as_refusal(error: Exception) -> MannamError:
    """Any error as a refusal with words; what nobody foresaw says no more than that it is written down."""
    if isinstance(error, MannamError):
        return error
    if isinstance(error, HTTPException):
        return Refused(error.status_code)
    if isinstance(error, RequestValidationError):
        return Invalid("The request cannot be used: look at the faults.", _faults(error.errors()))
    if isinstance(error, asyncpg.PostgresError) and (named := refusal(error)):
        return named
    if isinstance(error, asyncpg.DataError):
        return Invalid(
            "A value cannot be stored: a number is too large, or a text holds a character that is none.",
            code="unstorable",
        )
    if isinstance(error, asyncpg.DiskFullError) or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    if isinstance(error, LOST):
        return Unavailable(
            "The database does not answer now: nothing was changed, try again in a moment.", code="no-database"
        )
    return MannamError("Something broke here, and it is written down: try again, or tell the organizer.", code="broken")


def problem(error: MannamError, path: str, language: str = FALLBACK) -> dict[str, Any]:
    """The members of a problem: type, title, status, detail, instance, code and, where there are faults, errors."""
    faults: Sequence[Fault] = getattr(error, "faults", ())
    return {
        "type": address(error.code),
        "title": say(language, error.title),
        "status": error.status,
        "detail": refusal_words(language, error.code, error.sentence),
        "instance": path,
        "code": error.code,
        **({"errors": [said_of(fault, language) for fault in faults]} if faults else {}),
    }


def wants_page(request: Request) -> bool:
    """Whether the request was made by a browser for a person; the API always answers programs."""
    if request.url.path.startswith("/v1/"):
        return False
    return "text/html" in request.headers.get("accept", "")


def said_of(fault: Fault, language: str = FALLBACK) -> dict[str, str]:
    """A fault or a warning as the API says it: its place (pointer, cell or pair), what, and how to mend it."""
    place = "pointer" if fault.where.startswith("/") else "cell" if "!" in fault.where else "where"
    members = {
        place: fault.where,
        "detail": fault.what.said(language),
        "mend": fault.mend.said(language),
        "code": fault.code,
        "detail_ko": fault.what.said("ko") if translated("ko", fault.what) else "",
        "mend_ko": fault.mend.said("ko") if translated("ko", fault.mend) else "",
    }
    return {name: text for name, text in members.items() if text}


def _faults(errors: Sequence[Any]) -> list[Fault]:
    return [
        Fault(
            "/" + "/".join(str(step) for step in found["loc"][1:]),
            SAYS.get(str(found["type"]), "This value cannot be used ({reason})."),
            code=str(found["type"]),
            reason=str(found["msg"]),
        )
        for found in errors
    ]


SAYS = {
    "missing": "This is missing.",
    "int_parsing": "This is not a whole number.",
    "literal_error": "This cannot be chosen here ({reason}).",
    "string_too_long": "This is too long ({reason}).",
    "json_invalid": "This is not JSON ({reason}).",
    "no_character": "The text holds a character that nobody can read (NUL).",
    "timezone_aware": "This moment has no time zone: add its offset, like +03:00.",
    "extra_forbidden": "Nobody knows this field: leave it out, or correct its name.",
}
"""What is said of a value that a shape refuses, by the kind of the refusal."""
_CODES = {404: "not-found", 405: "method-not-allowed"}
