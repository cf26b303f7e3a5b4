"""The figures of an event as a paper: read and handed to be drawn."""

from api.access.nouns import Caller
from api.events.nouns import Event
from api.figures.nouns import Unit
from api.figures.reading import sheet
from api.ground.db import Connection
from api.papers.figures_xlsx import figures_xlsx as drawn


async def figures_xlsx(
    db: Connection, event: Event, unit: Unit, language: str, base: str | None, /, *, by: Caller
) -> bytes:
    """The figures of an event as XLSX; Forbidden for those who may not read figures."""
    return drawn(await sheet(db, event, base=base, by=by), unit, language)
