"""Warnings of rows that speak of one person or one firm, and of wishes between those who are nowhere together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.events.identity import Firm, Mark, firm_of, marks_of, same_firm, same_person
from api.events.workbook.faults import Fault
from api.events.workbook.rows import Row
from api.ground.texts import folded
from api.ground.typed import Message

_NAMES = ("name_ko", "name_en", "name_local")


def said_of_identity(rows: Mapping[str, Sequence[Row]]) -> Iterator[Fault]:
    """A warning for every delegate who is one with an earlier row's, every buyer that is a supplier too, and every wish
    between participants without a leg in common."""
    people = {row.values["code"]: row for key in ("suppliers", "buyers") for row in rows[key] if _text(row, "code")}
    marked = [(_text(row, "participant"), _marks(row, people)) for row in rows["delegates"]]
    for group in same_person(marked):
        for position in group[1:]:
            yield from _one_person(rows["delegates"], marked, group, position)
    yield from _both_sides(rows, marked)
    yield from _apart(rows["wishes"], people)


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


def _both_sides(rows: Mapping[str, Sequence[Row]], marked: Sequence[tuple[str, frozenset[Mark]]]) -> Iterator[Fault]:
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


def _same_name(one: Row, other: Row) -> str:
    names = {folded(name) for name in _names(one)} - {""}
    return next((key for key in _NAMES if folded(_text(other, key)) in names), "code")


def _apart(wishes: Sequence[Row], people: Mapping[str, Row]) -> Iterator[Fault]:
    for row in wishes:
        one, other = people.get(_text(row, "participant")), people.get(_text(row, "counterpart"))
        if one is None or other is None or row.values.get("kind") == "exclude":
            continue
        legs, others = (_legs(who) for who in (one, other))
        if legs and others and not legs & others:
            yield row.fault("counterpart", _nowhere(one, other))


def _legs(row: Row) -> frozenset[str]:
    legs: Any = row.values.get("legs") if "legs" not in row.unreadable else ()
    return frozenset(legs or ())


def _names(row: Row) -> tuple[str, ...]:
    return tuple(_text(row, key) for key in _NAMES)


def _text(row: Row, key: str) -> str:
    return "" if key in row.unreadable else str(row.values.get(key) or "")


def _person(code: str, other: str, where: str, key: str) -> Message:
    ko, en = ("이메일", "e-mail address") if key == "email" else ("전화", "phone number")
    return Message(
        "one-person",
        f"'{code}'의 이 참석자와 '{other}'의 참석자({where})는 {ko}이(가) 같아 한 사람으로 봅니다: "
        "동시에 두 상담에 들어가지 않습니다.",
        f"This delegate of '{code}' and the one of '{other}' ({where}) have one {en}: they are taken for one person, "
        "who is never in two meetings at once.",
        f"다른 사람이면 각자의 {ko}을(를) 적으세요.",
        f"If they are two persons, give each their own {en}.",
    )


def _firm(supplier: str, buyer: str, where: str) -> Message:
    return Message(
        "firm-on-both-sides",
        f"바이어 '{buyer}'과(와) 기업 '{supplier}'({where})은(는) 같은 곳입니다: 둘 사이에는 상담을 잡지 않습니다.",
        f"Buyer '{buyer}' and supplier '{supplier}' ({where}) are one organization: it never meets itself.",
        "서로 다른 곳이면 사업자등록번호나 이름을 고치세요. 그대로 두어도 가져오기는 됩니다.",
        "If they are two, correct the registration number or the name; the import works either way.",
    )


def _nowhere(one: Row, other: Row) -> Message:
    names = [f"'{row.values['code']}' ({', '.join(sorted(_legs(row)))}; {row.where('legs')})" for row in (one, other)]
    return Message(
        "no-leg-in-common",
        f"{names[0]}과(와) {names[1]}은(는) 함께 있는 방문지가 없어 상담을 잡을 수 없습니다.",
        f"{names[0]} and {names[1]} have no leg in common, so this meeting can never be held.",
        "방문지를 고치거나 이 희망을 지우세요.",
        "Correct the legs of one of them, or remove this wish.",
    )
