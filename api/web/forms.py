"""A draft from a form: the same dataclass that is the body of the API and the parameter of the verb."""

from collections.abc import Awaitable, Callable
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from fastapi import Request

Draft = TypeVar("Draft")


def form(kind: type[Draft]) -> Callable[[Request], Awaitable[Draft]]:
    """A dependency that reads the fields of a draft from a form, as texts.

    A field that the form leaves out takes its default, or is empty: what cannot be used is told by the verb, so that the
    page can stay open with everything that was typed.
    """

    async def read(request: Request) -> Draft:
        typed = await request.form()
        values: dict[str, Any] = {}
        for field in fields(kind):  # type: ignore[arg-type]
            if field.name in typed:
                values[field.name] = str(typed[field.name])
            elif field.default is MISSING:
                values[field.name] = ""
        return kind(**values)

    return read
