"""The language of a page, and what refusals and faults say in it."""

from api.ground.errors import Fault, MannamError
from api.ground.words import LANGUAGES, refusal_words


def preferred(cookie: str | None, accepted: str) -> str:
    """The language of a page: the chosen one, else the first that the browser accepts, else Korean."""
    if cookie in LANGUAGES:
        return cookie
    for part in accepted.split(","):
        language = part.split(";")[0].strip().lower()[:2]
        if language in LANGUAGES:
            return language
    return "ko"


def refusal(language: str, error: MannamError) -> str:
    """What a refusal says: its own words in English, a translated sentence of its code elsewhere, else its own words."""
    return refusal_words(language, error.code, error.detail, error.korean)


def fault_words(language: str, fault: Fault) -> tuple[str, str]:
    """What is wrong and how to mend it."""
    if language == "ko":
        return fault.what_ko or fault.what, fault.mend_ko or fault.mend
    return fault.what, fault.mend
