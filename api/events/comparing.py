"""What a workbook would change in an event: what is added, what changed, what goes and what hangs on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from api.events.nouns import EventWorkbook
from api.events.workbook import layout
from api.events.workbook.layout import Sheet
from api.ground.errors import Fault
from api.ground.typed import Typed
from api.ground.words import Name, Sentence, Spoken, say

Kind = Literal["added", "changed", "removed", "kept"]


@dataclass(frozen=True, slots=True)
class Field:
    """One value that differs, as it stands in a cell; ``name`` is that of its column."""

    key: str
    name: Spoken
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Hanging:
    """How much hangs on something that would go, by what it is."""

    requests: int = 0
    accepted: int = 0
    keys: int = 0
    records: int = 0


NAMELESS = Name("", "")


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a sheet that an import adds, changes, removes, or leaves as it is although the file says otherwise.

    ``sheet`` is the machine key of the sheet, ``code`` the row's own code or pair, ``name`` how people call it. ``why`` is
    why something is kept.
    """

    kind: Kind
    sheet: str
    code: str
    name: Spoken = NAMELESS
    fields: tuple[Field, ...] = ()
    hanging: Hanging = field(default=Hanging())
    why: Spoken = NAMELESS

    def said(self, language: str) -> str:
        """The change in one line."""
        sheet, name, why = _SHEETS[self.sheet], self.name.said(language), self.why.said(language)
        said = f"{Name(sheet.ko, sheet.en).said(language)}: {self.code}" + (f" ({name})" if name else "")
        more = f"{_fields(self.fields, language)}{_hanging(self.hanging, language)}"
        return f"{said} {_KINDS[self.kind].said(language)}{more}" + (f" ({why})" if why else "")

    @property
    def told(self) -> Fault:
        """The change as a fault of a refusal: where, and in words."""
        return Fault(self.code, Name(self.said("ko"), self.said("en")), code=self.kind)


_SHEETS = {sheet.key: sheet for sheet in layout.SHEETS}
_KINDS: dict[Kind, Sentence] = {
    "added": Sentence("added"),
    "changed": Sentence("changed"),
    "removed": Sentence("removed"),
    "kept": Sentence("kept"),
}
WISH, EXCLUSION = Sentence("wish"), Sentence("exclusion")
_NAMED = ("legs", "slots", "tables", "interpreters", "suppliers", "buyers", "solutions", "needs")


def _fields(fields: Sequence[Field], language: str) -> str:
    if not fields:
        return ""
    names = (f"{one.name.said(language)}: {one.before or '–'} → {one.after or '–'}" for one in fields)
    return f" [{'; '.join(names)}]"


def _hanging(hanging: Hanging, language: str) -> str:
    things = [
        text
        for number, text in (
            (
                hanging.requests,
                Sentence(
                    "{n:request|requests} ({accepted} of them accepted)", n=hanging.requests, accepted=hanging.accepted
                ),
            ),
            (hanging.keys, Sentence("{n:sign-in key|sign-in keys}", n=hanging.keys)),
            (hanging.records, Sentence("{n:record|records}", n=hanging.records)),
        )
        if number
    ]
    return f" – {say(language, 'with {things}', things=things)}" if things else ""


def changes(before: EventWorkbook, after: EventWorkbook) -> list[Change]:
    """What differs between an event as it is and as a workbook says it, wishes left out; in the order of the sheets.

    The order of rows is no difference; nor is a row of availability that blocks nothing.
    """
    found: list[Change] = []
    found.extend(_rows("event", [before.event], [after.event]))
    for key, was, now in (
        ("organizers", before.event.organizers, after.event.organizers),
        ("figures", before.event.figures, after.event.figures),
    ):
        found.extend(_whole(key, was, now))
    for key in _NAMED:
        found.extend(_rows(key, getattr(before, key), getattr(after, key)))
    found.extend(_people(before, after))
    found.extend(_availability(before, after))
    found.extend(_exclusions(before, after))
    return found


