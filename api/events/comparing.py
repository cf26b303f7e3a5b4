"""What a workbook would change in an event: what is added, what changed, what goes and what hangs on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from api.events.nouns import EventWorkbook
from api.events.workbook import layout
from api.events.workbook.layout import Sheet
from api.ground.errors import Fault
from api.ground.typed import Typed

Kind = Literal["added", "changed", "removed", "kept"]


@dataclass(frozen=True, slots=True)
class Field:
    """One value that differs, as it stands in a cell; ``ko`` and ``en`` name its column."""

    key: str
    ko: str
    en: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Hanging:
    """How much hangs on something that would go, by what it is."""

    requests: int = 0
    accepted: int = 0
    keys: int = 0
    records: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a sheet that an import adds, changes, removes, or leaves as it is although the file says otherwise.

    ``sheet`` is the machine key of the sheet, ``code`` the row's own code or pair, ``name`` how people call it. ``why_*``
    says why something is kept.
    """

    kind: Kind
    sheet: str
    code: str
    name_ko: str = ""
    name_en: str = ""
    fields: tuple[Field, ...] = ()
    hanging: Hanging = field(default=Hanging())
    why_ko: str = ""
    why_en: str = ""

    @property
    def english(self) -> str:
        """The change in one line."""
        sheet = _SHEETS[self.sheet].en
        said = f"{sheet}: {self.code}" + (f" ({self.name_en})" if self.name_en else "")
        return f"{said} {self.kind}{_fields(self.fields, 'en')}{_hanging(self.hanging, 'en')}{self._why(self.why_en)}"

    @property
    def korean(self) -> str:
        """The change in one line of Korean."""
        said = f"{_SHEETS[self.sheet].ko}: {self.code}" + (f" ({self.name_ko})" if self.name_ko else "")
        kind = _KOREAN[self.kind]
        return f"{said} {kind}{_fields(self.fields, 'ko')}{_hanging(self.hanging, 'ko')}{self._why(self.why_ko)}"

    @property
    def told(self) -> Fault:
        """The change as a fault of a refusal: where, and in words."""
        return Fault(self.code, self.english, what_ko=self.korean, code=self.kind)

    def _why(self, words: str) -> str:
        return f" ({words})" if words else ""


_SHEETS = {sheet.key: sheet for sheet in layout.SHEETS}
_KOREAN = {"added": "추가", "changed": "변경", "removed": "삭제", "kept": "그대로 둠"}
_NAMED = ("legs", "slots", "tables", "interpreters", "suppliers", "buyers", "solutions", "needs")


def _fields(fields: Sequence[Field], language: str) -> str:
    if not fields:
        return ""
    names = (f"{one.ko if language == 'ko' else one.en}: {one.before or '–'} → {one.after or '–'}" for one in fields)
    return f" [{'; '.join(names)}]"


def _hanging(hanging: Hanging, language: str) -> str:
    korean = language == "ko"
    counted = (
        (
            hanging.requests,
            f"요청 {hanging.requests}건(수락 {hanging.accepted}건)"
            if korean
            else f"{hanging.requests} requests, {hanging.accepted} of them accepted",
        ),
        (hanging.keys, f"접속 열쇠 {hanging.keys}개" if korean else f"{hanging.keys} sign-in keys"),
        (hanging.records, f"기록 {hanging.records}건" if korean else f"{hanging.records} records"),
    )
    words = [text for number, text in counted if number]
    return (f" – 함께 사라짐: {', '.join(words)}" if korean else f" – with {', '.join(words)}") if words else ""


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
            yield Change("removed" if now is None else "added", key, code, *_name(row))
        elif was != now:
            yield Change("changed", key, code, *_name(was), fields=tuple(_differing(_SHEETS[key], was, now)))


def _code(row: Any) -> str:
    return str(getattr(row, "code", None) or getattr(row, "slug", ""))


def _settled(row: Any) -> Any:
    """The row as the database keeps it: at least 0 meetings is no wish."""
    return replace(row, min_meetings=None) if getattr(row, "min_meetings", None) == 0 else row


def _name(row: Any) -> tuple[str, str]:
    for ko, en in (("name_ko", "name_en"), ("title_ko", "title_en"), ("label_ko", "label_en"), ("city_ko", "city_en")):
        if hasattr(row, ko) and hasattr(row, en):
            return getattr(row, ko), getattr(row, en)
    return (row.title, row.title_en) if hasattr(row, "title_en") else ("", "")


def _differing(sheet: Sheet, was: Any, now: Any) -> Iterator[Field]:
    if sheet.key == "slots":
        for key, ko, en in (("starts_at", "시작", "Starts"), ("ends_at", "끝", "Ends"), ("leg", "방문지", "Leg")):
            if getattr(was, key) != getattr(now, key):
                yield Field(key, ko, en, str(getattr(was, key)), str(getattr(now, key)))
        return
    for column in sheet.columns:
        old, new = getattr(was, column.key, None), getattr(now, column.key, None)
        if old != new:
            shown = (_shown(column.type.show, value, column.type.empty) for value in (old, new))
            yield Field(column.key, column.ko, column.en, *shown)


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
        counts = Field("rows", "행", "Rows", str(len(was)), str(len(now)))
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
            blocked = Field("slots", "상담 불가", "Not available", "; ".join(sorted(was)), "; ".join(sorted(now)))
            yield Change("changed", "availability", code, fields=(blocked,))


def _exclusions(before: EventWorkbook, after: EventWorkbook) -> Iterator[Change]:
    old, new = ({(x.participant, x.counterpart): x.why for x in workbook.exclusions} for workbook in (before, after))
    present = {participant.code for participant in after.participants}
    for pair in [*old, *(pair for pair in new if pair not in old)]:
        code = " × ".join(pair)
        if pair not in new:
            if present >= set(pair):
                yield Change("removed", "wishes", code, "제외", "exclusion")
        elif pair not in old:
            yield Change("added", "wishes", code, "제외", "exclusion")
        elif old[pair] != new[pair]:
            yield Change(
                "changed", "wishes", code, "제외", "exclusion", (Field("why", "사유", "Reason", old[pair], new[pair]),)
            )


def with_hanging(found: Sequence[Change], hanging: Mapping[str, Hanging]) -> list[Change]:
    """The changes, those that remove a participant with what hangs on it; ``hanging`` is by its code."""
    return [
        replace(one, hanging=hanging[one.code])
        if one.kind == "removed" and one.sheet in ("suppliers", "buyers") and one.code in hanging
        else one
        for one in found
    ]
