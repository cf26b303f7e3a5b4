"""Languages by code and by name: BCP 47 tags, with Korean, English and own names from CLDR."""

import re
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from api.ground.texts import folded, narrow, unmarked
from api.ground.typed import Unreadable
from api.ground.wordlists import CodeList, bare

_NAMED_TEXT = """
ko en tr th vi id ms ar zh ja ru de fr es pt it mn uz kk ky az bn hi ur fa km lo my tl uk ka ku pl
nl
"""
NAMED = _NAMED_TEXT.split()
"""The languages that this field deals with most, in the order in which lists show them."""
_SHOWN = {"my": ("미얀마어", "Burmese"), "tl": ("필리핀어", "Filipino"), "tr": ("튀르키예어", "Turkish")}
_ALSO = {
    "ko": ("한국말", "국문", "한글", "조선말", "Hangul"),
    "en": ("영문", "영어권"),
    "tr": ("터키어", "터어키어"),
    "th": ("타이어", "태국말", "ภาษาไทย"),
    "vi": ("월남어", "베트남말"),
    "id": ("인니어", "Bahasa Indonesia", "Bahasa"),
    "ms": ("말레이시아어", "말레이지아어", "Bahasa Melayu", "Malaysian"),
    "zh": ("중국말", "중문", "한어", "Mandarin", "만다린", "普通话", "Chinese (Mandarin)"),
    "ja": ("일본말", "일어"),
    "ru": ("노어", "러시아말"),
    "de": ("독어",),
    "fr": ("불어",),
    "es": ("서반아어", "Castilian"),
    "mn": ("몽고어",),
    "uz": ("우즈벡어",),
    "kk": ("카자흐스탄어", "Kazak"),
    "ky": ("키르기즈어", "Kirghiz", "Kirgiz"),
    "bn": ("방글라데시어", "Bangla"),
    "fa": ("이란어", "Farsi"),
    "km": ("캄보디아어", "Cambodian"),
    "lo": ("라오스어", "Laotian"),
    "my": ("버마어", "Myanmar"),
    "tl": ("타갈로그어", "Tagalog", "Pilipino"),
    "ka": ("그루지야어",),
    "nl": ("화란어",),
    "he": ("히브리말",),
}
_MISTAKEN = {"kr": "ko", "jp": "ja", "cn": "zh", "vn": "vi", "kz": "kk", "ua": "uk"}
"""Codes of countries that people type for their language; ``kr`` would be Kanuri."""
_FOLLOWED = {"fil": "tl", "iw": "he", "in": "id", "mo": "ro", "cmn": "zh", "jw": "jv"}
_NAMING = ("tr", "th", "vi", "id", "zh", "ja", "ru", "ar", "de", "fr", "es")


def _labels() -> dict[str, tuple[str, ...]]:
    korean, english = ({str(code): str(name) for code, name in Locale(of).languages.items()} for of in ("ko", "en"))
    two = sorted(code for code in english if len(code) == 2 and code not in _FOLLOWED and code in korean)
    labels: dict[str, tuple[str, ...]] = {}
    for code in [*NAMED, *(code for code in two if code not in NAMED)]:
        names = (korean.get(code, code), english.get(code, code))
        labels[code] = (*_SHOWN.get(code, names), *_ALSO.get(code, ()), *names)
    return labels


LANGUAGES = CodeList("언어", "language", _labels())
NAMED_LANGUAGES = CodeList("언어", "language", {code: LANGUAGES.labels[code] for code in NAMED})


def read_language(typed: str) -> str:
    """The BCP 47 tag of a language: by tag in any case (``zh-hant`` is ``zh-Hant``), by ISO 639-2 (``kor``), or by its name.

    Raises
    ------
    Unreadable
        With the language that a mistyped name can only have meant, if there is one.

    Examples
    --------
    >>> read_language("터키어"), read_language("Türkçe"), read_language("zh_hant")
    ('tr', 'tr', 'zh-Hant')
    """
    text = narrow(typed)
    if meant := _MISTAKEN.get(text.lower()):
        raise Unreadable(LANGUAGES.unknown(typed.strip(), meant))
    for name in (text, re.sub(r"^ภาษา| dili$", "", text)):
        if folded(name) and (known := LANGUAGES.known(name) or _elsewhere().get(folded(name))):
            return known
    if known := _bare().get(unmarked(text)):
        return known
    if tag := _tag(text.replace("_", "-")):
        return tag
    raise Unreadable(LANGUAGES.unknown(typed.strip()))


def _tag(text: str) -> str | None:
    base, _, rest = text.partition("-")
    base = _FOLLOWED.get(base.lower(), base.lower())
    base = get_global("language_aliases").get(base, base) if len(base) == 3 else base
    if base not in LANGUAGES.labels or not re.fullmatch(r"([A-Za-z]{4})?-?([A-Za-z]{2}|[0-9]{3})?", rest):
        return None
    parts = [part for part in rest.split("-") if part]
    names = Locale("en")
    cased = [part.title() if len(part) == 4 else part.upper() for part in parts]
    known = all(part in (names.scripts if len(part) == 4 else names.territories) for part in cased)
    return "-".join([base, *cased]) if known and len(text.split("-")) == len(cased) + 1 else None


@cache
def _bare() -> dict[str, str]:
    """Names without marks on Latin letters: Turkce, Ispanyolca."""
    return bare([*_elsewhere().items(), *((name, code) for code, names in LANGUAGES.labels.items() for name in names)])


@cache
def _elsewhere() -> dict[str, str]:
    """Folded names of languages in themselves and in those of the field; what two share is left out."""
    names: dict[str, set[str]] = {}
    for code in LANGUAGES.labels:
        for language in dict.fromkeys((code, *_NAMING)):
            try:
                name = Locale.parse(language).languages.get(code)
            except (UnknownLocaleError, ValueError):
                continue
            if name and folded(name):
                names.setdefault(folded(name), set()).add(code)
    return {name: min(codes) for name, codes in names.items() if len(codes) == 1}
