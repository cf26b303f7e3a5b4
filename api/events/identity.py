"""Who is one person under several participants, and which firm stands on both sides, by what the rows of an event say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.events.nouns import EventWorkbook
from api.ground.mailboxes import addresses_in
from api.ground.phones import as_dialled, dialled_numbers
from api.ground.texts import folded, narrow

Mark = tuple[str, str]
"""What tells a person: ``("email", address)`` or ``("phone", E.164 number)``."""

_SHORTEST_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Firm:
    """What tells a firm: its registration number, its names without legal forms, mail domains and phones of delegates."""

    code: str
    number: str
    names: frozenset[str]
    contacts: frozenset[Mark]


def marks_of(email: str, phone: str, country: str) -> frozenset[Mark]:
    """The marks of a delegate; spellings of one address, or of one valid number, are equal.

    >>> sorted(marks_of("Kim <KIM@a.example>", "010-1234-5678", "KR"))
    [('email', 'kim@a.example'), ('phone', '+821012345678')]
    """
    plain = narrow(email).replace("İ", "i").replace("ı", "i").casefold()
    addresses = addresses_in(plain)
    numbers = dialled_numbers(as_dialled(phone, country), country) if phone else set[str]()
    return frozenset({*(("email", address) for address in addresses), *(("phone", number) for number in numbers)})


def firm_of(code: str, number: str, names: Sequence[str], marks: Sequence[frozenset[Mark]]) -> Firm:
    """A firm by what was typed of it and the marks of its delegates; a number like ``000-00-00000`` tells nothing.

    ``㈜물길``, ``주식회사 물길`` and ``물길(주)`` are one name.
    """
    from matcher.firms import firm_key

    plain = folded(number)
    tells = len(plain) >= _SHORTEST_NUMBER and len(set(plain)) > 1
    contacts = {(kind, text.rpartition("@")[2]) for found in marks for kind, text in found}
    return Firm(code, plain if tells else "", frozenset(firm_key(name) for name in names) - {""}, frozenset(contacts))


def same_person(delegates: Sequence[tuple[str, frozenset[Mark]]]) -> list[tuple[int, ...]]:
    """The positions of delegates, each given by participant and marks, who are one person for several participants.

    >>> kim = frozenset({("email", "kim@a.example")})
    >>> same_person([("B01", kim), ("B02", frozenset()), ("B02", kim)])
    [(0, 2)]
    """
    holders: dict[Mark, list[int]] = {}
    for position, (_, marks) in enumerate(delegates):
        for mark in marks:
            holders.setdefault(mark, []).append(position)
    together: dict[int, set[int]] = {}
    for found in holders.values():
        if len({delegates[position][0] for position in found}) > 1:
            merged = set(found).union(*(together.get(position, ()) for position in found))
            together.update(dict.fromkeys(merged, merged))
    return sorted({tuple(sorted(group)) for group in together.values()})


def same_firm(suppliers: Sequence[Firm], buyers: Sequence[Firm]) -> Iterator[tuple[Firm, Firm]]:
    """Suppliers and buyers that are one firm: of one registration number, or of one name and one mail domain or phone."""
    numbered: dict[str, list[Firm]] = {}
    named: dict[str, list[Firm]] = {}
    for supplier in suppliers:
        numbered.setdefault(supplier.number, []).append(supplier)
        for name in supplier.names:
            named.setdefault(name, []).append(supplier)
    for buyer in buyers:
        alike = [*(numbered.get(buyer.number, ()) if buyer.number else ())]
        alike += [one for name in sorted(buyer.names) for one in named.get(name, ()) if one.contacts & buyer.contacts]
        yield from ((one, buyer) for one in {one.code: one for one in alike}.values())


def twice(side: Sequence[Firm]) -> Iterator[tuple[Firm, Firm]]:
    """Every firm of one side with an earlier one of its registration number or of a name of it."""
    known: dict[str, Firm] = {}
    for firm in side:
        marks = [*([firm.number] if firm.number else []), *sorted(firm.names)]
        if found := next((known[mark] for mark in marks if mark in known), None):
            yield found, firm
        for mark in marks:
            known.setdefault(mark, firm)


def persons(workbook: EventWorkbook) -> list[frozenset[str]]:
    """Every delegate of an event once, as the codes of the participants that the person can speak for."""
    marks = _marks(workbook)
    groups = same_person(marks)
    shared = {position for group in groups for position in group}
    alone = [frozenset({code}) for position, (code, _) in enumerate(marks) if position not in shared]
    return [*(frozenset(marks[position][0] for position in group) for group in groups), *alone]


def on_both_sides(workbook: EventWorkbook) -> list[tuple[str, str]]:
    """Codes of a supplier and a buyer that are one firm, which cannot meet itself."""
    marks: dict[str, list[frozenset[Mark]]] = {}
    for code, found in _marks(workbook):
        marks.setdefault(code, []).append(found)
    suppliers, buyers = (
        [
            firm_of(one.code, one.business_number, (one.name_ko, one.name_en, one.name_local), marks.get(one.code, ()))
            for one in side
        ]
        for side in (workbook.suppliers, workbook.buyers)
    )
    return [(supplier.code, buyer.code) for supplier, buyer in same_firm(suppliers, buyers)]


def _marks(workbook: EventWorkbook) -> list[tuple[str, frozenset[Mark]]]:
    countries = {one.code: one.country for one in workbook.participants}
    return [
        (one.participant, marks_of(one.email, one.phone, countries.get(one.participant, "")))
        for one in workbook.delegates
    ]
