"""The language of a page, and what refusals and faults say in it."""

from api.ground.codes import refusal_words
from api.ground.errors import Fault, MannamError
from api.ground.words import FALLBACK, LANGUAGES


def preferred(cookie: str | None, accepted: str) -> str:
    """The language of a page: the chosen one, else what the browser likes best of ours, else English.

    >>> preferred(None, "tr, ko;q=0.5, en;q=0.8"), preferred(None, "tr"), preferred("ko", "en")
    ('en', 'en', 'ko')
    """
    if cookie in LANGUAGES:
        return cookie
    liked = sorted(filter(None, map(_liked, accepted.split(","))), key=lambda one: -one[1])
    return next((language for language, _ in liked if language in LANGUAGES), FALLBACK)


def _liked(part: str) -> tuple[str, float] | None:
    """A language that a browser accepts, and how much; None where it does not, or says nothing that can be read."""
    tag, _, quality = part.strip().partition(";")
    try:
        weight = float(quality.strip().removeprefix("q=") or 1)
    except ValueError:
        return None
    return (tag.strip().lower().split("-")[0], weight) if weight > 0 else None


def refusal(language: str, error: MannamError) -> str:
    """What a refusal says: its own words in English, a translated sentence of its code elsewhere, else its own words."""
    return refusal_words(language, error.code, error.sentence)


def fault_words(language: str, fault: Fault) -> tuple[str, str]:
    """What is wrong and how to mend it."""
    return fault.what.said(language), fault.mend.said(language)
