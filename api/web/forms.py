"""A draft from a form: the same dataclass that is the body of the API and the parameter of the verb."""

from collections.abc import Awaitable, Callable
from dataclasses import MISSING, fields
from typing import Annotated, Any, TypeVar, get_type_hints

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError

from api.ground.lengths import storable

Draft = TypeVar("Draft")


def form(kind: type[Draft]) -> Callable[[Request], Awaitable[Draft]]:
    """A dependency that reads the fields of a draft from a form, as texts.

    A field that the form leaves out takes its default, or is empty: what cannot be used is told by the verb, so that the
    page can stay open with everything that was typed.
    """

    limits = _limits(kind)

    async def read(request: Request) -> Draft:
        typed = await request.form()
        values: dict[str, Any] = {}
        too_long = [
            {**error, "loc": ("body", name)}
            for name, limit in limits.items()
            for error in _errors(limit, typed.get(name, ""))
        ]
        if too_long:
            raise RequestValidationError(too_long)
        for field in fields(kind):  # type: ignore[arg-type]
            if field.name in typed:
                values[field.name] = str(typed[field.name])
            elif field.default is MISSING:
                values[field.name] = ""
        return kind(**values)

    return read


def _limits(kind: type[Any]) -> dict[str, TypeAdapter[str]]:
    """The fields whose texts have a limit, which a form keeps as the API does."""
    hints = get_type_hints(kind, include_extras=True)
    found: dict[str, TypeAdapter[str]] = {}
    for name, hint in hints.items():
        limit = next((one for one in getattr(hint, "__metadata__", ()) if isinstance(one, StringConstraints)), None)
        if limit is not None:
            found[name] = TypeAdapter(Annotated[str, limit, AfterValidator(storable)])
    return found


def _errors(limit: TypeAdapter[str], text: object) -> list[Any]:
    try:
        limit.validate_python(str(text))
    except ValidationError as error:
        return list(error.errors())
    return []
