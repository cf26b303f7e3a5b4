"""Phone numbers: what was typed, with the 0 put back that a spreadsheet took away, and whether two are the same."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from api.ground.texts import narrow


def as_dialled(typed: str, country: str) -> str:
    """A phone number as it is dialled in its country (ISO 3166-1 alpha-2).

    Bare digits, which a spreadsheet may have taken for a number, get the leading 0 back where the country's numbers have
    one. Everything else stays as it was typed.

    >>> as_dialled("1012345678", "KR"), as_dialled("15881234", "KR"), as_dialled("2125550123", "US")
    ('01012345678', '15881234', '2125550123')
    """
    if not re.fullmatch(r"[1-9][0-9]{6,14}", typed):
        return typed
    number = _number(typed, country)
    if number is None or not phonenumbers.is_valid_number(number):
        return typed
    national = re.sub(r"\D", "", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    return national if national.endswith(typed) else typed


def is_doubtful(typed: str, country: str) -> bool:
    """Whether some number in a text is too short, too long or no number at all; several may stand side by side."""
    parts = [part for part in re.split(r"[/,;\n]| 또는 | or ", narrow(typed)) if part.strip()]
    return not all(
        (number := _number(part, country)) is not None and phonenumbers.is_possible_number(number) for part in parts
    )


def dialled_numbers(typed: str, country: str) -> set[str]:
    """The valid numbers in a text as E.164 (``+821012345678``), so that two spellings of one number are equal."""
    numbers = (_number(part, country) for part in re.split(r"[/,;\n]", narrow(typed)))
    return {
        phonenumbers.format_number(number, PhoneNumberFormat.E164)
        for number in numbers
        if number is not None and phonenumbers.is_valid_number(number)
    }


def _number(text: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country or None)
    except NumberParseException:
        return None
