"""The words of the pages: English stands in the templates, other languages in ``words/*.json`` under the English text."""

import json
from functools import cache
from pathlib import Path

from api.ground.errors import Fault, MannamError

LANGUAGES = {"ko": "한국어", "en": "English"}
FOLDER = Path(__file__).parent / "words"


@cache
def catalog(language: str) -> dict[str, str]:
    """Translations of a language by English text; empty for English."""
    file = FOLDER / f"{language}.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def say(language: str, english: str, **values: object) -> str:
    """A text in a language, with its values; the English text where no translation exists."""
    text = catalog(language).get(english, english)
    return text.format(**values) if values else text


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
    if language == "ko" and error.korean:
        return error.korean
    return catalog(language).get(f"refusal: {error.code}", error.detail)


def fault_words(language: str, fault: Fault) -> tuple[str, str]:
    """What is wrong and how to mend it."""
    if language == "ko":
        return fault.what_ko or fault.what, fault.mend_ko or fault.mend
    return fault.what, fault.mend
