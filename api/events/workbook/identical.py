"""Warnings of rows that speak of one person or one firm, and of wishes between those who are nowhere together."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from api.events.identity import Firm, Mark, firm_of, marks_of, same_firm, same_person, twice
from api.events.workbook.faults import Fault
from api.events.workbook.rows import Row
from api.ground.typed import Message
from api.ground.words import Sentence

_NAMES = ("name_ko", "name_en", "name_local")


def said_of_identity(rows: Mapping[str, Sequence[Row]]) -> Iterator[Fault]:
    """A warning for every delegate who is one with an earlier row's, every firm that stands in two rows, every wish between
    participants without a leg in common, and every own table where its participant never is."""
    people = {row.values["code"]: row for key in ("suppliers", "buyers") for row in rows[key] if _text(row, "code")}
    marked = [(_text(row, "participant"), _marks(row, people)) for row in rows["delegates"]]
    for group in same_person(marked):
        for position in group[1:]:
            yield from _one_person(rows["delegates"], marked, group, position)
    yield from _firms(rows, marked)
    yield from _apart(rows["wishes"], people)
    yield from _tables(people.values(), {_text(row, "code"): _text(row, "leg") for row in rows["tables"]})


def _marks(row: Row, people: Mapping[str, Row]) -> frozenset[Mark]:
    owner = people.get(_text(row, "participant"))
    return marks_of(_text(row, "email"), _text(row, "phone"), _text(owner, "country") if owner else "")


def _one_person(
    rows: Sequence[Row], marked: Sequence[tuple[str, frozenset[Mark]]], group: Sequence[int], position: int
) -> Iterator[Fault]:
    participant, marks = marked[position]
    for earlier in group:
        if earlier >= position or marked[earlier][0] == participant or not marks & marked[earlier][1]:
            continue
        key = min(marks & marked[earlier][1])[0]
        yield rows[position].fault(key, _person(participant, marked[earlier][0], rows[earlier].where(key), key))
        return


def _firms(rows: Mapping[str, Sequence[Row]], marked: Sequence[tuple[str, frozenset[Mark]]]) -> Iterator[Fault]:
    marks: dict[str, list[frozenset[Mark]]] = {}
    for code, found in marked:
        marks.setdefault(code, []).append(found)
    sides: list[list[Firm]] = [
        [
            firm_of(_text(row, "code"), _text(row, "business_number"), _names(row), marks.get(_text(row, "code"), ()))
            for row in rows[key]
        ]
        for key in ("suppliers", "buyers")
    ]
    suppliers, buyers = ({_text(row, "code"): row for row in rows[key]} for key in ("suppliers", "buyers"))
    for supplier, buyer in same_firm(*sides):
        one, other = suppliers[supplier.code], buyers[buyer.code]
        key = "business_number" if supplier.number and supplier.number == buyer.number else _same_name(one, other)
        yield other.fault(key, _firm(supplier.code, buyer.code, one.where(key)))
    for side, row_of in zip(sides, (suppliers, buyers), strict=True):
        for first, again in twice(side):
            one, other = row_of[first.code], row_of[again.code]
            key = "business_number" if first.number and first.number == again.number else _same_name(one, other)
            yield other.fault(key, _twice(again.code, first.code, one.where(key)))


def _same_name(one: Row, other: Row) -> str:
    from matcher.firms import firm_key

    names = {firm_key(name) for name in _names(one)} - {""}
    return next((key for key in _NAMES if firm_key(_text(other, key)) in names), "code")


def _apart(wishes: Sequence[Row], people: Mapping[str, Row]) -> Iterator[Fault]:
    for row in wishes:
        one, other = people.get(_text(row, "participant")), people.get(_text(row, "counterpart"))
        if one is None or other is None or row.values.get("kind") == "exclude":
            continue
        legs, others = (_legs(who) for who in (one, other))
        if legs and others and not legs & others:
            yield row.fault("counterpart", _nowhere(one, other))


def _tables(people: Iterable[Row], leg_of: Mapping[str, str]) -> Iterator[Fault]:
    for row in people:
        table, legs = _text(row, "table"), _legs(row)
        if legs and (leg := leg_of.get(table)) and leg not in legs:
            yield row.fault("table", _table_elsewhere(table, leg, legs))


def _legs(row: Row) -> frozenset[str]:
    legs: Any = row.values.get("legs") if "legs" not in row.unreadable else ()
    return frozenset(legs or ())


def _names(row: Row) -> tuple[str, ...]:
    return tuple(_text(row, key) for key in _NAMES)


def _text(row: Row, key: str) -> str:
    return "" if key in row.unreadable else str(row.values.get(key) or "")


def _person(code: str, other: str, where: str, key: str) -> Message:
    same = Sentence("e-mail address") if key == "email" else Sentence("phone number")
    return Message(
        "one-person",
        "This delegate of '{code}' and the one of '{other}' ({where}) have one {same}: they are taken for one person, "
        "who is never in two meetings at once.",
        "If they are two persons, give each their own {same}.",
        code=code,
        other=other,
        where=where,
        same=same,
    )


def _firm(supplier: str, buyer: str, where: str) -> Message:
    return Message(
        "firm-on-both-sides",
        "Buyer '{buyer}' and supplier '{supplier}' ({where}) are one organization: it never meets itself.",
        "If they are two, correct the registration number or the name; the import works either way.",
        buyer=buyer,
        supplier=supplier,
        where=where,
    )


def _twice(code: str, other: str, where: str) -> Message:
    return Message(
        "firm-twice",
        "'{code}' and '{other}' ({where}) seem to be one organization.",
        "If they are one, delete one row; if not, correct the registration number or the name. The import works either way.",
        code=code,
        other=other,
        where=where,
    )


def _table_elsewhere(table: str, leg: str, legs: Collection[str]) -> Message:
    return Message(
        "own-table-elsewhere",
        "Its own table {table} stands in leg {leg}, and it takes part in {legs} alone: the table is never used.",
        "Name a table of its own leg, or correct its legs.",
        table=table,
        leg=leg,
        legs=sorted(legs),
    )


def _nowhere(one: Row, other: Row) -> Message:
    names = [f"'{row.values['code']}' ({', '.join(sorted(_legs(row)))}; {row.where('legs')})" for row in (one, other)]
    return Message(
        "no-leg-in-common",
        "{one} and {other} have no leg in common, so this meeting can never be held.",
        "Correct the legs of one of them, or remove this wish.",
        one=names[0],
        other=names[1],
    )
