"""An entry of the trail, and what is wrong with one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Step = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one row, as the database recorded it in the transaction that made it.

    ``number`` counts 1, 2, ... within an event (event 0 is the installation). ``noun`` names the table, ``row_id`` and
    ``label`` (a code, a slug, a number) the row. ``before`` and ``after`` are its columns, None where there was no row yet
    or is none any more; where ``erased_at`` is set, a person's data was taken out of them.
    """

    event_id: int
    number: int
    at: datetime
    by_name: str
    by_role: str
    on_behalf_of: str
    why: str
    request: str
    noun: str
    step: Step
    row_id: int | None
    label: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    erased_at: datetime | None

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """Old and new value of every column that differs; a column that was or is not there has None."""
        old, new = self.before or {}, self.after or {}
        return {
            name: (old.get(name), new.get(name))
            for name in (*old, *(new.keys() - old.keys()))
            if old.get(name) != new.get(name)
        }


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the check of a chain needs of one entry: its own texts as stored, its hashes, and its link."""

    event_id: int
    number: int | None
    at: datetime
    by_name: str
    by_role: str
    on_behalf_of: str
    why: str
    request: str
    noun: str
    step: str
    row_id: int | None
    label: str
    before_text: str | None
    after_text: str | None
    before_sha256: bytes | None
    after_sha256: bytes | None
    erased: bool
    link: bytes | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an event's trail is whole: how many entries, its last link, and the first entry that is not as it was written.

    ``broken`` is the number of that entry, None where all is well; ``what`` says what is wrong with it.
    """

    event_id: int
    entries: int
    last_link: str
    broken: int | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as its table holds it and as the trail does, each as JSON; None where one of them has none."""

    noun: str
    id: int
    now_text: str | None
    after_text: str | None
    number: int | None
    step: str | None
    erased: bool
