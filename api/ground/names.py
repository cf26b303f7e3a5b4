"""Addresses within this site, and what people called things as parts of them."""

from urllib.parse import quote, urlsplit


def segment(text: str) -> str:
    """A text as one segment of an address: ``/``, ``?`` and ``#`` in a code are part of the code.

    >>> segment("A/B #1")
    'A%2FB%20%231'
    """
    return quote(text, safe="")


def within(to: str, otherwise: str = "/") -> str:
    """An address of this site as it is given, or another one: a link back never leaves the site.

    >>> within("/events/a?b=c"), within("//elsewhere"), within("https://elsewhere"), within("/\\\\elsewhere")
    ('/events/a?b=c', '/', '/', '/')
    """
    odd = "\\" in to or any(ord(letter) <= 32 or ord(letter) == 127 for letter in to)
    if odd or not to.startswith("/") or to.startswith("//"):
        return otherwise
    try:
        parts = urlsplit(to)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else to
