"""Codes that people give to things (``S01``, ``기업-3``) and the names of events in addresses: the one allowed form.

A code becomes a part of file names, addresses and headers, so it holds letters of any script, digits and inner hyphens
only.
"""

import re
import unicodedata

from api.ground.nearness import latinised
from api.ground.texts import clean, narrow
from api.ground.typed import Message, Unreadable

LONGEST_CODE = 40
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")
_TAKEN = {"new"}
"""Words that an address uses for something else than an event's name."""


def read_code(typed: str) -> str:
    """A code as people type it: full-width forms narrowed, spaces dropped, upper case (`` s01`` is ``S01``).

    Raises
    ------
    Unreadable
        It holds anything but letters, digits and inner hyphens, or is longer than 40; a proposal is made.

    Examples
    --------
    >>> read_code(" s01 "), read_code("기업01")
    ('S01', '기업01')
    """
    code = same_code(typed)
    if _is_code(code):
        return code
    proposal = re.sub(r"[^\w]+", "-", code).strip("-_")[:LONGEST_CODE].strip("-_")
    rule = "A code has letters, digits and hyphens, {most} at most."
    like = "Write it like '{proposal}'. A code has letters, digits and hyphens, {most} at most."
    raise Unreadable(
        Message(
            "bad-code",
            "'{typed}' cannot be a code.",
            like if _is_code(proposal) else rule,
            typed=typed.strip(),
            proposal=proposal,
            most=LONGEST_CODE,
        )
    )


def same_code(typed: str) -> str:
    """A code as it is compared, whether its form is allowed or not; look-alike Cyrillic and Greek letters are Latin."""
    text = re.sub(r"\s+", "", narrow(typed))
    text = "".join(_upper(letter) for letter in text)
    latin = latinised(text)
    return latin if re.fullmatch(r"[\x00-\x7f]*", latin) else clean(text)


def _is_code(text: str) -> bool:
    letters = all(letter.isalnum() or letter in "-_" or unicodedata.category(letter)[0] == "M" for letter in text)
    return letters and 0 < len(text) <= LONGEST_CODE and text[0].isalnum() and text[-1] not in "-_" and "--" not in text


def _upper(letter: str) -> str:
    upper = letter.upper()
    return letter if len(upper) > 1 or letter in "ıİ" else upper


def read_slug(typed: str, *others: str) -> str:
    """The name of an event in addresses: 2 to 63 small letters, digits and hyphens.

    ``others`` are other names of the event, from which a proposal is made where the typed one gives none.

    Raises
    ------
    Unreadable
        Another form; a proposal is made.
    """
    text = clean(typed)
    if SLUG.fullmatch(text) and text not in _TAKEN:
        return text
    proposals = [_slug(other) for other in (typed, *others)]
    proposal = next((one for one in proposals if SLUG.fullmatch(one) and one not in _TAKEN), "istanbul-2022")
    raise Unreadable(
        Message(
            "bad-event-code",
            "'{typed}' cannot be the code of an event.",
            "Write it like '{proposal}': 2 to 63 small letters, digits and hyphens.",
            typed=typed.strip(),
            proposal=proposal,
        )
    )


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", narrow(text).replace("ı", "i").replace("İ", "I")).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")
    return words[:63].rstrip("-")


def file_name(code: str) -> str:
    """A code as a part of a file's name, on any system: whatever could end it or lead elsewhere becomes an underscore.

    >>> file_name("../B02"), file_name("기업01")
    ('_B02', '기업01')
    """
    return re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]|^\.+', "_", re.sub(r"^[./\\]+", "_", code)).rstrip(". ") or "_"
