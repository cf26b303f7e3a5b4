"""What commands print: the one way to the terminal, which gives Korean its particles, for sentences, tables and JSON alike.

The libraries write a particle that depends on the word before it as ``을(를)``; whatever is printed goes through here, so
that no command can forget to choose.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from api.ground.particles import particles
from api.ground.words import say

if TYPE_CHECKING:
    from rich.console import Console

    from api.events.importing import Imported

WIDTH = 130
"""Columns of a table that nobody sees on a terminal: the widest benchmark fits."""


def tell(words: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a sentence."""
    typer.echo(particles(words), err=err, nl=nl)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its English word.

    >>> counted(1, "meeting"), counted(1200, "entry", "entries")
    ('1 meeting', '1,200 entries')
    """
    return say("en", f"{{n:{one}|{many or f'{one}s'}}}", n=number)


def brought_in(imported: Imported) -> str:
    """What an import brought in, for one line."""
    kinds = (("supplier", ""), ("buyer", ""), ("solution", ""), ("need", ""), ("wish", "wishes"))
    numbers = (imported.suppliers, imported.buyers, imported.solutions, imported.needs, imported.requests)
    return ", ".join(counted(number, *kind) for number, kind in zip(numbers, kinds, strict=True))


def console_of(**options: Any) -> Console:
    """A console for tables, made with the options of ``rich.console.Console``.

    Where no terminal says how wide it is, as in a file or a pipe, a line has `WIDTH` columns.
    """
    from rich.console import Console
    from rich.text import Text

    if not sys.stdout.isatty():
        options.setdefault("width", WIDTH)

    class Said(Console):
        """Everything that is printed as text passes here, cells of tables too."""

        def render_str(self, text: str, **how: Any) -> Text:
            return super().render_str(particles(text), **how)

    return Said(**options)


def print_json(value: object) -> None:
    """Print one JSON object."""
    typer.echo(json.dumps(_said(value), ensure_ascii=False, indent=2, default=str))


def plain(thing: Any) -> dict[str, Any]:
    """A dataclass as plain values."""
    return asdict(thing)


def with_words(thing: Any) -> dict[str, Any]:
    """A dataclass as plain values with its sentence in English and Korean."""
    return plain(thing) | {"en": thing.words("en"), "ko": thing.words("ko")}


def _said(value: object) -> object:
    """A value with the particles of every text in it."""
    if isinstance(value, str):
        return particles(value)
    if isinstance(value, Mapping):
        return {name: _said(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_said(one) for one in value]
    return value
