"""What the database refuses, by the name of the constraint, in words for people."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg

from api.ground.db import Connection
from api.ground.errors import Conflict, Invalid, MannamError

SENTENCES: dict[str, str] = {
    "events_slug_unique": "An event of this name exists already.",
    "events_slug_form": "An event's name in addresses has 2 to 63 small letters, digits and hyphens.",
    "participants_code_unique": "This event has a participant of this code already.",
    "requests_one_per_side": "This side has already asked for this meeting.",
    "meetings_pair_once": "A pair meets at most once in a schedule.",
    "jobs_one_open_per_event": "Such a job is queued or running for this event already: wait for it or stop it.",
    "schedules_version_unique": "Another schedule was saved at the same moment: try again.",
    "outcomes_corrected_once": "This record was corrected already: correct the newest one.",
    "ledger_corrected_once": "This record was corrected already: correct the newest one.",
    "outcomes_once_per_side": "This side recorded this meeting already: correct that record.",
    "outcomes_amount_has_currency": "An amount needs its currency, and a currency its amount.",
    "mou_entries_number_unique": "Somebody else corrected this MOU at the same moment: look at it and try again.",
    "mou_entries_signed_has_date": "A signed MOU needs the date of its signature.",
    "no_double_booking_of_a_participant": "A participant would be in more meetings at once than it holds.",
    "no_double_booking_of_a_table": "A table would hold two meetings at once.",
    "no_double_booking_of_an_interpreter": "An interpreter would work in two meetings at once.",
}

CHECKS = frozenset({"events_slug_form", "outcomes_amount_has_currency", "mou_entries_signed_has_date"})
"""Constraints that a value of its own breaks; the others are broken together with what is stored already."""


def refusal(error: asyncpg.PostgresError) -> MannamError | None:
    """The refusal that a constraint stands for, or None if the error is not one of a constraint we named."""
    name = getattr(error, "constraint_name", None)
    if not isinstance(name, str) or name not in SENTENCES:
        return None
    kind = Invalid if name in CHECKS else Conflict
    return kind(SENTENCES[name], code=name.replace("_", "-"))


@asynccontextmanager
async def refusals_in_words(db: Connection) -> AsyncGenerator[None]:
    """A part of the transaction whose broken constraint becomes its refusal, and which is undone then.

    Two who write at the very same moment both pass every look beforehand; the constraint stops the second.
    """
    try:
        async with db.transaction():
            yield
    except asyncpg.IntegrityConstraintViolationError as error:
        if named := refusal(error):
            raise named from error
        raise
