"""Tell the language of a text from its letters and its small words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LATIN_LANGUAGES = frozenset({"en", "tr", "vi", "id", "ms", "de", "fr", "es", "pt", "it", "nl", "az", "uz"})

_SMALL_WORD_LISTS = {
    "en": "the of and to in is for with that on by are from as at be it or an our we this",
    "tr": "ve bir bu için ile olan da de gibi daha çok olarak en her kadar sonra ya ihtiyaç biz istiyoruz",
    "id": "yang dan di untuk dengan dari ini pada kami ke adalah dalam tidak akan oleh sistem juga atau",
    "vi": "và của là các cho có trong được với không một những này chúng tôi để thành phố từ khi",
}
_SMALL_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORD_LISTS.items()}
_TURKISH = set("ğışĞİŞ")
_VIETNAMESE = set("ăđơưĂĐƠƯ")
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=65536)
def detect_language(text: str) -> str:
    """Return the primary language subtag of a text.

    Scripts decide for Korean, Thai, Japanese, Chinese, Arabic and Russian; letters and small words decide between
    English, Turkish, Indonesian and Vietnamese. A Latin text with no sign of the others is ``"en"``.

    Examples
    --------
    >>> [detect_language(text) for text in ("스마트 도시", "เมืองอัจฉริยะ", "akıllı şehir", "kota yang aman")]
    ['ko', 'th', 'tr', 'id']
    """
    text = unicodedata.normalize("NFC", text)[:2000]
    counts: dict[str, int] = {}
    for letter in text:
        script = _script(letter)
        if script:
            counts[script] = counts.get(script, 0) + 1
    if not counts:
        return "en"
    # A Korean or Thai text is full of Latin abbreviations: one letter in five is enough to be Korean or Thai.
    total = sum(counts.values())
    for script in ("ko", "th", "ja", "zh", "ar", "ru"):
        if counts.get(script, 0) >= 0.2 * total:
            return script
    return _latin_language(text)


def _script(letter: str) -> str | None:
    code = ord(letter)
    if code < 0x250 or 0x1E00 <= code <= 0x1EFF:
        return "latin" if letter.isalpha() else None
    if 0xAC00 <= code <= 0xD7A3 or 0x1100 <= code <= 0x11FF or 0x3130 <= code <= 0x318F:
        return "ko"
    if 0x0E00 <= code <= 0x0E7F:
        return "th"
    if 0x3040 <= code <= 0x30FF:
        return "ja"
    if 0x4E00 <= code <= 0x9FFF:
        return "zh"
    if 0x0600 <= code <= 0x06FF:
        return "ar"
    return "ru" if 0x0400 <= code <= 0x04FF else None


def _latin_language(text: str) -> str:
    words = [word.lower() for word in _WORD.findall(text.replace("İ", "i"))]
    scores = {language: float(sum(word in small for word in words)) for language, small in _SMALL_WORDS.items()}
    scores["tr"] += 2.0 * sum(letter in _TURKISH for letter in text)
    scores["vi"] += 2.0 * sum(letter in _VIETNAMESE or 0x1EA0 <= ord(letter) <= 0x1EF9 for letter in text)
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] > scores["en"] else "en"


def share_script(first: str, second: str) -> bool:
    """Whether two languages are both written in Latin letters, so that words may be spelled alike.

    Examples
    --------
    >>> share_script("tr", "en"), share_script("ko", "en")
    (True, False)
    """
    return first in LATIN_LANGUAGES and second in LATIN_LANGUAGES
