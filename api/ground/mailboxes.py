"""E-mail addresses as people type them, and whether a letter can go there."""

import re
from email.errors import MessageError
from email.headerregistry import Address

from api.ground.texts import narrow

UNWRITABLE = (ValueError, IndexError, MessageError)
"""What the library raises for what no letter can carry."""
_ADDRESS = re.compile(r"[^\s@<>\"'(),:;/|\[\]\\]+@[^\s@<>\"'(),:;/|\[\]\\]+")


def read_address(typed: str) -> str:
    """The one address that a text holds (``Kim <kim@example.org>``, ``kim@example.org.``); else the text as it is.

    >>> read_address("mailto:kim@example.org."), read_address("Kim <kim@example.org>")
    ('kim@example.org', 'kim@example.org')
    >>> read_address("kim@example.org, lee@example.org"), read_address("k im@example.org")
    ('kim@example.org, lee@example.org', 'k im@example.org')
    """
    text = narrow(typed)
    found = addresses_in(text)
    before = text.partition(found[0])[0] if len(found) == 1 and text.count("@") == 1 else text
    return found[0] if not before or before.lower() == "mailto:" or before.endswith("<") else text


def addresses_in(text: str) -> list[str]:
    """Every address in a text."""
    return [address.rstrip(".") for address in _ADDRESS.findall(text)]


def is_address(typed: str) -> bool:
    """Whether something typed is one address to which a letter can go.

    >>> is_address("kim@example.org"), is_address("kim@example.org, lee@example.org"), is_address("-")
    (True, False, False)
    >>> [is_address(f"{who}@example.org") for who in ("kim.", "a..b", "김")]
    [False, False, False]
    """
    if _ADDRESS.fullmatch(typed) is None:
        return False
    try:
        Address(addr_spec=typed)
    except UNWRITABLE:
        return False
    return True
