"""Workbooks to begin with: one to fill in and one that is filled in, with tabs named in either language."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from api.access.may import require
from api.access.nouns import Caller
from api.events.nouns import Event, EventWorkbook
from api.events.workbook.reading import read_workbook
from api.events.workbook.writing import write_workbook

Kind = Literal["blank", "example"]
Language = Literal["ko", "en"]
SHIPPED = Path(str(files("api"))) / "examples" / "istanbul-2022.xlsx"
"""The workbook of the demo."""


def sample(kind: Kind, language: Language, *, by: Caller) -> bytes:
    """A workbook for whoever starts an event, as an XLSX file."""
    require(by, "read", "event")
    return _written(kind, language)


@cache
def _written(kind: Kind, language: Language) -> bytes:
    nothing: tuple[()] = ()
    empty = EventWorkbook(Event("", "", ""), nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing)
    return write_workbook(_shipped() if kind == "example" else empty, tabs=language)


def _shipped() -> EventWorkbook:
    found = read_workbook(SHIPPED.read_bytes()).workbook
    assert found is not None, "the workbook of the demo can be read"
    return found
