"""What holds for every operation, added to the description that the framework makes of each."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from api.web.refusing import PROBLEM

_PROBLEM = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
KEY = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "Your key, as the organizer or operator gave it to you.",
    }
}
"""Tells documents and generated clients how to send a key; the desk reads it."""
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of what is changed: refused with 412 if it is something else by now.",
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "An ETag that you have: answered by 304 while it is the same.",
}
ANSWERED = {
    "X-Request-ID": "The name of the request: yours, if you sent one.",
    "RateLimit": "What is left of your requests within this minute, and when it ends.",
    "RateLimit-Policy": "How many requests you have within a minute.",
}
READ = {"ETag": "The state of what was read."}
LISTED = {"Link": 'Where the list goes on: rel="next".'}


def describe(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The document of an application with what holds for every operation under ``/v1``."""
    made = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            document["components"]["securitySchemes"] = KEY
            for path in document["paths"].values():
                for method, operation in path.items():
                    _complete(method, operation)
        assert app.openapi_schema is not None
        return app.openapi_schema

    return described


def _complete(method: str, operation: dict[str, Any]) -> None:
    operation["security"] = [{"key": []}]
    parameters, responses = operation.setdefault("parameters", []), operation["responses"]
    headers = dict(ANSWERED)
    if method == "get":
        parameters.append(IF_NONE_MATCH)
        responses["304"] = {"description": "It is what you have."}
        headers |= READ | (LISTED if any(one["name"] == "cursor" for one in parameters) else {})
    else:
        parameters.append(IF_MATCH)
        responses["412"] = {"description": "It changed since you read it; errors name the fields.", "content": _PROBLEM}
    for status, response in responses.items():
        if status.startswith("2"):
            response["headers"] = {
                name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()
            }
