"""Numbers as people type them: whole counts, and decimals whose separators have one reading only."""

import math
import re
from datetime import date, time, timedelta
from decimal import Decimal

from api.ground.texts import narrow
from api.ground.typed import Message, Typed, Unreadable, shown

_MOST = 1_000_000
_COUNTED = r"(?:개사|개소|개국|개|건|명|인|회|번|곳|지망|순위|차|st|nd|rd|th)?"


def read_count(typed: Typed) -> int:
    """A whole number of 0 or more, below a million: ``12``, ``１２``, ``1,200``, ``10회``, the number 12.0.

    Raises
    ------
    Unreadable
        Anything else; ``1.200`` and ``1,5`` too, which say different numbers in different countries.
    """
    if isinstance(typed, (bool, date, time, timedelta)):
        raise _no_count(typed)
    if isinstance(typed, (int, float)):
        if not math.isfinite(typed) or typed != int(typed) or not 0 <= typed < _MOST:
            raise _no_count(typed)
        return int(typed)
    found = re.fullmatch(rf"([0-9]{{1,9}}|[0-9]{{1,3}}(?:,[0-9]{{3}})+)(?:\.0{{1,2}})?\s*{_COUNTED}", narrow(typed))
    if found is None or (number := int(found[1].replace(",", ""))) >= _MOST:
        raise _no_count(typed)
    return number


def read_decimal(typed: str) -> Decimal:
    """A decimal number of 0 or more with its separators: 1,200,000 and 1.200.000 group; 1.2 does not.

    Raises
    ------
    Unreadable
        No number, or one that can be read in two ways: ``1.200`` and ``1,5`` say different numbers in different
        countries.

    Examples
    --------
    >>> read_decimal("1.250,75"), read_decimal("12.5")
    (Decimal('1250.75'), Decimal('12.5'))
    """
    text = re.sub(r"(?<=[0-9])[ '’](?=[0-9]{3}(?![0-9]))", ",", narrow(typed))
    if re.fullmatch(r"[0-9]+(\.[0-9]{1,2}|\.[0-9]{4,})?|0\.[0-9]+", text):
        return Decimal(text)
    if re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", text):
        return Decimal(text.replace(",", ""))
    if re.fullmatch(r"[1-9][0-9]{0,2}((\.[0-9]{3}){2,}(,[0-9]+)?|\.[0-9]{3},[0-9]+)", text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[0-9]+([.,][0-9]+)+", text):
        raise Unreadable(
            Message(
                "unclear-number",
                "'{typed}' can be read in two ways.",
                "Write 1,200 for a thousand two hundred, 1.2 for a fraction.",
                typed=typed.strip(),
            )
        )
    raise Unreadable(
        Message(
            "not-a-number",
            "'{typed}' is not a number of zero or more.",
            "Give digits, like 1,200 or 12.5.",
            typed=typed.strip(),
        )
    )


def _no_count(typed: Typed) -> Unreadable:
    return Unreadable(
        Message(
            "not-a-number",
            "'{typed}' is not a whole number of 0 or more.",
            "Type digits only, like 12.",
            typed=shown(typed),
        )
    )
