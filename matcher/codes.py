"""Countries and languages by code or by name, as people write them in a file of profiles."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel import Locale

NAMES_IN = ("en", "ko", "tr", "th", "vi", "id", "ru", "ar", "zh", "es", "mn", "az", "ms", "ky")
"""Languages whose names of countries and languages are known, beside the language's own name for itself."""
_COUNTRIES = {
    "터키": "TR",
    "튀르키예공화국": "TR",
    "turkey": "TR",
    "republicofturkiye": "TR",
    "키르기즈": "KG",
    "키르기즈스탄": "KG",
    "브루나이다루살람": "BN",
    "한국": "KR",
    "남한": "KR",
    "korea": "KR",
    "republicofkorea": "KR",
    "uk": "GB",
    "usa": "US",
    "uae": "AE",
    "아랍에미리트연합": "AE",
    "베트남사회주의공화국": "VN",
    "russianfederation": "RU",
    "burma": "MM",
    "ivorycoast": "CI",
    "czechrepublic": "CZ",
}
_LANGUAGES = {
    "한국말": "ko",
    "bahasa": "id",
    "bahasaindonesia": "id",
    "bahasamelayu": "ms",
    "중국말": "zh",
    "mandarin": "zh",
}


def country_code(name: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country given by code or by name.

    Raises
    ------
    ValueError
        When no country is called so.

    Examples
    --------
    >>> [country_code(name) for name in ("tr", "튀르키예", "Poland", "러시아", "Republic of Türkiye", "Güney Afrika")]
    ['TR', 'TR', 'PL', 'RU', 'TR', 'ZA']
    """
    code = name.strip().upper()
    known = Locale("en").territories
    if len(code) == 2 and code.isascii() and code.isalpha() and code in known and code not in {"ZZ", "EU", "UN", "EZ"}:
        return code
    found = _COUNTRIES.get(_folded(name)) or _names("territories").get(_folded(name))
    if found is None:
        raise ValueError(f"{name!r} is not a known country; write its two-letter code, such as TR, or its usual name")
    return found


def language_code(name: str) -> str:
    """Return the primary subtag of a language given by code or by name.

    Raises
    ------
    ValueError
        When no language is called so.

    Examples
    --------
    >>> [language_code(name) for name in ("EN", "한국어", "Türkçe", "Thai", "zh-Hant")]
    ['en', 'ko', 'tr', 'th', 'zh']
    """
    code = name.strip().lower().replace("_", "-").split("-")[0]
    if code in Locale("en").languages:
        return code
    found = _LANGUAGES.get(_folded(name)) or _names("languages").get(_folded(name))
    if found is None:
        raise ValueError(f"{name!r} is not a known language; write its code, such as ko, or its usual name")
    return found


@lru_cache(maxsize=2)
def _names(kind: str) -> dict[str, str]:
    """Return codes by folded name: two letters for territories, two or three for languages."""
    found: dict[str, str] = {}
    for language in NAMES_IN:
        for code, name in getattr(Locale(language), kind).items():
            if "_" not in code and not code.isdigit():
                found.setdefault(_folded(name), code)
    return found


def _folded(name: str) -> str:
    """Return a name for comparison: no accents, capitals, spaces or punctuation."""
    text = unicodedata.normalize("NFKD", name.replace("İ", "i").replace("ı", "i")).casefold()
    return unicodedata.normalize(
        "NFC", "".join(letter for letter in text if letter.isalnum() or unicodedata.category(letter) == "Mc")
    )