def _rows(key: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    old, new = ({_code(row): _settled(row) for row in rows} for rows in (before, after))
    for code in [*old, *(code for code in new if code not in old)]:
        was, now = old.get(code), new.get(code)
        if was is None or now is None:
            row = was if now is None else now
            yield Change("removed" if now is None else "added", key, code, _name(row))
        elif was != now:
            yield Change("changed", key, code, _name(was), fields=tuple(_differing(_SHEETS[key], was, now)))


def _code(row: Any) -> str:
    return str(getattr(row, "code", None) or getattr(row, "slug", ""))


def _settled(row: Any) -> Any:
    """The row as the database keeps it: at least 0 meetings is no wish."""
    return replace(row, min_meetings=None) if getattr(row, "min_meetings", None) == 0 else row


def _name(row: Any) -> Name:
    for ko, en in (("name_ko", "name_en"), ("title_ko", "title_en"), ("label_ko", "label_en"), ("city_ko", "city_en")):
        if hasattr(row, ko) and hasattr(row, en):
            return Name(getattr(row, ko), getattr(row, en))
    return Name(row.title, row.title_en) if hasattr(row, "title_en") else NAMELESS


def _differing(sheet: Sheet, was: Any, now: Any) -> Iterator[Field]:
    if sheet.key == "slots":
        for key, name in (("starts_at", Sentence("Starts")), ("ends_at", Sentence("Ends")), ("leg", Sentence("Leg"))):
            if getattr(was, key) != getattr(now, key):
                yield Field(key, name, str(getattr(was, key)), str(getattr(now, key)))
        return
    for column in sheet.columns:
        old, new = getattr(was, column.key, None), getattr(now, column.key, None)
        if old != new:
            shown = (_shown(column.type.show, value, column.type.empty) for value in (old, new))
            yield Field(column.key, Name(column.ko, column.en), *shown)


def _shown(show: Any, value: Any, empty: Any) -> str:
    if value in (None, "", ()) or value == empty:
        return ""
    try:
        written: Typed = show(value)
    except (TypeError, ValueError):  # shifts are kept with their zone
        return ", ".join(f"{one.starts_at:%Y-%m-%d %H:%M}-{one.ends_at:%H:%M}" for one in value)
    return str(written)


def _whole(key: str, was: Sequence[Any], now: Sequence[Any]) -> Iterator[Change]:
    if tuple(was) != tuple(now):
        sheet = _SHEETS[key]
        counts = Field("rows", Sentence("Rows"), str(len(was)), str(len(now)))
        yield Change("changed", key, sheet.ko, fields=(counts,))


def _people(before: EventWorkbook, after: EventWorkbook) -> Iterator[Change]:
    """Delegates are known by participant and name; of several of one name the order tells which is which."""
    old, new = (_numbered(workbook.delegates) for workbook in (before, after))
    for key in [*old, *(key for key in new if key not in old)]:
        was, now = old.get(key), new.get(key)
        code = f"{key[0]} {key[1]}"
        if was is None or now is None:
            yield Change("removed" if now is None else "added", "delegates", code)
        elif was != now:
            yield Change("changed", "delegates", code, fields=tuple(_differing(layout.DELEGATES, was, now)))


def _numbered(delegates: Sequence[Any]) -> dict[tuple[str, str, int], Any]:
    found: dict[tuple[str, str, int], Any] = {}
    for delegate in delegates:
        number = sum((delegate.participant, delegate.name) == key[:2] for key in found)
        found[delegate.participant, delegate.name, number] = delegate
    return found


def _availability(before: EventWorkbook, after: EventWorkbook) -> Iterator[Change]:
    old, new = (
        {row.participant: set(row.unavailable) for row in workbook.availability} for workbook in (before, after)
    )
    present = {participant.code for participant in after.participants}
    slots = {slot.code for slot in after.slots}
    for code in [*old, *(code for code in new if code not in old)]:
        was, now = old.get(code, set[str]()) & slots, new.get(code, set[str]())
        if was != now and code in present:
            blocked = Field("slots", Sentence("Cannot meet"), "; ".join(sorted(was)), "; ".join(sorted(now)))
            yield Change("changed", "availability", code, fields=(blocked,))


def _exclusions(before: EventWorkbook, after: EventWorkbook) -> Iterator[Change]:
    old, new = ({(x.participant, x.counterpart): x.why for x in workbook.exclusions} for workbook in (before, after))
    present = {participant.code for participant in after.participants}
    for pair in [*old, *(pair for pair in new if pair not in old)]:
        code = " × ".join(pair)
        if pair not in new:
            if present >= set(pair):
                yield Change("removed", "wishes", code, EXCLUSION)
        elif pair not in old:
            yield Change("added", "wishes", code, EXCLUSION)
        elif old[pair] != new[pair]:
            yield Change(
                "changed", "wishes", code, EXCLUSION, (Field("why", Sentence("Reason"), old[pair], new[pair]),)
            )


def with_hanging(found: Sequence[Change], hanging: Mapping[str, Hanging]) -> list[Change]:
    """The changes, those that remove a participant with what hangs on it; ``hanging`` is by its code."""
    return [
        replace(one, hanging=hanging[one.code])
        if one.kind == "removed" and one.sheet in ("suppliers", "buyers") and one.code in hanging
        else one
        for one in found
    ]
