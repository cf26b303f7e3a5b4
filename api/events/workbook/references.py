"""What must hold between sheets: every code refers to something, and wishes and exclusions make sense together."""

from collections.abc import Iterator, Mapping, Sequence

from api.events.workbook.faults import Fault
from api.events.workbook.layout import Sheet
from api.events.workbook.resolving import several, words_of
from api.events.workbook.rows import Row, readable
from api.ground.code_form import same_code
from api.ground.nearness import nearest_code
from api.ground.texts import folded
from api.ground.typed import Message
from api.ground.words import Name, Sentence, word


def by_code(*sheets: Sequence[Row]) -> dict[str, Row]:
    """Rows by code; of duplicates the first."""
    found: dict[str, Row] = {}
    for row in (row for rows in sheets for row in rows if row.values.get("code")):
        found.setdefault(row.values["code"], row)
    return found


def unknown_codes(rows: Sequence[Row], key: str, targets: Mapping[str, Row], *sheets: Sheet) -> Iterator[Fault]:
    """A fault for every code under ``key`` that no target row has; silent when there are no target rows at all."""
    if not targets:
        return
    named = _by_name(targets)
    for row in rows:
        if not readable(row, key):
            continue
        value = row.values[key]
        for code in value if isinstance(value, tuple) else (value,):
            if code not in targets and not _of_a_bad_one(code, targets):
                yield row.fault(key, _unknown(str(code), targets, named, sheets))


def _of_a_bad_one(code: str, targets: Mapping[str, Row]) -> bool:
    """Whether a code is meant for a row whose own code has a fault, which is told there and mends both."""
    near = nearest_code(code, targets)
    return near is not None and "code" in targets[near].unreadable


def _unknown(code: str, targets: Mapping[str, Row], named: Mapping[str, list[str]], sheets: Sequence[Sheet]) -> Message:
    parts = [same_code(part) for part in several(code)]
    said = list(dict.fromkeys(word for part in words_of(code) if (word := same_code(part)) in targets))
    near = said[0] if len(said) == 1 else nearest_code(code, targets)
    owners = named.get(folded(code), [])
    mend = "Add '{code}' to the sheet {sheets}."
    if len(said) > 1 or (len(parts) > 1 and any(part in targets for part in parts)):
        mend = "Type one code in a cell, in a row of its own; or add '{code}' to the sheet {sheets}."
    elif owners:
        mend = "It is the name of {owners}: type the code, or add '{code}' to the sheet {sheets}."
    elif near:
        mend = "Type '{near}' if that is meant, or add '{code}' to the sheet {sheets}."
    return Message(
        "unknown-code",
        "There is no code '{code}' on the sheet {sheets}.",
        Sentence(mend, code=code, sheets=_either(sheets), owners=owners, near=near or ""),
        code=code,
        sheets=_either(sheets),
    )


def _either(sheets: Sequence[Sheet]) -> Name:
    """The sheets of which one is meant."""
    return Name("·".join(sheet.ko for sheet in sheets), " or ".join(f"{sheet.ko} ({sheet.en})" for sheet in sheets))


def _by_name(targets: Mapping[str, Row]) -> dict[str, list[str]]:
    """Codes by every name that their rows give, made once for all the faults of a sheet."""
    found: dict[str, list[str]] = {}
    for code in sorted(targets):
        values = targets[code].values
        names = {folded(str(values.get(key) or "")) for key in ("name_ko", "name_en", "name_local")}
        for name in names - {""}:
            found.setdefault(name, []).append(code)
    return found


def check_wishes(rows: Sequence[Row], suppliers: Mapping[str, Row], buyers: Mapping[str, Row]) -> Iterator[Fault]:
    """Wishes go to the other side, are said once, and do not stand beside an exclusion of the same pair."""
    said: dict[tuple[str, str, str], Row] = {}
    never: dict[frozenset[str], Row] = {}
    wanted: list[Row] = []
    for row in rows:
        if not readable(row, "participant", "counterpart", "kind"):
            continue
        one, other = row.values["participant"], row.values["counterpart"]
        if any(one in side and other in side for side in (suppliers, buyers)):
            yield row.fault("counterpart", _own_side(one, other, "supplier" if one in suppliers else "buyer"))
            continue
        if row.values["kind"] == "exclude":
            earlier = never.setdefault(frozenset((one, other)), row)
        else:
            earlier = said.setdefault((one, other, row.values["kind"]), row)
            wanted.append(row)
        if earlier is not row:
            yield row.fault("counterpart", _said_twice(one, other, earlier))
    for row in wanted:
        one, other = row.values["participant"], row.values["counterpart"]
        exclusion = never.get(frozenset((one, other)))
        if exclusion is not None:
            yield row.fault("kind", _wished_and_excluded(one, other, exclusion))


def _own_side(one: str, other: str, side: str) -> Message:
    return Message(
        "own-side",
        "'{one}' and '{other}' are on the same side: {side}.",
        "Type the code of a participant of the other side.",
        one=one,
        other=other,
        side=word("side", side),
    )


def _said_twice(one: str, other: str, earlier: Row) -> Message:
    return Message(
        "said-twice",
        "'{one}' to '{other}' is already in row {row}.",
        "Remove one of the two rows.",
        one=one,
        other=other,
        row=earlier.number + 1,
    )


def _wished_and_excluded(one: str, other: str, exclusion: Row) -> Message:
    return Message(
        "wish-and-exclusion",
        "'{one}' and '{other}' must never meet by row {row}, yet this row wishes it.",
        "Remove either the wish or the exclusion.",
        one=one,
        other=other,
        row=exclusion.number + 1,
    )


def repeated(rows: Sequence[Row], key: str) -> Iterator[Fault]:
    """A fault for every row that repeats a reference which may stand once on its sheet."""
    first: dict[str, Row] = {}
    for row in rows:
        if readable(row, key):
            earlier = first.setdefault(row.values[key], row)
            if earlier is not row:
                yield row.fault(key, _repeated(row.values[key], earlier))


def _repeated(code: str, earlier: Row) -> Message:
    return Message(
        "repeated-row",
        "'{code}' already has row {row}.",
        "Merge the two rows into one.",
        code=code,
        row=earlier.number + 1,
    )
