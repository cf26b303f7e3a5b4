"""What is probably wrong in a workbook but must not stop an import."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import time, timedelta

from stdnum import get_cc_module
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.kr import brn

from api.events.workbook.faults import Fault
from api.events.workbook.identical import said_of_identity
from api.events.workbook.rows import Row, readable
from api.events.workbook.zones import elsewhere, known_zone
from api.ground.glyphs import can_print
from api.ground.mailboxes import is_address
from api.ground.phones import is_doubtful
from api.ground.typed import Message
from api.ground.words import Sentence

_NAMES = ("name_ko", "name_en", "name_local")
_PRINTED = {
    "suppliers": _NAMES,
    "buyers": _NAMES,
    "needs": ("title", "title_en"),
    "solutions": ("title_ko", "title_en"),
}
"""What stands on agendas, by sheet."""
_OF_WISHES = ("preference", "message")
_MORNING = time(6)
_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_FAR_APART = timedelta(days=366)


def advice(rows: Mapping[str, Sequence[Row]]) -> Iterator[Fault]:
    """Warnings on what was read: doubtful numbers and addresses, nights, zones, who is one, who has no match."""
    people = (*rows["suppliers"], *rows["buyers"])
    countries = {row.values["code"]: str(row.values.get("country") or "") for row in people}
    for row in people:
        number, country = row.values.get("business_number", ""), str(row.values.get("country") or "")
        if number and is_doubtful_number(number, country):
            yield row.fault("business_number", _doubtful(number))
    for row in rows["delegates"]:
        country = countries.get(row.values.get("participant", ""), "")
        if readable(row, "phone") and country and is_doubtful(row.values["phone"], country):
            yield row.fault("phone", _doubtful_phone(row.values["phone"]))
        if readable(row, "email") and not is_address(row.values["email"]):
            yield row.fault("email", _doubtful_email(row.values["email"]))
    yield from said_of_identity(rows)
    for row in rows["wishes"]:
        if row.values["kind"] == "exclude" and (key := next((key for key in _OF_WISHES if readable(row, key)), None)):
            yield row.fault(key, _OF_WISHES_ONLY)
    yield from _several_at_once(people, Counter(str(row.values.get("participant")) for row in rows["delegates"]))
    for key, columns in _PRINTED.items():
        yield from _boxes(rows[key], columns)
    yield from _at_night(rows["slots"])
    yield from _legs(rows["legs"])
    solving = {row.values["supplier"] for row in rows["solutions"]}
    needing = {row.values["buyer"] for row in rows["needs"]}
    yield from (row.fault("code", _SILENT_SUPPLIER) for row in rows["suppliers"] if row.values["code"] not in solving)
    yield from (row.fault("code", _SILENT_BUYER) for row in rows["buyers"] if row.values["code"] not in needing)


def is_doubtful_number(number: str, country: str) -> bool:
    """Whether a registration number cannot be right: a Korean one that is none, another with a wrong check digit.

    >>> is_doubtful_number("1234567891", "KR"), is_doubtful_number("1234567890", "KR")
    (False, True)
    """
    if country == "KR":
        return not (brn.is_valid(number) and _has_korean_check_digit(number))
    known = get_cc_module(country.lower(), "vat") if country else None
    if known is None:
        return False
    try:
        known.validate(number)
    except InvalidChecksum:
        return True
    except ValidationError:
        return False  # a number of another register
    return False


def _has_korean_check_digit(number: str) -> bool:
    """Weights 1,3,7,1,3,7,1,3,5 and, for the ninth digit, the tens of its fivefold; stdnum looks at the parts only."""
    digits = [int(digit) for digit in number]
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=False)) + digits[8] * 5 // 10
    return (10 - total % 10) % 10 == digits[9]


def _boxes(rows: Sequence[Row], columns: Sequence[str]) -> Iterator[Fault]:
    """One warning for what no font of our papers has, on the first such cell."""
    found = [(row, key) for row in rows for key in columns if readable(row, key) and not can_print(row.values[key])]
    if found:
        row, key = found[0]
        yield row.fault(key, _no_font(row.values[key], len(found)))


def _at_night(slots: Sequence[Row]) -> Iterator[Fault]:
    night = [row for row in slots if readable(row, "starts", "leg") and row.values["starts"] < _MORNING]
    if night:
        first = min(row.values["starts"] for row in night)
        last = max(row.values["starts"] for row in night)
        yield night[0].fault("starts", _night(f"{first:%H:%M}", f"{last:%H:%M}", len(night)))


def _legs(legs: Sequence[Row]) -> Iterator[Fault]:
    dated = [row for row in legs if readable(row, "starts_on", "ends_on")]
    for row in dated:
        zone = known_zone(row.values["zone"]) if readable(row, "zone", "country") else None
        days = iter((row.values["starts_on"], row.values["ends_on"]))
        if zone is not None and (message := elsewhere(zone, row.values["country"], days)):
            yield row.fault("zone", message)
        if row.values["starts_on"] - min(leg.values["starts_on"] for leg in dated) > _FAR_APART:
            yield row.fault("starts_on", _FAR)


def _several_at_once(people: Sequence[Row], named: Mapping[str, int]) -> Iterator[Fault]:
    """Who holds several meetings at once although its own table holds one, or although fewer delegates are named."""
    for row in people:
        many = row.values["at_once"] if readable(row, "at_once") else 1
        if many > 1 and readable(row, "table") and row.values["table"]:
            yield row.fault("at_once", _one_own_table(many, row.values["table"]))
        if 0 < (known := named.get(row.values["code"], 0)) < many:
            yield row.fault("at_once", _unnamed(many, known))


def _doubtful(number: str) -> Message:
    return Message(
        "doubtful-business-number",
        "The check digit of the business registration number {number} is wrong.",
        "Compare it with the certificate; the import works either way.",
        number=number,
    )


def _doubtful_phone(phone: str) -> Message:
    return Message(
        "doubtful-phone",
        "'{phone}' does not look like a phone number of this country.",
        "Write it with its country code, like +82 10-1234-5678; the import works either way.",
        phone=phone,
    )


def _doubtful_email(email: str) -> Message:
    return Message(
        "doubtful-email",
        "No letter can go to '{email}'.",
        "Write one address, like kim@example.org, or leave the cell empty; the import works either way.",
        email=email,
    )


def _no_font(text: str, count: int) -> Message:
    what = "Agendas on paper have no font for '{text}': the name in another language is printed."
    if count > 1:
        what = "Agendas on paper have no font for '{text}' and {more} more: names in another language are printed."
    mend = "Fill in the name in another language; pages and spreadsheets show it as it is."
    return Message("no-font", Sentence(what, text=text[:40], more=count - 1), mend)


def _night(first: str, last: str, count: int) -> Message:
    return Message(
        "slots-at-night",
        "{n:slot begins|slots begin} at night, between {first} and {last}.",
        "If the afternoon is meant, write 24 hours, like 13:00.",
        n=count,
        first=first,
        last=last,
    )


def _one_own_table(many: int, table: str) -> Message:
    return Message(
        "one-own-table",
        "It holds {n:meeting|meetings} at once, but its own table {table} holds one: there they follow one another.",
        "Leave the own table empty, so that meetings at one time have tables of their own.",
        n=many,
        table=table,
    )


def _unnamed(many: int, known: int) -> Message:
    return Message(
        "unnamed-delegates",
        "It holds {n:meeting|meetings} at once and names {known:delegate|delegates}: others are taken to come along.",
        "Name everybody who comes in the sheet 참석자 (Delegates), or correct the number of meetings at once.",
        n=many,
        known=known,
    )


_FAR = Message(
    "legs-far-apart",
    "It is more than a year away from another leg.",
    "Check the year.",
)
_OF_WISHES_ONLY = Message(
    "exclusion-alone",
    "A pair that never meets has no preference and no message: they were not read.",
    "Write why under the reason; the counterpart never reads it.",
)
_SILENT_SUPPLIER = Message(
    "no-solution",
    "It has no solution, so no match can be suggested.",
    "Add at least one row to the sheet 솔루션 (Solutions).",
)
_SILENT_BUYER = Message(
    "no-need",
    "It has no need, so no match can be suggested.",
    "Add at least one row to the sheet 수요 (Needs).",
)
