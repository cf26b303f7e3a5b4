"""Words in the language of whoever reads: English stands where something is said, translations in ``api/words/*.po``.

Values stand in braces. ``{n:meeting|meetings}`` is a number with its word, in the form that the plural rules of the language
ask for; Korean particles are written ``{name}을(를)`` and come out as the one that fits. What is named by a code rather than
by a sentence (a state, a tier) is catalogued in every language, English too, under its kind and code: ``tier: mou``.

A `Sentence` is said in one place and read in another: refusals, faults and messages carry it to where the reader's language
is known. Its values may be sentences again, names, or lists of them; all are rendered in that language.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, cast

from babel import Locale
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from api.ground.particles import particles

LANGUAGES = {"ko": "한국어", "en": "English"}
"""Languages in which everything is said, each by its own name."""
READERS = {**LANGUAGES, "th": "ไทย", "tr": "Türkçe"}
"""Languages in which participants read their pages; what has no words in one is said in English."""
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
    if not values:
        return particles(text) if language == "ko" else text
    said = _filling(language).format(text, **{name: _in_language(language, one) for name, one in values.items()})
    return particles(said) if language == "ko" else said


def preferred(
    chosen: str | None, accepted: str, *, among: Collection[str] = LANGUAGES.keys(), otherwise: str = FALLBACK
) -> str:
    """The language of an answer: the chosen one, else what ``Accept-Language`` likes best of ours, else ``otherwise``.

    >>> preferred(None, "tr, ko;q=0.5, en;q=0.8"), preferred(None, "tr"), preferred("ko", "en")
    ('en', 'en', 'ko')
    """
    if chosen is not None and chosen in among:
        return chosen
    liked = sorted(filter(None, map(_liked, accepted.split(","))), key=lambda one: -one[1])
    return next((language for language, _ in liked if language in among), otherwise)


def _liked(part: str) -> tuple[str, float] | None:
    """A language that a browser accepts, and how much; None where it does not, or says nothing that can be read."""
    tag, _, quality = part.strip().partition(";")
    try:
        weight = float(quality.strip().removeprefix("q=") or 1)
    except ValueError:
        return None
    return (tag.strip().lower().split("-")[0], weight) if weight > 0 else None


def named(language: str, kind: str, code: str) -> str:
    """The words of a code of some kind: ``named("ko", "tier", "mou")``."""
    return say(language, f"{kind}: {code}")


def both(english: str) -> str:
    """A text in Korean and English, for headings that everybody reads: ``표 Table``."""
    return f"{say('ko', english)} {say('en', english)}"


def translated(language: str, said: "Spoken") -> bool:
    """Whether something can be said in a language."""
    return language == FALLBACK or isinstance(said, Name) or said.english in catalog(language)


@dataclass(frozen=True, slots=True, init=False)
class Sentence:
    """A text of the catalogues with its values, read later: ``Sentence("{n:fault|faults} in {sheet}", n=2, sheet=name)``.

    As ``str`` it is English.

    >>> str(Sentence("{n:meeting|meetings}, {who}", n=2, who=Name("서울", "Seoul")))
    '2 meetings, Seoul'
    """

    english: str
    values: "Mapping[str, Value]"

    def __init__(self, english: str, /, **values: "Value") -> None:
        object.__setattr__(self, "english", english)
        object.__setattr__(self, "values", values)

    def __hash__(self) -> int:
        return hash(self.english)

    def __bool__(self) -> bool:
        return bool(self.english)

    def __str__(self) -> str:
        return self.said(FALLBACK)

    def said(self, language: str) -> str:
        """The text in a language."""
        return say(language, self.english, **self.values)


@dataclass(frozen=True, slots=True)
class Name:
    """What has a name of its own in Korean and in English, as a participant or a sheet; one stands for the other."""

    ko: str
    en: str

    def __str__(self) -> str:
        return self.said(FALLBACK)

    def said(self, language: str) -> str:
        """The name in Korean, and in English for everybody else."""
        return (self.ko or self.en) if language == "ko" else (self.en or self.ko)


Spoken = Sentence | Name
Value = str | int | float | Decimal | date | time | datetime | Sentence | Name | Sequence["Value"]
"""What stands in a sentence; a list is said with commas between, semicolons where its parts have commas themselves."""


def as_spoken(said: str | Spoken, values: Mapping[str, Value]) -> Spoken:
    """An English text with its values as a sentence; what is one already stays as it is."""
    return Sentence(said, **values) if isinstance(said, str) else said


def word(kind: str, code: str) -> Sentence:
    """The words of a code of some kind, in a sentence: ``word("tier", "mou")``."""
    return Sentence(f"{kind}: {code}")


def plain(value: Value) -> Any:
    """A sentence, a name or a value as values of JSON, from which `spoken_of` makes it again."""
    if isinstance(value, Sentence):
        return {"says": value.english, "values": {name: plain(one) for name, one in value.values.items()}}
    if isinstance(value, Name):
        return {"ko": value.ko, "en": value.en}
    if isinstance(value, str | int | float):
        return value
    return [plain(one) for one in value] if isinstance(value, Sequence) else str(value)


def spoken_of(written: Mapping[str, Any]) -> Spoken:
    """What `plain` wrote down."""
    if "says" not in written:
        return Name(written["ko"], written["en"])
    return Sentence(written["says"], **{name: _value(value) for name, value in written["values"].items()})


def _value(written: Any) -> Value:
    if isinstance(written, Mapping):
        return spoken_of(cast("Mapping[str, Any]", written))
    return [_value(one) for one in cast("list[Any]", written)] if isinstance(written, list) else written


def _in_language(language: str, value: object) -> object:
    """A value of a sentence as it stands in it."""
    if isinstance(value, Sentence | Name):
        return value.said(language)
    if isinstance(value, list | tuple):
        parts = [str(_in_language(language, one)) for one in cast("Sequence[object]", value)]
        return ("; " if any(", " in part for part in parts) else ", ").join(parts)
    return value


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
