"""Tell the language of a text: by its script, and among the languages of one script by a library or by letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

LATIN_LANGUAGES = frozenset({"en", "tr", "vi", "id", "ms", "de", "fr", "es", "pt", "it", "nl", "az", "uz"})
NEAR = {"ms": "id"}
"""Languages that are read as a near one: of Malay sentences the shipped model finds 93% in English, of Indonesian 99%;
of Azerbaijani, read as Turkish, 20%, so that it is not (NTREX, 1,000 sentences, 2026-11-30)."""
MOST_LETTERS = 2_000
FIRST_SHARE = 0.2
"""A Korean or Thai text is full of Latin abbreviations: one letter in five is enough to be Korean or Thai."""

_SCRIPTS = {
    **{"HANGUL": "ko", "THAI": "th", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "ARABIC": "ar", "CYRILLIC": "ru"},
    **{"LATIN": "latin", "GEORGIAN": "ka", "ARMENIAN": "hy", "GREEK": "el", "HEBREW": "he", "DEVANAGARI": "hi"},
    **{"BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml", "GUJARATI": "gu"},
    **{"GURMUKHI": "pa", "SINHALA": "si", "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "ETHIOPIC": "am"},
    **{"MONGOLIAN": "mn", "TIBETAN": "bo", "ORIYA": "or"},
}
UNKNOWN = "und"
"""The subtag of a language that cannot be told."""
_LETTERS = (
    ("ru", re.compile("[ӘәҒғҚқҰұҺһ]"), "kk"),
    ("ru", re.compile(r"[Ңң]|\b(?:жана|менен|үчүн|болгон|деп|эле|бул|жаңы|жок|бар|эмес|анын|алар)\b"), "ky"),
    ("ru", re.compile("[ӨөҮү]"), "mn"),
    ("ru", re.compile("[ІіЇїЄєҐґ]"), "uk"),
    ("ar", re.compile("[ٹڈےںڑ]"), "ur"),
    ("ar", re.compile("[پچژگ]"), "fa"),
)
"""Letters that tell one language of a script from its commonest; the first that is found decides."""
_MALAYAN = {
    "ms": "kerana boleh wang bandar kereta pejabat polis ialah kerajaan beliau awak lebuh jalanraya perkhidmatan syarikat"
    " televisyen universiti ahad disember mac julai ogos perniagaan berkenaan memandangkan sekiranya daripada bahawa"
    " sahaja mesyuarat majlis perbandaran telah",
    "id": "karena bisa uang kota mobil kantor polisi adalah pemerintah anda saat sementara namun layanan perusahaan"
    " televisi universitas minggu desember maret juli agustus bandara bisnis bahwa saja butuh warga kabupaten provinsi"
    " jika selain kecamatan kelurahan dinas",
}
"""Words that tell Malay from Indonesian, which lingua confuses in a fifth of sentences."""
_MALAYAN_WORDS = {language: frozenset(words.split()) for language, words in _MALAYAN.items()}
_SMALL = {
    "en": "the of and to for with that by are from be or our we this was has have not their which will its were been",
    "tr": "ve için ile olan gibi daha çok olarak her kadar sonra ihtiyaç biz istiyoruz ama ancak göre değil olduğu",
    "id": "yang dan di untuk dengan dari ini pada kami ke dalam tidak akan oleh juga atau itu adalah lebih telah",
    "vi": "và của là các cho có trong được với không một những này chúng tôi để từ khi đã người về",
}
"""Small words that no other language here has: each trebles the odds that lingua gives."""
_SMALL_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_OWN_LETTERS = (
    (("tr", "az"), re.compile("[ğışŞĞİ]")),
    (("az",), re.compile("[əƏ]")),
    (("vi",), re.compile("[ăơưĂƠƯ\u1ea0-\u1ef9]")),
)
"""Letters that few languages have: each of the first three gives ten times the odds."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Detected:
    """The language of a text, and how sure that is.

    Parameters
    ----------
    language
        Primary subtag; ``"und"`` for letters of a script that no language here is written in.
    sure
        In [0, 1]; 1 where the script decides.
    likely
        Languages in Latin letters that it may be, the likeliest first; empty where the script decides.
    """

    language: str
    sure: float
    likely: tuple[str, ...] = ()


