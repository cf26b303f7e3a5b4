"""Ways in which the facts of an event change under a schedule, each of which breaks the meeting S01 × B01 at T1, A1."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from api.access.nouns import TERMINAL
from api.events import readback
from api.events.importing import import_workbook
from api.events.workbook.writing import write_workbook
from api.ground.db import Connection
from api.schedules.losing import lose
from api.schedules.nouns import NewLoss
from tests.integration.factory import Made, forbid

Change = Callable[[Connection, Made], Awaitable[None]]


async def an_import(db: Connection, made: Made) -> None:
    """A workbook in which B01 meets nobody."""
    found = await readback.workbook(db, made.event_id)
    buyers = tuple(replace(one, max_meetings=0) if one.code == "B01" else one for one in found.buyers)
    content = write_workbook(replace(found, buyers=buyers))
    await import_workbook(db, content, filename="again.xlsx", event_id=made.event_id, by=TERMINAL)


async def an_exclusion(db: Connection, made: Made) -> None:
    """The organizer excludes the pair."""
    await forbid(db, made, "S01", "B01")


async def an_absence(db: Connection, made: Made) -> None:
    """B01 is gone from the first slot on."""
    await lose(db, made.event_id, NewLoss("participant", "B01", from_slot="T1"), by=TERMINAL)


async def a_late_arrival(db: Connection, made: Made) -> None:
    """B01 comes only for the third slot."""
    await lose(db, made.event_id, NewLoss("participant", "B01", until_slot="T3"), by=TERMINAL)


async def a_lost_interpreter(db: Connection, made: Made) -> None:
    """The only interpreter is lost in the first two slots."""
    await lose(db, made.event_id, NewLoss("interpreter", "I1", slots=("T1", "T2")), by=TERMINAL)


async def an_interpreter_of_another_language(db: Connection, made: Made) -> None:
    """The only interpreter speaks no Turkish after all."""
    await db.execute("update interpreters set languages = '{ko,en}' where id = $1", made.interpreter_id)


async def a_lost_table(db: Connection, made: Made) -> None:
    """Table A1 cannot be used at all."""
    await lose(db, made.event_id, NewLoss("table", "A1"), by=TERMINAL)


async def moved_slots(db: Connection, made: Made) -> None:
    """Every slot is two hours later."""
    await db.execute(
        "update slots set starts_at = starts_at + interval '2 hours', ends_at = ends_at + interval '2 hours'"
    )


CHANGES: dict[Change, str] = {
    an_import: "max_meetings",
    an_exclusion: "forbidden",
    an_absence: "availability",
    a_late_arrival: "availability",
    a_lost_interpreter: "interpreter_availability",
    an_interpreter_of_another_language: "language",
    a_lost_table: "table_availability",
    moved_slots: "moved",
}
"""Every change, and the rule that the meeting breaks then."""
EVERY = [*CHANGES.items()]
NAMES = [change.__name__ for change in CHANGES]
