"""Words in the language of whoever reads: English stands where something is said, other languages in catalogues under it."""

import json
from functools import cache
from pathlib import Path

from api.ground.codes import CODES

LANGUAGES = {"ko": "한국어", "en": "English"}
FOLDER = Path(__file__).parents[1] / "pages" / "words"


@cache
def catalog(language: str) -> dict[str, str]:
    """Translations of a language by English text; for English those of values alone."""
    file = FOLDER / f"{language}.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def say(language: str, english: str, **values: object) -> str:
    """A text in a language, with its values; the English text where no translation exists."""
    text = catalog(language).get(english, english)
    return text.format(**values) if values else text


def refusal_words(language: str, code: str, english: str, korean: str) -> str:
    """A refusal: its own words where it has some in this language, else the sentence of its code, else its English."""
    if language == "ko" and korean:
        return korean
    return say(language, CODES[code].english) if language != "en" and code in CODES else english
