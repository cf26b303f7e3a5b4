"""``about`` and ``erase``: all that is kept about somebody, and its erasing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from api.cli.database import in_event
from api.cli.deciding import EVENT
from api.cli.plain import counted, tell

if TYPE_CHECKING:
    from api.access.nouns import Caller
    from api.ground.db import Connection

CODE = typer.Argument(help="The participant.")
PERSON = typer.Option(None, "--person", help="One person of it, by name; left out: all of them.")


def about(event: str = EVENT, code: str = CODE, person: str | None = PERSON) -> None:
    """Print all that is kept about a participant and its people as JSON."""

    async def do(db: Connection, event_id: int, by: Caller) -> dict[str, Any]:
        from api.persons.consenting import everything

        return await everything(db, event_id, code, person, by=by)

    tell(json.dumps(in_event(event, do), ensure_ascii=False, indent=2))


def erase(
    event: str = EVENT,
    code: str = CODE,
    person: str | None = PERSON,
    why: str = typer.Option("", help="For the trail; write no name."),
) -> None:
    """Erase people of a participant everywhere, also from the trail and the stored workbook; every figure stays."""

    async def do(db: Connection, event_id: int, by: Caller) -> int:
        from api.persons.erasing import erase as erase_people

        return await erase_people(db, event_id, code, person, why=why, by=by)

    tell(f"{counted(in_event(event, do), 'person', 'people')} erased")
