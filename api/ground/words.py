"""Words in the language of whoever reads: English stands where something is said, translations in ``api/words/*.po``.

Values stand in braces. ``{n:meeting|meetings}`` is a number with its word, in the form that the plural rules of the language
ask for; Korean particles are written ``{name}을(를)`` and come out as the one that fits. What is named by a code rather than
by a sentence (a state, a tier) is catalogued in every language, English too, under its kind and code: ``tier: mou``.
"""

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from api.ground.codes import CODES
from api.ground.particles import particles

LANGUAGES = {"ko": "한국어", "en": "English"}
"""Languages of the pages, each by its own name."""
FOLDER = Path(__file__).parents[1] / "words"
FALLBACK = "en"


@cache
def catalog(language: str) -> dict[str, str]:
    """Translations of a language by English text; those of English are of codes alone."""
    file = FOLDER / f"{language}.po"
    if not file.exists():
        return {}
    with file.open("rb") as source:
        return {str(entry.id): str(entry.string) for entry in read_po(source, language) if entry.id and entry.string}


def say(language: str, english: str, **values: object) -> str:
    """A text in a language, with its values; in English where no translation exists."""
    text = catalog(language).get(english)
    if text is None:
        language, text = FALLBACK, catalog(FALLBACK).get(english, english)
    said = _filling(language).format(text, **values) if values else text
    return particles(said) if language == "ko" else said


def named(language: str, kind: str, code: str) -> str:
    """The words of a code of some kind: ``named("ko", "tier", "mou")``."""
    return say(language, f"{kind}: {code}")


def both(english: str) -> str:
    """A text in Korean and English, for headings that everybody reads: ``표 Table``."""
    return f"{say('ko', english)} {say('en', english)}"


def refusal_words(language: str, code: str, english: str, korean: str) -> str:
    """A refusal: its own words where it has some in this language, else the sentence of its code, else its English."""
    if language == "ko" and korean:
        return particles(korean)
    return say(language, CODES[code].english) if language != FALLBACK and code in CODES else english


class _Filling(Formatter):
    """Fills values into a sentence of one language."""

    def __init__(self, language: str) -> None:
        self._locale = Locale(language)

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" not in format_spec:
            return super().format_field(value, format_spec)
        forms = format_spec.split("|")
        form = forms[min(self._place(value), len(forms) - 1)]
        return f"{format_decimal(value, locale=self._locale)} {form}"

    def _place(self, number: Any) -> int:
        rule = self._locale.plural_form
        order = [category for category in ("zero", "one", "two", "few", "many", "other") if category in rule.tags]
        category = rule(number)
        return order.index(category) if category in order else len(order)


@cache
def _filling(language: str) -> _Filling:
    return _Filling(language)
