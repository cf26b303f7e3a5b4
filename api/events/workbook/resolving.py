"""What the references between sheets mean: codes however they are typed, names in the place of codes, codes of a leg."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from api.events.workbook import layout
from api.events.workbook.faults import Fault
from api.events.workbook.layout import Sheet
from api.events.workbook.rows import Row, readable
from api.ground.code_form import same_code
from api.ground.texts import folded
from api.ground.typed import Message

_OTHER_NAMES = ("name_ko", "name_en", "name_local", "label_ko", "label_en", "city_ko", "city_en")


@dataclass(frozen=True, slots=True)
class Reference:
    """A column of a sheet that names rows of other sheets; ``several`` where a row may stand for several wishes."""

    sheet: str
    key: str
    targets: tuple[Sheet, ...]
    several: bool = False


_SIDES = (layout.SUPPLIERS, layout.BUYERS)
REFERENCES = (
    *(Reference(key, "leg", (layout.LEGS,)) for key in ("slots", "tables", "interpreters", "organizers", "figures")),
    *(Reference(key, "leg_from", (layout.LEGS,)) for key in ("travel",)),
    *(Reference(key, "leg_to", (layout.LEGS,)) for key in ("travel",)),
    *(Reference(key, "legs", (layout.LEGS,)) for key in ("suppliers", "buyers")),
    *(Reference(key, "table", (layout.TABLES,)) for key in ("suppliers", "buyers")),
    Reference("solutions", "supplier", (layout.SUPPLIERS,)),
    Reference("needs", "buyer", (layout.BUYERS,)),
    Reference("delegates", "participant", _SIDES),
    Reference("availability", "participant", _SIDES),
    Reference("wishes", "participant", _SIDES),
    Reference("wishes", "counterpart", _SIDES, several=True),
)
"""Every reference of the workbook, those that others need first."""


def resolve(rows: dict[str, list[Row]], *sheets: str) -> None:
    """Put codes in the place of what the references of these sheets say; what stays unknown keeps its text.

    A name that one row alone has stands for its code. Several codes in one cell of a wish become several wishes.
    """
    for reference in REFERENCES:
        if reference.sheet in sheets and reference.sheet in rows:
            codes, names = _targets(rows, reference.targets)
            rows[reference.sheet] = [
                one for row in rows[reference.sheet] for one in _resolved(row, reference, codes, names)
            ]


def _targets(rows: Mapping[str, Sequence[Row]], sheets: Sequence[Sheet]) -> tuple[set[str], dict[str, set[str]]]:
    codes: set[str] = set()
    names: dict[str, set[str]] = {}
    for row in (row for sheet in sheets for row in rows[sheet.key] if row.values.get("code")):
        codes.add(row.values["code"])
        for key in _OTHER_NAMES:
            if name := folded(str(row.values.get(key) or "")):
                names.setdefault(name, set()).add(row.values["code"])
    return codes, names


def _resolved(row: Row, reference: Reference, codes: set[str], names: Mapping[str, set[str]]) -> list[Row]:
    if not readable(row, reference.key):
        return [row]
    value = row.values[reference.key]
    if isinstance(value, tuple):
        row.values[reference.key] = tuple(dict.fromkeys(_code(str(one), codes, names) or str(one) for one in value))
        return [row]
    if meant := _of_leg(row, reference, value, codes) or _code(value, codes, names):
        row.values[reference.key] = meant
        return [row]
    parts = several(value)
    found = [_code(part, codes, names) for part in parts]
    if reference.several and len(parts) > 1 and all(found):
        return [replace(row, values={**row.values, reference.key: code}) for code in dict.fromkeys(found)]
    return [row]


def _of_leg(row: Row, reference: Reference, value: str, codes: set[str]) -> str | None:
    """The own table of a participant of one leg, where tables of two legs have its code."""
    legs = row.values.get("legs") if reference.key == "table" else None
    meant = f"{legs[0]}-{same_code(value)}" if legs and len(legs) == 1 else None
    return meant if meant in codes else None


def _code(text: str, codes: set[str], names: Mapping[str, set[str]]) -> str | None:
    code = same_code(text)
    if code in codes:
        return code
    named = names.get(folded(text), set[str]())
    if len(named) == 1:
        return next(iter(named))
    said = {code for word in words_of(text) if (code := same_code(word)) in codes}
    rest = {folded(part) for part in (text.partition(" ")[2], *re.split(r"[()]", text))}
    return next(iter(said)) if len(said) == 1 and any(said == names.get(part, set[str]()) for part in rest) else None


def words_of(text: str) -> list[str]:
    """The words of a text that can be codes: ``B01 (시청)`` has ``B01`` and ``시청``."""
    return re.findall(r"[\w-]+", text)


def several(text: str) -> list[str]:
    """The members of a cell that names several things where one belongs."""
    for separator in ";,/·\n":
        text = text.replace(separator, ";")
    return [part.strip() for part in text.split(";") if part.strip()]


def tell_legs_apart(rows: Mapping[str, Sequence[Row]]) -> Iterator[Fault]:
    """Give slots, tables and interpreters of a later leg codes of their own where an earlier leg has the same ones.

    ``T01`` of the leg ANK is called ``ANK-T01`` where another leg has a ``T01`` before it. Yields a warning per sheet.
    """
    for key in ("slots", "tables", "interpreters"):
        first: dict[str, str] = {}
        taken = {row.values["code"] for row in rows[key] if readable(row, "code")}
        changed: list[tuple[Row, str]] = []
        for row in rows[key]:
            if not readable(row, "code", "leg"):
                continue
            code, leg = row.values["code"], row.values["leg"]
            if first.setdefault(code, leg) != leg and (own := f"{leg}-{code}") not in taken:
                changed.append((row, code))
                row.values["code"] = own
        if changed:
            row, code = changed[0]
            yield row.fault("code", _told_apart(code, row.values["code"], len(changed)))


def _told_apart(code: str, own: str, count: int) -> Message:
    return Message(
        "code-of-two-legs",
        "Codes like '{code}' stand in two legs: the leg was put before {count} of them ('{own}').",
        "On other sheets write '{own}'.",
        code=code,
        count=count,
        own=own,
    )
