"""Parse JSON text and hold it to a schema, with errors that name the place."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of ``"problem"`` or ``"schedule"``."""
    return json.loads(files("scheduler.files").joinpath(f"{name}.schema.json").read_text(encoding="utf-8"))


def parse(text: str, name: str) -> dict[str, Any]:
    """The content of a JSON file that fits a schema; a byte order mark before it is ignored.

    Raises
    ------
    ValueError
        Not JSON (with line and column), or one line per fault with its JSON path.

    Examples
    --------
    >>> parse('{"meetings": [{"request": 7}]}', "schedule")
    Traceback (most recent call last):
    ...
    ValueError: $.meetings[0]: 'supplier' is a required property
    $.meetings[0]: 'buyer' is a required property
    $.meetings[0]: 'slot' is a required property
    $.meetings[0]: 'table' is a required property
    $.meetings[0].request: 7 is not of type 'string'
    """
    try:
        content = json.loads(text.removeprefix("\ufeff"))  # Notepad saves UTF-8 with a mark
    except json.JSONDecodeError as fault:
        raise ValueError(f"this is no JSON: {fault.msg} at line {fault.lineno}, column {fault.colno}") from None
    other = {"problem": "schedule", "schedule": "problem"}[name]
    if isinstance(content, dict) and content.get("format") == schema(other)["properties"]["format"]["const"]:  # pyright: ignore[reportUnknownMemberType]
        raise ValueError(f"$.format: this is a {other}, and a {name} is asked for: give the {name} file here")
    found = Draft202012Validator(schema(name)).iter_errors(content)
    faults = sorted(found, key=lambda fault: [str(step) for step in fault.absolute_path])
    if faults:
        raise ValueError("\n".join(map(_sentence, faults)))
    return content


def _sentence(fault: ValidationError) -> str:
    path = "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault.absolute_path)
    if fault.validator == "pattern":
        return f"{path}: {fault.instance!r} cannot be read{_like(fault)}"
    if fault.validator == "anyOf":
        return f"{path}: {fault.instance!r} is none of what can stand here{_like(fault)}"
    return f"{path}: {fault.message}"


def _like(fault: ValidationError) -> str:
    """What to write instead, from the examples of the schema."""
    examples = fault.schema.get("examples") if isinstance(fault.schema, dict) else None
    return "" if not examples else ": write " + " or ".join(f"{json.dumps(one)}" for one in examples)