def detect_language(text: str) -> str:
    """Return the primary language subtag of a text; ``"en"`` for one without letters.

    Examples
    --------
    >>> [detect_language(text) for text in ("스마트 도시", "เมืองอัจฉริยะ", "akıllı şehir", "kota yang aman", "ქალაქი")]
    ['ko', 'th', 'tr', 'id', 'ka']
    """
    return detect(text).language


@lru_cache(maxsize=65536)
def detect(text: str) -> Detected:
    """Return the language of a text and how sure that is.

    Scripts decide where one language alone is written in one, letters among those of the Cyrillic and the Arabic script.
    Between languages in Latin letters lingua decides, English where it finds nothing.
    """
    text = unicodedata.normalize("NFKC", text)[:MOST_LETTERS]
    counts = Counter(script for letter in text if letter.isalpha() for script in [_script(letter)])
    total = sum(counts.values())
    for script in ("ko", "th", "ja"):
        if counts[script] >= FIRST_SHARE * max(total, 1) and counts[script]:
            return Detected(script, 1.0)
    if not total:
        return Detected("en", 0.0)
    script = max(counts, key=lambda one: counts[one])
    if script == "latin":
        return _latin(text)
    return Detected(_by_letters(script, text), 1.0)


@lru_cache(maxsize=8192)
def _script(letter: str) -> str:
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0].split("-")[0], UNKNOWN)


def _by_letters(script: str, text: str) -> str:
    return next((found for own, letters, found in _LETTERS if own == script and letters.search(text)), script)


def _latin(text: str) -> Detected:
    """Return the language of a text in Latin letters; names and abbreviations alone are English."""
    words = _WORD.findall(text.replace("İ", "i"))
    said = " ".join(word.lower() for word in words if not (word.isupper() and len(word) <= 5))
    if not said:
        return Detected("en", 0.0)
    ranked: list[Any] = _detector().compute_language_confidence_values(said)
    found = {one.language.iso_code_639_1.name.lower(): float(one.value) for one in ranked}
    found = _weighed(found, said, text)
    malayan = found.pop("ms", 0.0) + found.pop("id", 0.0)
    best = max(found, key=lambda language: found[language])
    if malayan > found[best]:
        best, found = _malay_or_indonesian(said), found | {"id": malayan, "ms": malayan}
    return Detected(best, found[best], tuple(sorted(found, key=lambda language: -found[language])))


def _weighed(found: dict[str, float], said: str, text: str) -> dict[str, float]:
    """Return lingua's likelihoods with what small words and letters say beside them; they sum to 1."""
    words = set(said.split())
    odds = {language: max(value, 1e-6) for language, value in found.items()}
    for language, small in _SMALL_WORDS.items():
        odds[language] *= 3.0 ** len(words & small)
    for languages, letters in _OWN_LETTERS:
        for language in languages:
            odds[language] *= 10.0 ** min(len(letters.findall(text)), 3)
    return {language: value / sum(odds.values()) for language, value in odds.items()}


def _malay_or_indonesian(text: str) -> str:
    counts = {language: len(set(text.split()) & known) for language, known in _MALAYAN_WORDS.items()}
    return "ms" if counts["ms"] > counts["id"] else "id"


@lru_cache(maxsize=1)
def _detector() -> Any:
    """Return lingua's detector of the languages that are written in Latin letters here; loaded at the first such text."""
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, name.upper()) for name in sorted(LATIN_LANGUAGES - {"uz"})]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()


def share_script(first: str, second: str) -> bool:
    """Whether two languages are both written in Latin letters, so that words may be spelled alike.

    Examples
    --------
    >>> share_script("tr", "en"), share_script("ko", "en")
    (True, False)
    """
    return first in LATIN_LANGUAGES and second in LATIN_LANGUAGES
