"""A participant's agenda as PDF, drawn by typst so that Korean, Thai and Turkish come out right."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from api.ground.glyphs import font_folders, printed
from api.ground.words import say

TEMPLATE = Path(__file__).with_name("agenda.typ")

PRINTED = {
    "agenda": "Agenda",
    "time": "Time",
    "table": "Table",
    "counterpart": "You meet",
    "interpreter": "Interpreter",
    "nothing": "No meetings are scheduled.",
}
"""The printed words, by their names in the template."""


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One meeting as it is printed; times are local, ``other_name`` and ``topic`` may be empty.

    ``contacts`` are lines, one for each person who may be reached.
    """

    begins: str
    ends: str
    table: str
    counterpart: str
    other_name: str
    topic: str
    interpreter: str
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """One day of one leg with its zone, which is always printed."""

    title: str
    zone: str
    meetings: tuple[AgendaLine, ...]


@dataclass(frozen=True, slots=True)
class PrintedAgenda:
    """Everything on the paper, in one language (ko, en, th, tr)."""

    language: str
    title: str
    event: str
    organizer: str
    participant: str
    other_name: str
    facts: tuple[str, ...]
    notice: str
    footer: str
    days: tuple[AgendaDay, ...]


def agenda_pdf(agenda: PrintedAgenda) -> bytes:
    """The agenda as the bytes of a PDF."""
    return agenda_pdfs([agenda])[0]


def agenda_pdfs(agendas: Sequence[PrintedAgenda]) -> list[bytes]:
    """Several agendas, one PDF each, in their order; characters that no font has are left out."""
    return [
        _compiled(json.dumps({**_printable(asdict(agenda)), "words": _words(agenda.language)})) for agenda in agendas
    ]


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printed(value)
    if isinstance(value, dict):
        return {name: _printable(one) for name, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, (list, tuple)) else value


def _words(language: str) -> dict[str, str]:
    return {name: say(language, english) for name, english in PRINTED.items()}


def _compiled(data: str) -> bytes:
    made = typst.compile(TEMPLATE, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"data": data})
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders())
